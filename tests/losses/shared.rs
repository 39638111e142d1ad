//! The node that faults share which leave it unharmed, each in a vhost of its own; and the one for those that do not, one
//! after the other.

use std::sync::{Mutex, OnceLock, PoisonError};

use crate::support::{Node, PrivateNode};

static SHARED: OnceLock<PrivateNode> = OnceLock::new();

/// A RabbitMQ. The first caller starts it; it ends with this process.
#[track_caller]
pub fn node() -> &'static Node {
    SHARED.get_or_init(|| Node::rabbitmq(""))
}

static TO_BREAK: Mutex<Option<PrivateNode>> = Mutex::new(None);

/// A RabbitMQ for what harms it, and leaves it well. After a panic the next caller has another.
#[track_caller]
pub fn to_break<T>(harm: impl FnOnce(&PrivateNode) -> T) -> T {
    let mut place = TO_BREAK.lock().unwrap_or_else(PoisonError::into_inner);
    let node = place.take().unwrap_or_else(|| Node::rabbitmq(""));
    let outcome = harm(&node);
    *place = Some(node);
    outcome
}
