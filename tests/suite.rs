//! The tests of `rmq` against a real broker: one program, so that all of them share one node.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod harness;
mod stats;
mod support;
