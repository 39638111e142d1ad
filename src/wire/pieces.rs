//! Bytes in several pieces, as vectored writes take them.

use std::collections::VecDeque;
use std::io::IoSlice;

use bytes::{Buf, Bytes};

/// Points `slices` at the first of the pieces, and answers how many it points at.
pub fn slices<'a>(pieces: &'a VecDeque<Bytes>, slices: &mut [IoSlice<'a>]) -> usize {
    let pairs = slices.iter_mut().zip(pieces);
    pairs.map(|(slice, piece)| *slice = IoSlice::new(piece)).count()
}

/// Takes away so many octets, which were written.
pub fn written(pieces: &mut VecDeque<Bytes>, mut count: usize) {
    while let Some(first) = pieces.front_mut() {
        if count < first.len() {
            first.advance(count);
            return;
        }
        count -= first.len();
        pieces.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_gone_and_the_rest_is_in_order() {
        for count in 0..=6 {
            let mut pieces: VecDeque<_> = ["ab", "c", "def"].map(Bytes::from).into();
            written(&mut pieces, count);
            assert_eq!(pieces.iter().flatten().copied().collect::<Vec<_>>(), b"abcdef"[count..]);
            assert!(pieces.iter().all(|piece| !piece.is_empty()));
        }
    }

    #[test]
    fn as_many_are_pointed_at_as_there_are_or_as_fit() {
        let pieces: VecDeque<_> = ["a", "b", "c"].map(Bytes::from).into();
        for (room, count) in [(0, 0), (2, 2), (5, 3)] {
            let mut room = vec![IoSlice::new(&[]); room];
            assert_eq!(slices(&pieces, &mut room), count);
            assert_eq!(room.iter().flat_map(|slice| slice.to_vec()).collect::<Vec<_>>(), b"abc"[..count]);
        }
    }
}
