//! The messages of one channel.

use std::collections::VecDeque;
use std::task::{Context, Poll, Waker};

use super::Link;
use super::asked::Asked;
use super::content::{Content, Parts, Step};
use super::state::{Goodbye, ROOM, State};
use crate::wire::{self, Frame, FrameKind, Incoming, Outbox};

/// Octets that wait for somebody slow, above which the socket is not read.
const MUCH: usize = 16 * 1024 * 1024;
/// Octets of answers to a publisher that no honest broker has on their way.
const TOO_MUCH: usize = 1024 * 1024 * 1024;
/// What an event takes beside a body, about.
const EVENT: usize = 128;

/// Something that came for a publisher or a consumer.
pub(in crate::amqp) enum Event {
    /// A message: delivered, or returned.
    Message(Content),
    /// A publisher confirm: the number of the publish, whether all up to it are meant, and whether it was refused.
    Confirm { tag: u64, multiple: bool, nacked: bool },
    /// The consumer of [`Lane::consume`] is there.
    Begun,
    /// The answer to [`Lane::cancel`]: everything that was delivered to the consumer came before.
    CancelOk,
    /// The broker has cancelled the consumer that [`Lane::consume`] began.
    Cancelled,
}

/// What may come for a lane.
#[derive(Clone, Copy, Default)]
enum Expects {
    /// Answers to what was published, and no deliveries of which anybody should know.
    #[default]
    Answers,
    /// So many deliveries, counted from the first.
    AtMost(u64),
    /// As many deliveries as there are.
    Anything,
}

/// What came for a channel and was not fetched yet.
#[derive(Default)]
pub(super) struct Inbox {
    /// Of which lane of this channel's number it is.
    pub(super) number: u64,
    events: VecDeque<Event>,
    parts: Option<Parts>,
    asked: Asked,
    waker: Option<Waker>,
    /// Something came since the last wake.
    fresh: bool,
    /// Octets of what waits.
    waiting: usize,
    /// How many messages may be delivered.
    expects: Expects,
    /// The socket is not read while much waits.
    holds_back: bool,
    /// Deliveries so far.
    delivered: u64,
    /// Nothing more will come.
    pub(super) closed: bool,
    /// Why the broker closed the channel.
    pub(super) goodbye: Option<Goodbye>,
    /// Nobody wants it any more.
    pub(super) abandoned: bool,
}

impl Inbox {
    pub(super) fn new(number: u64) -> Self {
        Self { number, ..Self::default() }
    }

    /// Takes a frame of this channel in; false when it is not about messages. An error when it is not AMQP.
    pub(super) fn take_in(&mut self, frame: &Frame) -> Result<bool, ()> {
        if let Some(parts) = self.parts.take() {
            match parts.add(frame)? {
                Step::More(parts) => self.parts = Some(parts),
                Step::Whole(content) => self.push(Event::Message(content))?,
            }
            return Ok(true);
        }
        if frame.kind != FrameKind::Method {
            return Ok(false);
        }
        if let Some(known) = self.asked.recognise(&frame.payload) {
            known.map_or(Ok(()), |event| self.push(event))?;
            return Ok(true);
        }
        match wire::incoming(&frame.payload).map_err(|_| ())? {
            None => return Ok(false),
            Some(Incoming::Confirm { tag, multiple, nacked }) => self.push(Event::Confirm { tag, multiple, nacked })?,
            Some(method) => self.parts = Some(Parts::new(method)),
        }
        Ok(true)
    }

    /// An error when there is more than an honest broker sends.
    fn push(&mut self, event: Event) -> Result<(), ()> {
        if self.abandoned {
            return Ok(());
        }
        self.waiting += EVENT;
        if let Event::Message(content) = &event {
            self.waiting += content.body.len() + content.properties.len();
            self.delivered += u64::from(matches!(content.method, Incoming::Deliver { .. }));
        }
        self.events.push_back(event);
        self.fresh = true;
        let honest = match self.expects {
            Expects::Answers => self.waiting < TOO_MUCH,
            Expects::AtMost(most) => self.delivered <= most,
            Expects::Anything => true,
        };
        if honest { Ok(()) } else { Err(()) }
    }

    /// Hands over what waits; and whether the socket was not read for it.
    fn hand_over(&mut self, events: &mut VecDeque<Event>) -> bool {
        std::mem::swap(&mut self.events, events);
        let was_full = self.is_full();
        self.waiting = 0;
        was_full
    }

    /// Whether more should not be read for now.
    pub(super) fn is_full(&self) -> bool {
        self.waiting > MUCH && self.holds_back && !self.closed
    }

    /// Octets of bodies, whole or not.
    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        let whole = |event: &Event| if let Event::Message(content) = event { content.body.len() } else { 0 };
        self.events.iter().map(whole).sum::<usize>() + self.parts.as_ref().map_or(0, Parts::kept)
    }

    pub(super) fn wake(&mut self) {
        if std::mem::take(&mut self.fresh)
            && let Some(waker) = self.waker.take()
        {
            waker.wake();
        }
    }

    pub(super) fn close(&mut self) {
        self.closed = true;
        self.fresh = true;
        self.wake();
    }

    pub(super) fn abandon(&mut self) {
        self.abandoned = true;
        self.waiting = 0;
        self.events = VecDeque::new();
    }
}

/// One channel's messages, in both directions. What comes after it is dropped is nobody's.
pub(in crate::amqp) struct Lane {
    link: Link,
    channel: u16,
    /// Tells it from others of this channel, which may be closed and opened again.
    number: u64,
}

