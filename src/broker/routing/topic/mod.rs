//! Topic exchanges: a trie of the words of the binding keys.
//!
//! Words are what stands between dots; the empty key has none, and `.` has two empty ones. In a binding key the
//! word `*` stands for any one word and `#` for any number of them, none included.

mod search;
mod words;

use words::Words;

use super::table::take;

/// The trie. A node's number is its place in `nodes`.
#[derive(Debug, Clone)]
pub(super) struct Trie<D> {
    nodes: Vec<Node<D>>,
    /// Nodes that are in no trie and can be used again.
    free: Vec<u32>,
    words: Words,
}

#[derive(Debug, Clone)]
struct Node<D> {
    /// The children that stand for a word, sorted by the word's number.
    plain: Vec<(u32, u32)>,
    /// The child that stands for one word, whichever.
    star: Option<u32>,
    /// The child that stands for any number of words.
    hash: Option<u32>,
    /// Who is bound with the key that ends here.
    ends: Vec<D>,
}

impl<D> Default for Node<D> {
    fn default() -> Self {
        Self { plain: Vec::new(), star: None, hash: None, ends: Vec::new() }
    }
}

impl<D> Node<D> {
    fn plain(&self, word: u32) -> Option<u32> {
        let place = self.plain.binary_search_by_key(&word, |(word, _)| *word).ok()?;
        Some(self.plain[place].1)
    }

    const fn is_bare(&self) -> bool {
        self.plain.is_empty() && self.star.is_none() && self.hash.is_none() && self.ends.is_empty()
    }
}

const ROOT: u32 = 0;

fn split(key: &[u8]) -> impl Iterator<Item = &[u8]> {
    key.split(|byte| *byte == b'.').take(if key.is_empty() { 0 } else { usize::MAX })
}

impl<D: Clone + Eq> Trie<D> {
    pub fn new() -> Self {
        Self { nodes: vec![Node::default()], free: Vec::new(), words: Words::default() }
    }

    /// Adds a destination that is not bound with this key yet.
    pub fn add(&mut self, key: &[u8], destination: D) {
        let mut node = ROOT;
        for word in split(key) {
            node = match self.child(node, word) {
                Some(child) => child,
                None => self.grow(node, word),
            };
        }
        self.node(node).ends.push(destination);
    }

    /// Removes a destination and the branch that led to it alone.
    pub fn remove(&mut self, key: &[u8], destination: &D) {
        let mut path = Vec::new();
        let mut node = ROOT;
        for word in split(key) {
            path.push((node, word));
            let Some(child) = self.child(node, word) else { return };
            node = child;
        }
        take(&mut self.node(node).ends, destination);
        while let Some((parent, word)) = path.pop() {
            if !self.node(node).is_bare() {
                return;
            }
            self.cut(parent, word, node);
            node = parent;
        }
    }

    /// Appends whom a message with this key goes to: each destination once for each of its binding keys that match.
    pub fn route(&self, key: &[u8], found: &mut Vec<D>) {
        search::run(self, key, |ends| found.extend_from_slice(ends));
    }

    fn node(&mut self, number: u32) -> &mut Node<D> {
        &mut self.nodes[number as usize]
    }

    fn child(&self, node: u32, word: &[u8]) -> Option<u32> {
        let node = &self.nodes[node as usize];
        match word {
            b"*" => node.star,
            b"#" => node.hash,
            _ => node.plain(self.words.get(word)?),
        }
    }

    fn grow(&mut self, parent: u32, word: &[u8]) -> u32 {
        let child = self.free.pop().unwrap_or_else(|| {
            self.nodes.push(Node::default());
            (self.nodes.len() - 1) as u32
        });
        match word {
            b"*" => self.node(parent).star = Some(child),
            b"#" => self.node(parent).hash = Some(child),
            _ => {
                let word = self.words.hold(word);
                let plain = &mut self.node(parent).plain;
                let place = plain.partition_point(|(other, _)| *other < word);
                plain.insert(place, (word, child));
            }
        }
        child
    }

    fn cut(&mut self, parent: u32, word: &[u8], child: u32) {
        match word {
            b"*" => self.node(parent).star = None,
            b"#" => self.node(parent).hash = None,
            _ => {
                let plain = &mut self.node(parent).plain;
                if let Some(place) = plain.iter().position(|(_, node)| *node == child) {
                    plain.remove(place);
                }
                self.words.release(word);
            }
        }
        *self.node(child) = Node::default();
        self.free.push(child);
    }
}

#[cfg(test)]
mod tests;
