//! A channel: what a client has open, unacked and half sent on it.

use std::collections::{BTreeMap, HashMap};

use super::ids::{ConsumerId, QueueId};
use super::message::{Draft, Entry, Message};
use super::names::Name;
use crate::wire::Publish;

/// A delivery that the client has not settled.
#[derive(Debug)]
pub struct Unacked {
    /// Where it came from.
    pub queue: QueueId,
    /// Who got it; nobody for `basic.get`.
    pub consumer: Option<ConsumerId>,
    /// The message.
    pub entry: Entry,
}

/// A message that is coming in, frame by frame.
#[derive(Debug)]
pub enum Content {
    /// The method came; the content header is next.
    Header(Publish),
    /// The content header came; the body is next.
    Body(Publish, Draft),
}

/// Publisher confirms.
#[derive(Debug, Default)]
pub struct Confirms {
    /// The number of the last publish.
    pub last: u64,
    /// The last one that the client was told about.
    pub told: u64,
}

/// A publish that waits for the commit.
#[derive(Debug)]
pub struct Prepared {
    /// The message.
    pub message: Message,
    /// Where it goes.
    pub queues: Vec<QueueId>,
    /// Whether it comes back when that is nowhere.
    pub mandatory: bool,
    /// Its own time to live, in milliseconds.
    pub ttl: Option<u64>,
}

/// How a delivery is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settle {
    /// Done with.
    Ack,
    /// Back to its queue, by a client that does not want it now.
    Requeue,
    /// Back to its queue, as whoever had it is gone.
    Return,
    /// Refused: dead-lettered, or dropped.
    Discard,
}

impl Settle {
    /// What a client that refuses a delivery wants with it.
    pub fn refused(requeue: bool) -> Self {
        if requeue { Self::Requeue } else { Self::Discard }
    }
}

/// What waits for `tx.commit`.
#[derive(Debug, Default)]
pub struct Transaction {
    /// Messages to publish.
    pub publishes: Vec<Prepared>,
    /// Deliveries to settle.
    pub settles: Vec<(u64, Unacked, Settle)>,
}

/// The consumer of `amq.rabbitmq.reply-to`.
#[derive(Debug)]
pub struct ReplyConsumer {
    /// Its tag.
    pub tag: Name,
    /// What comes behind `amq.rabbitmq.reply-to.` in the addresses of its requests.
    pub token: Name,
}

/// A channel of a connection.
#[derive(Debug, Default)]
pub struct Channel {
    /// It was closed by the broker, and the client has not said yet that it knows.
    pub closing: bool,
    /// The message that is coming in.
    pub content: Option<Content>,
    /// The last queue declared, which an empty name stands for.
    pub last_queue: Option<Name>,
    /// Prefetch of the consumers to come; 0 for any number.
    pub prefetch: u16,
    /// Prefetch of all consumers together; 0 for any number.
    pub global_prefetch: u16,
    /// Deliveries that count against it.
    pub counted: u32,
    /// Consumers by tag.
    pub consumers: HashMap<Name, (QueueId, ConsumerId)>,
    /// The consumer of replies.
    pub reply_consumer: Option<ReplyConsumer>,
    /// The last delivery tag given.
    pub last_tag: u64,
    /// Deliveries by tag.
    pub unacked: BTreeMap<u64, Unacked>,
    /// After `confirm.select`.
    pub confirms: Option<Confirms>,
    /// After `tx.select`.
    pub transaction: Option<Transaction>,
}

impl Channel {
    /// Whether it takes deliveries at all, and the prefetch of the whole channel lets it have one more.
    pub fn has_room(&self) -> bool {
        if self.closing {
            return false;
        }
        self.global_prefetch == 0 || self.counted < u32::from(self.global_prefetch)
    }

    /// The next delivery tag.
    pub fn next_tag(&mut self) -> u64 {
        self.last_tag += 1;
        self.last_tag
    }
}
