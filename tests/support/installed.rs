//! Owns where RabbitMQ is on this machine, and what is said when it is not there.

use std::path::Path;

/// Debian's, Fedora's and the official packages' place. `rabbitmq-server` in `PATH` will not do: that one
/// changes directory and user.
pub const SERVER: &str = "/usr/lib/rabbitmq/bin/rabbitmq-server";

/// What is wrong, and what to do.
pub const MISSING: &str = "RabbitMQ not installed (apt-get install rabbitmq-server)";

/// Whether it is there.
pub fn is_installed() -> bool {
    Path::new(SERVER).exists()
}
