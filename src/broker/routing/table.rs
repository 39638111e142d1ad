//! The way from a routing key to destinations, in the shape that each exchange type wants.

use std::collections::HashMap;

use super::kind::ExchangeType;
use super::topic::Trie;

/// Each destination stands at most once in each list.
#[derive(Debug, Clone)]
pub(super) enum Table<D> {
    /// By routing key.
    Direct(HashMap<Box<[u8]>, Vec<D>>),
    Fanout(Vec<D>),
    Topic(Trie<D>),
    /// There is no short way: every binding is asked.
    Headers,
}

/// Of a binding that comes, in what it is the first; of one that goes, in what it was the last.
#[derive(Clone, Copy)]
pub(super) struct News {
    /// Of the destination.
    pub destination: bool,
    /// Of the destination with this key; several are told apart by their arguments.
    pub pair: bool,
}

impl<D: Clone + Eq> Table<D> {
    pub fn new(kind: ExchangeType) -> Self {
        match kind {
            ExchangeType::Direct => Self::Direct(HashMap::new()),
            ExchangeType::Fanout => Self::Fanout(Vec::new()),
            ExchangeType::Topic => Self::Topic(Trie::new()),
            ExchangeType::Headers => Self::Headers,
        }
    }

    pub fn add(&mut self, key: &[u8], destination: &D, news: News) {
        match self {
            Self::Direct(lists) if news.pair => lists.entry(key.into()).or_default().push(destination.clone()),
            Self::Fanout(list) if news.destination => list.push(destination.clone()),
            Self::Topic(trie) if news.pair => trie.add(key, destination.clone()),
            _ => (),
        }
    }

    pub fn remove(&mut self, key: &[u8], destination: &D, news: News) {
        match self {
            Self::Direct(lists) if news.pair => {
                let Some(list) = lists.get_mut(key) else { return };
                take(list, destination);
                if list.is_empty() {
                    lists.remove(key);
                }
            }
            Self::Fanout(list) if news.destination => take(list, destination),
            Self::Topic(trie) if news.pair => trie.remove(key, destination),
            _ => (),
        }
    }
}

/// Removes a destination from a list in which order means nothing.
pub(super) fn take<D: Eq>(list: &mut Vec<D>, destination: &D) {
    if let Some(place) = list.iter().position(|one| one == destination) {
        list.swap_remove(place);
    }
}
