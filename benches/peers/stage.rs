//! Owns what the contestants meet: a RabbitMQ node, files with lines, and queues in the state that a work wants.

use std::cell::{Cell, RefCell};
use std::fs;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::clients::Clients;
use super::program::Watchdog;
use super::raw::Raw;
use super::raw::frames::{Manner, message};
use super::support::{Node, PATIENCE, PrivateNode, scratch_dir};
use super::work::{Flow, Work};

/// The body of every message.
pub const BODY: [u8; 40] = [b'x'; 40];

/// What `rmq send` does unless it is told otherwise: who compares himself with it does the same.
pub const MANNER: Manner = Manner { mandatory: true, delivery_mode: 2 };

/// A node and a directory of this run.
pub struct Stage {
    node: PrivateNode,
    /// For what is done between the turns.
    control: RefCell<Raw>,
    dir: TempDir,
    queues: Cell<u32>,
    pub clients: Clients,
    pub watchdog: Watchdog,
}

impl Stage {
    /// Starts the node.
    pub fn new() -> Self {
        let node = Node::rabbitmq("");
        let control = RefCell::new(Raw::open(node.amqp_port()));
        let (clients, watchdog) = (Clients::find(), Watchdog::start());
        Self { node, control, dir: scratch_dir(), queues: Cell::new(0), clients, watchdog }
    }

    /// The node's port.
    pub fn port(&self) -> u16 {
        self.node.amqp_port()
    }

    /// The node's address for programs.
    pub fn url(&self) -> String {
        self.node.url("/")
    }

    /// The node's version.
    pub fn version(&self) -> String {
        self.node.api().get(&["overview"])["rabbitmq_version"].as_str().unwrap_or("of unknown version").to_owned()
    }

    /// A file of the directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A file with so many bodies, a line each.
    pub fn lines(&self, count: u64) -> PathBuf {
        let path = self.path(&format!("lines-{count}"));
        if !path.exists() {
            let mut file = BufWriter::new(fs::File::create(&path).expect("the directory is writable"));
            for _ in 0..count {
                file.write_all(&BODY).and_then(|()| file.write_all(b"\n")).expect("the disk has room");
            }
            file.flush().expect("the disk has room");
        }
        path
    }

    /// The frames of one message to a queue, as `rmq send` publishes it.
    pub fn message(queue: &str, body: &[u8]) -> Vec<u8> {
        message(queue, MANNER, (0, &[]), body)
    }

    /// Makes a new queue, with `count` messages when they are to flow out of it: nobody finds what others have left.
    pub fn queue(&self, work: &Work, count: u64) -> String {
        let flow = work.flow;
        let name = format!("peers-{}", self.queues.replace(self.queues.get() + 1));
        if flow != Flow::None {
            self.control.borrow_mut().declare(&name);
        }
        if flow == Flow::Out {
            self.publish(&name, work.body, count);
            self.settled(&name, Flow::In, count).expect("the node takes messages");
        }
        name
    }

    /// Publishes so many messages.
    pub fn publish(&self, queue: &str, body: &[u8], count: u64) {
        self.control.borrow_mut().publish(&Self::message(queue, body), count);
    }

    /// Waits until the messages are where they are to be. What was published without confirms, or given back, may be late.
    pub fn settled(&self, queue: &str, flow: Flow, count: u64) -> Result<(), String> {
        if flow == Flow::None {
            return Ok(());
        }
        let wanted = if flow == Flow::In { count } else { 0 };
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = self.control.borrow_mut().depth(queue);
            if found == wanted {
                return Ok(());
            }
            if deadline < Instant::now() {
                return Err(format!("{found} messages in the queue afterwards, not {wanted}"));
            }
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// How many consumers a queue has.
    pub fn consumers(&self, queue: &str) -> u64 {
        self.control.borrow_mut().consumers(queue)
    }

    /// Deletes a queue, whatever is in it.
    pub fn discard(&self, queue: &str, flow: Flow) {
        if flow != Flow::None {
            self.control.borrow_mut().delete(queue);
        }
    }
}
