//! An exchange, and what the broker makes of one that is declared again.

use amq_protocol::types::FieldTable;

use super::ids::{Destination, ExchangeId};
use super::names::Name;
use crate::broker::routing::{Bindings, ExchangeType};

/// An exchange.
#[derive(Debug)]
pub struct Exchange {
    /// Its number, which no other exchange ever has.
    pub id: ExchangeId,
    /// Its name.
    pub name: Name,
    /// How it routes.
    pub kind: ExchangeType,
    /// As declared; nothing here outlives the broker.
    pub durable: bool,
    /// Deleted when its last binding goes.
    pub auto_delete: bool,
    /// Only other exchanges may publish to it.
    pub internal: bool,
    /// As declared.
    pub arguments: FieldTable,
    /// Where a message goes that has nowhere else to go.
    pub alternate: Option<Name>,
    /// Where its messages go.
    pub bindings: Bindings<Destination>,
    /// How many bindings lead to it, by the exchange they come from.
    pub bound: rustc_hash::FxHashMap<ExchangeId, usize>,
    /// Messages published to it.
    pub published: u64,
}

/// The exchanges that every vhost has; the default exchange is none of them, as it has no bindings of its own.
pub const PREDECLARED: [(&str, ExchangeType, bool); 6] = [
    ("amq.direct", ExchangeType::Direct, false),
    ("amq.fanout", ExchangeType::Fanout, false),
    ("amq.headers", ExchangeType::Headers, false),
    ("amq.match", ExchangeType::Headers, false),
    ("amq.rabbitmq.trace", ExchangeType::Topic, true),
    ("amq.topic", ExchangeType::Topic, false),
];
