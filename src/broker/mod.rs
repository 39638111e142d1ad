//! A broker in the process, for development and tests: it speaks AMQP 0-9-1 and keeps everything in memory.
//!
//! It uses no other module of this crate.

pub mod routing;
