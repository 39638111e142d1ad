//! Consuming with a bounded prefetch, acks that are never early, and a limit that is never exceeded.
//!
//! A broker sends at most `prefetch` messages beyond those that were acked. So with a limit of N, an ack that would let
//! it send message N+1 is held back; then the consumer is cancelled, the ack sent, and, when more messages are wanted,
//! a consumer with a smaller prefetch started.
//!
//! Nothing is ever taken from a stream. There acks only let the broker send more, and what came beyond the limit is left
//! aside: no harm is done.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, ready};

use futures_util::{FutureExt, StreamExt};
use lapin::options::{BasicCancelOptions, BasicConsumeOptions, BasicQosOptions};
use lapin::types::ShortString;

use super::ending::Ending;
use super::link::{Content, Event, Lane};
use super::offset::{Offset, arguments, refused};
use super::shelf::Held;
use super::watch::Watch;
use super::{Fault, Kind, Message, Narrator, Session, ShortStr};
use crate::wire::{self, Incoming};

/// When a message counts as done for the broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ack {
    /// When we say so.
    Manual,
    /// As soon as it was sent to us. The prefetch bounds nothing then, and a limit would be exceeded.
    Auto,
}

/// How to consume.
#[derive(Debug, Clone, Copy)]
pub struct ConsumerOptions {
    /// Most messages that are delivered and not yet acked.
    pub prefetch: u16,
    /// When messages count as done.
    pub ack: Ack,
    /// Most messages to take from the queue, ever.
    pub limit: Option<u64>,
    /// Where to begin in a stream; `None` for a queue, and a stream then refuses.
    pub offset: Option<Offset>,
    /// Whether the broker is held back while 16 MiB of messages wait for [`Consumer::next`], whatever the prefetch; always
    /// so in a stream. Only for who asks the broker nothing instead: an answer would come behind them.
    pub holds_back: bool,
}

/// A message and the tag to ack it by.
#[derive(Debug)]
pub struct Delivery {
    /// Delivery tag; counts up on the channel from 1.
    pub tag: u64,
    /// The message.
    pub message: Message,
}

impl Delivery {
    /// Reads what came; says what cannot be read of it.
    pub(super) fn read(content: Content) -> Result<Self, &'static str> {
        let Incoming::Deliver { tag, redelivered, exchange, key } = content.method else {
            return Err("a message came back that was not sent");
        };
        let text = |name: &[u8]| String::from_utf8(name.to_vec()).ok();
        let (Some(exchange), Some(routing_key)) = (text(&exchange), text(&key)) else {
            return Err("the exchange or the routing key of a message is not UTF-8");
        };
        let properties = wire::properties(&content.properties).map_err(|malformed| malformed.0)?;
        Ok(Self { tag, message: Message { exchange, routing_key, redelivered, properties, body: content.body } })
    }
}

/// A consumer on a channel of its own. What was not acked goes back when the session is closed.
pub struct Consumer {
    watch: Watch,
    narrator: Narrator,
    channel: Held,
    queue: ShortStr,
    options: ConsumerOptions,
    lane: Lane,
    /// Tells the end; the messages come by the lane.
    stream: Option<lapin::Consumer>,
    /// What came and was not asked for yet.
    early: VecDeque<Event>,
    prefetch: u64,
    delivered: u64,
    acked: u64,
    /// Counts at the start of the present consumer.
    acked_at_start: u64,
    taken_at_start: u64,
    ending: Ending,
    /// What cannot be read of a message, kept so that it can be told more than once: none behind it may be acked together with it.
    unreadable: Option<&'static str>,
}

impl Consumer {
    /// Opens a channel, sets its prefetch and starts to consume.
    ///
    /// # Errors
    /// The broker's refusal: 404, 403, 405; 406 for a stream without an offset, and for a queue with one.
    pub async fn open(session: &Session, queue: &ShortStr, options: ConsumerOptions) -> Result<Self, Fault> {
        let channel = session.held_channel().await?;
        let mut consumer = Self {
            watch: session.watch().clone(),
            narrator: session.narrator().clone(),
            lane: session.lane(&channel),
            channel,
            queue: queue.clone(),
            options,
            stream: None,
            early: VecDeque::new(),
            prefetch: 0,
            delivered: 0,
            acked: 0,
            acked_at_start: 0,
            taken_at_start: 0,
            ending: Ending::default(),
            unreadable: None,
        };
        consumer.start().await?;
        Ok(consumer)
    }

