//! When a listener stops of its own accord, and what that means for the exit code.

use std::time::Duration;

use clap::Args;
use tokio::time::{Instant, sleep_until};

use super::values::{count, duration};
use crate::exit::{Complaint, Exit};
use crate::shutdown::Signal;

/// When to stop.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "When to stop")]
pub struct StopArgs {
    /// Stop after this many messages; fewer are an error (exit 3)
    #[arg(short = 'n', long, value_name = "N", value_parser = count)]
    pub count: Option<u64>,

    /// Stop after this long
    #[arg(short, long, value_name = "DURATION", value_parser = duration)]
    pub timeout: Option<Duration>,

    /// Stop when no message came for this long
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub idle: Option<Duration>,
}

/// Why a listener stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// As many messages came as were asked for.
    Count,
    /// `--timeout` ran out.
    Timeout,
    /// `--idle` ran out.
    Idle,
    /// A signal came.
    Signal(Signal),
}

/// [`StopArgs`] with a clock.
#[derive(Debug)]
pub struct Stop {
    count: Option<u64>,
    timeout: Option<Duration>,
    /// From when it begins.
    deadline: Option<Instant>,
    idle: Option<Duration>,
    last: Instant,
    seen: u64,
    words: (&'static str, &'static str),
}

impl StopArgs {
    /// Counts from now on; the clock starts with [`Stop::begin`]. What is counted is called by `one` and `several`, such as
    /// "message came" and "messages came".
    #[must_use]
    pub fn start(&self, one: &'static str, several: &'static str) -> Stop {
        let now = Instant::now();
        Stop {
            count: self.count,
            timeout: self.timeout,
            deadline: None,
            idle: self.idle,
            last: now,
            words: (one, several),
            seen: 0,
        }
    }
}

impl Stop {
    /// Messages may come from now on: starts the clock, if it was not started before.
    pub fn begin(&mut self) {
        if let Some(timeout) = self.timeout.take() {
            self.deadline = Some(Instant::now() + timeout);
        }
        self.touch();
    }

    /// Counts messages.
    pub fn seen(&mut self, count: u64) {
        self.seen += count;
        self.touch();
    }

    /// Starts the idle clock anew.
    pub fn touch(&mut self) {
        self.last = Instant::now();
    }

    /// Messages that are still wanted, when a number was.
    #[must_use]
    pub fn wanted(&self) -> Option<u64> {
        self.count.map(|count| count.saturating_sub(self.seen))
    }

    /// Waits until time is up; for ever when no time was set. Who is `busy` is not idle.
    pub async fn elapsed(&self, busy: bool) -> Ending {
        let idle = self.idle.filter(|_| !busy).map(|idle| (self.last + idle, Ending::Idle));
        let deadline = self.deadline.map(|deadline| (deadline, Ending::Timeout));
        match idle.into_iter().chain(deadline).min_by_key(|(at, _)| *at) {
            Some((at, ending)) => {
                sleep_until(at).await;
                ending
            }
            None => std::future::pending().await,
        }
    }

    /// How to end the program.
    ///
    /// # Errors
    /// A complaint when fewer messages came than were asked for.
    pub fn verdict(&self, ending: Ending) -> Result<Exit, Complaint> {
        let Some(count) = self.count.filter(|count| self.seen < *count) else {
            return Ok(Exit::Done);
        };
        let (exit, why) = match ending {
            Ending::Signal(signal) => (signal.exit(), "stopped by a signal"),
            Ending::Timeout => (Exit::Expectation, "--timeout ran out"),
            Ending::Idle => (Exit::Expectation, "--idle ran out"),
            Ending::Count => (Exit::Expectation, "what else was taken failed"),
        };
        let (one, several) = self.words;
        let what = match (self.seen, count) {
            (0, 1) => format!("no {one}"),
            (0, count) => format!("none of {count} {several}"),
            (seen, count) => format!("only {seen} of {count} {several}"),
        };
        Err(Complaint::new(exit, what).because(why))
    }
}
