//! Owns the words that many tests say to the program, or expect of it.

/// What those say that have begun to consume from a queue.
pub const WAITING: &str = " [*] Waiting for messages. To exit press CTRL+C\n";

/// What those say that have begun to listen to an exchange.
pub const WAITING_FOR_LOGS: &str = " [*] Waiting for logs. To exit press CTRL+C\n";

/// What `rpc-serve` says when it has begun to consume.
pub const AWAITING: &str = " [x] Awaiting RPC requests\n";

/// What to do when a connection that worked is gone.
pub const LOST: &str = "see that the broker runs, and start again; --wait 30s waits for one that is starting";

/// Arguments that give a message every property.
pub const EVERY_PROPERTY: [&str; 24] = [
    "--content-type",
    "text/plain",
    "--content-encoding",
    "gzip",
    "--priority",
    "255",
    "--correlation-id",
    "c 1",
    "--reply-to",
    "r",
    "--expiration",
    "60000",
    "--message-id",
    "m",
    "--timestamp",
    "1700000000",
    "--type",
    "t",
    "--user-id",
    "guest",
    "--app-id",
    "ä",
    "--cluster-id",
    "i",
];

/// The three lines of an error.
pub fn error(what: &str, why: &str, hint: &str) -> String {
    format!("error: {what}\n  why: {why}\n  try: {hint}\n")
}
