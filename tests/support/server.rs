//! Owns what a kind of broker must be able to do for a [`super::Node`].

use std::path::Path;

use super::broker::Broker;
use super::supervisor::Supervisor;

/// The loopback ports at which a broker is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    pub amqp: u16,
    pub api: u16,
}

/// How a broker of some kind is started, and when it serves clients.
pub trait Server: Send + Sync {
    /// The kind.
    fn broker(&self) -> Broker;

    /// Starts the process called `server`, and what it needs. A broker that keeps nothing over a restart makes
    /// these vhosts anew, with all permissions for guest.
    fn start(&self, supervisor: &mut Supervisor, vhosts: &[String]);

    /// Where clients are served; `None` when they are not, or not yet.
    fn ready(&self, supervisor: &Supervisor) -> Option<Ports>;

    /// Makes one that was started short of memory run out of it, if it has not from the start.
    fn exhaust(&self, ports: Ports);

    /// Evaluates Erlang in the broker whose directory this is, and answers what comes of it.
    fn eval(&self, _dir: &Path, erlang: &str) -> String {
        panic!("a broker of kind {:?} does not know Erlang: {erlang}", self.broker());
    }
}