    async fn start(&mut self) -> Result<(), Fault> {
        let wanted = self.options.limit.map_or(u64::MAX, |limit| limit.saturating_sub(self.taken()));
        let prefetch = u16::try_from(wanted).unwrap_or(u16::MAX).min(self.options.prefetch).max(1);
        let what = format!("consume from queue '{}'", self.queue);
        self.narrator.tell(format_args!(
            "consuming from queue '{}' with prefetch {prefetch} (basic.qos, basic.consume)",
            self.queue
        ));
        // Per consumer, never global: RabbitMQ 4.3 denies global qos.
        let qos = self.channel.basic_qos(prefetch, BasicQosOptions { global: false });
        self.watch.ask(&what, qos).await?;
        // RabbitMQ sends whole chunks of a stream, beyond the prefetch too.
        match (self.options.ack, self.options.offset) {
            (Ack::Manual, None) => self.lane.expect(prefetch.into()),
            _ => self.lane.expect_anything(),
        }
        if self.options.holds_back {
            self.lane.hold_back();
        }
        let consume = BasicConsumeOptions { no_ack: self.options.ack == Ack::Auto, ..BasicConsumeOptions::default() };
        let arguments = arguments(self.options.offset);
        let started = self.channel.basic_consume(self.queue.to_short(), ShortString::default(), consume, arguments);
        self.stream = Some(self.watch.ask(&what, started).await.map_err(refused)?);
        self.prefetch = prefetch.into();
        (self.acked_at_start, self.taken_at_start) = (self.acked, self.taken());
        Ok(())
    }

    /// Messages that the broker has sent us, whether the caller has seen them yet or not.
    fn taken(&self) -> u64 {
        self.delivered + u64::try_from(self.early.len()).unwrap_or(u64::MAX)
    }

    /// The next message; `None` when the limit is reached. Safe to drop and call again.
    ///
    /// # Errors
    /// [`Kind::Lost`] when the connection ended; [`Kind::Ended`] when the broker cancelled the consumer, or a message
    /// cannot be read. From then on always.
    pub async fn next(&mut self) -> Option<Result<Delivery, Fault>> {
        if let Some(why) = self.unreadable {
            return Some(Err(self.cannot_read(why)));
        }
        if self.is_full() {
            return None;
        }
        Some(match poll_fn(|cx| self.poll_message(cx)).await {
            Some(content) => self.took(content),
            None => Err(self.lost().await),
        })
    }

    /// The next message as it came; ready with `None` at the end.
    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Content>> {
        loop {
            while let Some(event) = self.early.pop_front() {
                if let Event::Message(content) = event {
                    return Poll::Ready(Some(content));
                }
            }
            if !ready!(self.ending.poll_fetch(cx, &self.lane, self.stream.as_mut(), &mut self.early)) {
                return Poll::Ready(None);
            }
        }
    }

    /// The next message if it is here already.
    ///
    /// # Errors
    /// As [`Consumer::next`].
    pub fn try_next(&mut self) -> Option<Result<Delivery, Fault>> {
        self.next().now_or_never().flatten()
    }

    /// Waits until nothing can be settled any more, and tells why. For those who want no more messages for now: what comes
    /// meanwhile is kept. A consumer that the broker cancelled has not ended in this sense. Safe to drop and call again.
    pub async fn closed(&self) -> Fault {
        poll_fn(|cx| self.lane.poll_closed(cx)).await;
        self.watch.reason(&format!("consume from queue '{}'", self.queue), &self.lane).await
    }

    fn is_full(&self) -> bool {
        self.options.limit.is_some_and(|limit| self.delivered >= limit)
    }

    fn took(&mut self, content: Content) -> Result<Delivery, Fault> {
        self.delivered += 1;
        let delivery = Delivery::read(content).map_err(|why| {
            self.unreadable = Some(why);
            self.cannot_read(why)
        })?;
        let (tag, bytes) = (delivery.tag, delivery.message.body.len());
        self.narrator.tell(format_args!("message {tag} was delivered, {bytes} bytes (basic.deliver)"));
        Ok(delivery)
    }

    /// What came is no message that one could go on with.
    fn cannot_read(&self, why: &str) -> Fault {
        Fault::new(Kind::Ended, format!("cannot read what came from queue '{}'", self.queue), why)
            .advise("look at the message with the broker's own tools, or at who sent it")
    }

    async fn lost(&self) -> Fault {
        if let Some(error) = self.ending.error() {
            return self.watch.explain(&format!("consume from queue '{}'", self.queue), error).await;
        }
        Fault::new(
            Kind::Ended,
            format!("the broker cancelled the consumer of queue '{}'", self.queue),
            "the queue was deleted, or its node went down (basic.cancel)",
        )
        .advise("start again once the queue is there")
    }

    /// Acks `count` messages: all up to and including `tag` when `multiple`, else the one.
    ///
    /// # Errors
    /// The connection was lost: the messages will be delivered again.
    pub async fn ack(&mut self, tag: u64, count: u64, multiple: bool) -> Result<(), Fault> {
        self.hold_within_limit(count).await?;
        self.acked += count;
        self.narrator.tell(format_args!(
            "acking {}message {tag} (basic.ack)",
            if multiple && count > 1 { "all up to " } else { "" }
        ));
        if !self.lane.settle(count, |outbox, channel| outbox.put_ack(channel, tag, multiple)) {
            return Err(self.watch.reason("ack", &self.lane).await);
        }
        self.continue_within_limit().await
    }

