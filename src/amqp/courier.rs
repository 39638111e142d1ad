//! Publishing where each message has an answer of its own: the replies of a server.
//!
//! A [`super::Publisher`] answers for a stream in its order; here everybody waits for his own.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use rustc_hash::FxHashMap;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use super::in_flight::InFlight;
use super::link::{Event, Lane};
use super::publisher::switch_confirms_on;
use super::shelf::Held;
use super::watch::Watch;
use super::{Envelope, Fault, Kind, Narrator, Session};

/// A channel with confirms, on which messages go out at once.
pub struct Courier {
    watch: Watch,
    narrator: Narrator,
    lane: Arc<Lane>,
    desk: Arc<Mutex<Desk>>,
    /// Hands out the answers.
    postman: AbortHandle,
    /// Keeps the channel open.
    _channel: Held,
    /// How long to wait for a confirm.
    limit: Duration,
}

/// Who waits for which answer.
struct Desk {
    in_flight: InFlight,
    waiting: FxHashMap<u64, oneshot::Sender<Result<(), Fault>>>,
    sent: u64,
}

impl Courier {
    /// Opens a channel and switches confirms on; each may take as long as `limit`.
    ///
    /// # Errors
    /// The broker's refusal.
    pub async fn open(session: &Session, limit: Duration) -> Result<Self, Fault> {
        let channel = session.held_channel().await?;
        let (watch, narrator) = (session.watch().clone(), session.narrator().clone());
        let lane = Arc::new(session.lane(&channel));
        switch_confirms_on(&lane);
        let desk = Desk { in_flight: InFlight::new(), waiting: FxHashMap::default(), sent: 0 };
        let desk = Arc::new(Mutex::new(desk));
        let postman = tokio::spawn(hand_out(lane.clone(), desk.clone(), narrator.clone())).abort_handle();
        Ok(Self { watch, narrator, lane, desk, postman, _channel: channel, limit })
    }

    /// Publishes a message and waits for the broker's answer. Others may be published meanwhile. A broker that says that it
    /// takes no messages (`connection.blocked`) has more time, without a bound, and all of it when it takes them again.
    ///
    /// # Errors
    /// The message was returned, nacked, refused or not confirmed in time.
    pub async fn send(&self, envelope: &Arc<Envelope>, body: Bytes) -> Result<(), Fault> {
        let answered = self.put(envelope, body);
        tokio::select! {
            biased;
            answer = answered => match answer {
                Ok(answer) => answer,
                Err(_) => Err(self.watch.reason("publish", &self.lane).await),
            },
            () = self.watch.outlast(self.limit) => Err(self.overdue()),
        }
    }

    /// Puts a message on its way. Where nothing was put, nobody is left to answer.
    fn put(&self, envelope: &Arc<Envelope>, body: Bytes) -> oneshot::Receiver<Result<(), Fault>> {
        let (answer, answered) = oneshot::channel();
        // One at a time, and noted before its answer can come: the broker counts them as they come.
        let mut desk = lock(&self.desk);
        if envelope.put(&body, &self.lane, &self.narrator) {
            desk.sent += 1;
            let mark = desk.sent;
            desk.waiting.insert(mark, answer);
            desk.in_flight.push(envelope.clone(), body, mark);
        }
        answered
    }

    /// No confirm came in time.
    pub fn overdue(&self) -> Fault {
        let limit = humantime::format_duration(self.limit);
        let why = match self.watch.blocked() {
            Some(reason) => format!("the broker takes no messages for now: {reason}"),
            None => format!("no confirm came within {limit}"),
        };
        Fault::new(Kind::Unanswered, "timed out waiting for the broker to confirm a reply", why)
            .advise("see that the broker is well; the request comes again")
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        self.postman.abort();
    }
}

/// A std lock, never held across an await.
fn lock(desk: &Mutex<Desk>) -> std::sync::MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells whoever waits what became of his message, until the channel ends.
async fn hand_out(lane: Arc<Lane>, desk: Arc<Mutex<Desk>>, narrator: Narrator) {
    let mut events = std::collections::VecDeque::<Event>::new();
    while std::future::poll_fn(|cx| lane.poll_fetch(cx, &mut events)).await {
        let mut desk = lock(&desk);
        for event in events.drain(..) {
            desk.in_flight.take_note(event);
        }
        while let Some((slot, nacked)) = desk.in_flight.settle() {
            if let Some(answer) = desk.waiting.remove(&slot.mark) {
                let outcome = slot.verdict(nacked);
                if outcome.is_ok() {
                    narrator.tell(format_args!("the broker confirmed a message (basic.ack)"));
                }
                // Whoever asked may have given up.
                let _ = answer.send(outcome);
            }
        }
    }
    // The rest will have no answer.
    lock(&desk).waiting.clear();
}
