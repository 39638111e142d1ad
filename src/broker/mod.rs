//! An in-process development broker that speaks AMQP 0-9-1 with RabbitMQ's extensions.
//!
//! It uses nothing else of this crate and knows nothing of the command line.

pub(crate) mod wire;
