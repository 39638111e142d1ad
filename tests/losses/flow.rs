//! Numbered lines: they are sent, they come out, and it is counted what became of each.

use std::fs;
use std::ops::Range;
use std::path::Path;

use super::fault::Tally;
use crate::support::{Bench, Deadline, PATIENCE};

/// So many lines, numbered from 0.
pub fn numbered(count: u64) -> Vec<u8> {
    lines(0..count)
}

/// Lines with these numbers.
pub fn lines(numbers: Range<u64>) -> Vec<u8> {
    numbers.flat_map(|number| format!("{number}\n").into_bytes()).collect()
}

/// How many messages `rmq send` says were confirmed, in its last words or in its error. They are the first ones.
#[track_caller]
pub fn confirmed(stderr: &str) -> u64 {
    let before = |line: &str, word: &str| {
        let count = line.split(word).next()?.rsplit(' ').nth(1)?;
        line.contains(word).then(|| count.parse().ok())?
    };
    let ended = |line: &str| {
        let sent = line.strip_prefix(" [x] Sent ").and_then(|rest| rest.split(' ').next()?.parse().ok());
        let failed = || line.strip_prefix("error: ").and_then(|rest| before(rest, " published and confirmed"));
        sent.or_else(failed)
    };
    stderr.lines().rev().find_map(ended).unwrap_or_else(|| panic!("no count in: {stderr}"))
}

/// The numbers that came out, as they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Came(pub Vec<u64>);

impl Came {
    /// Those of whole lines. What follows the last line end was not written yet.
    #[track_caller]
    pub fn of(output: &[u8]) -> Self {
        let whole = output.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let text = std::str::from_utf8(&output[..whole]).expect("lines of numbers");
        let number = |line: &str| line.parse().unwrap_or_else(|_| panic!("not a line that was sent: {line:?}"));
        Self(text.lines().map(number).collect())
    }

    /// Those in a file.
    #[track_caller]
    pub fn in_file(path: &Path) -> Self {
        Self::of(&fs::read(path).expect("the file is there"))
    }

    /// What came here and then there.
    pub fn and(mut self, other: &Self) -> Self {
        self.0.extend(&other.0);
        self
    }

    /// How many different ones there are.
    pub fn different(&self) -> u64 {
        let mut numbers = self.0.clone();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.len() as u64
    }
}

/// Takes what is left in a queue, with a receiver that nothing happens to. Messages that others hold are waited for: they
/// come back when these have gone.
#[track_caller]
pub fn take_rest(bench: &Bench<'_>, queue: &str) -> Came {
    let mut peer = bench.peer();
    let abandoned = || {
        let (_, consumers) = peer.counts(queue).unwrap_or_else(|code| panic!("queue {queue}: {code}"));
        (consumers == 0).then_some(())
    };
    Deadline::after(PATIENCE).poll(abandoned).expect("the consumers of the queue go away");
    let (messages, _) = peer.counts(queue).expect("it was there");
    if messages == 0 {
        return Came::default();
    }
    let count = messages.to_string();
    let args = ["receive", "-q", "--no-declare", "-Q", queue, "-n", &count];
    let came = Came::of(&bench.rmq(args).stdout_matches("...\n").run().stdout);
    let (left, _) = peer.counts(queue).expect("it was there");
    assert_eq!((came.0.len(), left), (messages as usize, 0), "messages taken, and left");
    came
}

/// Counts one fault: the first `confirmed` numbers must have come, or be left in the queue.
pub fn tally(confirmed: u64, came: &Came, left: &Came) -> Tally {
    let mut found = vec![false; usize::try_from(confirmed).expect("a number of messages")];
    for number in came.0.iter().chain(&left.0) {
        if let Some(found) = usize::try_from(*number).ok().and_then(|number| found.get_mut(number)) {
            *found = true;
        }
    }
    let lost = found.iter().filter(|found| !**found).count() as u64;
    let delivered = came.different();
    Tally { tried: 1, confirmed, delivered, duplicated: came.0.len() as u64 - delivered, lost }
}
