//! Where a listener is in a stream, so that it goes on there on another connection. A queue keeps that itself.

use tokio::time::Instant;

use crate::amqp::{Message, Offset};

/// A place in a stream that moves on with what was read.
#[derive(Debug)]
pub struct Place {
    next: Option<Offset>,
    /// When the broker first took the offset; until a message came, it means what it meant then.
    since: Option<Instant>,
}

impl Place {
    /// Begins where the user said; `None` for a queue.
    pub const fn new(begin: Option<Offset>) -> Self {
        Self { next: begin, since: None }
    }

    /// Where to consume from now.
    pub fn offset(&self) -> Option<Offset> {
        self.next.map(|next| self.since.map_or(next, |since| next.seen_later(since.elapsed())))
    }

    /// The broker has taken the offset.
    pub fn taken(&mut self) {
        self.since.get_or_insert_with(Instant::now);
    }

    /// The place behind `message`, to be passed to [`Place::read`] once that is written; `None` in a queue.
    pub fn behind(&self, message: &Message) -> Option<Offset> {
        self.next.and_then(|_| Offset::behind(message))
    }

    /// What is before `behind` need not come again.
    pub fn read(&mut self, behind: Option<Offset>) {
        if behind.is_some() {
            self.next = behind;
        }
    }
}
