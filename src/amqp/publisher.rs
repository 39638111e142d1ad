//! Publishing with publisher confirms: many messages in flight, a bounded window, and an answer for each of them.
//!
//! Confirms are switched on here, in one place, for every command (<https://www.rabbitmq.com/docs/confirms>).

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use lapin::options::ConfirmSelectOptions;
use lapin::protocol::AMQPClass;
use lapin::protocol::confirm::{AMQPMethod, Select};
use tokio::time::Instant;

use super::in_flight::{InFlight, Slot};
use super::link::{Event, Lane};
use super::shelf::Held;
use super::watch::Watch;
use super::{Envelope, Fault, Kind, Narrator, Session};

/// Most messages that are published and not yet confirmed.
pub const WINDOW: usize = 2048;
/// How many of these are waited for at a time, when there may be no more.
const BATCH: usize = 512;
/// Most bytes of bodies that are published and not yet confirmed; a single larger body still goes, alone.
pub const WINDOW_BYTES: usize = 8 * 1024 * 1024;

/// How to publish.
#[derive(Debug, Clone, Copy)]
pub struct PublisherOptions {
    /// Wait for the broker's confirm of each message.
    pub confirm: bool,
    /// A message that an exchange could not route is an error, not a note. To a queue it always is.
    pub mandatory: bool,
    /// How long to wait for a confirm.
    pub timeout: Duration,
}

/// A message that the broker could not route and gave back (`basic.return`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// Where it was published to.
    pub exchange: String,
    /// The routing key that no binding matched.
    pub key: String,
    /// The broker's words, such as `NO_ROUTE`.
    pub reason: String,
    /// What it was called when it was published; only known with confirms.
    pub mark: Option<u64>,
}

/// Until when an answer is waited for.
struct Patience {
    until: Instant,
    /// How many there were.
    answered: u64,
}

/// Publishes messages on a channel of its own.
pub struct Publisher {
    watch: Watch,
    narrator: Narrator,
    lane: Lane,
    /// Keeps the channel open, and asks what only the library asks.
    channel: Held,
    options: PublisherOptions,
    in_flight: InFlight,
    /// What was refused, and what nobody will answer for any more.
    left: VecDeque<Slot>,
    /// What came and was not looked at yet.
    events: VecDeque<Event>,
    /// What was wrong with the first message that went wrong, until it is told.
    fault: Option<Fault>,
    published: u64,
    settled: u64,
    returned: u64,
    one_returned: Option<Returned>,
}

impl Publisher {
    /// Opens a channel and switches confirms on.
    ///
    /// # Errors
    /// The broker's refusal.
    pub async fn open(session: &Session, options: PublisherOptions) -> Result<Self, Fault> {
        let channel = session.held_channel().await?;
        let lane = session.lane(&channel);
        if options.confirm {
            switch_confirms_on(&lane);
        }
        Ok(Self {
            watch: session.watch().clone(),
            narrator: session.narrator().clone(),
            lane,
            channel,
            options,
            in_flight: InFlight::new(),
            left: VecDeque::new(),
            events: VecDeque::new(),
            fault: None,
            published: 0,
            settled: 0,
            returned: 0,
            one_returned: None,
        })
    }

    /// As [`Publisher::open`] with confirms, and waits until the broker has said that it gives them.
    ///
    /// # Errors
    /// The broker's refusal.
    pub async fn open_confirming(session: &Session, options: PublisherOptions) -> Result<Self, Fault> {
        let publisher = Self::open(session, options).await?;
        let what = "switch publisher confirms on";
        let select = publisher.channel.confirm_select(ConfirmSelectOptions::default());
        match session.watch().answer(what, select).await? {
            Ok(()) => Ok(publisher),
            // What the broker had against it came on the publisher's own channel, and is known there first.
            Err(_) if publisher.lane.goodbye().is_some() => Err(publisher.watch.reason(what, &publisher.lane).await),
            Err(error) => Err(session.watch().explain(what, error).await),
        }
    }

    /// Publishes one message, waiting only while the window is full. Order is kept. `mark` is what the caller calls it; a
    /// [`Fault`] tells it.
    ///
    /// # Errors
    /// What became of an earlier message: returned, nacked, refused or not confirmed in time.
    pub async fn publish(&mut self, envelope: &Arc<Envelope>, body: impl Into<Bytes>, mark: u64) -> Result<(), Fault> {
        let body = body.into();
        if !self.has_room(body.len())? {
            self.room(body.len()).await?;
        }
        self.put(envelope, body, mark).await
    }

