//! Owns what a work is: who does it, how, how often, and what is compared with what.

use std::fmt;

use super::clients::Client;
use super::options::Options;
use super::stage::Stage;

/// Something that several clients can do.
pub struct Work {
    /// What `--only` calls it.
    pub key: &'static str,
    /// What the table calls it.
    pub title: &'static str,
    /// What becomes of its queue.
    pub flow: Flow,
    /// How much of it is measured at a time, and how often.
    pub size: Size,
    /// The body of each message that flows out of the queue.
    pub body: &'static [u8],
    /// What is measured.
    pub measures: &'static [Measure],
    /// Who takes part.
    pub contestants: &'static [Contestant],
    /// What the table says of it.
    pub comparisons: &'static [Comparison],
}

/// What is in a work's queue before and afterwards. It is checked: who loses messages has not done the work.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// There is no queue.
    None,
    /// Nothing, and then all messages.
    In,
    /// All messages, and then nothing.
    Out,
    /// Nothing, and in the end nothing again.
    Through,
}

/// How much of a work is measured at a time.
#[derive(Clone, Copy)]
pub enum Size {
    /// Seconds of work: messages by the ten thousands.
    Bulk,
    /// Milliseconds: a single message.
    One,
    /// This many, in as many rounds as a bulk work has.
    Fixed(u64),
    /// Minutes: the contestant knows how many. Neither a warm-up nor a second round.
    Once,
}

impl Size {
    /// How often each contestant has its turn.
    pub fn rounds(self, options: &Options) -> usize {
        match self {
            Self::Bulk | Self::Fixed(_) => options.rounds(),
            Self::One => options.rounds() * 10,
            Self::Once => 1,
        }
    }

    /// How many messages there are for somebody who takes one of `part`.
    pub fn messages(self, part: u64, options: &Options) -> u64 {
        match self {
            Self::Bulk => (options.messages() / part).max(1),
            Self::Fixed(count) => count,
            Self::One => 1,
            Self::Once => options.flow(),
        }
    }

    /// How many of them are enough to warm up; `None` when nobody does.
    pub fn warm_up(self, messages: u64) -> Option<u64> {
        match self {
            Self::Bulk | Self::Fixed(_) => Some((messages / 10).max(1)),
            Self::One => Some(1),
            Self::Once => None,
        }
    }
}

/// What is measured, and in what unit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Messages a second, from the start of a process to its end.
    Rate,
    /// Milliseconds from the start of a process to its end.
    Wall,
    /// Microseconds from a request to its reply: the half of them take less, and all but a hundredth.
    P50,
    P99,
    /// MB of memory at the peak: that of the sender, and that of the receiver.
    Sender,
    Receiver,
}

impl Measure {
    /// What distinguishes a measure from the others of its work.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rate | Self::Wall => "",
            Self::P50 => ", p50",
            Self::P99 => ", p99",
            Self::Sender => ", send",
            Self::Receiver => ", receive",
        }
    }
}

/// Somebody who takes part in a work.
pub struct Contestant {
    pub name: &'static str,
    /// Who must be there.
    pub client: Client,
    /// It does one of so many messages, because all would take too long.
    pub part: u64,
    pub how: How,
}

/// How a contestant does the work.
pub enum How {
    /// A program with these words, in which `{url}`, `{queue}` and `{count}` have a meaning, its output in a file.
    Program { words: &'static str, stdin: Stdin },
    /// A connection of its own, opened and closed while the clock runs.
    Raw(fn(&Stage, &Job<'_>)),
    /// It measures itself: as many numbers as the work has measures, or why there are none.
    Own(fn(&Stage, &Job<'_>) -> Result<Vec<f64>, String>),
}

/// What a program finds on its standard input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stdin {
    /// Nothing.
    Null,
    /// A file of as many lines as there are messages.
    Lines,
}

/// One turn of one contestant.
pub struct Job<'a> {
    pub queue: &'a str,
    pub count: u64,
}

/// A line of the table: `of` divided by `against`.
pub struct Comparison {
    pub of: &'static str,
    /// The number of the measure among the work's.
    pub measure: usize,
    /// Another contestant; or nothing, and then it is about the number itself.
    pub against: Option<&'static str>,
    pub goal: Option<Goal>,
}

/// What the project wants a ratio, or a number, to be.
#[derive(Clone, Copy)]
pub enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

impl Goal {
    /// Whether it is so.
    pub fn is_reached(self, value: f64) -> bool {
        match self {
            Self::AtLeast(bound) => value >= bound,
            Self::AtMost(bound) => value <= bound,
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(bound) => write!(f, "≥ {bound:.2}"),
            Self::AtMost(bound) => write!(f, "≤ {bound:.2}"),
        }
    }
}
