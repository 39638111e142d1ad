//! How often, and after which pauses, a lost connection is made again.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::{Fault, Kind};

/// Pauses double from the first to the longest.
const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(10);
/// A connection that held this long was a good one: the next loss is the first again.
const GOOD: Duration = Duration::from_secs(10);

/// Whether a lost connection is made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reconnect {
    /// At most so many attempts for each loss; none when 0.
    Times(u32),
    /// Until it is there.
    Forever,
}

impl FromStr for Reconnect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "never" => Ok(Self::Times(0)),
            "forever" => Ok(Self::Forever),
            _ => {
                text.parse().map(Self::Times).map_err(|_| "expected never, forever, or a number of attempts".to_owned())
            }
        }
    }
}

impl fmt::Display for Reconnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Times(0) => f.write_str("never"),
            Self::Times(times) => times.fmt(f),
            Self::Forever => f.write_str("forever"),
        }
    }
}

/// Counts attempts, and says how long to wait before each.
#[derive(Debug)]
pub struct Backoff {
    policy: Reconnect,
    /// Attempts since the last connection that held.
    attempts: u32,
}

impl Backoff {
    /// No attempts yet.
    #[must_use]
    pub fn new(policy: Reconnect) -> Self {
        Self { policy, attempts: 0 }
    }

    /// A connection was lost with this fault, after so long. Whether it was a good one. The `patience` with which an answer
    /// was waited for in vain does not count, or a broker that stands still would be as good as a new one each time.
    pub fn held(&mut self, time: Duration, fault: Option<&Fault>, patience: Duration) -> bool {
        let in_vain = fault.is_some_and(|fault| fault.kind == Kind::Unanswered);
        let good = if in_vain { time.saturating_sub(patience) } else { time } >= GOOD;
        if good {
            self.attempts = 0;
        }
        good
    }

    /// The pause before the next attempt, and its number; `None` when there is to be none. Many clients that lost the same
    /// broker must not come back at the same moment: a pause is anything from half of its length to all of it.
    pub fn next_pause(&mut self) -> Option<(u32, Duration)> {
        if matches!(self.policy, Reconnect::Times(times) if self.attempts >= times) {
            return None;
        }
        let whole = FIRST.saturating_mul(2_u32.saturating_pow(self.attempts)).min(LONGEST);
        self.attempts = self.attempts.saturating_add(1);
        Some((self.attempts, whole.mul_f64(0.5 + fastrand::f64() / 2.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_their_bound_and_are_never_alike() {
        let mut backoff = Backoff::new(Reconnect::Forever);
        for whole in [100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000] {
            let (_, pause) = backoff.next_pause().unwrap();
            let whole = Duration::from_millis(whole);
            assert!(pause >= whole / 2 && pause <= whole, "{pause:?} of {whole:?}");
        }
        assert_eq!(backoff.next_pause().unwrap().0, 10);
    }

    #[test]
    fn attempts_are_counted_from_the_last_good_connection() {
        let mut backoff = Backoff::new(Reconnect::Times(2));
        let mut numbers = || std::iter::from_fn(|| backoff.next_pause()).map(|(number, _)| number).collect::<Vec<_>>();
        assert_eq!(numbers(), [1, 2]);
        assert_eq!(numbers(), [0_u32; 0]);
        assert!(!backoff.held(Duration::from_secs(1), None, Duration::ZERO));
        assert!(backoff.next_pause().is_none());
        assert!(backoff.held(GOOD, None, Duration::ZERO));
        assert!(backoff.next_pause().is_some());
        assert!(Backoff::new(Reconnect::Times(0)).next_pause().is_none());
    }

    #[test]
    fn an_answer_that_does_not_come_makes_no_good_connection() {
        let patience = Duration::from_secs(10);
        for (kind, time, good) in [
            (Kind::Unanswered, patience + Duration::from_secs(1), false),
            (Kind::Unanswered, patience / 2, false),
            (Kind::Unanswered, patience + GOOD, true),
            (Kind::Lost, patience, true),
        ] {
            let fault = Fault::new(kind, "cannot open a channel", "the broker did not answer within 10s");
            let mut backoff = Backoff::new(Reconnect::Times(1));
            backoff.next_pause();
            assert_eq!(backoff.held(time, Some(&fault), patience), good, "{kind:?} after {time:?}");
            assert_eq!(backoff.next_pause().is_some(), good);
        }
    }

    #[test]
    fn the_policy_is_a_word_or_a_number() {
        for text in ["never", "forever", "3"] {
            assert_eq!(text.parse::<Reconnect>().unwrap().to_string(), text);
        }
        assert_eq!("0".parse(), Ok(Reconnect::Times(0)));
        for text in ["", "-1", "always", "1.5"] {
            assert!(text.parse::<Reconnect>().is_err(), "{text}");
        }
    }
}
