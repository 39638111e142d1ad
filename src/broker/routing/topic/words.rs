//! Numbers for words, so that a message's words are looked up once and compared as numbers from then on.

use std::collections::HashMap;

/// The words of a trie. A word lives as long as a branch holds it.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    known: HashMap<Box<[u8]>, Word>,
    free: Vec<u32>,
}

#[derive(Debug, Clone)]
struct Word {
    number: u32,
    holders: u32,
}

impl Words {
    /// The number of a word; None when no binding has it.
    pub fn get(&self, word: &[u8]) -> Option<u32> {
        self.known.get(word).map(|word| word.number)
    }

    /// The number of a word for one more holder.
    pub fn hold(&mut self, word: &[u8]) -> u32 {
        if let Some(known) = self.known.get_mut(word) {
            known.holders += 1;
            return known.number;
        }
        // All numbers ever given are of words that are known, or free.
        let number = self.free.pop().unwrap_or(self.known.len() as u32);
        self.known.insert(word.into(), Word { number, holders: 1 });
        number
    }

    /// One holder less.
    pub fn release(&mut self, word: &[u8]) {
        let Some(known) = self.known.get_mut(word) else { return };
        known.holders -= 1;
        if known.holders == 0 {
            self.free.push(known.number);
            self.known.remove(word);
        }
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.known.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_words_at_a_time() {
        let mut words = Words::default();
        let (a, b) = (words.hold(b"a"), words.hold(b"b"));
        assert_ne!(a, b);
        assert_eq!(words.hold(b"a"), a);
        words.release(b"a");
        assert_eq!(words.get(b"a"), Some(a));
        words.release(b"a");
        assert_eq!(words.get(b"a"), None);
        let c = words.hold(b"c");
        assert_ne!(c, b);
        assert_ne!(words.hold(b"d"), c);
        assert_eq!(words.len(), 3);
    }
}
