//! What the options mean: how they are written, what does not go together, and who does which part of the work.

use std::time::Duration;

use clap::ValueEnum;

use super::Args;
use super::stamp::Stamp;
use crate::amqp::{LARGEST_BODY, QueueKind, WINDOW, WINDOW_BYTES};
use crate::commands::shared::values::bytes;
use crate::exit::Complaint;

/// How long a run lasts when nobody says.
const USUAL: Duration = Duration::from_secs(10);
/// Most producers, and most consumers: each is a connection and two threads.
const CLIENTS: u16 = 1000;

/// `--queue-type`: a stream gives every consumer every message, so there is nothing to share among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// On one node
    Classic,
    /// Replicated
    Quorum,
}

impl Kind {
    /// As RabbitMQ spells it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Quorum => "quorum",
        }
    }
}

impl From<Kind> for QueueKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Classic => Self::Classic,
            Kind::Quorum => Self::Quorum,
        }
    }
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Tables
    Text,
    /// One JSON object on one line
    Json,
}

/// Reads how many producers or consumers there are to be.
pub(super) fn clients(text: &str) -> Result<u16, String> {
    let number = text.parse().ok().filter(|number| *number <= CLIENTS);
    number.ok_or_else(|| format!("expected a whole number from 0 to {CLIENTS}"))
}

/// Reads the size of a body, which must hold a stamp.
pub(super) fn size(text: &str) -> Result<usize, String> {
    match bytes(text)? {
        size if size < Stamp::SIZE => {
            Err(format!("less than {} bytes, in which a message says of which run it is and when it left", Stamp::SIZE))
        }
        size if size > LARGEST_BODY => {
            Err(format!("more than {}MiB, the most that RabbitMQ takes", LARGEST_BODY >> 20))
        }
        size => Ok(size),
    }
}

/// Reads how many messages a producer may have unconfirmed, at most as many as a publisher of ours ever has.
pub(super) fn window(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| (1..=WINDOW).contains(number));
    number.ok_or_else(|| format!("expected a whole number from 1 to {WINDOW}"))
}

impl Args {
    /// `--window`, or fewer where the bodies are so large that the publisher would wait: a message is stamped after that.
    pub(super) fn in_flight(&self) -> u64 {
        self.window.min(WINDOW_BYTES / self.size).max(1) as u64
    }

    /// Refuses what cannot do anything.
    pub(super) fn check(&self) -> Result<(), Complaint> {
        match (self.producers, self.consumers, &self.queue) {
            (0, 0, _) => Err(Complaint::usage("there is nothing to do without producers and without consumers")
                .advise("leave out --producers 0 or --consumers 0")),
            (0, _, None) => Err(Complaint::usage("--producers 0 needs --queue")
                .because("nothing comes to a queue of its own when nobody publishes")
                .advise("name a queue that holds messages, or that others publish to")),
            _ => Ok(()),
        }
    }

    /// After how long to stop at the latest.
    pub(super) fn limit(&self) -> Option<Duration> {
        self.duration.or_else(|| self.count.is_none().then_some(USUAL))
    }

    /// Whether what is published is also received.
    pub(super) fn both(&self) -> bool {
        self.producers > 0 && self.consumers > 0
    }

    /// What one of `several` has to do of `--count`; the first ones do the rest of the division.
    pub(super) fn share(&self, index: u16, several: u16) -> Option<u64> {
        let (index, several) = (u64::from(index), u64::from(several));
        self.count.map(|count| count / several + u64::from(index < count % several))
    }

    /// When a producer publishes: how long after the start for the first time, and then every how often.
    pub(super) fn pace(&self, index: u16) -> Option<(Duration, Duration)> {
        let rate = self.rate?;
        let one = Duration::from_secs(1).div_f64(rate as f64);
        Some((one * u32::from(index), one * u32::from(self.producers)))
    }
}
