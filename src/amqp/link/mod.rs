//! What lies between the socket and the client library, and keeps the messages to itself.
//!
//! The library does all of AMQP that is asked once: handshake, heartbeats, channels, topology, refusals. For every message
//! it allocates several promises and frames, takes locks and wakes a thread of its own, which costs more than the
//! message costs the broker. So the messages of a channel that a [`Lane`] has taken over pass it by: `basic.publish` and
//! acks are put among its frames on their way out, `basic.deliver`, `basic.return` and publisher confirms are taken out
//! of the frames that come in.
//!
//! ```text
//! socket ── Pump ──┬── Pipe ── the library
//!                  └── Lane ── a publisher or a consumer
//! ```

mod content;
mod eyes;
mod lane;
mod outward;
mod pipe;
mod pump;
mod state;

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

pub(super) use content::Content;
pub(super) use eyes::Observing;
pub(super) use lane::{Event, Lane};
pub(super) use pipe::Pipe;
pub(super) use pump::Pump;
pub(super) use state::Goodbye;
use state::State;

use super::timeline::Marks;

/// One connection's bytes on their way. Cheap to clone.
#[derive(Clone)]
pub(super) struct Link(Arc<Mutex<State>>);

impl Link {
    /// A link that asks for frames of at most `frame_max` octets, whatever the library asks for.
    pub(super) fn new(frame_max: u32, marks: Marks) -> Self {
        Self(Arc::new(Mutex::new(State::new(frame_max, marks))))
    }

    /// A std lock, and never held across an await: the library's thread takes it too.
    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The library's end.
    pub(super) fn pipe(&self) -> Pipe {
        Pipe::new(self.clone())
    }

    /// Takes over the messages of a channel that the library has opened.
    pub(super) fn lane(&self, channel: u16) -> Lane {
        Lane::new(self.clone(), channel)
    }

    /// Why the broker closed the connection, if it has said so.
    pub(super) fn goodbye(&self) -> Option<Goodbye> {
        self.with(|state| state.goodbye.clone())
    }

    /// Waits until nothing more can come.
    pub(super) async fn ended(&self) {
        std::future::poll_fn(|cx| {
            self.with(|state| {
                if state.is_over() || state.left {
                    return Poll::Ready(());
                }
                state.tell_when_sent(cx);
                Poll::Pending
            })
        })
        .await;
    }

    /// Waits until everything is on the socket, or nothing can be put there any more.
    pub(super) async fn drained(&self) {
        std::future::poll_fn(|cx| {
            self.with(|state| {
                if state.queued() == 0 || state.is_over() {
                    return Poll::Ready(());
                }
                state.tell_when_sent(cx);
                Poll::Pending
            })
        })
        .await;
    }
}
