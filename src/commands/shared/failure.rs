//! What becomes of a message that nobody could deal with: `--on-failure`.

use std::cell::Cell;
use std::time::Duration;

use clap::ValueEnum;

use super::work::{Closing, Settlement};
use crate::context::Context;
use crate::exit::{Complaint, Exit};

/// Pause before a failed message goes back to its queue; it doubles while failures go on, so that nothing spins.
const FIRST_REQUEUE: Duration = Duration::from_secs(1);
const LONGEST_REQUEUE: Duration = Duration::from_secs(30);

/// `--on-failure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnFailure {
    /// Put it back into the queue, after a pause that grows while failures go on
    Requeue,
    /// Drop it, or dead-letter it where the queue has a dead letter exchange
    Reject,
    /// Leave it in the queue and end with exit code 1
    Stop,
}

/// `--on-failure` at work.
pub struct Failures<'a> {
    context: &'a Context,
    closing: &'a Closing,
    policy: OnFailure,
    /// Failures since the last success.
    count: Cell<u32>,
}

impl<'a> Failures<'a> {
    /// No failures yet.
    pub fn new(context: &'a Context, closing: &'a Closing, policy: OnFailure) -> Self {
        Self { context, closing, policy, count: Cell::new(0) }
    }

    /// A message was dealt with: the next failure is the first again.
    pub fn end(&self) {
        self.count.set(0);
    }

    /// Says what is done with a message that failed for this reason, and does it as far as that means waiting.
    pub async fn settle(&self, reason: String) -> Settlement {
        let warn = |what: &str| self.context.output.warn(format!("{reason}; {what}"));
        match self.policy {
            OnFailure::Requeue => {
                warn("the message goes back to the queue");
                let failures = self.count.get();
                self.count.set(failures.saturating_add(1));
                self.closing.pause(doubled(FIRST_REQUEUE, LONGEST_REQUEUE, failures)).await;
                Settlement::Nack { requeue: true }
            }
            OnFailure::Reject => {
                warn("the message is rejected");
                Settlement::Nack { requeue: false }
            }
            OnFailure::Stop => Settlement::Stop(
                Complaint::new(Exit::Failure, reason)
                    .because("--on-failure stop: the message stays in its queue")
                    .into(),
            ),
        }
    }
}

/// `first` doubled `times` times, and no longer than `longest`.
#[must_use]
pub fn doubled(first: Duration, longest: Duration, times: u32) -> Duration {
    first.saturating_mul(2_u32.saturating_pow(times)).min(longest)
}
