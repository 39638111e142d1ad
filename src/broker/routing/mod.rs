//! Exchange types: which destinations a message goes to.
//!
//! Pure data structures. What a destination is, the caller decides; exchanges that are bound to exchanges are
//! the caller's walk.

mod bindings;
mod error;
mod kind;

pub use bindings::Bindings;
pub use error::BindError;
pub use kind::{ExchangeType, UnknownType};
