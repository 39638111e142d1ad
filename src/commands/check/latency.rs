//! What many rounds took, in a few numbers.

use std::time::Duration;

/// Times from publishing to delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Latency {
    /// How many rounds there were.
    pub(super) count: usize,
    pub(super) min: Duration,
    pub(super) p50: Duration,
    pub(super) p99: Duration,
    pub(super) max: Duration,
}

impl Latency {
    /// Sums up; `None` when there was no round. Percentiles are nearest-rank: one of the times that were measured.
    pub(super) fn of(mut times: Vec<Duration>) -> Option<Self> {
        times.sort_unstable();
        let rank = |percent: usize| times.get((times.len() * percent).div_ceil(100).saturating_sub(1)).copied();
        Some(Self { count: times.len(), min: *times.first()?, p50: rank(50)?, p99: rank(99)?, max: *times.last()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(times: impl Iterator<Item = u64>) -> Option<[u128; 5]> {
        let latency = Latency::of(times.map(Duration::from_millis).collect())?;
        let [min, p50, p99, max] = [latency.min, latency.p50, latency.p99, latency.max].map(|time| time.as_millis());
        Some([latency.count as u128, min, p50, p99, max])
    }

    #[test]
    fn a_percentile_is_one_of_the_times() {
        assert_eq!(of(std::iter::empty()), None);
        assert_eq!(of([7].into_iter()), Some([1, 7, 7, 7, 7]));
        assert_eq!(of([9, 1].into_iter()), Some([2, 1, 1, 9, 9]));
        assert_eq!(of((1..=100).rev()), Some([100, 1, 50, 99, 100]));
        assert_eq!(of(1..=1000), Some([1000, 1, 500, 990, 1000]));
    }
}
