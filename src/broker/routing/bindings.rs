//! The bindings of one exchange: which there are, and the way from a message to their destinations.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use amq_protocol::types::FieldTable;

use super::doubles;
use super::error::BindError;
use super::headers;
use super::identity;
use super::kind::ExchangeType;
use super::table::{News, Table};

/// The bindings of one exchange. `D` is a destination: small, like a number that stands for a queue.
#[derive(Debug, Clone)]
pub struct Bindings<D> {
    kind: ExchangeType,
    /// By age: the number of a binding grows with every one that is added.
    rows: BTreeMap<u64, Row<D>>,
    next: u64,
    /// The bindings of each destination: their identities, and their numbers.
    owned: HashMap<D, BTreeMap<Box<[u8]>, u64>>,
    /// How many destinations have more than one binding.
    several: usize,
    table: Table<D>,
}

#[derive(Debug, Clone)]
struct Row<D> {
    key: Box<[u8]>,
    arguments: FieldTable,
    destination: D,
}

impl<D: Clone + Eq + Hash + Ord> Bindings<D> {
    /// No bindings yet.
    #[must_use]
    pub fn new(kind: ExchangeType) -> Self {
        Self { kind, rows: BTreeMap::new(), next: 0, owned: HashMap::new(), several: 0, table: Table::new(kind) }
    }

    /// The type of the exchange.
    #[must_use]
    pub const fn kind(&self) -> ExchangeType {
        self.kind
    }

    /// Adds a binding; false when the same one (key, arguments, destination) was there already.
    ///
    /// # Errors
    /// A headers exchange refuses an `x-match` that is not `all`, `any`, `all-with-x` or `any-with-x`.
    pub fn add(&mut self, key: &[u8], arguments: FieldTable, destination: D) -> Result<bool, BindError> {
        if self.kind == ExchangeType::Headers {
            headers::check(&arguments)?;
        }
        let own = self.owned.entry(destination.clone()).or_default();
        let identity = identity::of(key, &arguments);
        if own.contains_key(&identity) {
            return Ok(false);
        }
        let news = News { destination: own.is_empty(), pair: !identity::any_with_key(own, key) };
        own.insert(identity, self.next);
        if own.len() == 2 {
            self.several += 1;
        }
        self.table.add(key, &destination, news);
        self.rows.insert(self.next, Row { key: key.into(), arguments, destination });
        self.next += 1;
        Ok(true)
    }

    /// Removes a binding; false when there was none like it.
    pub fn remove(&mut self, key: &[u8], arguments: &FieldTable, destination: &D) -> bool {
        let Some(own) = self.owned.get_mut(destination) else { return false };
        let Some(number) = own.remove(&identity::of(key, arguments)) else { return false };
        let news = News { destination: own.is_empty(), pair: !identity::any_with_key(own, key) };
        match own.len() {
            0 => drop(self.owned.remove(destination)),
            1 => self.several -= 1,
            _ => (),
        }
        self.table.remove(key, destination, news);
        self.rows.remove(&number);
        true
    }

    /// Removes all bindings of a destination.
    pub fn remove_destination(&mut self, destination: &D) {
        let Some(mut own) = self.owned.remove(destination) else { return };
        if own.len() > 1 {
            self.several -= 1;
        }
        while let Some((_, number)) = own.pop_first() {
            let Some(row) = self.rows.remove(&number) else { continue };
            let news = News { destination: own.is_empty(), pair: !identity::any_with_key(&own, &row.key) };
            self.table.remove(&row.key, destination, news);
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Key, arguments and destination of each binding, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &FieldTable, &D)> {
        self.rows.values().map(|row| (&*row.key, &row.arguments, &row.destination))
    }

    /// Appends to `found` each destination that a message goes to and that is not in it yet.
    ///
    /// What `found` holds already must hold no doubles. `headers` is called at most once, by a headers exchange
    /// alone; None is a message without headers. The order of what is appended means nothing.
    pub fn route(&self, key: &[u8], headers: impl FnOnce() -> Option<FieldTable>, found: &mut Vec<D>) {
        let start = found.len();
        let unique = match &self.table {
            Table::Direct(lists) => {
                found.extend_from_slice(lists.get(key).map_or(&[], Vec::as_slice));
                true
            }
            Table::Fanout(list) => {
                found.extend_from_slice(list);
                true
            }
            Table::Topic(trie) => {
                trie.route(key, found);
                self.several == 0
            }
            Table::Headers if self.rows.is_empty() => true,
            Table::Headers => {
                let headers = headers().unwrap_or_default();
                let matching = self.rows.values().filter(|row| headers::matches(&row.arguments, &headers));
                found.extend(matching.map(|row| row.destination.clone()));
                self.several == 0
            }
        };
        doubles::remove(found, start, unique);
    }
}

#[cfg(test)]
mod tests;
