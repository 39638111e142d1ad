//! The messages that wait in a queue, in order.

use std::collections::VecDeque;
use std::sync::Arc;

use super::message::{Entry, Message};

/// Never, in the state's milliseconds.
pub const NEVER: u64 = u64::MAX;

/// Places that an empty line may keep for messages to come.
const SPARE: usize = 4096;

/// Messages: by priority, and each where it came.
#[derive(Debug)]
pub struct Store {
    /// One line for each priority.
    lines: Vec<VecDeque<Entry>>,
    /// What came back to a quorum queue, in the order in which it did: it goes before all others.
    returned: VecDeque<Entry>,
    /// Whether any message ever had a time to live.
    timed: bool,
    ready: usize,
    ready_bytes: usize,
    next_position: u64,
}

impl Store {
    /// None yet, with lines for priorities up to this.
    pub fn new(max_priority: u8) -> Self {
        let lines = vec![VecDeque::new(); usize::from(max_priority) + 1];
        Self { lines, returned: VecDeque::new(), timed: false, ready: 0, ready_bytes: 0, next_position: 0 }
    }

    /// Messages that wait.
    pub fn ready(&self) -> usize {
        self.ready
    }

    /// Bytes of the bodies of those that wait.
    pub fn ready_bytes(&self) -> usize {
        self.ready_bytes
    }

    /// A place for one more message, behind all others.
    pub fn entry(&mut self, message: Arc<Message>, expires: u64) -> Entry {
        let position = self.next_position;
        self.next_position += 1;
        self.timed |= expires != NEVER;
        Entry { message, position, expires, returns: 0, redelivered: false }
    }

    /// Puts a message at the end; `expires` in the state's milliseconds.
    pub fn push(&mut self, message: Arc<Message>, expires: u64) {
        self.add(1, message.body_len());
        let line = self.line(message.priority);
        let entry = self.entry(message, expires);
        self.lines[line].push_back(entry);
    }

    /// Puts a message back where it was.
    pub fn put_back(&mut self, entry: Entry) {
        self.add(1, entry.message.body_len());
        let line = self.line(entry.message.priority);
        let line = &mut self.lines[line];
        let at = line.partition_point(|other| other.position < entry.position);
        line.insert(at, entry);
    }

    /// Puts a message that came back before all others, behind those that came back earlier.
    pub fn put_first(&mut self, entry: Entry) {
        self.add(1, entry.message.body_len());
        self.returned.push_back(entry);
    }

    /// Puts a message that came back behind all others.
    pub fn put_last(&mut self, mut entry: Entry) {
        entry.position = self.next_position;
        self.next_position += 1;
        self.put_back(entry);
    }

    /// The next message to be delivered.
    pub fn take(&mut self) -> Option<Entry> {
        let entry = self.in_order().find_map(VecDeque::pop_front)?;
        self.remove(1, entry.message.body_len());
        if self.ready == 0 {
            self.in_order().filter(|line| line.capacity() > SPARE).for_each(VecDeque::shrink_to_fit);
        }
        Some(entry)
    }

    /// Takes messages whose time has come off the head; one behind a longer-lived one waits for it, whether that has
    /// the same priority or a higher one, as in RabbitMQ.
    pub fn expired(&mut self, until: u64) -> Vec<Entry> {
        let mut dead = Vec::new();
        if !self.timed {
            return dead;
        }
        for line in self.in_order() {
            while line.front().is_some_and(|entry| entry.expires <= until) {
                dead.extend(line.pop_front());
            }
            if !line.is_empty() {
                break;
            }
        }
        self.remove(dead.len(), dead.iter().map(|entry| entry.message.body_len()).sum());
        dead
    }

    /// When the head expires.
    pub fn next_expiry(&self) -> u64 {
        if !self.timed {
            return NEVER;
        }
        let mut heads = [&self.returned].into_iter().chain(self.lines.iter().rev()).filter_map(VecDeque::front);
        heads.next().map_or(NEVER, |entry| entry.expires)
    }

    /// Drops all that wait, and tells how many.
    pub fn purge(&mut self) -> usize {
        self.in_order().for_each(|line| *line = VecDeque::new());
        self.ready_bytes = 0;
        std::mem::take(&mut self.ready)
    }

    /// Everything that waits, line by line.
    #[cfg(any(test, fuzzing))]
    pub fn lines(&self) -> impl Iterator<Item = &VecDeque<Entry>> {
        std::iter::once(&self.returned).chain(&self.lines)
    }

    /// All lines, the one to be served first before the others.
    fn in_order(&mut self) -> impl Iterator<Item = &mut VecDeque<Entry>> {
        std::iter::once(&mut self.returned).chain(self.lines.iter_mut().rev())
    }

    fn line(&self, priority: u8) -> usize {
        usize::from(priority).min(self.lines.len() - 1)
    }

    fn add(&mut self, count: usize, bytes: usize) {
        self.ready += count;
        self.ready_bytes += bytes;
    }

    fn remove(&mut self, count: usize, bytes: usize) {
        self.ready -= count;
        self.ready_bytes -= bytes;
    }
}
