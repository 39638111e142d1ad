//! What the broker was told of a consumer: that it begins, with which prefetch, and that it is cancelled.
//!
//! The library begins the first one. Those after it, and every cancel, go among the messages: what is settled behind a
//! cancel must not overtake it, and nobody may wait for an answer that comes behind messages which nobody fetches.

use lapin::types::ShortString;

use super::link::Lane;

/// One consumer at a time, and how much it may have been sent.
pub(super) struct Subscription {
    queue: ShortString,
    /// Of the first consumer; those after it have a number behind it, because what is settled of the one before must not
    /// count for them.
    first: ShortString,
    tag: ShortString,
    begun: u32,
    standing: Standing,
    prefetch: u16,
    acked: u64,
    /// Counts at the beginning of the present consumer.
    acked_before: u64,
    delivered_before: u64,
}

/// How a consumer stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The broker has not answered yet.
    Beginning,
    Consuming,
    /// The broker has not answered yet, and may have messages on their way.
    Cancelling,
    Cancelled,
}

impl Subscription {
    /// A consumer that the library has begun.
    pub(super) fn new(queue: ShortString, tag: ShortString, prefetch: u16) -> Self {
        Self {
            queue,
            first: tag.clone(),
            tag,
            begun: 1,
            standing: Standing::Consuming,
            prefetch,
            acked: 0,
            acked_before: 0,
            delivered_before: 0,
        }
    }

    /// Most messages that are delivered and not settled.
    pub(super) fn prefetch(&self) -> u16 {
        self.prefetch
    }

    /// Most messages that the broker will have sent in all once `count` more are settled.
    pub(super) fn most(&self, count: u64) -> u64 {
        self.delivered_before + (self.acked - self.acked_before) + count + u64::from(self.prefetch)
    }

    /// So many more are settled.
    pub(super) fn settled(&mut self, count: u64) {
        self.acked += count;
    }

    /// What the broker was asked and has not answered.
    pub(super) fn unanswered(&self) -> Option<String> {
        let queue = self.queue.as_str();
        match self.standing {
            Standing::Beginning => Some(format!("consume from queue '{queue}'")),
            Standing::Cancelling => Some(format!("cancel the consumer of queue '{queue}'")),
            Standing::Consuming | Standing::Cancelled => None,
        }
    }

    /// Whether the broker may send more for what is settled.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.standing, Standing::Beginning | Standing::Consuming)
    }

    /// Cancels it, and keeps what is on its way.
    pub(super) fn cancel(&mut self, lane: &Lane) {
        lane.cancel(&self.tag);
        self.standing = Standing::Cancelling;
    }

    /// The broker has answered [`Subscription::begin`]; it may have been asked to cancel meanwhile.
    pub(super) fn has_begun(&mut self) {
        if self.standing == Standing::Beginning {
            self.standing = Standing::Consuming;
        }
    }

    /// The broker has answered [`Subscription::cancel`].
    pub(super) fn was_cancelled(&mut self) {
        self.standing = Standing::Cancelled;
    }

    /// Begins another one, `delivered` messages after the beginning of the first.
    pub(super) fn begin(&mut self, lane: &Lane, prefetch: u16, delivered: u64) {
        self.begun += 1;
        self.tag = ShortString::try_new(format!("{}.{}", self.first.as_str(), self.begun)).unwrap_or_default();
        lane.consume(&self.queue, &self.tag, prefetch);
        self.standing = Standing::Beginning;
        self.prefetch = prefetch;
        (self.acked_before, self.delivered_before) = (self.acked, delivered);
    }
}
