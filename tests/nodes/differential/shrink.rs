//! Owns making a sequence that shows a difference as short as possible.

use super::compare::{Difference, compare};
use super::side::Side;

/// Leaves out steps for as long as the last one's answers still differ.
pub fn shrink(sides: [&Side; 2], mut found: Difference) -> Difference {
    let last = found.last();
    let mut size = found.steps.len() / 2;
    while size > 0 {
        let mut start = 0;
        let mut smaller = false;
        while start + 1 < found.steps.len() {
            let end = (start + size).min(found.steps.len() - 1);
            let mut steps = found.steps.clone();
            steps.drain(start..end);
            match compare(sides, &steps).difference {
                Some(other) if other.last() == last => {
                    found = other;
                    smaller = true;
                }
                _ => start = end,
            }
        }
        if !(smaller && size == 1) {
            size /= 2;
        }
    }
    found
}
