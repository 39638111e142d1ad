//! What the threads of a run share: where it stands, what was counted so far, and how they tell the coordinator.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use tokio::sync::{Notify, mpsc, watch};

use super::histogram::Histogram;
use super::stamp::Stamp;
use crate::amqp::Fault;

/// How far a run has come; it only goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Everybody connects.
    Connect,
    /// Producers publish.
    Run,
    /// Producers wait for confirms, consumers for messages.
    Drain,
    /// Everybody leaves.
    Stop,
}

/// What everybody counts, for all to see.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) stamp: Stamp,
    pub(super) sent: AtomicU64,
    pub(super) confirmed: AtomicU64,
    pub(super) received: AtomicU64,
    /// Messages that are not of this run.
    pub(super) others: AtomicU64,
    /// Of all bodies that were received.
    pub(super) bytes: AtomicU64,
    /// Something was received.
    pub(super) arrived: Notify,
    /// While the load is on, nobody wants to hear of each message.
    pub(super) hushed: AtomicBool,
    warned: Mutex<Option<String>>,
}

impl Shared {
    pub(super) fn new() -> Self {
        Self {
            stamp: Stamp::new(),
            sent: AtomicU64::default(),
            confirmed: AtomicU64::default(),
            received: AtomicU64::default(),
            others: AtomicU64::default(),
            bytes: AtomicU64::default(),
            arrived: Notify::new(),
            hushed: AtomicBool::default(),
            warned: Mutex::default(),
        }
    }

    /// Sent, confirmed and received so far, and others.
    pub(super) fn counts(&self) -> [u64; 4] {
        [&self.sent, &self.confirmed, &self.received, &self.others].map(|count| count.load(Ordering::Relaxed))
    }

    /// Messages that consumers took so far, whoever published them.
    pub(super) fn taken(&self) -> u64 {
        let [_, _, received, others] = self.counts();
        received + others
    }

    /// Whether a warning is new: every connection hears the same.
    pub(super) fn is_news(&self, warning: &str) -> bool {
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        let news = warned.as_deref() != Some(warning);
        *warned = Some(warning.to_owned());
        news
    }
}

/// What a client does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Producer,
    Consumer,
}

impl Role {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Producer => "producer",
            Self::Consumer => "consumer",
        }
    }
}

/// What one client measured. Moments are the stamp's; `None` when there was none.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) last_sent: Option<u64>,
    pub(super) last_confirmed: Option<u64>,
    pub(super) last_received: Option<u64>,
    /// From publishing to the confirm.
    pub(super) confirm: Histogram,
    /// From publishing to the delivery.
    pub(super) delivery: Histogram,
    /// Why the broker took no messages in the end, if it did not.
    pub(super) blocked: Option<String>,
}

/// What a client tells the coordinator.
#[derive(Debug)]
pub(super) enum Event {
    /// It waits for the start.
    Ready,
    /// Its work is done, or failed; it still says goodbye.
    Done(Role, Result<(), Fault>),
    /// It has left.
    Left(Box<Tally>),
}

/// A client's line to the coordinator.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) phase: watch::Receiver<Phase>,
    pub(super) events: mpsc::UnboundedSender<Event>,
}

impl Link {
    /// Waits until the run has come that far.
    pub(super) async fn reached(&mut self, phase: Phase) {
        // Without a coordinator there is nothing left to wait for.
        let _ = self.phase.wait_for(|now| *now >= phase).await;
    }

    /// Whether the run has come that far.
    pub(super) fn has_reached(&self, phase: Phase) -> bool {
        *self.phase.borrow() >= phase
    }

    /// Says that all is prepared, and waits for the start.
    pub(super) async fn ready(&mut self) {
        self.tell(Event::Ready);
        self.reached(Phase::Run).await;
    }

    pub(super) fn tell(&self, event: Event) {
        // A coordinator that has given up does not listen.
        let _ = self.events.send(event);
    }
}
