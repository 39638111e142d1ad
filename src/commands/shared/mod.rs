//! What several commands share: groups of arguments, and the two bodies, `publish` and `listen`.

pub mod values;

mod destination;
mod exchange;
mod input;
mod jobs;
mod listen;
mod password;
mod print;
mod process;
mod properties;
mod publish;
mod queue;
mod records;
mod stop;
mod unique;
mod write;

pub(super) use destination::Destination;
pub(super) use exchange::{Family, KeyedReceiveArgs, KeyedSendArgs, ReceiveArgs, SendArgs};
pub(super) use input::MessageArgs;
pub(super) use jobs::{Settlement, work};
pub(super) use listen::{Disposal, ListenArgs, Source, listen};
pub use password::read_password;
pub(super) use print::PrintArgs;
pub(super) use process::{Outcome, Task};
pub(super) use properties::{PropertyArgs, to_table};
pub(super) use publish::{PublishArgs, preview, publish};
pub(super) use queue::QueueArgs;
pub(super) use records::Records;
pub(super) use stop::StopArgs;
pub(super) use unique::unique_id;
pub(super) use write::write;
