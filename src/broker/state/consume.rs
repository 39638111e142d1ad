//! Consumers come and go: `basic.consume`, `basic.cancel` and `basic.qos` (AMQP 0-9-1 section 1.8.3; RabbitMQ
//! documentation, "Consumer Cancel Notification", "Single Active Consumer").

use amq_protocol::protocol::{AMQPClass, basic};
use amq_protocol::types::FieldTable;

use super::State;
use super::arguments::QueueType;
use super::consumers::Consumer;
use super::fault::{Outcome, Refusal};
use super::ids::{ConnectionId, ConsumerId, QueueId};
use super::names::{self, Name};
use super::reply_to;
use super::rules::denied;
use super::users::Access;
use crate::broker::term::{integer, type_name};

/// What `basic.consume` says.
#[derive(Debug, Clone)]
pub struct NewConsumer<'a> {
    /// The queue.
    pub queue: &'a str,
    /// Its tag; the empty one lets the broker choose.
    pub tag: &'a str,
    /// Whether deliveries are settled as they are sent.
    pub no_ack: bool,
    /// Whether nobody else may consume.
    pub exclusive: bool,
    /// Its arguments.
    pub arguments: FieldTable,
    /// Whether no answer is wanted.
    pub nowait: bool,
}

impl State {
    /// Adds a consumer, tells the client, and delivers what waits.
    ///
    /// # Errors
    /// 403, 404, 405, 406; 530 for a tag that is taken.
    pub fn consume(&mut self, id: ConnectionId, number: u16, new: NewConsumer<'_>) -> Outcome {
        let Some(connection) = self.connections.get(&id) else { return Ok(()) };
        let Some(channel) = connection.channels.get(&number) else { return Ok(()) };
        if channel.consumers.contains_key(new.tag) {
            return Err(Refusal::not_allowed(format!("attempt to reuse consumer tag '{}'", new.tag)));
        }
        if new.queue == reply_to::PSEUDO_QUEUE {
            let tag = self.consume_replies(id, number, new.tag.into(), new.no_ack)?;
            self.answer_consume(id, number, &tag, new.nowait);
            return Ok(());
        }
        let (user, vhost) = (connection.user.clone(), connection.vhost.clone());
        let (prefetch, global) = (channel.prefetch, channel.global_prefetch);
        self.permit(&user, &vhost, Access::Read, new.queue, || names::queue(new.queue, &vhost))?;
        let queue_id = self.queue_or_404(&vhost, new.queue)?;
        self.not_anothers(queue_id, Some(id))?;
        let priority = self.check_consumer(queue_id, &new, global)?;
        let tag = if new.tag.is_empty() { names::unique("amq.ctag") } else { new.tag.into() };
        let consumer_id = ConsumerId(self.next_id());
        let arguments = new.arguments;
        let place = (id, number);
        let consumer =
            Consumer::new(consumer_id, tag.clone(), place, new.no_ack, new.exclusive, priority, prefetch, arguments);
        if let Some(queue) = self.queues.get_mut(&queue_id) {
            queue.consumers.add(consumer);
            queue.last_used = self.now;
        }
        if let Some(channel) = self.channel(id, number) {
            channel.consumers.insert(tag.clone(), (queue_id, consumer_id));
        }
        self.note(|| format!("{} is consumed, tag '{tag}'", names::queue(new.queue, &vhost)));
        self.answer_consume(id, number, &tag, new.nowait);
        self.pump(queue_id);
        Ok(())
    }

