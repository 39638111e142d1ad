//! The consumers of one queue, and whose turn it is.

use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};

use amq_protocol::types::FieldTable;

use super::ids::{ConnectionId, ConsumerId};
use super::names::Name;

/// Somebody who gets the messages of a queue.
#[derive(Debug)]
pub struct Consumer {
    /// Its number.
    pub id: ConsumerId,
    /// Its name on its channel.
    pub tag: Name,
    /// Whose it is.
    pub connection: ConnectionId,
    /// On which channel.
    pub channel: u16,
    /// Whether deliveries are settled as they are sent.
    pub no_ack: bool,
    /// Whether nobody else may consume.
    pub exclusive: bool,
    /// `x-priority`: the higher comes first.
    pub priority: i64,
    /// How many messages it may have unacked; 0 for any number.
    pub prefetch: u16,
    /// How many it has.
    pub unacked: u32,
    /// As given.
    pub arguments: FieldTable,
    /// Whether it waits for its turn; not so when it could not take a message when it was asked.
    in_line: bool,
}

impl Consumer {
    /// Puts one together, ready for messages.
    #[allow(clippy::too_many_arguments, reason = "one for each field")]
    pub fn new(
        id: ConsumerId,
        tag: Name,
        (connection, channel): (ConnectionId, u16),
        no_ack: bool,
        exclusive: bool,
        priority: i64,
        prefetch: u16,
        arguments: FieldTable,
    ) -> Self {
        let in_line = false;
        Self { id, tag, connection, channel, no_ack, exclusive, priority, prefetch, unacked: 0, arguments, in_line }
    }

    /// Whether its own prefetch lets it have one more.
    pub fn has_room(&self) -> bool {
        self.no_ack || self.prefetch == 0 || self.unacked < u32::from(self.prefetch)
    }
}

/// The consumers of a queue: by priority, and in turn among equals.
#[derive(Debug, Default)]
pub struct Consumers {
    /// Only one of them gets messages, until it goes.
    single_active: bool,
    active: Option<ConsumerId>,
    all: BTreeMap<ConsumerId, Consumer>,
    lines: BTreeMap<Reverse<i64>, VecDeque<ConsumerId>>,
}

impl Consumers {
    /// None yet.
    pub fn new(single_active: bool) -> Self {
        Self { single_active, ..Self::default() }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Consumer> {
        self.all.values()
    }

    /// Whether one of them has the queue for itself.
    pub fn is_exclusive(&self) -> bool {
        self.all.len() == 1 && self.all.values().all(|consumer| consumer.exclusive)
    }

    /// The one that alone gets messages, with `x-single-active-consumer`.
    pub fn active(&self) -> Option<ConsumerId> {
        self.active
    }

    /// Whether this one gets messages when it is its turn.
    pub fn is_active(&self, id: ConsumerId) -> bool {
        !self.single_active || self.active == Some(id)
    }

    /// One of them.
    pub fn get_mut(&mut self, id: ConsumerId) -> Option<&mut Consumer> {
        self.all.get_mut(&id)
    }

    /// One more, at the end of its line.
    pub fn add(&mut self, consumer: Consumer) {
        let id = consumer.id;
        self.all.insert(id, consumer);
        if self.single_active && self.active.is_none() {
            self.active = Some(id);
        }
        self.line_up(id);
    }

    /// One less.
    pub fn remove(&mut self, id: ConsumerId) -> Option<Consumer> {
        let gone = self.all.remove(&id)?;
        self.step_out(id, gone.priority);
        if self.active == Some(id) {
            let highest = self.all.values().max_by_key(|consumer| (consumer.priority, Reverse(consumer.id)));
            self.active = highest.map(|consumer| consumer.id);
        }
        Some(gone)
    }

    /// Lets one that could not take a message wait for its turn again; whether it did not do so already.
    pub fn line_up(&mut self, id: ConsumerId) -> bool {
        let Some(consumer) = self.all.get_mut(&id) else { return false };
        if std::mem::replace(&mut consumer.in_line, true) {
            return false;
        }
        self.lines.entry(Reverse(consumer.priority)).or_default().push_back(id);
        true
    }

    /// The next one that can take a message, which goes to the end of its line; those that cannot leave theirs.
    pub fn next(&mut self, can_take: impl Fn(&Consumer) -> bool) -> Option<&mut Consumer> {
        if self.single_active {
            let id = self.active?;
            let able = self.all.get(&id).is_some_and(&can_take);
            if !able {
                let priority = self.all.get(&id)?.priority;
                self.step_out(id, priority);
                return None;
            }
            return self.all.get_mut(&id);
        }
        let mut chosen = None;
        'lines: for line in self.lines.values_mut() {
            while let Some(id) = line.pop_front() {
                let Some(consumer) = self.all.get_mut(&id) else { continue };
                if can_take(consumer) {
                    line.push_back(id);
                    chosen = Some(id);
                    break 'lines;
                }
                consumer.in_line = false;
            }
        }
        self.lines.retain(|_, line| !line.is_empty());
        self.all.get_mut(&chosen?)
    }

    /// Whether nobody waits for messages.
    pub fn is_idle(&self) -> bool {
        self.lines.is_empty()
    }

    fn step_out(&mut self, id: ConsumerId, priority: i64) {
        if let Some(consumer) = self.all.get_mut(&id) {
            consumer.in_line = false;
        }
        if let Some(line) = self.lines.get_mut(&Reverse(priority)) {
            line.retain(|other| *other != id);
            if line.is_empty() {
                self.lines.remove(&Reverse(priority));
            }
        }
    }
}
