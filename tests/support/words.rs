//! Owns the lines of the program that many tests expect.

/// What those say that have begun to consume from a queue.
pub const WAITING: &str = " [*] Waiting for messages. To exit press CTRL+C\n";

/// What those say that have begun to listen to an exchange.
pub const WAITING_FOR_LOGS: &str = " [*] Waiting for logs. To exit press CTRL+C\n";

/// What `rpc-serve` says when it has begun to consume.
pub const AWAITING: &str = " [x] Awaiting RPC requests\n";

/// What to do when a connection that worked is gone.
pub const LOST: &str = "see that the broker runs, and start again; --wait 30s waits for one that is starting";

/// The three lines of an error.
pub fn error(what: &str, why: &str, hint: &str) -> String {
    format!("error: {what}\n  why: {why}\n  try: {hint}\n")
}
