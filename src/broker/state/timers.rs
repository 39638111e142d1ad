//! The clock: messages that expire, and queues that nobody uses.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::State;
use super::dead_letter::Reason;
use super::ids::QueueId;
use super::store::NEVER;

/// Queues to look at, the soonest first.
#[derive(Debug, Default)]
pub struct Timers(BinaryHeap<Reverse<(u64, QueueId)>>);

impl State {
    /// Tells the time, in milliseconds since the broker began.
    pub fn set_clock(&mut self, now: u64) {
        self.now = now;
    }

    /// When something is to be done next; `None` for never.
    pub fn next_alarm(&self) -> Option<u64> {
        self.timers.0.peek().map(|Reverse((when, _))| *when)
    }

    /// Does what is due.
    pub fn tick(&mut self) {
        while let Some(Reverse((when, id))) = self.timers.0.peek().copied() {
            if when > self.now {
                break;
            }
            self.timers.0.pop();
            let now = self.now;
            let Some(queue) = self.queues.get_mut(&id) else { continue };
            if queue.alarm == when {
                queue.alarm = NEVER;
            }
            let dead = queue.store.expired(now);
            let unused = queue.consumers.is_empty()
                && queue.options.expires.is_some_and(|expires| queue.last_used.saturating_add(expires) <= now);
            self.let_die(id, dead, Reason::Expired);
            if unused {
                self.remove_queue(id);
            } else {
                self.set_alarm(id);
            }
        }
        self.bury();
    }

    /// Drops messages at the head of a queue whose time has come.
    pub(in crate::broker) fn drop_expired(&mut self, id: QueueId) {
        let now = self.now;
        let Some(queue) = self.queues.get_mut(&id) else { return };
        let dead = queue.store.expired(now);
        self.let_die(id, dead, Reason::Expired);
        self.set_alarm(id);
    }

    /// Remembers how much happened in each queue, for the rates of the management API.
    pub fn sample(&mut self) {
        for queue in self.queues.values_mut() {
            queue.counters.sample(self.now);
        }
    }

    /// Has the clock look at a queue when its next message expires, or when it was unused for too long.
    pub(in crate::broker) fn set_alarm(&mut self, id: QueueId) {
        let Some(queue) = self.queues.get_mut(&id) else { return };
        let expiry = queue.store.next_expiry();
        let end = match queue.options.expires {
            Some(expires) if queue.consumers.is_empty() => queue.last_used.saturating_add(expires),
            _ => NEVER,
        };
        let when = expiry.min(end);
        if when < queue.alarm {
            queue.alarm = when;
            self.timers.0.push(Reverse((when, id)));
        }
    }
}
