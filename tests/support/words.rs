//! Owns the lines of the program that many tests expect.

/// What those say that have begun to consume from a queue.
pub const WAITING: &str = " [*] Waiting for messages. To exit press CTRL+C\n";

/// What those say that have begun to listen to an exchange.
pub const WAITING_FOR_LOGS: &str = " [*] Waiting for logs. To exit press CTRL+C\n";

/// What `rpc-serve` says when it has begun to consume.
pub const AWAITING: &str = " [x] Awaiting RPC requests\n";
