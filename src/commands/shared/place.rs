//! Where a listener is in a stream, so that it goes on there on another connection. A queue keeps that itself.

use std::time::{Duration, Instant, SystemTime};

use crate::amqp::{Message, Offset};

/// Between what our clock and the broker's call a moment.
const MARGIN: Duration = Duration::from_secs(1);

/// A place in a stream that moves on with what was read.
#[derive(Debug)]
pub struct Place {
    next: Option<Offset>,
    /// When the offset was first used; until a message came, it means what it meant then. By both clocks: one may be set,
    /// and the other does not go on while a machine sleeps.
    since: Option<(Instant, SystemTime)>,
}

impl Place {
    /// Begins where the user said; `None` for a queue.
    pub const fn new(begin: Option<Offset>) -> Self {
        Self { next: begin, since: None }
    }

    /// Where to consume from now.
    pub fn offset(&mut self) -> Option<Offset> {
        let Some((instant, time)) = self.since else {
            self.since = Some((Instant::now(), SystemTime::now()));
            return self.next;
        };
        let later = instant.elapsed().max(time.elapsed().unwrap_or_default()) + MARGIN;
        self.next.map(|next| next.seen_later(later))
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
