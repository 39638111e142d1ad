//! The tests of `rmq` that need RabbitMQ: what only a node that keeps its data, or that is configured, can show, and
//! whether the inner broker answers as it does.
//! Each has a node of its own. `tests/optional.rs` runs them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "nodes/cluster.rs"]
mod cluster;
#[path = "nodes/differential/mod.rs"]
mod differential;
#[path = "nodes/goodbye.rs"]
mod goodbye;
#[path = "nodes/limits.rs"]
mod limits;
#[path = "nodes/restarts.rs"]
mod restarts;
#[path = "nodes/streams.rs"]
mod streams;
#[allow(dead_code, unused_imports, reason = "the suite uses the rest of it")]
mod support;
#[path = "nodes/tls.rs"]
mod tls;
