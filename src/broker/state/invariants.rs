//! What must hold of a state at any time, for tests that do anything they can think of to it.

use std::collections::{BTreeMap, HashSet};
use std::ptr;

use super::State;
use super::channel::{Channel, Unacked};
use super::ids::{ConsumerId, QueueId};
use super::message::Message;

/// What clients hold and have not settled.
#[derive(Default)]
struct Held {
    by_queue: BTreeMap<QueueId, (usize, usize)>,
    by_consumer: BTreeMap<ConsumerId, u32>,
}

/// Messages, each once.
#[derive(Default)]
struct Costs {
    seen: HashSet<*const Message>,
    sum: usize,
}

impl Costs {
    fn add(&mut self, message: &Message) {
        if self.seen.insert(ptr::from_ref(message)) {
            self.sum += message.cost();
        }
    }
}

impl State {
    /// Fails when something that is counted is not what is there.
    pub fn check(&self) {
        let (mut held, mut costs) = (Held::default(), Costs::default());
        for connection in self.connections.values() {
            for channel in connection.channels.values() {
                held.add(channel, &mut costs);
            }
        }
        assert!(self.dead.is_empty(), "the dead are buried");
        self.check_queues(&held, &mut costs);
        self.check_names();
        assert_eq!(self.memory.used(), costs.sum, "bytes of all messages");
        let waiting = self.connections.values().flat_map(|connection| connection.channels.values());
        let waiting = waiting.filter(|channel| channel.reply_consumer.is_some()).count();
        assert_eq!(self.replies.len(), waiting, "who waits for replies");
    }

    /// Fails when clients that are gone, and queues, left something behind.
    pub fn check_empty(&self) {
        self.check();
        assert!(self.connections.is_empty() && self.queues.is_empty());
        assert_eq!(self.memory.used(), 0, "bytes of no messages");
    }

    fn check_queues(&self, held: &Held, costs: &mut Costs) {
        for (id, queue) in &self.queues {
            let (mut ready, mut bytes) = (0, 0);
            for (number, line) in queue.store.lines().enumerate() {
                // Those that came back are in the order in which they did.
                assert!(
                    number == 0 || line.iter().is_sorted_by_key(|entry| entry.position),
                    "the order of queue '{}'",
                    queue.name
                );
                ready += line.len();
                for entry in line {
                    bytes += entry.message.body_len();
                    costs.add(&entry.message);
                }
            }
            assert_eq!((queue.store.ready(), queue.store.ready_bytes()), (ready, bytes), "ready in '{}'", queue.name);
            let unacked = held.by_queue.get(id).copied().unwrap_or_default();
            assert_eq!((queue.unacked, queue.unacked_bytes), unacked, "unacked of '{}'", queue.name);
            for consumer in queue.consumers.iter() {
                let unacked = held.by_consumer.get(&consumer.id).copied().unwrap_or_default();
                assert_eq!(consumer.unacked, unacked, "unacked of consumer '{}'", consumer.tag);
                let channel = self.connections.get(&consumer.connection);
                let channel = channel.and_then(|connection| connection.channels.get(&consumer.channel));
                let known = channel.and_then(|channel| channel.consumers.get(&consumer.tag));
                assert_eq!(known, Some(&(*id, consumer.id)), "consumer '{}' and its channel", consumer.tag);
            }
        }
    }

    fn check_names(&self) {
        let (mut queues, mut exchanges) = (0, 0);
        for vhost in self.vhosts.values() {
            queues += vhost.queues.len();
            exchanges += vhost.exchanges.len();
            for (name, id) in &vhost.queues {
                assert_eq!(self.queues.get(id).map(|queue| &queue.name), Some(name));
            }
            for (name, id) in &vhost.exchanges {
                assert_eq!(self.exchanges.get(id).map(|exchange| &exchange.name), Some(name));
            }
        }
        assert_eq!((queues, exchanges), (self.queues.len(), self.exchanges.len()), "what has a name");
    }
}

impl Held {
    fn add(&mut self, channel: &Channel, costs: &mut Costs) {
        let settles = channel.transaction.iter().flat_map(|transaction| &transaction.settles);
        for unacked in channel.unacked.values().chain(settles.map(|(_, unacked, _)| unacked)) {
            let Unacked { queue, consumer, entry } = unacked;
            let (count, bytes) = self.by_queue.entry(*queue).or_default();
            *count += 1;
            *bytes += entry.message.body_len();
            if let Some(consumer) = consumer {
                *self.by_consumer.entry(*consumer).or_default() += 1;
            }
            costs.add(&entry.message);
        }
        for prepared in channel.transaction.iter().flat_map(|transaction| &transaction.publishes) {
            costs.add(&prepared.message);
        }
    }
}
