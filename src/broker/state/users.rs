//! Users: passwords, and what each may do in which vhost.

use std::collections::BTreeMap;

use regex::Regex;

use super::fault::{Outcome, Refusal};

/// What somebody wants to do with a queue or an exchange (RabbitMQ documentation, "Access Control").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Create and delete.
    Configure,
    /// Publish, and bind to.
    Write,
    /// Consume, and bind from.
    Read,
}

/// Names that match a regular expression.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As it was given.
    pub text: String,
    regex: Regex,
}

impl Pattern {
    /// Reads an expression; the empty one matches the empty name only.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(text: &str) -> Result<Self, String> {
        let expression = if text.is_empty() { "^$" } else { text };
        let regex = Regex::new(expression).map_err(|error| error.to_string())?;
        Ok(Self { text: text.to_owned(), regex })
    }

    fn matches(&self, name: &str) -> bool {
        self.text == ".*" || self.regex.is_match(name)
    }
}

/// What a user may do in one vhost.
#[derive(Debug, Clone)]
pub struct Permissions {
    /// What may be created and deleted.
    pub configure: Pattern,
    /// What may be published to.
    pub write: Pattern,
    /// What may be read from.
    pub read: Pattern,
}

impl Permissions {
    /// Everything.
    ///
    /// # Errors
    /// None that is known of: the expression is right.
    pub fn all() -> Result<Self, String> {
        let everything = Pattern::new(".*")?;
        Ok(Self { configure: everything.clone(), write: everything.clone(), read: everything })
    }

    fn of(&self, access: Access) -> &Pattern {
        match access {
            Access::Configure => &self.configure,
            Access::Write => &self.write,
            Access::Read => &self.read,
        }
    }
}

/// Somebody who may log in.
#[derive(Debug, Clone)]
pub struct User {
    /// In the clear: it lives as long as the broker.
    pub password: String,
    /// Such as `administrator`, for the management API.
    pub tags: Vec<String>,
    /// By vhost.
    pub permissions: BTreeMap<String, Permissions>,
    /// Whether only programs on this machine may use the name, as it is with guest.
    pub loopback_only: bool,
}

/// All users by name.
pub type Users = BTreeMap<String, User>;

/// Refuses what a user may not do; `what` is `queue 'q' in vhost '/'`.
pub fn permit(
    users: &Users,
    user: &str,
    vhost: &str,
    access: Access,
    name: &str,
    what: impl Fn() -> String,
) -> Outcome {
    let permissions = users.get(user).and_then(|user| user.permissions.get(vhost));
    if permissions.is_some_and(|permissions| permissions.of(access).matches(name)) {
        return Ok(());
    }
    Err(Refusal::access(format!("access to {} refused for user '{user}'", what())))
}
