//! `basic.get`: one message, if there is one (AMQP 0-9-1 section 1.8.3).

use amq_protocol::protocol::{AMQPClass, basic};

use super::State;
use super::arguments::QueueType;
use super::channel::Unacked;
use super::dead_letter::Reason;
use super::deliver::with_delivery_count;
use super::fault::{Outcome, Refusal};
use super::ids::{ConnectionId, QueueId};
use super::message::Entry;
use super::names;
use super::users::Access;

impl State {
    /// Answers with a message or with `basic.get-empty`.
    ///
    /// # Errors
    /// 403, 404, 405.
    pub fn get(&mut self, id: ConnectionId, number: u16, name: &str, no_ack: bool) -> Outcome {
        let Some(connection) = self.connections.get(&id) else { return Ok(()) };
        let (user, vhost) = (connection.user.clone(), connection.vhost.clone());
        self.permit(&user, &vhost, Access::Read, name, || names::queue(name, &vhost))?;
        let queue_id = self.queue_or_404(&vhost, name)?;
        self.not_anothers(queue_id, Some(id))?;
        let taken = self.take_one(queue_id, no_ack)?;
        let (Some(connection), Some(queue)) = (self.connections.get_mut(&id), self.queues.get_mut(&queue_id)) else {
            return Ok(());
        };
        let Some(entry) = taken else {
            let empty = AMQPClass::Basic(basic::AMQPMethod::GetEmpty(basic::GetEmpty {}));
            connection.outbox.put_method(number, &empty);
            connection.ring();
            return Ok(());
        };
        let Some(channel) = connection.channels.get_mut(&number) else { return Ok(()) };
        let tag = channel.next_tag();
        let message = &entry.message;
        let left = u32::try_from(queue.ready()).unwrap_or(u32::MAX);
        let exchange = message.exchange.as_bytes();
        connection.outbox.put_get_ok(number, tag, entry.redelivered, exchange, message.key(), left);
        let counted = (queue.options.queue_type == QueueType::Quorum)
            .then(|| with_delivery_count(message.properties(), entry.returns))
            .flatten();
        let (body, frame_max) = (message.body(), connection.frame_max);
        connection.outbox.put_content(number, counted.as_deref().unwrap_or(message.properties()), &body, frame_max);
        if !no_ack {
            queue.unacked += 1;
            queue.unacked_gets += 1;
            queue.unacked_bytes += body.len();
            channel.unacked.insert(tag, Unacked { queue: queue_id, consumer: None, entry });
        }
        connection.ring();
        Ok(())
    }

    /// Takes a message off a queue, for a client or for the management API.
    ///
    /// # Errors
    /// 405 for a queue that is kept for its single active consumer.
    pub fn take_one(&mut self, id: QueueId, no_ack: bool) -> Outcome<Option<Entry>> {
        let now = self.now;
        let Some(queue) = self.queues.get_mut(&id) else { return Ok(None) };
        if queue.options.queue_type == QueueType::Quorum && queue.options.single_active {
            return Err(Refusal::locked(format!(
                "cannot obtain access to locked {}. basic.get operations are not supported by quorum queues with \
                 single active consumer",
                names::queue(&queue.name, &queue.vhost)
            )));
        }
        queue.last_used = now;
        let mut dead = queue.store.expired(now);
        let taken = queue.store.take();
        // Those that are at the head now and should not be; a quorum queue looks when the message is settled.
        if no_ack || queue.options.queue_type == QueueType::Classic {
            dead.extend(queue.store.expired(now));
        }
        if let Some(entry) = &taken {
            let counts = &mut queue.counters.now;
            counts.redelivered += u64::from(entry.redelivered);
            if no_ack {
                counts.got_no_ack += 1;
            } else {
                counts.got += 1;
            }
        }
        self.let_die(id, dead, Reason::Expired);
        self.set_alarm(id);
        Ok(taken)
    }
}
