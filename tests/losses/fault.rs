//! What a fault is, how large it is, and what is counted.

use std::iter::Sum;
use std::ops::AddAssign;

/// Something that breaks while messages flow.
pub struct Fault {
    /// As it stands in the table.
    pub name: &'static str,
    /// Whether the short form has it too.
    pub short: bool,
    /// Lets it happen and counts. It panics when a program does not say or do what it should.
    pub run: fn(&Scale) -> Tally,
}

/// How large a fault is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    pub full: bool,
}

impl Scale {
    /// The one for the short form, or the one for the full form.
    pub fn of<T>(self, short: T, full: T) -> T {
        if self.full { full } else { short }
    }
}

/// What came of it. Several are added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How often the fault happened.
    pub tried: u64,
    /// Messages that the broker confirmed or, where none were sent, that were put into the queue.
    pub confirmed: u64,
    /// Different messages that `rmq` has written.
    pub delivered: u64,
    /// What was written of a message beyond its first time.
    pub duplicated: u64,
    /// Messages confirmed, and neither written nor in the queue.
    pub lost: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.tried += other.tried;
        self.confirmed += other.confirmed;
        self.delivered += other.delivered;
        self.duplicated += other.duplicated;
        self.lost += other.lost;
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |mut all, tally| {
            all += tally;
            all
        })
    }
}
