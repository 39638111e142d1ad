//! The walk through the trie for one message.
//!
//! Each node is visited once, with everything that its branch may have used up of the key by then: a number of
//! words, or after a `#` several such numbers. So the work is at most nodes times words, whatever the patterns.

use super::{Node, ROOT, Trie, split};

/// How many words of the key are used up when a node is reached.
#[derive(Clone, Copy)]
enum Used {
    /// One number.
    Only(u32),
    /// Each number from this one to all words: what `#` makes of anything.
    From(u32),
    /// Those in `Search::sets` from this place to the visit's `floor`, ascending, at least two.
    Set(u32),
}

struct Visit {
    node: u32,
    used: Used,
    /// The length of `Search::sets` when the visit was planned. What lies above is of no use any more when its turn comes.
    floor: u32,
}

struct Search {
    /// The words of the key; None is in no binding.
    words: Vec<Option<u32>>,
    todo: Vec<Visit>,
    sets: Vec<u32>,
    /// Children of the node at hand by their word: the child, and the words used up there.
    steps: Vec<(u32, u32)>,
}

/// Calls `found` with the ends of each binding key that matches, each once.
pub(super) fn run<D>(trie: &Trie<D>, key: &[u8], mut found: impl FnMut(&[D])) {
    let words = split(key).map(|word| trie.words.get(word)).collect();
    let todo = vec![Visit { node: ROOT, used: Used::Only(0), floor: 0 }];
    let mut search = Search { words, todo, sets: Vec::new(), steps: Vec::new() };
    while let Some(visit) = search.todo.pop() {
        search.sets.truncate(visit.floor as usize);
        let node = &trie.nodes[visit.node as usize];
        if !node.ends.is_empty() && search.all_used(&visit) {
            found(&node.ends);
        }
        search.plan(node, &visit);
    }
}

impl Search {
    const fn total(&self) -> u32 {
        self.words.len() as u32
    }

    fn set(&self, start: u32, visit: &Visit) -> &[u32] {
        &self.sets[start as usize..visit.floor as usize]
    }

    fn all_used(&self, visit: &Visit) -> bool {
        match visit.used {
            Used::Only(used) => used == self.total(),
            Used::From(_) => true,
            Used::Set(start) => self.set(start, visit).last() == Some(&self.total()),
        }
    }

    fn plan<D>(&mut self, node: &Node<D>, visit: &Visit) {
        if let Some(child) = node.hash {
            let least = match visit.used {
                Used::Only(used) | Used::From(used) => used,
                Used::Set(start) => self.sets[start as usize],
            };
            self.push(child, Used::From(least));
        }
        if let Some(child) = node.star {
            self.plan_star(child, visit);
        }
        if !node.plain.is_empty() {
            self.plan_plain(node, visit);
        }
    }

    fn plan_star(&mut self, child: u32, visit: &Visit) {
        let total = self.total();
        match visit.used {
            Used::Only(used) if used < total => self.push(child, Used::Only(used + 1)),
            Used::From(used) if used < total => self.push(child, Used::From(used + 1)),
            Used::Only(_) | Used::From(_) => (),
            Used::Set(start) => {
                let begin = self.sets.len();
                for place in start as usize..visit.floor as usize {
                    let used = self.sets[place];
                    if used < total {
                        self.sets.push(used + 1);
                    }
                }
                self.push_set(child, begin);
            }
        }
    }

    fn plan_plain<D>(&mut self, node: &Node<D>, visit: &Visit) {
        let mut steps = std::mem::take(&mut self.steps);
        match visit.used {
            Used::Only(used) => {
                if let Some(child) = self.step(node, used) {
                    self.push(child, Used::Only(used + 1));
                }
            }
            Used::From(least) => {
                steps.extend((least..self.total()).filter_map(|used| Some((self.step(node, used)?, used + 1))));
            }
            Used::Set(start) => {
                let set = self.set(start, visit).iter();
                steps.extend(set.filter_map(|used| Some((self.step(node, *used)?, *used + 1))));
            }
        }
        // A word that stands in the key more than once leads to one child by several ways.
        steps.sort_unstable();
        for same in steps.chunk_by(|one, other| one.0 == other.0) {
            let begin = self.sets.len();
            self.sets.extend(same.iter().map(|step| step.1));
            self.push_set(same[0].0, begin);
        }
        steps.clear();
        self.steps = steps;
    }

    /// The child for the word that comes when so many are used up.
    fn step<D>(&self, node: &Node<D>, used: u32) -> Option<u32> {
        node.plain((*self.words.get(used as usize)?)?)
    }

    fn push(&mut self, node: u32, used: Used) {
        self.todo.push(Visit { node, used, floor: self.sets.len() as u32 });
    }

    /// Plans a visit with what lies in `sets` from `begin` on, unless that is nothing.
    fn push_set(&mut self, node: u32, begin: usize) {
        match self.sets[begin..] {
            [] => (),
            [used] => {
                self.sets.truncate(begin);
                self.push(node, Used::Only(used));
            }
            _ => self.push(node, Used::Set(begin as u32)),
        }
    }
}