    /// As [`Publisher::publish`], for whoever has seen that there is room, or waited for it.
    ///
    /// # Errors
    /// The channel was closed.
    pub async fn put(&mut self, envelope: &Arc<Envelope>, body: Bytes, mark: u64) -> Result<(), Fault> {
        if !envelope.put(&body, &self.lane, &self.narrator) {
            return Err(self.watch.reason("publish", &self.lane).await);
        }
        self.published += 1;
        if self.options.confirm {
            self.in_flight.push(envelope.clone(), body, mark);
        } else {
            self.settled += 1;
        }
        Ok(())
    }

    /// Whether a body of so many bytes may be published without waiting.
    ///
    /// # Errors
    /// As [`Publisher::publish`].
    pub fn has_room(&mut self, bytes: usize) -> Result<bool, Fault> {
        self.lane.fetch(&mut self.events);
        self.digest()?;
        Ok(!self.is_full(bytes) && (self.options.confirm || self.lane.has_room()))
    }

    /// Waits until a body of so many bytes may be published. Safe to drop and call again.
    ///
    /// # Errors
    /// As [`Publisher::publish`].
    pub async fn room(&mut self, bytes: usize) -> Result<(), Fault> {
        let mut patience = self.patience();
        // Where all that is confirmed were followed at once by as much, each confirm would cost a packet both ways.
        let enough = if self.in_flight.len() < WINDOW { WINDOW } else { WINDOW - BATCH };
        while self.is_full(bytes) || self.in_flight.len() > enough {
            self.wait(&mut patience).await?;
        }
        if self.options.confirm {
            return Ok(());
        }
        let room = poll_fn(|cx| self.lane.poll_room(cx));
        tokio::time::timeout(self.options.timeout, room).await.map_err(|_| self.overdue())
    }

    /// Waits until every message is answered for, also after a bad answer, so that what was settled is known.
    ///
    /// # Errors
    /// As [`Publisher::publish`]; of several, the first.
    pub async fn finish(&mut self) -> Result<(), Fault> {
        let mut outcome = Ok(());
        let mut patience = self.patience();
        while !self.in_flight.is_empty() {
            outcome = outcome.and(self.wait(&mut patience).await);
        }
        if !self.options.confirm {
            outcome = outcome.and(self.synchronise().await);
        }
        outcome
    }

    /// Messages handed to the broker so far.
    #[must_use]
    pub fn published(&self) -> u64 {
        self.published
    }

    /// Messages that the broker has answered for and did not refuse.
    #[must_use]
    pub fn settled(&self) -> u64 {
        self.settled
    }

    /// Takes the messages, in their order, that the broker has refused (`basic.nack`), or has not answered for and will not:
    /// the connection was lost.
    pub fn take_unconfirmed(&mut self) -> VecDeque<Slot> {
        self.left.append(&mut self.in_flight.give_up());
        std::mem::take(&mut self.left)
    }

    /// Messages that came back without being an error, and the first of them.
    #[must_use]
    pub fn returned(&self) -> (u64, Option<&Returned>) {
        (self.returned, self.one_returned.as_ref())
    }

    fn is_full(&self, bytes: usize) -> bool {
        !self.in_flight.is_empty() && (self.in_flight.len() >= WINDOW || self.in_flight.bytes() + bytes > WINDOW_BYTES)
    }

    /// Waits for the broker to answer for some of the messages that are under way, if there are any. Safe to drop and call
    /// again.
    ///
    /// # Errors
    /// As [`Publisher::publish`].
    pub async fn settle_some(&mut self) -> Result<(), Fault> {
        let mut patience = self.patience();
        if self.in_flight.is_empty() { Ok(()) } else { self.wait(&mut patience).await }
    }

    /// How long an answer is waited for.
    fn patience(&self) -> Patience {
        Patience { until: Instant::now() + self.options.timeout, answered: self.in_flight.answered() }
    }

    /// Waits until something has gone wrong, for ever while nothing does: whoever has nothing to publish listens here. Safe
    /// to drop and call again.
    pub async fn trouble(&mut self) -> Fault {
        let mut patience = self.patience();
        loop {
            let heard = if self.in_flight.is_empty() {
                let more = self.coming().await;
                patience = self.patience();
                self.heard(more).await
            } else {
                self.wait(&mut patience).await
            };
            if let Err(fault) = heard {
                return fault;
            }
        }
    }

    /// Waits for the broker to say something of what is under way, and takes note of it. Only an answer earns it more
    /// patience. Whoever is overdue, or lost, is not waited for a second time.
    async fn wait(&mut self, patience: &mut Patience) -> Result<(), Fault> {
        if self.in_flight.answered() != patience.answered {
            *patience = self.patience();
        }
        // Also when it says something all the time.
        if patience.until > Instant::now()
            && let Ok(more) = tokio::time::timeout_at(patience.until, self.coming()).await
        {
            return self.heard(more).await;
        }
        self.left.append(&mut self.in_flight.give_up());
        Err(self.overdue())
    }

