//! Consuming with a bounded prefetch, acks that are never early, and a limit that is never exceeded.
//!
//! A broker sends at most `prefetch` messages beyond those that were acked. So with a limit of N, before an ack that would
//! let it send message N+1 the consumer is cancelled; and once everything that was on its way has come, and more messages
//! are wanted, a consumer with a smaller prefetch is started. Nobody waits for that: it comes among the messages.
//!
//! Nothing is ever taken from a stream. There acks only let the broker send more, and what came beyond the limit is left
//! aside: no harm is done.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Context, Poll, ready};

use futures_util::FutureExt as _;
use lapin::options::{BasicConsumeOptions, BasicQosOptions};
use lapin::types::ShortString;

use super::ending::Ending;
use super::link::{Content, Event, Lane};
use super::offset::{Offset, arguments, refused};
use super::shelf::Held;
use super::subscription::Subscription;
use super::watch::Watch;
use super::{Fault, Kind, Message, Narrator, Session, ShortStr};
use crate::wire::{self, Incoming};

/// How to consume.
#[derive(Debug, Clone, Copy)]
pub struct ConsumerOptions {
    /// Most messages that are delivered and not yet acked.
    pub prefetch: u16,
    /// Most messages to take from the queue, ever.
    pub limit: Option<u64>,
    /// Where to begin in a stream; `None` for a queue, and a stream then refuses.
    pub offset: Option<Offset>,
    /// Whether the broker is held back while some 32 MiB of messages wait for [`Consumer::next`] (half of that here, half
    /// between us and the socket), whatever the prefetch; always so in a stream. Only for who asks the broker nothing instead: an answer would come behind them.
    pub holds_back: bool,
}

impl ConsumerOptions {
    /// The prefetch of a consumer from which so many messages are wanted.
    fn prefetch_for(&self, wanted: u64) -> u16 {
        u16::try_from(wanted).unwrap_or(u16::MAX).min(self.prefetch).max(1)
    }
}

/// What is told where a consumer begins.
fn begins(queue: &ShortStr, prefetch: u16) -> String {
    format!("consuming from queue '{queue}' with prefetch {prefetch} (basic.qos, basic.consume)")
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
    subscription: Subscription,
    /// Tells the end; the messages come by the lane.
    end: lapin::Consumer,
    /// What came and was not looked at yet.
    events: VecDeque<Event>,
    delivered: u64,
    ending: Ending,
    /// The broker has cancelled a consumer of which the library knows nothing.
    is_cancelled: bool,
    /// What cannot be read of a message, kept so that it can be told more than once: none behind it may be acked together with it.
    unreadable: Option<&'static str>,
}

impl Consumer {
    /// Opens a channel, sets its prefetch and starts to consume.
    ///
    /// # Errors
    /// The broker's refusal: 404, 403, 405; 406 for a stream without an offset, and for a queue with one.
    pub async fn open(session: &Session, queue: &ShortStr, options: ConsumerOptions) -> Result<Self, Fault> {
        let (watch, narrator) = (session.watch(), session.narrator());
        let channel = session.held_channel().await?;
        let lane = session.lane(&channel);
        let prefetch = options.prefetch_for(options.limit.unwrap_or(u64::MAX));
        let what = format!("consume from queue '{queue}'");
        narrator.tell(format_args!("{}", begins(queue, prefetch)));
        // Per consumer, never global: RabbitMQ 4.3 denies global qos.
        watch.ask(&what, channel.basic_qos(prefetch, BasicQosOptions { global: false })).await?;
        // RabbitMQ sends whole chunks of a stream, beyond the prefetch too.
        match options.offset {
            None => lane.expect(prefetch.into()),
            Some(_) => lane.expect_anything(),
        }
        if options.holds_back {
            lane.hold_back();
        }
        let (how, arguments) = (BasicConsumeOptions::default(), arguments(options.offset));
        let started = channel.basic_consume(queue.to_short(), ShortString::default(), how, arguments);
        let end = watch.ask(&what, started).await.map_err(refused)?;
        Ok(Self {
            subscription: Subscription::new(queue.to_short(), end.tag(), prefetch),
            watch: watch.clone(),
            narrator: narrator.clone(),
            channel,
            queue: queue.clone(),
            options,
            lane,
            end,
            events: VecDeque::new(),
            delivered: 0,
            ending: Ending::default(),
            is_cancelled: false,
            unreadable: None,
        })
    }

