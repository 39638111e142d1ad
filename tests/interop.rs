//! The tests of `rmq` with programs of others, each of which may be missing: `tests/optional.rs` runs those that are
//! about what is there, on the inner broker and on RabbitMQ.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "interop/amqp_tools.rs"]
mod amqp_tools;
#[path = "interop/pika/mod.rs"]
mod pika;
#[path = "interop/shells.rs"]
mod shells;
#[allow(dead_code, unused_imports, reason = "the suite uses the rest of it")]
mod support;
