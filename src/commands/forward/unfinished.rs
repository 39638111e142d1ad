//! Texts of which the first parts were posted and the rest was not, for when they come back from the broker.

use std::cell::RefCell;
use std::collections::VecDeque;

/// Most of them that are remembered.
const MOST: usize = 32;

/// How many parts of which body were posted. A body is known by its bytes: should two messages have the same, then
/// all their parts are posted nevertheless, whichever of the two is continued.
#[derive(Default)]
pub(super) struct Unfinished(RefCell<VecDeque<(Vec<u8>, usize)>>);

impl Unfinished {
    /// Remembers that so many parts were posted.
    pub(super) fn remember(&self, body: &[u8], parts: usize) {
        if parts > 0 {
            let mut bodies = self.0.borrow_mut();
            bodies.push_back((body.to_vec(), parts));
            if bodies.len() > MOST {
                bodies.pop_front();
            }
        }
    }

    /// How many parts of this body were posted before, and forgets it.
    pub(super) fn resume(&self, body: &[u8]) -> usize {
        let mut bodies = self.0.borrow_mut();
        let known = bodies.iter().position(|(known, _)| known == body);
        known.and_then(|at| bodies.remove(at)).map_or(0, |(_, parts)| parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_continued_once() {
        let unfinished = Unfinished::default();
        unfinished.remember(b"none", 0);
        unfinished.remember(b"two", 2);
        assert_eq!((unfinished.resume(b"none"), unfinished.resume(b"other")), (0, 0));
        assert_eq!((unfinished.resume(b"two"), unfinished.resume(b"two")), (2, 0));
        for number in 0..=MOST {
            unfinished.remember(number.to_string().as_bytes(), 1);
        }
        assert_eq!((unfinished.resume(b"0"), unfinished.resume(b"1")), (0, 1), "the oldest is forgotten");
    }
}
