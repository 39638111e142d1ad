//! A queue: what was said when it was declared, who consumes, and where its messages are.
//!
//! Consumers are in `consumers`, the messages in `store`; what arguments mean in `arguments`.

use amq_protocol::types::FieldTable;
use rustc_hash::FxHashMap;

use super::arguments::{Options, QueueType};
use super::consumers::Consumers;
use super::counters::Counters;
use super::ids::{ConnectionId, ExchangeId, QueueId};
use super::names::Name;
use super::store::{NEVER, Store};

/// A queue.
#[derive(Debug)]
pub struct Queue {
    /// Its number, which no other queue ever has.
    pub id: QueueId,
    /// Its name.
    pub name: Name,
    /// The vhost it is in.
    pub vhost: Name,
    /// As declared; nothing here outlives the broker.
    pub durable: bool,
    /// Deleted when its last consumer goes.
    pub auto_delete: bool,
    /// The connection that alone may use it, and whose end is its end.
    pub owner: Option<ConnectionId>,
    /// As declared.
    pub arguments: FieldTable,
    /// What the arguments mean.
    pub options: Options,
    /// Who consumes.
    pub consumers: Consumers,
    /// The exchanges with bindings to it, and how many.
    pub bound: FxHashMap<ExchangeId, usize>,
    /// When it was last of use to anybody, for `x-expires`.
    pub last_used: u64,
    /// When the clock is to look at it next.
    pub alarm: u64,
    /// What happened here.
    pub counters: Counters,
    /// Messages that are delivered and not settled.
    pub unacked: usize,
    /// Bytes of their bodies.
    pub unacked_bytes: usize,
    /// How many of them were taken by `basic.get`.
    pub unacked_gets: usize,
    /// The messages that wait.
    pub store: Store,
}

/// What a queue is made from.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its name.
    pub name: Name,
    /// See [`Queue::durable`].
    pub durable: bool,
    /// See [`Queue::auto_delete`].
    pub auto_delete: bool,
    /// See [`Queue::owner`].
    pub owner: Option<ConnectionId>,
    /// As declared.
    pub arguments: FieldTable,
    /// What the arguments mean.
    pub options: Options,
}

impl Queue {
    /// An empty queue, used `now`.
    pub fn new(id: QueueId, vhost: Name, declared: Declared, now: u64) -> Self {
        let Declared { name, durable, auto_delete, owner, arguments, options } = declared;
        let store = Store::new(options.max_priority);
        let consumers = Consumers::new(options.single_active);
        Self {
            id,
            name,
            vhost,
            durable,
            auto_delete,
            owner,
            arguments,
            options,
            consumers,
            bound: FxHashMap::default(),
            last_used: now,
            alarm: NEVER,
            counters: Counters::default(),
            unacked: 0,
            unacked_bytes: 0,
            unacked_gets: 0,
            store,
        }
    }

    /// Messages that wait.
    pub fn ready(&self) -> usize {
        self.store.ready()
    }

    /// How many consumers a client is told of: in a quorum queue, each message that was got and not settled counts as
    /// one, as in RabbitMQ.
    pub fn consumer_count(&self) -> usize {
        let gets = if self.options.queue_type == QueueType::Quorum { self.unacked_gets } else { 0 };
        self.consumers.len() + gets
    }

    /// Whether it holds more than it may.
    pub fn is_over_limit(&self) -> bool {
        let longer = self.options.max_length.is_some_and(|limit| self.store.ready() as u64 > limit);
        longer || self.options.max_bytes.is_some_and(|limit| self.store.ready_bytes() as u64 > limit)
    }

    /// Whether one more message of this size would be too much.
    pub fn is_full_for(&self, body_len: usize) -> bool {
        let longer = self.options.max_length.is_some_and(|limit| self.store.ready() as u64 >= limit);
        longer || self.options.max_bytes.is_some_and(|limit| (self.store.ready_bytes() + body_len) as u64 > limit)
    }
}
