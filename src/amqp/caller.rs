//! Requests and their replies, on one channel and without a queue of one's own.
//!
//! Direct reply-to (<https://www.rabbitmq.com/docs/direct-reply-to>): the broker hands a reply straight to the channel
//! that the request came from. Beside a callback queue this saves the caller two round trips and the permission to create
//! queues, and a cluster the agreement on a queue for each call. A server sees an address in `reply_to` either way.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::FutureExt as _;
use lapin::options::BasicConsumeOptions;
use lapin::types::{FieldTable, ShortString};

use super::ending::Ending;
use super::in_flight::InFlight;
use super::link::{Event, Lane};
use super::publisher::switch_confirms_on;
use super::shelf::Held;
use super::watch::Watch;
use super::{Address, Delivery, Envelope, Fault, Kind, Message, Narrator, Properties, Session, ShortStr};
use crate::wire::Incoming;

/// What stands in `reply_to` of a request, and what its replies are consumed from.
const DIRECT_REPLY_TO: &str = "amq.rabbitmq.reply-to";

/// Sends requests to a queue and takes their replies.
pub struct Caller {
    watch: Watch,
    narrator: Narrator,
    lane: Lane,
    address: Address,
    /// Tells the end; the replies come by the lane.
    end: lapin::Consumer,
    /// What came and was not looked at yet.
    events: VecDeque<Event>,
    /// Whose arrival the broker has not confirmed.
    in_flight: InFlight,
    ending: Ending,
    /// Keeps the channel open.
    _channel: Held,
}

impl Caller {
    /// Gets ready to send requests to `queue`.
    ///
    /// # Errors
    /// The broker's refusal.
    pub async fn open(session: &Session, queue: ShortStr) -> Result<Self, Fault> {
        let channel = session.held_channel().await?;
        let what = "take replies (direct reply-to)";
        session
            .narrator()
            .tell(format_args!("taking replies without a queue, from '{DIRECT_REPLY_TO}' (basic.consume)"));
        let no_ack = BasicConsumeOptions { no_ack: true, ..BasicConsumeOptions::default() };
        let consume =
            channel.basic_consume(DIRECT_REPLY_TO.into(), ShortString::default(), no_ack, FieldTable::default());
        let end = session.watch().ask(what, consume).await?;
        let lane = session.lane(&channel);
        lane.expect_anything();
        switch_confirms_on(&lane);
        Ok(Self {
            watch: session.watch().clone(),
            narrator: session.narrator().clone(),
            lane,
            address: Address { exchange: ShortStr::default(), key: queue },
            end,
            events: VecDeque::new(),
            in_flight: InFlight::new(),
            ending: Ending::default(),
            _channel: channel,
        })
    }

    /// Puts a request on its way. Its reply comes from [`Caller::next`], and is known by the request's correlation id.
    pub fn request(&mut self, properties: Properties, body: impl Into<Bytes>) {
        let body = body.into();
        let properties = properties.with_reply_to(DIRECT_REPLY_TO.into());
        let envelope = Arc::new(Envelope::new(self.address.clone(), &properties));
        // Where the channel has ended, the next reply tells why.
        if envelope.put(&body, &self.lane, &self.narrator) {
            self.in_flight.push(envelope, body, 0);
        }
    }

    /// The next reply, whosever it is. Safe to drop and call again.
    ///
    /// # Errors
    /// A request was returned, nacked or refused; the connection was lost.
    pub async fn next(&mut self) -> Result<Message, Fault> {
        match poll_fn(|cx| self.poll_reply(cx)).await {
            Some(reply) => reply,
            None => Err(self.why().await),
        }
    }

    /// The next reply if it is here already.
    ///
    /// # Errors
    /// As [`Caller::next`].
    pub fn try_next(&mut self) -> Option<Result<Message, Fault>> {
        self.next().now_or_never()
    }

    /// Ready with `None` at the end.
    fn poll_reply(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Message, Fault>>> {
        loop {
            while let Some(event) = self.events.pop_front() {
                match event {
                    Event::Message(content) if matches!(content.method, Incoming::Deliver { .. }) => {
                        let read = Delivery::read(content).map(|delivery| delivery.message);
                        let reply = read.map_err(|why| Fault::new(Kind::Ended, "cannot read a reply", why));
                        if let Ok(reply) = &reply {
                            let bytes = reply.body.len();
                            self.narrator.tell(format_args!("a reply was delivered, {bytes} bytes (basic.deliver)"));
                        }
                        return Poll::Ready(Some(reply));
                    }
                    event => {
                        self.in_flight.take_note(event);
                    }
                }
                while let Some((slot, nacked)) = self.in_flight.settle() {
                    match slot.verdict(nacked) {
                        Ok(()) => self.narrator.tell(format_args!("the broker confirmed a message (basic.ack)")),
                        Err(fault) => return Poll::Ready(Some(Err(fault))),
                    }
                }
            }
            if !ready!(self.ending.poll_fetch(cx, &self.lane, &mut self.end, &mut self.events)) {
                return Poll::Ready(None);
            }
        }
    }

    /// Why there are no more replies.
    async fn why(&self) -> Fault {
        match self.ending.error() {
            Some(error) if self.in_flight.is_empty() => self.watch.explain("wait for the reply", error).await,
            Some(error) => self.watch.explain("publish", error).await,
            None => Fault::new(Kind::Ended, "no more replies can come", "the broker cancelled their consumer"),
        }
    }
}
