//! Ids that nobody else has.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};

/// An id that no other run has: two random words of the operating system, as the standard library seeds its hashers.
pub fn unique_id() -> String {
    let word = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}{:08x}", word(), word(), std::process::id())
}
