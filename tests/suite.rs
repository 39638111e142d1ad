//! The tests of `rmq` against a broker, the inner one or the kind that `RMQ_TEST_BROKER` names: one program, so that
//! all of them share one node. What holds for RabbitMQ alone is in `tests/nodes.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod broker;
mod bytes;
mod check;
mod completions;
mod demo;
mod faults;
mod forward;
mod harness;
mod hostile;
mod inner;
mod load;
mod messages;
mod narration;
mod profiles;
mod reconnect;
mod rpc;
mod signals;
mod stats;
mod streams;
mod support;
mod terminal;
mod tls;
mod tutorials;
mod worker;
