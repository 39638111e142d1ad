//! Owns the vhost that keeps a test apart from the others, and what tests do in it without the program
//! under test; what they see in it is in `watch`.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use super::api::Api;
use super::node::Node;

static CREATED: AtomicU32 = AtomicU32::new(1);

/// A vhost of one test, deleted on drop with everything in it.
pub struct Vhost {
    pub(super) api: Api,
    name: String,
}

impl Vhost {
    /// Creates one in which guest may do everything.
    #[track_caller]
    pub fn new(node: &Node) -> Self {
        let name = format!("test/{}", CREATED.fetch_add(1, Ordering::Relaxed));
        let vhost = Self { api: node.api(), name };
        vhost.api.put(&["vhosts", &vhost.name], &json!({}));
        vhost.permit("guest", [".*", ".*", ".*"]);
        node.remember(&vhost.name);
        vhost
    }

    /// Its name, with a slash in it as the default vhost has.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Lets a user configure, write and read what matches these regular expressions.
    #[track_caller]
    pub fn permit(&self, user: &str, [configure, write, read]: [&str; 3]) {
        let permissions = json!({"configure": configure, "write": write, "read": read});
        self.api.put(&["permissions", &self.name, user], &permissions);
    }

    /// Creates a queue; `properties` such as `{"durable": true, "arguments": {...}}`.
    #[track_caller]
    pub fn declare_queue(&self, queue: &str, properties: &Value) {
        self.api.put(&["queues", &self.name, queue], properties);
    }

    /// Deletes a queue.
    #[track_caller]
    pub fn delete_queue(&self, queue: &str) {
        self.api.delete(&["queues", &self.name, queue]);
    }

    /// Creates an exchange; `properties` such as `{"type": "fanout", "durable": false}`.
    #[track_caller]
    pub fn declare_exchange(&self, exchange: &str, properties: &Value) {
        self.api.put(&["exchanges", &self.name, exchange], properties);
    }

    /// Binds a queue to an exchange.
    #[track_caller]
    pub fn bind(&self, exchange: &str, queue: &str, key: &str, arguments: &Value) {
        let binding = json!({"routing_key": key, "arguments": arguments});
        self.api.post(&["bindings", &self.name, "e", exchange, "q", queue], &binding);
    }

    /// Publishes text (to the default exchange it is `amq.default`) and answers whether it was routed.
    #[track_caller]
    pub fn publish(&self, exchange: &str, key: &str, body: &str, properties: &Value) -> bool {
        let message = json!({
            "routing_key": key, "payload": body, "payload_encoding": "string", "properties": properties,
        });
        let answer = self.api.post(&["exchanges", &self.name, exchange, "publish"], &message);
        answer["routed"] == true
    }

    /// Takes at most `count` messages off a queue, as the API describes them: `payload`, `payload_encoding`,
    /// `properties`, `exchange`, `routing_key`, `redelivered`.
    #[track_caller]
    pub fn take(&self, queue: &str, count: u32) -> Vec<Value> {
        let order = json!({"count": count, "ackmode": "ack_requeue_false", "encoding": "auto"});
        match self.api.post(&["queues", &self.name, queue, "get"], &order) {
            Value::Array(messages) => messages,
            other => panic!("messages expected: {other}"),
        }
    }
}

impl Drop for Vhost {
    fn drop(&mut self) {
        self.api.discard(&["vhosts", &self.name]);
    }
}
