//! What the broker says outside of any request, kept to explain errors with.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use lapin::{Connection, ConnectionState, Error, ErrorKind, Event};
use tokio::time::Instant;

use super::blocked::Blocked;
use super::link::{Goodbye, Lane, Link};
use super::{Fault, Kind, Settings};

/// How long the reason of a closed channel may lag behind the first symptom.
const REASON_TIMEOUT: Duration = Duration::from_millis(500);

/// What the broker told us outside of any request. Publishers and consumers keep one to explain their errors with.
#[derive(Clone)]
pub(super) struct Watch {
    seen: Arc<Mutex<Seen>>,
    blocked: Arc<Blocked>,
    link: Link,
    /// How long the broker may take to answer a request.
    patience: Duration,
}

#[derive(Default)]
struct Seen {
    error: Option<Error>,
    /// Channel errors that were dealt with before their event came.
    forgiven: u32,
}

impl Watch {
    pub(super) fn new(patience: Duration, link: Link) -> Self {
        Self { seen: Arc::default(), blocked: Arc::default(), link, patience }
    }

    /// Waits for the answer to a request such as a declare, but not for ever: a broker that takes the connection and
    /// then says nothing more would hold us until the heartbeats fail.
    pub(super) async fn answer<T>(
        &self,
        what: &str,
        request: impl Future<Output = Result<T, Error>>,
    ) -> Result<Result<T, Error>, Fault> {
        tokio::time::timeout(self.patience, self.unless_ended(request)).await.map_err(|_| {
            let patience = humantime::format_duration(self.patience);
            Fault::new(
                Kind::Unanswered,
                format!("cannot {what}"),
                format!("the broker did not answer within {patience}"),
            )
            .advise("see that the broker is well; --connect-timeout allows more time")
        })
    }

    /// Waits for the answer to a request, but not beyond the end of the connection, of which the library may not tell.
    pub(super) async fn unless_ended<T>(&self, request: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        tokio::select! {
            biased;
            answer = request => answer,
            () = self.link.ended() => Err(closed()),
        }
    }

    /// As [`Watch::answer`]; an error is told as [`Watch::explain`] does.
    pub(super) async fn ask<T>(&self, what: &str, request: impl Future<Output = Result<T, Error>>) -> Result<T, Fault> {
        match self.answer(what, request).await? {
            Ok(answer) => Ok(answer),
            Err(error) => Err(self.explain(what, error).await),
        }
    }

    fn seen<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Why the broker has stopped taking messages (`connection.blocked`), while it has.
    pub(super) fn blocked(&self) -> Option<String> {
        self.blocked.reason()
    }

    /// Waits for this long without a break in which the broker took no messages.
    pub(super) async fn outlast(&self, time: Duration) {
        self.blocked.outlast(|| tokio::time::sleep(time)).await;
    }

    /// Turns an error into a [`Fault`]. An operation on a channel that the broker closed a moment ago only hears that it
    /// is closed; the reason came as an event of its own, and is waited for here.
    pub(super) async fn explain(&self, what: &str, error: Error) -> Fault {
        let mut error = error;
        if Fault::is_aftermath(&error) {
            if let Some(Goodbye { code, text }) = self.link.goodbye() {
                return Fault::closed(format!("cannot {what}"), code, text);
            }
            let deadline = Instant::now() + REASON_TIMEOUT;
            while Instant::now() < deadline {
                if let Some(reason) = self.seen(|seen| seen.error.clone()) {
                    error = reason;
                    break;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
        Fault::from_library(what, &error)
    }

    /// Why the channel of a lane has ended.
    pub(super) async fn reason(&self, what: &str, lane: &Lane) -> Fault {
        if let Some(Goodbye { code, text }) = lane.goodbye() {
            return Fault::closed(format!("cannot {what}"), code, text);
        }
        self.explain(what, closed()).await
    }

    /// Forgets a channel error that was dealt with, whether its event has come already or is still on its way.
    pub(super) fn forgive(&self) {
        self.seen(|seen| {
            if seen.error.take().is_none() {
                seen.forgiven += 1;
            }
        });
    }

    /// Follows the events of a connection until it ends.
    pub(super) fn follow(&self, connection: &Connection, settings: &Settings) {
        let mut events = Box::pin(connection.events_listener());
        let (watch, warner, narrator) = (self.clone(), settings.warner.clone(), settings.narrator.clone());
        tokio::spawn(async move {
            while let Some(event) = events.next().await {
                match event {
                    Event::ConnectionBlocked(reason) => {
                        warner.tell(format_args!("the broker takes no messages for now: {reason}"));
                        watch.blocked.set(Some(reason));
                    }
                    Event::ConnectionUnblocked => {
                        narrator.tell(format_args!("the broker takes messages again (connection.unblocked)"));
                        watch.blocked.set(None);
                    }
                    Event::Error(error) => watch.seen(|seen| match seen.forgiven.checked_sub(1) {
                        Some(rest) => seen.forgiven = rest,
                        None => seen.error = Some(error),
                    }),
                    _ => {}
                }
            }
        });
    }
}

/// That the connection is closed, as the library says it.
fn closed() -> Error {
    ErrorKind::InvalidConnectionState(ConnectionState::Closed).into()
}
