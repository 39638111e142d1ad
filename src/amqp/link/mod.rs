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

mod asked;
mod content;
mod eyes;
mod lane;
mod outward;
mod pipe;
mod pump;
mod state;

#[cfg(test)]
mod tests;

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

pub(super) use content::Content;
pub(super) use eyes::Observing;
pub(super) use lane::{Event, Lane};
pub(super) use pipe::Pipe;
pub(super) use pump::Pump;
pub(super) use state::Goodbye;
use state::State;

use super::timeline::Marks;

/// How long the library may take to tell that the socket has ended.
const LAG: Duration = Duration::from_millis(500);

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

    /// Waits until nothing more can come, and whoever asked the library something must have heard of that. The
    /// library forgets those who ask while it notices the end.
    pub(super) async fn ended(&self) {
        self.until(|state| state.is_over() || state.left).await;
        tokio::time::sleep(LAG).await;
    }

    /// The same where the library may have gone to connect again, and how the socket ended.
    pub(super) async fn severed(&self) -> io::Error {
        self.until(|state| state.is_over()).await;
        tokio::time::sleep(LAG).await;
        self.with(|state| state.why.take()).unwrap_or_else(|| io::ErrorKind::ConnectionAborted.into())
    }

    /// Waits until everything is on the socket, or nothing can be put there any more.
    pub(super) async fn drained(&self) {
        self.until(|state| state.queued() == 0 || state.is_over()).await;
    }

    /// Waits for something that becomes true when bytes are sent, or at the end.
    async fn until(&self, holds: impl Fn(&State) -> bool) {
        std::future::poll_fn(|cx| {
            self.with(|state| {
                if holds(state) {
                    return Poll::Ready(());
                }
                state.tell_when_sent(cx);
                Poll::Pending
            })
        })
        .await;
    }
}