    /// Waits for the broker to say something; false when nothing more will come.
    async fn coming(&mut self) -> bool {
        let (lane, events) = (&self.lane, &mut self.events);
        poll_fn(|cx| lane.poll_fetch(cx, events)).await
    }

    async fn heard(&mut self, more: bool) -> Result<(), Fault> {
        if more {
            return self.digest();
        }
        self.left.append(&mut self.in_flight.give_up());
        Err(self.watch.reason("publish", &self.lane).await)
    }

    /// Takes note of what came.
    fn digest(&mut self) -> Result<(), Fault> {
        while let Some(event) = self.events.pop_front() {
            if let Some(returned) = self.in_flight.take_note(event) {
                self.note_returned(returned);
            }
        }
        while let Some((slot, nacked)) = self.in_flight.settle() {
            self.answered(slot, nacked);
        }
        self.fault.take().map_or(Ok(()), Err)
    }

    fn answered(&mut self, slot: Slot, nacked: bool) {
        if let Some(returned) = slot.returned()
            && !self.note_returned(returned)
        {
            return;
        }
        if nacked {
            self.fault.get_or_insert(Fault { mark: Some(slot.mark), ..nacked_fault() });
            self.left.push_back(slot);
            return;
        }
        self.settled += 1;
        self.narrator.tell(format_args!("the broker confirmed message {} (basic.ack)", self.settled));
    }

    /// Whether a message that came back is none the worse for it.
    fn note_returned(&mut self, returned: Returned) -> bool {
        self.narrator.tell(format_args!("the broker gave a message back: {} (basic.return)", returned.reason));
        if self.options.mandatory || returned.exchange.is_empty() {
            self.fault.get_or_insert(returned.into());
            return false;
        }
        self.returned += 1;
        self.one_returned.get_or_insert(returned);
        true
    }

    fn overdue(&self) -> Fault {
        overdue(&self.watch, self.options.timeout)
    }

    /// Without confirms the broker still says when it refuses, and still returns what it cannot route; one round trip
    /// makes sure that all of it has arrived.
    async fn synchronise(&mut self) -> Result<(), Fault> {
        let round_trip = self.watch.unless_ended(self.channel.confirm_select(ConfirmSelectOptions::default()));
        match tokio::time::timeout(self.options.timeout, round_trip).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(self.watch.explain("publish", error).await),
            Err(_) => return Err(self.overdue()),
        }
        self.lane.fetch(&mut self.events);
        self.digest()
    }
}

/// Asks for an answer to every message on a channel (`confirm.select`, AMQP 0-9-1 extension of RabbitMQ). It has no answer
/// of its own, so nothing waits for it; a broker that cannot closes the channel.
pub(super) fn switch_confirms_on(lane: &Lane) {
    let select = AMQPClass::Confirm(AMQPMethod::Select(Select { nowait: true }));
    lane.put(|outbox, channel, _| outbox.put_method(channel, &select));
}

/// The broker would not have a message.
pub(super) fn nacked_fault() -> Fault {
    let why = "the queue is full (x-overflow=reject-publish) or could not store it";
    Fault::new(Kind::Nacked, "the broker refused a message (basic.nack)", why)
        .advise("make room in the queue, or look at the broker's log")
}

/// No confirm came within `timeout`.
pub(super) fn overdue(watch: &Watch, timeout: Duration) -> Fault {
    let why = match watch.blocked() {
        Some(reason) => format!("the broker takes no messages for now: {reason}"),
        None => format!("no confirm came within {}", humantime::format_duration(timeout)),
    };
    Fault::new(Kind::TimedOut, "timed out waiting for the broker to confirm", why)
        .advise("the message may have arrived or not; --timeout allows more time")
}

impl From<Returned> for Fault {
    fn from(returned: Returned) -> Self {
        let Returned { exchange, key, reason, mark } = returned;
        let fault = if exchange.is_empty() {
            Self::new(Kind::Returned, format!("the message was returned: queue '{key}' does not exist"), reason)
                .advise("create the queue first, or leave out --no-declare")
        } else {
            Self::new(
                Kind::Returned,
                format!("the message was returned: no queue is bound to exchange '{exchange}' for key '{key}'"),
                reason,
            )
            .advise("start a receiver first, or leave out --mandatory")
        };
        Self { mark, ..fault }
    }
}
