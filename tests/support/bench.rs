//! Owns the fixture that most tests begin with: a vhost of one's own, and programs that find it.

use std::ffi::OsStr;
use std::path::Path;

use tempfile::TempDir;

use super::api::Api;
use super::broker::Broker;
use super::cmd::Cmd;
use super::node::Node;
use super::peer::{NO_ACK, Peer};
use super::scratch;
use super::vhost::Vhost;

/// A vhost on a node, and a directory for files.
pub struct Bench<'a> {
    node: &'a Node,
    vhost: Vhost,
    dir: TempDir,
}

impl Bench<'static> {
    /// On the shared node.
    #[track_caller]
    pub fn new() -> Self {
        Self::on(Node::shared())
    }
}

impl<'a> Bench<'a> {
    /// On this node.
    #[track_caller]
    pub fn on(node: &'a Node) -> Self {
        Self { node, vhost: Vhost::new(node), dir: scratch::dir() }
    }

    /// The kind of broker, and the words in which the kinds differ.
    pub fn broker(&self) -> Broker {
        self.node.broker()
    }

    /// The vhost, to prepare and inspect.
    pub fn vhost(&self) -> &Vhost {
        &self.vhost
    }

    /// A directory for the files of the test, in which its programs run.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The AMQP address.
    pub fn url(&self) -> String {
        self.node.url(self.vhost.name())
    }

    /// The management API's address.
    pub fn api_url(&self) -> String {
        self.node.api_url()
    }

    /// The management API.
    pub fn api(&self) -> Api {
        self.node.api()
    }

    /// `rmq` with these arguments, with the AMQP address in `RMQ_URL`.
    pub fn rmq<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Cmd {
        self.prepare(Cmd::rmq().args(args))
    }

    /// A client beside it, connected as guest.
    #[track_caller]
    pub fn peer(&self) -> Peer {
        self.peer_of("guest", "guest")
    }

    /// The same as another user.
    #[track_caller]
    pub fn peer_of(&self, user: &str, password: &str) -> Peer {
        Peer::open(self.node.amqp_port(), self.vhost.name(), user, password)
    }

    /// A peer that takes requests from a queue of its own making; the test answers them.
    #[track_caller]
    pub fn server(&self, queue: &str) -> Peer {
        let mut server = self.peer();
        server.declare(queue, 0).expect("there is no such queue");
        server.consume(queue, NO_ACK);
        server
    }

    /// Another program, with the AMQP address in `RMQ_URL` as well.
    pub fn program<A: AsRef<OsStr>>(&self, program: impl AsRef<OsStr>, args: impl IntoIterator<Item = A>) -> Cmd {
        self.prepare(Cmd::new(program).args(args))
    }

    fn prepare(&self, cmd: Cmd) -> Cmd {
        cmd.env("RMQ_URL", self.url()).cwd(self.dir())
    }
}
