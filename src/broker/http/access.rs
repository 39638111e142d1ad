//! Who asks, and what they may see (RabbitMQ documentation, "Management Plugin", "Access and Permissions").

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{AUTHORIZATION, HeaderMap};

use super::answer::{Answer, Outcome};
use crate::broker::state::State;

/// What one has to be for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// A user with a tag for this API.
    Management,
    /// One who may be in the vhost of the path.
    Vhost,
    /// One who may see the whole broker.
    Monitor,
    /// One who may set policies and parameters.
    Policymaker,
    /// One who may do everything.
    Administrator,
}

/// A user who has logged in.
#[derive(Debug, Clone)]
pub struct Who {
    /// The name.
    pub name: String,
    /// Such as `administrator`.
    pub tags: Vec<String>,
}

impl Who {
    /// Looks who asks: HTTP's basic authentication (RFC 7617).
    ///
    /// # Errors
    /// 401; 400 for credentials that are none.
    pub fn login(state: &State, headers: &HeaderMap, peer: SocketAddr) -> Outcome<Self> {
        let given = headers.get(AUTHORIZATION).ok_or_else(Answer::login_wanted)?;
        let given = given.to_str().map_err(|_| Answer::senseless())?;
        let (scheme, credentials) = given.split_once(' ').ok_or_else(Answer::senseless)?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return Err(Answer::login_failed());
        }
        let credentials = STANDARD.decode(credentials.trim()).map_err(|_| Answer::senseless())?;
        let credentials = String::from_utf8(credentials).map_err(|_| Answer::senseless())?;
        let (name, password) = credentials.split_once(':').ok_or_else(Answer::senseless)?;
        let user = state.users.get(name).filter(|user| user.password == password);
        let user = user.ok_or_else(Answer::login_failed)?;
        if user.loopback_only && !peer.ip().to_canonical().is_loopback() {
            return Err(Answer::unauthorised("User can only log in via localhost"));
        }
        Ok(Self { name: name.to_owned(), tags: user.tags.clone() })
    }

    fn has_any(&self, tags: &[&str]) -> bool {
        self.tags.iter().any(|tag| tags.contains(&tag.as_str()))
    }

    /// Whether everything may be done.
    pub fn is_administrator(&self) -> bool {
        self.has_any(&["administrator"])
    }

    /// Whether the whole broker may be seen.
    pub fn is_monitor(&self) -> bool {
        self.has_any(&["administrator", "monitoring"])
    }

    /// Whether what is in a vhost may be seen; what may be done there, permissions say.
    pub fn sees(&self, state: &State, vhost: &str) -> bool {
        self.is_administrator() || self.is_in(state, vhost)
    }

    /// Whether there are permissions for a vhost.
    pub fn is_in(&self, state: &State, vhost: &str) -> bool {
        state.users.get(&self.name).is_some_and(|user| user.permissions.contains_key(vhost))
    }

    /// Refuses those who are less than they have to be. A vhost that does not exist is nobody's secret.
    ///
    /// # Errors
    /// 401.
    pub fn expect(&self, level: Level, state: &State, vhost: Option<&str>) -> Outcome<()> {
        if !self.has_any(&["administrator", "monitoring", "policymaker", "management"]) {
            return Err(Answer::unauthorised("Not management user"));
        }
        let (enough, otherwise) = match level {
            Level::Management => (true, ""),
            Level::Vhost => {
                let hidden = vhost.is_some_and(|name| state.vhosts.contains_key(name) && !self.sees(state, name));
                (!hidden, "User not authorised to access virtual host")
            }
            Level::Monitor => (self.is_monitor(), "Not monitor user"),
            Level::Policymaker => {
                (self.has_any(&["administrator", "policymaker"]), "User not authorised to access object")
            }
            Level::Administrator => (self.is_administrator(), "Not administrator user"),
        };
        if enough { Ok(()) } else { Err(Answer::unauthorised(otherwise)) }
    }
}
