//! The node that faults share which leave it unharmed, each in a vhost of its own.

use std::sync::OnceLock;

use crate::support::{Node, PrivateNode};

static SHARED: OnceLock<PrivateNode> = OnceLock::new();

/// A RabbitMQ. The first caller starts it; it ends with this process.
#[track_caller]
pub fn node() -> &'static Node {
    SHARED.get_or_init(|| Node::rabbitmq(""))
}
