//! Publishing with publisher confirms: many messages in flight, a bounded window, and an answer for each of them.
//!
//! Confirms are switched on here, in one place, for every command (<https://www.rabbitmq.com/docs/confirms>).

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use futures_util::FutureExt;
use lapin::message::BasicReturnMessage;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::{Channel, Confirmation, Error};

use super::watch::Watch;
use super::{Fault, Kind, Narrator, Properties, Session, ShortStr};

/// Most messages that are published and not yet confirmed.
const WINDOW: usize = 1024;
/// Most bytes of bodies that are published and not yet confirmed; a single larger body still goes, alone.
const WINDOW_BYTES: usize = 8 * 1024 * 1024;

/// How the addresses of direct replies begin (<https://www.rabbitmq.com/docs/direct-reply-to>).
const DIRECT_REPLY: &str = "amq.rabbitmq.reply-to.";

/// Where a message is published to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Exchange; empty for the default exchange, whose routing keys are names of queues.
    pub exchange: ShortStr,
    /// Routing key.
    pub key: ShortStr,
}

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
}

type Pending = Pin<Box<dyn Future<Output = Result<Confirmation, Error>> + Send>>;

struct InFlight {
    bytes: usize,
    answer: Pending,
}

/// Publishes messages on a channel of its own.
pub struct Publisher {
    watch: Watch,
    narrator: Narrator,
    channel: Channel,
    options: PublisherOptions,
    in_flight: VecDeque<InFlight>,
    bytes: usize,
    published: u64,
    settled: u64,
    returned: Vec<Returned>,
}

impl Publisher {
    /// Opens a channel and switches confirms on.
    ///
    /// # Errors
    /// The broker's refusal.
    pub async fn open(session: &Session, options: PublisherOptions) -> Result<Self, Fault> {
        let channel = session.channel().await?;
        if options.confirm {
            switch_confirms_on(session, &channel).await?;
        }
        Ok(Self {
            watch: session.watch().clone(),
            narrator: session.narrator().clone(),
            channel,
            options,
            in_flight: VecDeque::new(),
            bytes: 0,
            published: 0,
            settled: 0,
            returned: Vec::new(),
        })
    }

    /// Publishes one message, waiting only while the window is full. Order is kept.
    ///
    /// # Errors
    /// What became of an earlier message, or of this one: returned, nacked, refused or not confirmed in time.
    pub async fn publish(&mut self, address: &Address, properties: Properties, body: Vec<u8>) -> Result<(), Fault> {
        self.collect_ready()?;
        let bytes = body.len();
        while self.in_flight.len() >= WINDOW || (self.bytes + bytes > WINDOW_BYTES && !self.in_flight.is_empty()) {
            self.settle_oldest().await?;
        }
        self.narrator.tell(format_args!(
            "publishing {bytes} bytes to exchange '{}' with key '{}' (basic.publish)",
            address.exchange, address.key
        ));
        let channel = self.channel.clone();
        let (exchange, key) = (address.exchange.to_short(), address.key.to_short());
        let options = options_for(address);
        let mut answer: Pending =
            Box::pin(async move { channel.basic_publish(exchange, key, options, &body, properties).await?.await });
        self.published += 1;
        // The first poll puts the frames into the library's queue: this is what keeps the order.
        match answer.as_mut().now_or_never() {
            Some(outcome) => self.settle(outcome).await,
            None => {
                self.bytes += bytes;
                self.in_flight.push_back(InFlight { bytes, answer });
                Ok(())
            }
        }
    }

