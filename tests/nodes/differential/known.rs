//! Owns the differences that are known and stay.

use super::compare::Difference;

/// A difference that is no failure.
pub struct Known {
    pub name: &'static str,
    /// Why it stays.
    pub reason: &'static str,
    /// Whether this is it.
    pub covers: fn(&Difference) -> bool,
    /// Whether the brokers are in different states from then on, so that the sequence ends there.
    pub ends: bool,
}

/// All of them.
pub const KNOWN: &[Known] = &[];

/// The known difference that this one is, if it is one.
pub fn known(difference: &Difference) -> Option<&'static Known> {
    KNOWN.iter().find(|known| (known.covers)(difference))
}
