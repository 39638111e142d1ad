//! The management HTTP API of RabbitMQ, as far as `stats` asks for it (<https://www.rabbitmq.com/docs/management>).
//!
//! Depends on nothing else of the crate but `tls`: what it needs to know comes as plain strings, and what it does is told to a
//! closure. Only the needed columns are asked for, and every counter is optional, because the broker samples counters
//! every few seconds and a queue that it has not sampled yet has none.

mod client;
mod error;
mod model;
mod target;

pub use client::Client;
pub use error::Error;
pub use model::{Objects, Overview, Queue, Totals};
pub use target::Target;
