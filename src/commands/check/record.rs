//! What a check has come to so far. It is kept outside of the work, so that it is still there when the work is given up.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use super::step::Step;
use crate::amqp::{Attempt, Fault, Stage, Timeline};
use crate::exit::Complaint;

/// A step that is done.
#[derive(Debug, Clone)]
pub(super) struct Passed {
    pub(super) step: Step,
    /// `None` when it has no time of its own.
    pub(super) took: Option<Duration>,
    pub(super) detail: String,
}

/// The step that was not done, and why.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) step: Step,
    pub(super) took: Duration,
    pub(super) complaint: Complaint,
}

impl Failure {
    /// The stage that the last attempt to connect did not get over.
    pub(super) fn of_connecting(timeline: &Timeline, complaint: Complaint) -> Self {
        let pending = timeline.attempts().last().and_then(Attempt::pending);
        let (stage, took) = pending.unwrap_or((Stage::Vhost, Duration::ZERO));
        Self { step: Step::Connect(stage), took, complaint }
    }
}

/// The steps that are done, the one in hand, and the times of the rounds.
pub(super) struct Record {
    passed: RefCell<Vec<Passed>>,
    pending: Cell<(Step, Instant)>,
    latencies: RefCell<Vec<Duration>>,
}

impl Record {
    pub(super) fn new() -> Self {
        Self {
            passed: RefCell::default(),
            pending: Cell::new((Step::Connect(Stage::Resolve), Instant::now())),
            latencies: RefCell::default(),
        }
    }

    /// Takes over the stages of the connection that was made.
    pub(super) fn connected(&self, timeline: &Timeline) {
        self.passed.replace(timeline.attempts().last().map(stages).unwrap_or_default());
    }

    /// This step begins now.
    pub(super) fn begin(&self, step: Step) {
        self.begin_at(step, Instant::now());
    }

    /// This step is in hand, and has been since then.
    pub(super) fn begin_at(&self, step: Step, since: Instant) {
        self.pending.set((step, since));
    }

    /// This step is done.
    pub(super) fn pass(&self, step: Step, took: Option<Duration>, detail: impl Into<String>) {
        self.passed.borrow_mut().push(Passed { step, took, detail: detail.into() });
    }

    /// Carries out a step that is all there is to do for the time being.
    ///
    /// # Errors
    /// That of `work`.
    pub(super) async fn time<T>(
        &self,
        step: Step,
        work: impl Future<Output = Result<T, Fault>>,
        detail: impl FnOnce(&T) -> String,
    ) -> Result<T, Failure> {
        self.begin(step);
        let done = work.await.map_err(|fault| self.failed(step, &fault))?;
        self.pass(step, Some(self.elapsed()), detail(&done));
        Ok(done)
    }

    /// How long the step in hand has taken.
    pub(super) fn elapsed(&self) -> Duration {
        self.pending.get().1.elapsed()
    }

    /// The step in hand ends here, as a failure of `step`.
    pub(super) fn failed(&self, step: Step, why: impl Into<Complaint>) -> Failure {
        Failure { step, took: self.elapsed(), complaint: why.into() }
    }

    /// The step in hand is given up.
    pub(super) fn interrupted(&self, mut complaint: Complaint) -> Failure {
        let (step, _) = self.pending.get();
        if step == Step::Rounds {
            let done = self.latencies.borrow().len();
            complaint.what = format!("{} after {done} rounds", complaint.what);
        }
        self.failed(step, complaint)
    }

    /// Notes what a round took from publishing to delivery.
    pub(super) fn note_latency(&self, latency: Duration) {
        self.latencies.borrow_mut().push(latency);
    }

    pub(super) fn latencies(&self) -> Vec<Duration> {
        self.latencies.borrow().clone()
    }

    pub(super) fn passed(&self) -> Vec<Passed> {
        self.passed.borrow().clone()
    }
}

/// The stages that an attempt got over.
pub(super) fn stages(attempt: &Attempt) -> Vec<Passed> {
    let detail = |stage| match stage {
        Stage::Resolve => {
            let addresses: Vec<_> = attempt.addresses.iter().map(|address| address.ip().to_string()).collect();
            addresses.join(", ")
        }
        Stage::Tcp => attempt.peer.map(|peer| peer.to_string()).unwrap_or_default(),
        _ => String::new(),
    };
    let passed = |(stage, took)| Passed { step: Step::Connect(stage), took: Some(took), detail: detail(stage) };
    attempt.stages().into_iter().map(passed).collect()
}
