//! Times, counted in bounded memory.
//!
//! Our own rather than a crate: all that is wanted of one is to count, to add up and to tell percentiles.

/// Each doubling is divided into 2^7 steps, so what is told is at most 0.8 % too much.
const BITS: u32 = 7;
const STEPS: usize = 1 << BITS;
const SLOTS: usize = (u64::BITS - BITS + 1) as usize * STEPS;

/// How often which time came up, in nanoseconds: 58 KiB, however many there are.
#[derive(Debug, Clone)]
pub(super) struct Histogram {
    slots: Vec<u64>,
    count: u64,
    max: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { slots: vec![0; SLOTS], count: 0, max: 0 }
    }
}

impl Histogram {
    /// Counts one time.
    pub(super) fn record(&mut self, time: u64) {
        self.slots[slot(time)] += 1;
        self.count += 1;
        self.max = self.max.max(time);
    }

    /// Adds all that another one counted.
    pub(super) fn add(&mut self, other: &Self) {
        for (own, other) in self.slots.iter_mut().zip(&other.slots) {
            *own += other;
        }
        self.count += other.count;
        self.max = self.max.max(other.max);
    }

    /// How many times were counted.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// The longest time, exactly.
    pub(super) fn max(&self) -> u64 {
        self.max
    }

    /// The time that `percent` of all did not exceed (nearest rank).
    pub(super) fn percentile(&self, percent: u64) -> u64 {
        let rank = u128::from(self.count) * u128::from(percent);
        let rank = u64::try_from(rank.div_ceil(100)).unwrap_or(u64::MAX).max(1);
        let mut seen = 0;
        let slot = self.slots.iter().position(|count| {
            seen += count;
            seen >= rank
        });
        slot.map_or(0, |slot| longest(slot).min(self.max))
    }
}

/// Small times each have a slot; above, the leading bits choose it.
fn slot(time: u64) -> usize {
    let shift = (u64::BITS - time.leading_zeros()).saturating_sub(BITS + 1);
    shift as usize * STEPS + (time >> shift) as usize
}

/// The longest time of a slot.
fn longest(slot: usize) -> u64 {
    let shift = (slot / STEPS).saturating_sub(1);
    let steps = (slot - shift * STEPS) as u128;
    u64::try_from(((steps + 1) << shift) - 1).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_has_a_slot_that_is_hardly_longer() {
        for time in (0..64).flat_map(|bit| [1 << bit, (1 << bit) - 1, (1 << bit) + (1 << bit) / 3]).chain([u64::MAX]) {
            let found = longest(slot(time));
            assert!(slot(time) < SLOTS && found >= time && found - time <= time / 128, "{time}: {found}");
        }
    }

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let mut all = Histogram::default();
        assert_eq!((all.count(), all.percentile(50), all.max()), (0, 0, 0));
        for time in 1..=100 {
            all.record(time);
        }
        assert_eq!([50, 95, 99, 100].map(|percent| all.percentile(percent)), [50, 95, 99, 100]);
        let mut more = Histogram::default();
        more.record(1_000_003);
        all.add(&more);
        assert_eq!((all.count(), all.percentile(100), all.max()), (101, 1_000_003, 1_000_003));
    }
}