    /// Checks whether a queue takes one more consumer, and answers its priority.
    fn check_consumer(&self, id: QueueId, new: &NewConsumer<'_>, global_prefetch: u16) -> Outcome<i64> {
        let Some(queue) = self.queues.get(&id) else { return Ok(0) };
        let described = || names::queue(&queue.name, &queue.vhost);
        let priority = match new.arguments.inner().get("x-priority") {
            None => 0,
            Some(value) => integer(value).ok_or_else(|| {
                let found = type_name(value);
                let why = format!("\"expected integer, got {found}\"");
                Refusal::precondition(format!("invalid arg 'x-priority' for {}: {why}", described()))
            })?,
        };
        if new.arguments.inner().contains_key("x-stream-offset") {
            let module = queue.options.queue_type.module();
            let what = format!("invalid arg 'x-stream-offset' for {} of queue type {module}", described());
            return Err(Refusal::precondition(what));
        }
        if queue.options.queue_type == QueueType::Quorum {
            if global_prefetch > 0 {
                return Err(Refusal::not_implemented(format!("{} does not support global qos", described())));
            }
            return Ok(priority);
        }
        let alone = new.exclusive && (!queue.consumers.is_empty() || queue.options.single_active);
        if alone || queue.consumers.is_exclusive() {
            return Err(Refusal::access(format!("{} in exclusive use", described())));
        }
        Ok(priority)
    }

    fn answer_consume(&mut self, id: ConnectionId, number: u16, tag: &Name, nowait: bool) {
        if nowait {
            return;
        }
        let ok = basic::ConsumeOk { consumer_tag: (&**tag).into() };
        self.send(id, number, &AMQPClass::Basic(basic::AMQPMethod::ConsumeOk(ok)));
    }

    /// Ends a consumer; a tag that nobody has is no error.
    pub fn cancel(&mut self, id: ConnectionId, number: u16, tag: &str) {
        let Some(channel) = self.channel(id, number) else { return };
        if channel.reply_consumer.as_ref().is_some_and(|consumer| &*consumer.tag == tag) {
            if let Some(consumer) = channel.reply_consumer.take() {
                self.forget_replies(&consumer.token);
            }
            return;
        }
        if let Some((queue, consumer)) = channel.consumers.remove(tag) {
            self.remove_consumer(queue, consumer);
        }
    }

    /// Takes a consumer off a queue, which may be the end of an auto-delete queue.
    pub(in crate::broker) fn remove_consumer(&mut self, queue_id: QueueId, consumer: ConsumerId) {
        let now = self.now;
        let Some(queue) = self.queues.get_mut(&queue_id) else { return };
        if queue.consumers.remove(consumer).is_none() {
            return;
        }
        queue.last_used = now;
        if queue.auto_delete && queue.consumers.is_empty() {
            self.remove_queue(queue_id);
        } else {
            // Another one may be active now.
            self.pump(queue_id);
        }
    }

    /// Tells a consumer that its queue is gone.
    pub(in crate::broker) fn tell_cancelled(&mut self, consumer: &Consumer) {
        let Some(connection) = self.connections.get_mut(&consumer.connection) else { return };
        let Some(channel) = connection.channels.get_mut(&consumer.channel) else { return };
        channel.consumers.remove(&consumer.tag);
        if connection.is_capable_of("consumer_cancel_notify") {
            let cancel = basic::Cancel { consumer_tag: (&*consumer.tag).into(), nowait: true };
            connection.outbox.put_method(consumer.channel, &AMQPClass::Basic(basic::AMQPMethod::Cancel(cancel)));
            connection.ring();
        }
    }

    /// Sets how many messages may be unacked: of each consumer to come, or of the channel as a whole.
    ///
    /// # Errors
    /// 540 for a size in bytes, and where the rules do not permit `global`.
    pub fn qos(&mut self, id: ConnectionId, number: u16, size: u32, count: u16, global: bool) -> Outcome {
        if size != 0 {
            return Err(Refusal::not_implemented(format!("prefetch_size!=0 ({size})")));
        }
        if global && !self.rules.global_qos {
            return Err(Refusal::new(541, denied("global_qos")));
        }
        let Some(channel) = self.channel(id, number) else { return Ok(()) };
        if global {
            channel.global_prefetch = count;
            channel.counted = u32::try_from(channel.unacked.len()).unwrap_or(u32::MAX);
        } else {
            channel.prefetch = count;
            // The one replaces the other.
            channel.global_prefetch = 0;
        }
        self.channel_has_room(id, number);
        Ok(())
    }

    /// Sends a method.
    pub(in crate::broker) fn send(&mut self, id: ConnectionId, number: u16, method: &AMQPClass) {
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.outbox.put_method(number, method);
            connection.ring();
        }
    }
}
