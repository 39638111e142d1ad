//! What a run has come to, in numbers.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::Args;
use super::histogram::Histogram;
use super::shared::{Shared, Tally};
use crate::exit::{self, Complaint, Exit};
use crate::shutdown::Signal;

/// Why the load stopped.
#[derive(Debug, Clone)]
pub(super) enum Ended {
    /// Time was up.
    Duration,
    /// As many messages as were asked for.
    Count,
    /// Nobody was to publish, and nothing came any more.
    Quiet,
    /// A signal came.
    Signal(Signal),
    /// A client failed.
    Failed(Complaint),
}

/// What came of a run.
#[derive(Debug)]
pub(super) struct Summary {
    pub(super) ended: Ended,
    /// All that was published was confirmed, and received where there are consumers.
    pub(super) drained: bool,
    /// From the start to the end of draining.
    pub(super) took: Duration,
    pub(super) totals: Totals,
}

/// Messages of one kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Flow {
    pub(super) messages: u64,
    /// Bytes of their bodies.
    pub(super) bytes: u64,
    /// From the start to the last one.
    pub(super) seconds: f64,
}

impl Flow {
    fn new(messages: u64, bytes: u64, began: u64, last: Option<u64>) -> Self {
        let seconds = last.map_or(0.0, |last| last.saturating_sub(began) as f64 / 1e9);
        Self { messages, bytes, seconds }
    }

    /// Messages a second.
    pub(super) fn rate(&self) -> f64 {
        self.each_second(self.messages)
    }

    /// Megabytes of bodies a second.
    pub(super) fn megabytes(&self) -> f64 {
        self.each_second(self.bytes) / 1e6
    }

    fn each_second(&self, count: u64) -> f64 {
        if self.seconds > 0.0 { count as f64 / self.seconds } else { 0.0 }
    }
}

/// What all clients together counted and measured; `None` is what nobody did.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) sent: Option<Flow>,
    pub(super) confirmed: Option<Flow>,
    pub(super) received: Option<Flow>,
    /// Of those received, the messages that are not of this run.
    pub(super) others: u64,
    pub(super) confirm: Histogram,
    pub(super) delivery: Histogram,
    /// Why the broker takes no messages, if it does not.
    pub(super) blocked: Option<String>,
}

impl Totals {
    /// Adds up, of a run that began at that moment of the stamp's clock.
    pub(super) fn of(args: &Args, shared: &Shared, tallies: Vec<Tally>, began: u64) -> Self {
        let [sent, confirmed, received, others] = shared.counts();
        let last = |pick: fn(&Tally) -> Option<u64>| tallies.iter().filter_map(pick).max();
        let flow = |done: bool, messages, bytes, last| done.then(|| Flow::new(messages, bytes, began, last));
        let size = args.size as u64;
        let taken = shared.bytes.load(Ordering::Relaxed);
        let publishes = args.producers > 0;
        let mut totals = Self {
            sent: flow(publishes, sent, sent * size, last(|tally| tally.last_sent)),
            confirmed: flow(
                publishes && !args.no_confirm,
                confirmed,
                confirmed * size,
                last(|tally| tally.last_confirmed),
            ),
            received: flow(args.consumers > 0, received + others, taken, last(|tally| tally.last_received)),
            others,
            confirm: Histogram::default(),
            delivery: Histogram::default(),
            blocked: None,
        };
        for tally in tallies {
            totals.confirm.add(&tally.confirm);
            totals.delivery.add(&tally.delivery);
            totals.blocked = totals.blocked.or(tally.blocked);
        }
        totals
    }

    /// Messages of this run that were received.
    pub(super) fn own(&self) -> u64 {
        self.received.map_or(0, |received| received.messages - self.others)
    }
}

impl Summary {
    /// Of a run that could not begin: nobody did anything.
    pub(super) fn not_begun(error: &anyhow::Error) -> Self {
        let complaint = exit::complaint(error).unwrap_or_else(|| Complaint::new(Exit::Failure, error.to_string()));
        let ended = match complaint.exit {
            Exit::Interrupted => Ended::Signal(Signal::Interrupt),
            Exit::Terminated => Ended::Signal(Signal::Terminate),
            _ => Ended::Failed(complaint),
        };
        Self { ended, drained: false, took: Duration::ZERO, totals: Totals::default() }
    }

    /// How many messages were sent and not received, when both were to be.
    pub(super) fn missing(&self, args: &Args) -> u64 {
        let sent = self.totals.sent.map_or(0, |sent| sent.messages);
        if args.both() { sent.saturating_sub(self.totals.own()) } else { 0 }
    }
}
