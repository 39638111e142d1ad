//! What a broker is started with.

use crate::broker::state::rules::Rules;

/// Somebody who may log in, to every vhost.
#[derive(Debug, Clone)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password, in the clear.
    pub password: String,
    /// Whether only programs on this machine may use it.
    pub loopback_only: bool,
}

impl Login {
    /// RabbitMQ's default user.
    #[must_use]
    pub fn guest() -> Self {
        Self { user: "guest".to_owned(), password: "guest".to_owned(), loopback_only: true }
    }
}

/// What a broker is started with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which version is imitated.
    pub rules: Rules,
    /// The users.
    pub logins: Vec<Login>,
    /// The vhosts.
    pub vhosts: Vec<String>,
    /// Bytes of messages above which publishers wait.
    pub max_memory: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { rules: Rules::CLASSIC, logins: vec![Login::guest()], vhosts: vec!["/".to_owned()], max_memory: None }
    }
}
