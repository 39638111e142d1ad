//! Texts of which the first parts were posted and the rest was not, for when they come back from the broker.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::hash::{BuildHasher as _, RandomState};

/// Most of them that are remembered.
const MOST: usize = 1000;

/// How many parts of which body were posted. A body is known by its bytes: should two messages have the same, then
/// all their parts are posted nevertheless, whichever of the two is continued.
#[derive(Default)]
pub(super) struct Unfinished {
    /// Of bodies of any size only this is kept: two keyed hashes, whose keys nobody knows who could write a body to fit.
    keys: [RandomState; 2],
    bodies: RefCell<VecDeque<([u64; 2], usize)>>,
}

impl Unfinished {
    /// Remembers that so many parts were posted.
    pub(super) fn remember(&self, body: &[u8], parts: usize) {
        if parts > 0 {
            let mut bodies = self.bodies.borrow_mut();
            bodies.push_back((self.digest(body), parts));
            if bodies.len() > MOST {
                bodies.pop_front();
            }
        }
    }

    /// How many parts of this body were posted before, and forgets it.
    pub(super) fn resume(&self, body: &[u8]) -> usize {
        let mut bodies = self.bodies.borrow_mut();
        if bodies.is_empty() {
            return 0;
        }
        let digest = self.digest(body);
        let known = bodies.iter().position(|(known, _)| *known == digest);
        known.and_then(|at| bodies.remove(at)).map_or(0, |(_, parts)| parts)
    }

    fn digest(&self, body: &[u8]) -> [u64; 2] {
        self.keys.each_ref().map(|key| key.hash_one(body))
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
