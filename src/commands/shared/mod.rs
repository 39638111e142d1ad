//! What several commands share: groups of arguments, and the two bodies, `publish` and `listen`.

pub mod values;

mod destination;
mod exchange;
mod failure;
mod input;
mod lasting;
mod listen;
mod offset;
mod password;
mod place;
mod print;
mod process;
mod program;
mod properties;
mod publish;
mod queue;
mod records;
mod sent;
mod source;
mod stop;
mod unique;
mod work;
mod write;

pub(super) use destination::Destination;
pub(super) use exchange::{Family, KeyedReceiveArgs, KeyedSendArgs, ReceiveArgs, SendArgs};
pub(super) use failure::{Failures, OnFailure, doubled};
pub(super) use input::MessageArgs;
pub(super) use lasting::lasting;
pub(super) use listen::{Disposal, ListenArgs, listen};
pub(super) use offset::offset;
pub use password::read_password;
pub(super) use password::{others_can_read, read_secret};
pub(super) use print::PrintArgs;
pub(super) use process::{Outcome, Task};
pub(super) use properties::{PropertyArgs, to_table};
pub(super) use publish::{PublishArgs, publish};
pub(super) use queue::{ATTRIBUTES, QueueArgs};
pub(super) use records::Records;
pub(super) use sent::preview;
pub(super) use source::SourceArgs;
pub(super) use stop::StopArgs;
pub(super) use unique::unique_id;
pub(super) use work::{Closing, Settlement, work_off};
pub(super) use write::write;
