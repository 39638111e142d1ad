//! A connection that is lost and made again.

mod cut;
mod ending;
mod listeners;
mod refused;
mod senders;
mod silence;

use crate::support::{Bench, Running};

/// What is said while a connection is made again after an operator has closed it.
const CLOSED: &str = "CONNECTION_FORCED - Closed via management plugin";

/// Closes the program's connection, as an operator does.
fn cut(bench: &Bench, command: &str, running: &Running) {
    bench.vhost().close_connection(&format!("rmq {command} {}@", running.pid().as_raw_nonzero()));
}

/// That a connection was lost, and is there again.
fn again(what: &str) -> String {
    format!("warning: {what}: {CLOSED}; connecting again in [..]ms\n [*] Connected again\n")
}
