//! The messages of one channel.

use std::collections::VecDeque;
use std::task::{Context, Poll, Waker};

use super::Link;
use super::content::{Content, Parts, Step};
use super::state::{Goodbye, ROOM};
use crate::wire::{self, Frame, FrameKind, Incoming, Outbox};

/// Something that came for a publisher or a consumer.
pub(in crate::amqp) enum Event {
    /// A message: delivered, or returned.
    Message(Content),
    /// A publisher confirm: the number of the publish, whether all up to it are meant, and whether it was refused.
    Confirm { tag: u64, multiple: bool, nacked: bool },
}

/// What came for a channel and was not fetched yet.
#[derive(Default)]
pub(super) struct Inbox {
    events: VecDeque<Event>,
    parts: Option<Parts>,
    waker: Option<Waker>,
    /// Something came since the last wake.
    fresh: bool,
    /// Nothing more will come.
    pub(super) closed: bool,
    /// Why the broker closed the channel.
    pub(super) goodbye: Option<Goodbye>,
    /// Nobody wants it any more.
    pub(super) abandoned: bool,
}

impl Inbox {
    /// Takes a frame of this channel in; false when it is not about messages. An error when it is not AMQP.
    pub(super) fn take_in(&mut self, frame: &Frame) -> Result<bool, ()> {
        if let Some(parts) = self.parts.take() {
            match parts.add(frame)? {
                Step::More(parts) => self.parts = Some(parts),
                Step::Whole(content) => self.push(Event::Message(content)),
            }
            return Ok(true);
        }
        if frame.kind != FrameKind::Method {
            return Ok(false);
        }
        match wire::incoming(&frame.payload).map_err(|_| ())? {
            None => return Ok(false),
            Some(Incoming::Confirm { tag, multiple, nacked }) => self.push(Event::Confirm { tag, multiple, nacked }),
            Some(method) => self.parts = Some(Parts::new(method)),
        }
        Ok(true)
    }

    fn push(&mut self, event: Event) {
        if !self.abandoned {
            self.events.push_back(event);
            self.fresh = true;
        }
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
        self.events = VecDeque::new();
    }
}

/// One channel's messages, in both directions. What comes after it is dropped is nobody's.
pub(in crate::amqp) struct Lane {
    link: Link,
    channel: u16,
}

impl Lane {
    pub(super) fn new(link: Link, channel: u16) -> Self {
        link.with(|state| state.open_lane(channel));
        Self { link, channel }
    }

    /// Puts frames on their way: `put` is handed the outbox, the number of the channel, and the largest frame in octets.
    /// False when the channel is closed, and nothing was put.
    pub(in crate::amqp) fn put(&self, put: impl FnOnce(&mut Outbox, u16, u32)) -> bool {
        self.link.with(|state| {
            let open = state.lane(self.channel).is_some_and(|inbox| !inbox.closed);
            if open {
                let frame_max = state.frame_max();
                put(&mut state.outbox, self.channel, frame_max);
                state.ring();
            }
            open
        })
    }

    /// Moves what has come into `events`, which must be empty, and answers whether there was something.
    pub(in crate::amqp) fn fetch(&self, events: &mut VecDeque<Event>) -> bool {
        self.link.with(|state| {
            if let Some(inbox) = state.lane(self.channel) {
                std::mem::swap(&mut inbox.events, events);
            }
        });
        !events.is_empty()
    }

    /// As [`Lane::fetch`], waiting for something to come; ready with false when nothing more will.
    pub(in crate::amqp) fn poll_fetch(&self, cx: &Context<'_>, events: &mut VecDeque<Event>) -> Poll<bool> {
        if self.fetch(events) {
            return Poll::Ready(true);
        }
        self.link.with(|state| match state.lane(self.channel) {
            Some(inbox) if !inbox.closed => {
                // In between something may have come.
                if !inbox.events.is_empty() {
                    std::mem::swap(&mut inbox.events, events);
                    return Poll::Ready(true);
                }
                inbox.waker = Some(cx.waker().clone());
                Poll::Pending
            }
            _ => Poll::Ready(false),
        })
    }

    /// Why the broker closed the channel, or the connection, if it has said so.
    pub(in crate::amqp) fn goodbye(&self) -> Option<Goodbye> {
        self.link
            .with(|state| state.lane(self.channel).and_then(|inbox| inbox.goodbye.clone()).or(state.goodbye.clone()))
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
        self.link.with(|state| state.abandon_lane(self.channel));
    }
}
