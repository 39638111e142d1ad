//! Owns what is made of many numbers.

/// The middle one, and how far the others are from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    pub median: f64,
    /// The median of the distances from the median.
    pub deviation: f64,
}

impl Summary {
    /// Of some numbers; `None` of none.
    pub fn of(numbers: &[f64]) -> Option<Self> {
        let median = median(numbers)?;
        let distances: Vec<_> = numbers.iter().map(|number| (number - median).abs()).collect();
        Some(Self { median, deviation: self::median(&distances)? })
    }
}

/// The middle one.
fn median(numbers: &[f64]) -> Option<f64> {
    let sorted = sorted(numbers);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        count if count.is_multiple_of(2) => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
        _ => Some(sorted[middle]),
    }
}

/// The number that this share of all does not exceed.
pub fn percentile(numbers: &[f64], share: f64) -> f64 {
    let sorted = sorted(numbers);
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

fn sorted(numbers: &[f64]) -> Vec<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}
