//! No destination twice: a message reaches a queue once, however many bindings lead there.

/// Up to so many, comparing each with each beats sorting.
const FEW: usize = 16;

/// Removes from the part of `found` that begins at `start` what stands in it twice or before it.
///
/// What stands before must have no doubles. `unique` says the same of the part itself.
pub(super) fn remove<D: Clone + Ord>(found: &mut Vec<D>, start: usize, unique: bool) {
    let Some(part) = found.get_mut(start..) else { return };
    if !unique && part.len() > 1 {
        part.sort_unstable();
        // Over the border between the two parts this is right too, and before it there is nothing to remove.
        found.dedup();
    }
    let new = found.len() - start;
    if new == 0 || start == 0 {
        return;
    }
    let mut before = found[..start].to_vec();
    if new.min(start) <= FEW {
        keep_from(found, start, |one| !before.contains(one));
    } else {
        before.sort_unstable();
        keep_from(found, start, |one| before.binary_search(one).is_err());
    }
}

fn keep_from<D>(found: &mut Vec<D>, start: usize, keep: impl Fn(&D) -> bool) {
    let mut place = 0;
    found.retain(|one| {
        place += 1;
        place <= start || keep(one)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of the part, in order.
    fn left(before: &[u32], part: &[u32], unique: bool) -> Vec<u32> {
        let mut found = [before, part].concat();
        remove(&mut found, before.len(), unique);
        assert_eq!(&found[..before.len()], before);
        let mut left = found.split_off(before.len());
        left.sort_unstable();
        left
    }

    #[test]
    fn nothing_twice() {
        assert_eq!(left(&[], &[], false), [0_u32; 0]);
        assert_eq!(left(&[], &[3, 1, 3, 3, 2, 1], false), [1, 2, 3]);
        assert_eq!(left(&[], &[3, 1], true), [1, 3]);
        assert_eq!(left(&[2, 1], &[1, 1, 2, 3], false), [3]);
        assert_eq!(left(&[2, 1], &[1, 2, 3], true), [3]);
        assert_eq!(left(&[9, 1], &[], true), [0_u32; 0]);
    }

    #[test]
    fn many_as_well_as_few() {
        for (before, part) in [(100_u32, 200_u32), (3, 100), (100, 3), (17, 17), (16, 40)] {
            let before: Vec<u32> = (0..before).rev().collect();
            let part: Vec<u32> = (0..part).chain(0..part).map(|n| n * 2).collect();
            let mut expected = part.clone();
            expected.retain(|one| !before.contains(one));
            expected.sort_unstable();
            expected.dedup();
            assert_eq!(left(&before, &part, false), expected);
        }
    }
}
