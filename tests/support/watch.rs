//! Owns what tests see in their vhost. The broker tells of changes with a delay, so most of this waits.

use serde_json::Value;

use super::poll::until;
use super::vhost::Vhost;

impl Vhost {
    /// What the API says of a queue; `None` when there is no such queue. The counters in
    /// it come late or not at all: see [`Vhost::queue_depth`].
    #[track_caller]
    pub fn queue(&self, queue: &str) -> Option<Value> {
        match self.api.try_get(&["queues", self.name(), queue]) {
            Ok(queue) => queue,
            Err(why) => panic!("queue {queue}: {why}"),
        }
    }

    /// How many messages are ready, and how many delivered and not acked. A queue that is busy reports every
    /// half second only: to see a change, use [`Vhost::wait_depth`].
    #[track_caller]
    pub fn queue_depth(&self, queue: &str) -> (u64, u64) {
        until(&format!("counters of queue {queue}"), || self.depth(queue))
    }

    /// Waits until so many messages are ready, and so many delivered and not acked.
    #[track_caller]
    pub fn wait_depth(&self, queue: &str, ready: u64, unacked: u64) {
        let what = format!("{ready} ready and {unacked} unacked messages in queue {queue}");
        until(&what, || self.depth(queue).filter(|depth| *depth == (ready, unacked)));
    }

    /// Waits until a queue has so many consumers, and answers what the API says of them.
    #[track_caller]
    pub fn wait_consumers(&self, queue: &str, count: usize) -> Vec<Value> {
        until(&format!("{count} consumers of queue {queue}"), || {
            let mut consumers = array(self.api.get(&["consumers", self.name()]));
            consumers.retain(|consumer| consumer["queue"]["name"] == queue);
            (consumers.len() == count).then_some(consumers)
        })
    }

    /// Waits for a connection whose client calls itself something with `text` in it, and answers what the
    /// API says of it.
    #[track_caller]
    pub fn wait_connection(&self, text: &str) -> Value {
        let named =
            |connection: &Value| connection["user_provided_name"].as_str().is_some_and(|name| name.contains(text));
        until(&format!("a connection named {text}"), || self.connections().into_iter().find(named))
    }

    /// Closes such a connection from the broker's side.
    #[track_caller]
    pub fn close_connection(&self, text: &str) {
        // One that has ended is listed for a while.
        until(&format!("a connection named {text} that can be closed"), || {
            let connection = self.wait_connection(text);
            let name = connection["name"].as_str().expect("a connection has a name");
            self.api.try_delete(&["connections", name]).then_some(())
        });
    }

    /// The connections to this vhost.
    #[track_caller]
    pub fn connections(&self) -> Vec<Value> {
        array(self.api.get(&["vhosts", self.name(), "connections"]))
    }

    fn depth(&self, queue: &str) -> Option<(u64, u64)> {
        let queues = array(self.api.queue_totals(self.name()).ok()??);
        let queue = queues.into_iter().find(|candidate| candidate["name"] == queue)?;
        Some((queue["messages_ready"].as_u64()?, queue["messages_unacknowledged"].as_u64()?))
    }
}

fn array(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        other => panic!("an array expected: {other}"),
    }
}
