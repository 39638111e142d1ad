//! Exchange types: which destinations a message goes to (AMQP 0-9-1, section 3.1.3).
//!
//! Pure data structures. What a destination is, the caller decides; exchanges that are bound to exchanges are
//! the caller's walk, and so is the default exchange, whose bindings nobody makes.
//!
//! Where the specification leaves room, this does what RabbitMQ 3.10 does; the tests' tables are its answers.

mod bindings;
mod doubles;
mod error;
mod headers;
mod identity;
mod kind;
mod table;
mod topic;

pub use bindings::Bindings;
pub use error::BindError;
pub use kind::{ExchangeType, UnknownType};