    /// The next message; `None` when the limit is reached. Safe to drop and call again.
    ///
    /// # Errors
    /// [`Kind::Lost`] when the connection ended; [`Kind::Ended`] when the broker cancelled the consumer, or a message
    /// cannot be read; its refusal of a consumer for the last messages within the limit. From then on always.
    /// [`Kind::Unanswered`] when it does not answer what keeps the limit.
    pub async fn next(&mut self) -> Option<Result<Delivery, Fault>> {
        if let Some(why) = self.unreadable {
            return Some(Err(self.cannot_read(why)));
        }
        while !self.is_full() && !self.is_cancelled {
            let event = match self.subscription.unanswered() {
                Some(what) => {
                    // The answer comes behind all deliveries that are under way, however long those take: each earns it
                    // more time.
                    let watch = self.watch.clone();
                    match watch.ask(&what, async { Ok(poll_fn(|cx| self.poll_event(cx)).await) }).await {
                        Ok(event) => event,
                        Err(fault) => return Some(Err(fault)),
                    }
                }
                None => poll_fn(|cx| self.poll_event(cx)).await,
            };
            match event {
                Some(Event::Message(content)) => return Some(self.took(content)),
                Some(Event::Begun) => self.subscription.has_begun(),
                Some(Event::CancelOk) => self.continue_within_limit(),
                Some(Event::Cancelled) => self.is_cancelled = true,
                Some(Event::Confirm { .. }) => {}
                None => return Some(Err(self.lost().await)),
            }
        }
        if self.is_full() { None } else { Some(Err(self.lost().await)) }
    }

    /// What came next; ready with `None` at the end.
    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        while self.events.is_empty() {
            if !ready!(self.ending.poll_fetch(cx, &self.lane, &mut self.end, &mut self.events)) {
                return Poll::Ready(None);
            }
        }
        Poll::Ready(self.events.pop_front())
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
        self.hold_within_limit(count);
        self.subscription.settled(count);
        self.narrator.tell(format_args!(
            "acking {}message {tag} (basic.ack)",
            if multiple && count > 1 { "all up to " } else { "" }
        ));
        if !self.lane.settle(count, |outbox, channel| outbox.put_ack(channel, tag, multiple)) {
            return Err(self.watch.reason("ack", &self.lane).await);
        }
        Ok(())
    }

    /// Acks several messages, one by one: others before them may be in hand.
    ///
    /// # Errors
    /// As [`Consumer::ack`].
    pub async fn ack_each(&mut self, tags: &[u64]) -> Result<(), Fault> {
        let count = u64::try_from(tags.len()).unwrap_or(u64::MAX);
        self.hold_within_limit(count);
        self.subscription.settled(count);
        for tag in tags {
            self.narrator.tell(format_args!("acking message {tag} (basic.ack)"));
        }
        let put =
            self.lane.settle(count, |outbox, channel| tags.iter().for_each(|tag| outbox.put_ack(channel, *tag, false)));
        if !put {
            return Err(self.watch.reason("ack", &self.lane).await);
        }
        Ok(())
    }

    /// Waits until the broker has dealt with the acks so far: they have no answer of their own, but the next question on
    /// the same channel has (`basic.qos`).
    ///
    /// # Errors
    /// What the broker had against an ack (406); as [`Consumer::ack`].
    pub async fn settle(&self) -> Result<(), Fault> {
        self.watch
            .ask("ack", self.channel.basic_qos(self.subscription.prefetch(), BasicQosOptions { global: false }))
            .await
    }

    /// Gives `count` messages back: to the queue when `requeue`, else to its dead letter exchange or to nobody.
    ///
    /// # Errors
    /// As [`Consumer::ack`].
    pub async fn nack(&mut self, tag: u64, count: u64, multiple: bool, requeue: bool) -> Result<(), Fault> {
        self.hold_within_limit(count);
        self.subscription.settled(count);
        self.narrator.tell(format_args!("giving message {tag} back, requeue {requeue} (basic.nack)"));
        if !self.lane.settle(count, |outbox, channel| outbox.put_nack(channel, tag, multiple, requeue)) {
            return Err(self.watch.reason("nack", &self.lane).await);
        }
        Ok(())
    }

    /// Cancels the consumer when settling `count` more messages would let the broker send more than the limit.
    fn hold_within_limit(&mut self, count: u64) {
        // To start again in a stream would be to begin there again.
        let Some(limit) = self.options.limit.filter(|_| self.options.offset.is_none()) else { return };
        if self.subscription.is_open() && self.subscription.most(count) > limit {
            self.narrator.tell(format_args!("cancelling the consumer, to take no more than {limit} (basic.cancel)"));
            self.subscription.cancel(&self.lane);
        }
    }

    /// Starts a consumer again when one was cancelled only to keep the limit.
    fn continue_within_limit(&mut self) {
        self.subscription.was_cancelled();
        let Some(wanted) = self.options.limit.map(|limit| limit.saturating_sub(self.delivered)).filter(|n| *n > 0)
        else {
            return;
        };
        let prefetch = self.options.prefetch_for(wanted);
        self.narrator.tell(format_args!("{}", begins(&self.queue, prefetch)));
        self.subscription.begin(&self.lane, prefetch, self.delivered);
    }
}
