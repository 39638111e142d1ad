//! Owns what a client knows of one of its channels.

use std::collections::{BTreeMap, BTreeSet};

use super::action::Which;
use super::method::Method;
use super::properties::Properties;
use super::said::Said;

/// A delivery tag that no channel gets to.
const UNKNOWN: u64 = 7777;

/// A message that has been delivered and not settled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outstanding {
    /// The step in which it was delivered.
    pub step: usize,
    /// Empty for what was got.
    pub consumer: String,
    pub tag: u64,
}

/// A message that is being received.
pub struct Content {
    pub method: Method,
    pub header: Option<(u64, Properties)>,
    pub body: Vec<u8>,
}

/// What happens to the messages that are published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    #[default]
    Plain,
    Confirm,
    Transaction,
}

/// A channel.
#[derive(Default)]
pub struct Channel {
    pub mode: Mode,
    published: u64,
    pub unconfirmed: BTreeSet<u64>,
    /// Consumer tags, and whether their consumers do without acknowledgements.
    pub consumers: BTreeMap<String, bool>,
    /// Whether the consume or get that is not answered yet does without acknowledgements.
    pub asked: bool,
    outstanding: Vec<Outstanding>,
    /// Settled in a transaction that may be rolled back.
    in_transaction: Vec<Outstanding>,
    pub content: Option<Content>,
    /// Requests whose only purpose is to be answered.
    pub syncs: usize,
    /// It is being opened, or a transaction on it committed: nothing may be asked until that is done.
    pub busy: bool,
    pub said: Said,
}

impl Channel {
    /// Whether nothing is to be waited for.
    pub fn settled(&self) -> bool {
        self.syncs == 0 && !self.busy && self.unconfirmed.is_empty()
    }

    /// One that is being opened.
    pub fn opening() -> Self {
        Self { busy: true, ..Self::default() }
    }

    /// Whether it has messages that go back to their queues when it ends.
    pub fn holds(&self) -> bool {
        !self.outstanding.is_empty() || !self.in_transaction.is_empty()
    }

    /// It has ended, and will be opened again.
    pub fn reset(&mut self) {
        let said = std::mem::take(&mut self.said);
        *self = Self { said, ..Self::opening() };
    }

    /// A message is published.
    pub fn publish(&mut self) {
        if self.mode == Mode::Confirm {
            self.published += 1;
            self.unconfirmed.insert(self.published);
        }
    }

    /// A confirm came.
    pub fn confirm(&mut self, tag: u64, multiple: bool, positive: bool) {
        let meant: Vec<u64> =
            self.unconfirmed.iter().copied().filter(|number| *number == tag || multiple && *number < tag).collect();
        if meant.is_empty() {
            self.said.line(format!("a confirm of {tag}, for which there is none to come"));
        }
        for number in meant {
            self.unconfirmed.remove(&number);
            self.said.confirm(number, positive);
        }
    }

    /// A message that is to be settled was delivered.
    pub fn delivered(&mut self, outstanding: Outstanding) {
        self.outstanding.push(outstanding);
        self.outstanding.sort();
    }

    /// The delivery tag that is meant, if there is one.
    ///
    /// With `multiple` it is the last of its step, as the tags that several consumers were given in one step are in no
    /// certain order.
    pub fn tag(&self, which: Which, multiple: bool) -> Option<u64> {
        match which {
            Which::Zero => Some(0),
            Which::Unknown => Some(UNKNOWN),
            Which::Nth(n) => {
                let meant = self.outstanding.get(n % self.outstanding.len().max(1))?;
                let of_step = self.outstanding.iter().filter(|other| other.step == meant.step).map(|other| other.tag);
                if multiple { of_step.max() } else { Some(meant.tag) }
            }
        }
    }

    /// The client settles.
    pub fn settle(&mut self, tag: u64, multiple: bool) {
        let settled = |other: &Outstanding| other.tag == tag || multiple && (tag == 0 || other.tag < tag);
        let (settled, left): (Vec<_>, Vec<_>) = self.outstanding.drain(..).partition(settled);
        self.outstanding = left;
        if self.mode == Mode::Transaction {
            self.in_transaction.extend(settled);
        }
    }

    /// The client gives all back.
    pub fn recover(&mut self) {
        self.outstanding.clear();
    }

    /// A transaction has ended.
    pub fn end_transaction(&mut self, committed: bool) {
        let settled = std::mem::take(&mut self.in_transaction);
        if !committed {
            self.outstanding.extend(settled);
            self.outstanding.sort();
        }
    }
}
