//! The first bytes of a body: of which run it is, and when it was published.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Instant;

/// Stamps bodies, and reads the stamps of its own run. The clock is monotonic, and begins with the run.
#[derive(Debug)]
pub(super) struct Stamp {
    run: u64,
    origin: Instant,
}

impl Stamp {
    /// How many bytes it takes: the number of the run and nanoseconds, both 64 bits in network order.
    pub(super) const SIZE: usize = 16;

    /// A stamp that no other run has.
    pub(super) fn new() -> Self {
        Self { run: RandomState::new().build_hasher().finish(), origin: Instant::now() }
    }

    /// Nanoseconds since the beginning.
    pub(super) fn now(&self) -> u64 {
        u64::try_from(self.origin.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    /// A body of this size, which must hold a stamp, published at `time`.
    pub(super) fn body(&self, size: usize, time: u64) -> Vec<u8> {
        let mut body = Vec::with_capacity(size);
        body.extend_from_slice(&self.run.to_be_bytes());
        body.extend_from_slice(&time.to_be_bytes());
        body.resize(size, b'.');
        body
    }

    /// When a message of this run was published; `None` for any other message.
    pub(super) fn time(&self, body: &[u8]) -> Option<u64> {
        let (run, rest) = body.split_first_chunk()?;
        let (time, _) = rest.split_first_chunk()?;
        (u64::from_be_bytes(*run) == self.run).then(|| u64::from_be_bytes(*time))
    }
}

#[cfg(test)]
mod tests {
    use super::Stamp;

    #[test]
    fn a_stamp_is_read_by_its_own_run_only() {
        let (stamp, other) = (Stamp::new(), Stamp::new());
        for size in [Stamp::SIZE, 40] {
            let body = stamp.body(size, 7);
            assert_eq!((body.len(), stamp.time(&body), other.time(&body)), (size, Some(7), None));
        }
        for foreign in [&b""[..], b"hello", &stamp.body(Stamp::SIZE, 7)[1..]] {
            assert_eq!(stamp.time(foreign), None);
        }
    }
}
