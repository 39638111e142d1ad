//! Tests that take longer than what is run on each change: `cargo test --test nodes`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "nodes/differential/mod.rs"]
mod differential;
