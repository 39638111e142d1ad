//! What can be checked without a broker: the grammar's invariants, the committed completions and man pages, and the
//! arrows between the modules. One binary, because each links everything.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "house/arrows.rs"]
mod arrows;
#[path = "house/artefacts.rs"]
mod artefacts;
#[path = "house/grammar.rs"]
mod grammar;
#[path = "house/manual.rs"]
mod manual;
#[path = "house/readme.rs"]
mod readme;
