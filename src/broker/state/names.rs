//! Names: how the broker speaks of things, and the names that it makes up.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::fault::{Outcome, Refusal};

/// The name of a queue, an exchange, a vhost, a user or a consumer. Cheap to clone.
pub type Name = Arc<str>;

/// What RabbitMQ calls the default exchange where it needs a name.
pub const DEFAULT_EXCHANGE: &str = "amq.default";

/// `queue 'q' in vhost '/'`.
pub fn queue(name: &str, vhost: &str) -> String {
    format!("queue '{name}' in vhost '{vhost}'")
}

/// `exchange 'x' in vhost '/'`.
pub fn exchange(name: &str, vhost: &str) -> String {
    format!("exchange '{name}' in vhost '{vhost}'")
}

/// A name that nobody else has: `prefix-` and 16 random bytes as URL-safe base64, as RabbitMQ makes them.
pub fn unique(prefix: &str) -> Name {
    let random: [u8; 16] = std::array::from_fn(|_| fastrand::u8(..));
    format!("{prefix}-{}", URL_SAFE_NO_PAD.encode(random)).into()
}

/// Refuses the names that are kept for the broker's own.
pub fn not_reserved(kind: &str, name: &str) -> Outcome {
    if name.starts_with("amq.") {
        return Err(Refusal::access(format!("{kind} name '{name}' contains reserved prefix 'amq.*'")));
    }
    Ok(())
}

/// RabbitMQ takes line ends out of the names that clients declare.
pub fn without_line_ends(name: &str) -> Name {
    if name.contains(['\r', '\n']) { name.replace(['\r', '\n'], "").into() } else { name.into() }
}
