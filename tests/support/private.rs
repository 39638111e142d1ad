//! Owns what a test may do to a node of its own: stop, kill, freeze and start it again.

use std::fs;
use std::ops::Deref;

use rustix::process::{Pid, Signal, kill_process};

use super::broker::Broker;
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

    /// Has a RabbitMQ write down what was declared. It confirms what is in a durable queue up to two seconds before that;
    /// killed meanwhile, it has forgotten the queue.
    pub fn write_down(&self) {
        if self.broker() == Broker::RabbitMq {
            self.eval("mnesia:sync_log().");
        }
    }

    /// Kills it. What is to be there again is best [written down](Self::write_down) before.
    pub fn kill(&self) {
        self.end(Signal::KILL);
    }

    /// Starts it after [`PrivateNode::stop`] or [`PrivateNode::kill`]: same ports, and its vhosts; queues and messages
    /// as far as its kind keeps them.
    #[track_caller]
    pub fn start_again(&self) {
        assert!(self.server().is_none(), "the node runs");
        if let Err(why) = self.restart() {
            panic!("{why}");
        }
    }

    /// Freezes it, to its last thread: connections stay open, nothing answers.
    pub fn pause(&self) {
        self.signal(Signal::STOP);
        let server = self.server().expect("a stopped process is still there");
        // The signal has only begun to stop it: a thread that is at work may still answer for a while.
        until("a node that stands still", || stands_still(server).then_some(()));
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

/// Whether every thread of a process is stopped (`proc_pid_stat(5)`: the state follows the name in brackets).
fn stands_still(process: Pid) -> bool {
    let threads = fs::read_dir(format!("/proc/{}/task", process.as_raw_nonzero())).expect("the process runs");
    threads.flatten().all(|thread| {
        let stat = fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
        stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('T'))
    })
}