    /// Waits until every message is answered for, also after a bad answer, so that what was settled is known.
    ///
    /// # Errors
    /// As [`Publisher::publish`]; of several, the first.
    pub async fn finish(&mut self) -> Result<(), Fault> {
        let mut outcome = Ok(());
        while !self.in_flight.is_empty() {
            outcome = outcome.and(self.settle_oldest().await);
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

    /// Takes the messages that came back since the last call.
    pub fn take_returned(&mut self) -> Vec<Returned> {
        std::mem::take(&mut self.returned)
    }

    /// Collects the answers that are there already, without waiting.
    fn collect_ready(&mut self) -> Result<(), Fault> {
        while let Some(oldest) = self.in_flight.front_mut() {
            let Some(outcome) = oldest.answer.as_mut().now_or_never() else { break };
            self.bytes -= oldest.bytes;
            self.in_flight.pop_front();
            match outcome {
                Ok(confirmation) => self.confirmed(confirmation)?,
                // The explanation may have to be waited for, so the error is left for the next call that may wait.
                Err(error) => {
                    self.in_flight.push_front(InFlight { bytes: 0, answer: Box::pin(std::future::ready(Err(error))) });
                    break;
                }
            }
        }
        Ok(())
    }

    async fn settle_oldest(&mut self) -> Result<(), Fault> {
        let Some(mut oldest) = self.in_flight.pop_front() else { return Ok(()) };
        self.bytes -= oldest.bytes;
        match tokio::time::timeout(self.options.timeout, oldest.answer.as_mut()).await {
            Ok(outcome) => self.settle(outcome).await,
            Err(_) => {
                // Whoever is overdue is not waited for a second time.
                (self.bytes, self.in_flight) = (0, VecDeque::new());
                Err(self.overdue())
            }
        }
    }

    async fn settle(&mut self, outcome: Result<Confirmation, Error>) -> Result<(), Fault> {
        match outcome {
            Ok(confirmation) => self.confirmed(confirmation),
            Err(error) => Err(self.watch.explain("publish", error).await),
        }
    }

    fn confirmed(&mut self, confirmation: Confirmation) -> Result<(), Fault> {
        let nacked = confirmation.is_nack();
        if let Some(message) = confirmation.take_message() {
            self.note_returned(&message)?;
        }
        if nacked {
            return Err(nacked_fault());
        }
        self.settled += 1;
        if self.options.confirm {
            self.narrator.tell(format_args!("the broker confirmed message {} (basic.ack)", self.settled));
        }
        Ok(())
    }

    fn note_returned(&mut self, message: &BasicReturnMessage) -> Result<(), Fault> {
        let returned = Returned::from(message);
        if self.options.mandatory || returned.exchange.is_empty() {
            return Err(returned.into());
        }
        self.returned.push(returned);
        Ok(())
    }

    fn overdue(&self) -> Fault {
        overdue(&self.watch, self.options.timeout)
    }

    /// Without confirms the broker still says when it refuses, and still returns what it cannot route; one round trip
    /// makes sure that all of it has arrived.
    async fn synchronise(&mut self) -> Result<(), Fault> {
        let round_trip = self.channel.confirm_select(ConfirmSelectOptions::default());
        match tokio::time::timeout(self.options.timeout, round_trip).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(self.watch.explain("publish", error).await),
            Err(_) => return Err(self.overdue()),
        }
        match self.channel.wait_for_confirms().await {
            Ok(messages) => messages.iter().try_for_each(|message| self.note_returned(message)),
            Err(error) => Err(self.watch.explain("publish", error).await),
        }
    }
}

/// Asks for confirms on a channel.
pub(super) async fn switch_confirms_on(session: &Session, channel: &Channel) -> Result<(), Fault> {
    let what = "switch publisher confirms on";
    let select = channel.confirm_select(ConfirmSelectOptions::default());
    match session.watch().answer(what, select).await? {
        Ok(()) => Ok(()),
        Err(error) => Err(session.watch().explain(what, error).await),
    }
}

/// How to publish to an address. A direct reply has no queue: RabbitMQ delivers it, and returns it all the same when it is
/// mandatory.
pub(super) fn options_for(address: &Address) -> BasicPublishOptions {
    BasicPublishOptions { mandatory: !address.key.starts_with(DIRECT_REPLY), ..BasicPublishOptions::default() }
}

/// What to say of a message whose confirm did not come in time.
pub(super) fn overdue(watch: &Watch, timeout: Duration) -> Fault {
    let why = match watch.blocked() {
        Some(reason) => format!("the broker takes no messages for now: {reason}"),
        None => format!("no confirm came within {}", humantime::format_duration(timeout)),
    };
    Fault::new(Kind::TimedOut, "timed out waiting for the broker to confirm", why)
        .advise("the message may have arrived or not; --timeout allows more time")
}

/// What to say of a message that the broker refused.
pub(super) fn nacked_fault() -> Fault {
    Fault::new(
        Kind::Nacked,
        "the broker refused a message (basic.nack)",
        "the queue is full (x-overflow=reject-publish) or could not store it",
    )
    .advise("make room in the queue, or look at the broker's log")
}

impl From<&BasicReturnMessage> for Returned {
    fn from(message: &BasicReturnMessage) -> Self {
        Self {
            exchange: message.exchange.to_string(),
            key: message.routing_key.to_string(),
            reason: message.reply_text.to_string(),
        }
    }
}

impl From<Returned> for Fault {
    fn from(returned: Returned) -> Self {
        let Returned { exchange, key, reason } = returned;
        if exchange.is_empty() {
            Self::new(Kind::Returned, format!("the message was returned: queue '{key}' does not exist"), reason)
                .advise("create the queue first, or leave out --no-declare")
        } else {
            Self::new(
                Kind::Returned,
                format!("the message was returned: no queue is bound to exchange '{exchange}' for key '{key}'"),
                reason,
            )
            .advise("start a receiver first, or leave out --mandatory")
        }
    }
}