    /// Acks several messages, one by one: others before them may be in hand.
    ///
    /// # Errors
    /// As [`Consumer::ack`].
    pub async fn ack_each(&mut self, tags: &[u64]) -> Result<(), Fault> {
        let count = u64::try_from(tags.len()).unwrap_or(u64::MAX);
        self.hold_within_limit(count).await?;
        self.acked += count;
        for tag in tags {
            self.narrator.tell(format_args!("acking message {tag} (basic.ack)"));
        }
        let put =
            self.lane.settle(count, |outbox, channel| tags.iter().for_each(|tag| outbox.put_ack(channel, *tag, false)));
        if !put {
            return Err(self.watch.reason("ack", &self.lane).await);
        }
        self.continue_within_limit().await
    }

    /// Waits until the broker has dealt with the acks so far: they have no answer of their own, but the next question on
    /// the same channel has (`basic.qos`).
    ///
    /// # Errors
    /// What the broker had against an ack (406); as [`Consumer::ack`].
    pub async fn settle(&self) -> Result<(), Fault> {
        let prefetch = u16::try_from(self.prefetch).unwrap_or(u16::MAX);
        self.watch.ask("ack", self.channel.basic_qos(prefetch, BasicQosOptions { global: false })).await
    }

    /// Gives `count` messages back: to the queue when `requeue`, else to its dead letter exchange or to nobody.
    ///
    /// # Errors
    /// As [`Consumer::ack`].
    pub async fn nack(&mut self, tag: u64, count: u64, multiple: bool, requeue: bool) -> Result<(), Fault> {
        self.hold_within_limit(count).await?;
        self.acked += count;
        self.narrator.tell(format_args!("giving message {tag} back, requeue {requeue} (basic.nack)"));
        if !self.lane.settle(count, |outbox, channel| outbox.put_nack(channel, tag, multiple, requeue)) {
            return Err(self.watch.reason("nack", &self.lane).await);
        }
        self.continue_within_limit().await
    }

    /// Cancels the consumer when settling `count` more messages would let the broker send more than the limit.
    async fn hold_within_limit(&mut self, count: u64) -> Result<(), Fault> {
        // To start again in a stream would be to begin there again.
        let Some(limit) = self.options.limit.filter(|_| self.options.offset.is_none()) else { return Ok(()) };
        // Unsettled messages of an earlier consumer do not count against the prefetch of this one.
        let most = self.taken_at_start + (self.acked - self.acked_at_start) + count + self.prefetch;
        if self.stream.is_some() && most > limit {
            self.pause().await?;
        }
        Ok(())
    }

    /// Starts a consumer again when one was cancelled only to keep the limit.
    async fn continue_within_limit(&mut self) -> Result<(), Fault> {
        let more = self.options.limit.is_some_and(|limit| self.taken() < limit);
        if self.stream.is_none() && more {
            self.start().await?;
        }
        Ok(())
    }

    /// Cancels the consumer and keeps what was on its way. After `basic.cancel-ok` nothing more comes.
    async fn pause(&mut self) -> Result<(), Fault> {
        let Some(mut stream) = self.stream.take() else { return Ok(()) };
        if self.ending.has_come() {
            return Ok(());
        }
        let what = format!("cancel the consumer of queue '{}'", self.queue);
        let (lane, early, watch) = (&self.lane, &mut self.early, &self.watch);
        let mut cancelled = pin!(self.channel.basic_cancel(stream.tag(), BasicCancelOptions::default()));
        // The answer comes behind all deliveries that are under way, however long those take: each earns it more time.
        let outcome = loop {
            let mut come = VecDeque::new();
            let next = async {
                tokio::select! {
                    outcome = &mut cancelled => Some(outcome),
                    more = poll_fn(|cx| lane.poll_fetch(cx, &mut come)) => {
                        // Where nothing more will come, neither will an answer; the library says why.
                        if more { None } else { Some((&mut cancelled).await) }
                    }
                }
            };
            let outcome = watch.answer(&what, async { Ok(next.await) }).await?;
            early.append(&mut come);
            match outcome {
                Ok(Some(outcome)) => break outcome,
                Ok(None) => {}
                Err(error) => break Err(error),
            }
        };
        if let Err(error) = outcome {
            return Err(self.watch.explain(&what, error).await);
        }
        while let Some(item) = stream.next().await {
            if let Err(error) = item {
                return Err(self.watch.explain(&what, error).await);
            }
        }
        let mut last = VecDeque::new();
        self.lane.fetch(&mut last);
        self.early.append(&mut last);
        Ok(())
    }
}
