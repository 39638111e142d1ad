//! How often things happened, and how often a second of late.

use std::collections::VecDeque;

/// What is counted of a queue. The numbers only grow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages routed to it.
    pub published: u64,
    /// Deliveries to consumers that ack.
    pub delivered: u64,
    /// Deliveries to consumers that do not ack.
    pub delivered_no_ack: u64,
    /// Messages taken by `basic.get` with an ack to come.
    pub got: u64,
    /// Messages taken by `basic.get` without ack.
    pub got_no_ack: u64,
    /// Deliveries of messages that had been delivered before.
    pub redelivered: u64,
    /// Messages acked.
    pub acked: u64,
}

impl Counts {
    /// All that was delivered or taken.
    pub fn taken(&self) -> u64 {
        self.delivered + self.delivered_no_ack + self.got + self.got_no_ack
    }
}

/// Milliseconds that a rate looks back.
const WINDOW: u64 = 5000;

/// Counts with their recent past.
#[derive(Debug, Clone, Default)]
pub struct Counters {
    /// The counts now.
    pub now: Counts,
    samples: VecDeque<(u64, Counts)>,
}

impl Counters {
    /// Remembers the counts of this moment, in the state's milliseconds.
    pub fn sample(&mut self, now: u64) {
        self.samples.push_back((now, self.now));
        // One sample from before the window is what the rate is measured against.
        while self.samples.len() > 2 && self.samples[1].0 + WINDOW <= now {
            self.samples.pop_front();
        }
    }

    /// Whether it was ever sampled.
    pub fn sampled(&self) -> bool {
        !self.samples.is_empty()
    }

    /// How much of something came in a second, over the last five; what `of` takes out of the counts.
    pub fn rate(&self, of: impl Fn(&Counts) -> u64) -> f64 {
        let (Some((from, first)), Some((to, last))) = (self.samples.front(), self.samples.back()) else { return 0.0 };
        if to <= from {
            return 0.0;
        }
        of(last).saturating_sub(of(first)) as f64 * 1000.0 / (to - from) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_looks_back_five_seconds() {
        let mut counters = Counters::default();
        assert!(!counters.sampled());
        for second in 0..20 {
            counters.sample(second * 1000);
            counters.now.published += if second < 10 { 100 } else { 10 };
        }
        assert_eq!(counters.rate(|counts| counts.published), 10.0);
        assert_eq!(counters.samples.len(), 6);
    }
}
