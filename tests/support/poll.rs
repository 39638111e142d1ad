//! Owns waiting: every wait in the tests has a deadline and says what it waited for.

use std::thread;
use std::time::{Duration, Instant};

/// How long a test waits for something that should happen soon, as the start of a node, on a machine that may be busy.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Often enough not to slow a test down, seldom enough not to load the machine.
const INTERVAL: Duration = Duration::from_millis(10);

/// A moment after which waiting is a failure.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Instant);

impl Deadline {
    /// The moment `limit` from now.
    pub fn after(limit: Duration) -> Self {
        Self(Instant::now() + limit)
    }

    /// What is left until then; `None` once it has passed.
    pub fn left(self) -> Option<Duration> {
        self.0.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
    }

    /// Asks `probe` until it has an answer; `None` when the deadline passes first.
    pub fn poll<T>(self, mut probe: impl FnMut() -> Option<T>) -> Option<T> {
        loop {
            if let Some(answer) = probe() {
                return Some(answer);
            }
            thread::sleep(INTERVAL.min(self.left()?));
        }
    }
}

/// Asks `probe` until it has an answer, for [`PATIENCE`] at most, and fails the test with `what` after that.
#[track_caller]
pub fn until<T>(what: &str, probe: impl FnMut() -> Option<T>) -> T {
    match Deadline::after(PATIENCE).poll(probe) {
        Some(answer) => answer,
        None => panic!("waited {PATIENCE:?} in vain for {what}"),
    }
}
