//! Owns what a test may do to a node of its own: stop, kill, freeze and start it again.

use std::ops::Deref;

use rustix::process::{Signal, kill_process};

use super::node::Node;
use super::poll::until;

/// A node for one test. Dropping it ends it.
pub struct PrivateNode(pub(super) Node);

impl Deref for PrivateNode {
    type Target = Node;

    fn deref(&self) -> &Node {
        &self.0
    }
}

impl PrivateNode {
    /// Stops it in good order, which takes some seconds.
    pub fn stop(&self) {
        self.end(Signal::TERM);
    }

    /// Kills it.
    pub fn kill(&self) {
        self.end(Signal::KILL);
    }

    /// Starts it after [`PrivateNode::stop`] or [`PrivateNode::kill`]: same ports, same data.
    #[track_caller]
    pub fn start_again(&self) {
        assert!(self.server().is_none(), "the node runs");
        if let Err(why) = self.restart() {
            panic!("{why}");
        }
    }

    /// Freezes it: connections stay open, nothing answers.
    pub fn pause(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets it go on.
    pub fn resume(&self) {
        self.signal(Signal::CONT);
    }

    fn end(&self, signal: Signal) {
        self.signal(signal);
        until("the end of a node", || self.server().is_none().then_some(()));
    }

    #[track_caller]
    fn signal(&self, signal: Signal) {
        let server = self.server().expect("the node runs");
        kill_process(server, signal).expect("a running process can be signalled");
    }
}
