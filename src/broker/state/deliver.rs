//! Messages go to consumers (AMQP 0-9-1 section 1.8.3; RabbitMQ documentation, "Consumer Prefetch", "Consumer
//! Priorities").

use amq_protocol::types::AMQPValue;
use bytes::Bytes;

use super::State;
use super::arguments::QueueType;
use super::channel::{Channel, Unacked};
use super::connection::Connection;
use super::consumers::Consumer;
use super::counters::Counts;
use super::dead_letter::Reason;
use super::ids::{ConnectionId, ConsumerId, QueueId};
use super::message::Entry;
use crate::wire::{self, Change};

impl State {
    /// Gives a queue's messages to those who can take them.
    pub(in crate::broker) fn pump(&mut self, id: QueueId) {
        let now = self.now;
        let connections = &mut self.connections;
        let Some(queue) = self.queues.get_mut(&id) else { return };
        if queue.store.ready() > 0 && !queue.consumers.is_idle() {
            // One that is to live no time at all may still be delivered at once.
            let mut dead = queue.store.expired(now.saturating_sub(1));
            let quorum = queue.options.queue_type == QueueType::Quorum;
            while queue.store.ready() > 0 {
                let Some(consumer) = queue.consumers.next(|consumer| can_take(connections, consumer)) else { break };
                let Some(connection) = connections.get_mut(&consumer.connection) else { break };
                let Some(entry) = queue.store.take() else { break };
                let body = entry.message.body_len();
                deliver(connection, consumer, entry, id, quorum, &mut queue.counters.now);
                if !consumer.no_ack {
                    queue.unacked += 1;
                    queue.unacked_bytes += body;
                }
                // Those that are at the head now and should not be.
                dead.extend(queue.store.expired(now));
            }
            self.let_die(id, dead, Reason::Expired);
        }
        self.set_alarm(id);
    }

    /// Lets the consumers of a connection have messages again, after its socket took what was in its outbox.
    pub fn drained(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.get(&id) else { return };
        let waiting = connection.channels.values().flat_map(|channel| channel.consumers.values().copied()).collect();
        self.line_up(waiting);
    }

    /// Lets consumers wait for messages again, and gives them what there is.
    fn line_up(&mut self, consumers: Vec<(QueueId, ConsumerId)>) {
        for (queue, consumer) in consumers {
            if self.queues.get_mut(&queue).is_some_and(|queue| queue.consumers.line_up(consumer)) {
                self.pump(queue);
            }
        }
    }

    /// Lets the consumers of a channel have messages again, when its prefetch has room.
    pub(in crate::broker) fn channel_has_room(&mut self, id: ConnectionId, number: u16) {
        let Some(channel) = self.channel(id, number) else { return };
        let waiting = channel.consumers.values().copied().collect();
        self.line_up(waiting);
    }
}

fn can_take(connections: &super::ids::Slots<ConnectionId, Connection>, consumer: &Consumer) -> bool {
    consumer.has_room()
        && connections.get(&consumer.connection).is_some_and(|connection| {
            !connection.is_clogged() && connection.channels.get(&consumer.channel).is_some_and(Channel::has_room)
        })
}

fn deliver(
    connection: &mut Connection,
    consumer: &mut Consumer,
    entry: Entry,
    queue: QueueId,
    quorum: bool,
    counts: &mut Counts,
) {
    let Some(channel) = connection.channels.get_mut(&consumer.channel) else { return };
    let message = &entry.message;
    let tag = channel.next_tag();
    let exchange = message.exchange.as_bytes();
    let number = consumer.channel;
    connection.outbox.put_deliver(number, &consumer.tag, tag, entry.redelivered, exchange, message.key());
    let body = message.body();
    // A first delivery says nothing of it; only `basic.get` does, always.
    let counts_returns = quorum && entry.returns > 0;
    match counts_returns.then(|| with_delivery_count(message.properties(), entry.returns)).flatten() {
        Some(properties) => connection.outbox.put_content(number, &properties, &body, connection.frame_max),
        None => connection.outbox.put_content(number, message.properties(), &body, connection.frame_max),
    }
    counts.redelivered += u64::from(entry.redelivered);
    if consumer.no_ack {
        counts.delivered_no_ack += 1;
    } else {
        counts.delivered += 1;
        consumer.unacked += 1;
        channel.counted += 1;
        channel.unacked.insert(tag, Unacked { queue, consumer: Some(consumer.id), entry });
    }
    connection.ring();
}

/// The properties of a message from a quorum queue: they tell how often it came back.
pub(in crate::broker) fn with_delivery_count(raw: &[u8], returns: u32) -> Option<Bytes> {
    let count = AMQPValue::LongLongInt(returns.into());
    wire::edit(raw, &[Change::SetHeader("x-delivery-count", &count)]).ok()
}
