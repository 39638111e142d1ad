//! Deliveries are settled: `basic.ack`, `basic.nack`, `basic.reject` and `basic.recover` (AMQP 0-9-1 section 1.8.3;
//! RabbitMQ documentation, "Negative Acknowledgements").

use super::State;
use super::arguments::QueueType;
use super::channel::{Channel, Settle, Unacked};
use super::dead_letter::Reason;
use super::fault::{Outcome, Refusal};
use super::ids::{ConnectionId, QueueId};

impl State {
    /// Settles one delivery, or all up to it; tag 0 means all there are.
    ///
    /// # Errors
    /// 406 for a tag that was not given, or is settled.
    pub fn settle(&mut self, id: ConnectionId, number: u16, tag: u64, multiple: bool, how: Settle) -> Outcome {
        let Some(channel) = self.channel(id, number) else { return Ok(()) };
        if !multiple {
            let unacked = channel.unacked.remove(&tag).ok_or_else(|| unknown(tag))?;
            match &mut channel.transaction {
                Some(transaction) => transaction.settles.push((tag, unacked, how)),
                None => self.settled(id, number, unacked, how),
            }
            return Ok(());
        }
        if tag != 0 && !channel.unacked.contains_key(&tag) {
            return Err(unknown(tag));
        }
        let settled = if tag == 0 {
            std::mem::take(&mut channel.unacked)
        } else {
            let rest = channel.unacked.split_off(&(tag + 1));
            std::mem::replace(&mut channel.unacked, rest)
        };
        if let Some(transaction) = &mut channel.transaction {
            transaction.settles.extend(settled.into_iter().map(|(tag, unacked)| (tag, unacked, how)));
            return Ok(());
        }
        self.settle_all(id, number, settled.into_values(), how);
        Ok(())
    }

    /// Puts everything unacked back into its queue.
    pub fn recover(&mut self, id: ConnectionId, number: u16) {
        let Some(channel) = self.channel(id, number) else { return };
        let all = std::mem::take(&mut channel.unacked);
        self.settle_all(id, number, all.into_values(), Settle::Requeue);
    }

    /// Settles several of a channel, and lets queues and consumers go on when all are.
    pub(in crate::broker) fn settle_all(
        &mut self,
        id: ConnectionId,
        number: u16,
        all: impl Iterator<Item = Unacked>,
        how: Settle,
    ) {
        let mut queues: Vec<QueueId> = Vec::new();
        for unacked in all {
            if queues.last() != Some(&unacked.queue) && !queues.contains(&unacked.queue) {
                queues.push(unacked.queue);
            }
            self.take_back(id, number, unacked, how);
        }
        for queue in queues {
            self.go_on(queue, how);
        }
        self.has_room(id, number);
    }

    /// Settles one of a channel, and lets its queue and consumer go on.
    pub(in crate::broker) fn settled(&mut self, id: ConnectionId, number: u16, unacked: Unacked, how: Settle) {
        let queue = unacked.queue;
        let lined_up = self.take_back(id, number, unacked, how);
        if lined_up || how != Settle::Ack {
            self.go_on(queue, how);
        }
        self.has_room(id, number);
    }

    /// What came back may be more than the queue may hold, or old; the rest is delivered again. A quorum queue delivers
    /// first.
    fn go_on(&mut self, id: QueueId, how: Settle) {
        let quorum = self.queues.get(&id).is_some_and(|queue| queue.options.queue_type == QueueType::Quorum);
        if how != Settle::Ack && quorum {
            self.drop_expired(id);
            self.pump(id);
            self.trim(id);
            return;
        }
        if how != Settle::Ack {
            self.trim(id);
            self.drop_expired(id);
        }
        self.pump(id);
    }

    /// The channel's own prefetch may have kept all its consumers waiting.
    fn has_room(&mut self, id: ConnectionId, number: u16) {
        if self.channel(id, number).is_some_and(|channel| channel.global_prefetch > 0) {
            self.channel_has_room(id, number);
        }
    }

    /// Settles one; whether its consumer waits for messages again because of that.
    fn take_back(&mut self, id: ConnectionId, number: u16, unacked: Unacked, how: Settle) -> bool {
        let Unacked { queue: queue_id, consumer, mut entry } = unacked;
        if consumer.is_some()
            && let Some(channel) = self.channel(id, number)
        {
            channel.counted = channel.counted.saturating_sub(1);
        }
        let Some(queue) = self.queues.get_mut(&queue_id) else { return false };
        queue.unacked = queue.unacked.saturating_sub(1);
        queue.unacked_bytes = queue.unacked_bytes.saturating_sub(entry.message.body_len());
        if consumer.is_none() {
            queue.unacked_gets = queue.unacked_gets.saturating_sub(1);
        }
        let mut lined_up = false;
        if let Some(consumer) = consumer
            && let Some(there) = queue.consumers.get_mut(consumer)
        {
            there.unacked = there.unacked.saturating_sub(1);
            lined_up = queue.consumers.line_up(consumer);
        }
        match how {
            Settle::Ack => queue.counters.now.acked += 1,
            Settle::Discard => self.let_die(queue_id, [entry], Reason::Rejected),
            Settle::Requeue | Settle::Return => {
                entry.redelivered = true;
                entry.returns += 1;
                let quorum = queue.options.queue_type == QueueType::Quorum;
                match (quorum, queue.options.delivery_limit) {
                    (true, Some(limit)) if u64::from(entry.returns) > limit => {
                        self.let_die(queue_id, [entry], Reason::DeliveryLimit);
                    }
                    // One that was given back on purpose lets the others go first.
                    (true, None) if how == Settle::Requeue => queue.store.put_last(entry),
                    (true, _) => queue.store.put_first(entry),
                    (false, _) => queue.store.put_back(entry),
                }
            }
        }
        lined_up
    }

    /// Ends everything that a channel had: its consumers, its replies, and what it did not settle goes back.
    pub(in crate::broker) fn release_channel(&mut self, id: ConnectionId, number: u16, mut channel: Channel) {
        if let Some(consumer) = channel.reply_consumer.take() {
            self.forget_replies(&consumer.token);
        }
        let consumers: Vec<_> = channel.consumers.drain().map(|(_, ids)| ids).collect();
        for (queue, consumer) in consumers {
            self.remove_consumer(queue, consumer);
        }
        // What a transaction would have settled is not settled.
        let mut unacked = channel.unacked;
        if let Some(transaction) = channel.transaction {
            unacked.extend(transaction.settles.into_iter().map(|(tag, unacked, _)| (tag, unacked)));
        }
        self.settle_all(id, number, unacked.into_values(), Settle::Return);
    }
}

fn unknown(tag: u64) -> Refusal {
    Refusal::precondition(format!("unknown delivery tag {tag}"))
}