impl Lane {
    pub(super) fn new(link: Link, channel: u16) -> Self {
        let number = link.with(|state| state.open_lane(channel));
        Self { link, channel, number }
    }

    /// Puts frames on their way: `put` is handed the outbox, the number of the channel, and the largest frame in octets.
    /// False when the channel is closed, and nothing was put.
    pub(in crate::amqp) fn put(&self, put: impl FnOnce(&mut Outbox, u16, u32)) -> bool {
        self.put_settling(0, put)
    }

    /// As [`Lane::put`], for frames that settle `count` deliveries.
    pub(in crate::amqp) fn settle(&self, count: u64, put: impl FnOnce(&mut Outbox, u16)) -> bool {
        self.put_settling(count, |outbox, channel, _| put(outbox, channel))
    }

    fn put_settling(&self, count: u64, put: impl FnOnce(&mut Outbox, u16, u32)) -> bool {
        self.link.with(|state| {
            let Some(inbox) = state.lane(self.channel, self.number).filter(|inbox| !inbox.closed) else { return false };
            if let Expects::AtMost(most) = &mut inbox.expects {
                *most = most.saturating_add(count);
            }
            let frame_max = state.frame_max();
            put(&mut state.outbox, self.channel, frame_max);
            state.ring();
            true
        })
    }

    /// Puts frames on their way, and notes what they ask.
    pub(super) fn noting(&self, note: impl FnOnce(&mut Asked), put: impl FnOnce(&mut Outbox, u16)) {
        self.link.with(|state| {
            let Some(inbox) = state.lane(self.channel, self.number).filter(|inbox| !inbox.closed) else { return };
            note(&mut inbox.asked);
            put(&mut state.outbox, self.channel);
            state.ring();
        });
    }

    /// Expects `more` deliveries beyond those that came, and then some for each that is settled. The broker may not send
    /// more.
    pub(in crate::amqp) fn expect(&self, more: u64) {
        self.link.with(|state| {
            if let Some(inbox) = state.lane(self.channel, self.number) {
                inbox.expects = Expects::AtMost(inbox.delivered.saturating_add(more));
            }
        });
    }

    /// Expects deliveries without an end. When they come faster than they are fetched, the socket waits.
    pub(in crate::amqp) fn expect_anything(&self) {
        self.link.with(|state| {
            if let Some(inbox) = state.lane(self.channel, self.number) {
                inbox.expects = Expects::Anything;
                inbox.holds_back = true;
            }
        });
    }

    /// From now on the socket waits while 16 MiB do, also where the number of deliveries is bounded. Not for a reader that
    /// would wait for an answer instead of fetching: that comes behind them.
    pub(in crate::amqp) fn hold_back(&self) {
        self.link.with(|state| {
            if let Some(inbox) = state.lane(self.channel, self.number) {
                inbox.holds_back = true;
            }
        });
    }

    /// Moves what has come into `events`, which must be empty, and answers whether there was something.
    pub(in crate::amqp) fn fetch(&self, events: &mut VecDeque<Event>) -> bool {
        self.link.with(|state| self.fetch_from(state, events))
    }

    fn fetch_from(&self, state: &mut State, events: &mut VecDeque<Event>) -> bool {
        if let Some(inbox) = state.lane(self.channel, self.number)
            && inbox.hand_over(events)
        {
            state.read_on();
        }
        !events.is_empty()
    }

    /// As [`Lane::fetch`], waiting for something to come; ready with false when nothing more will.
    pub(in crate::amqp) fn poll_fetch(&self, cx: &Context<'_>, events: &mut VecDeque<Event>) -> Poll<bool> {
        self.link.with(|state| {
            if self.fetch_from(state, events) {
                return Poll::Ready(true);
            }
            match state.lane(self.channel, self.number) {
                Some(inbox) if !inbox.closed => {
                    inbox.waker = Some(cx.waker().clone());
                    Poll::Pending
                }
                _ => Poll::Ready(false),
            }
        })
    }

    /// Waits until the channel is closed; what came before stays to be fetched.
    pub(in crate::amqp) fn poll_closed(&self, cx: &Context<'_>) -> Poll<()> {
        self.link.with(|state| match state.lane(self.channel, self.number) {
            Some(inbox) if !inbox.closed => {
                inbox.waker = Some(cx.waker().clone());
                Poll::Pending
            }
            _ => Poll::Ready(()),
        })
    }

    /// Why the broker closed the channel, or the connection, if it has said so.
    pub(in crate::amqp) fn goodbye(&self) -> Option<Goodbye> {
        self.link.with(|state| {
            state.lane(self.channel, self.number).and_then(|inbox| inbox.goodbye.clone()).or(state.goodbye.clone())
        })
    }

    /// Whether little enough waits for the socket.
    pub(in crate::amqp) fn has_room(&self) -> bool {
        self.link.with(|state| state.queued() < ROOM)
    }

    /// Waits until the socket has taken most of what was put; then, or when nothing more will be taken, it is ready.
    pub(in crate::amqp) fn poll_room(&self, cx: &Context<'_>) -> Poll<()> {
        self.link.with(|state| {
            if state.queued() < ROOM || state.is_over() {
                return Poll::Ready(());
            }
            state.tell_when_sent(cx);
            Poll::Pending
        })
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.link.with(|state| state.abandon_lane(self.channel, self.number));
    }
}
