//! A queue as the API shows it.

use serde_json::{Map, Value, json};

use super::{NODE, channels, consumers, exchanges, fields, stats};
use crate::broker::state::State;
use crate::broker::state::arguments::QueueType;
use crate::broker::state::message::OVERHEAD;
use crate::broker::state::queue::Queue;

/// How much is told of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// What was declared.
    Declared,
    /// That, and how many messages there are at this moment.
    Totals,
    /// That, and all that is measured; of a queue that is so new that nothing was measured, only what was declared.
    Measured,
}

/// Shows a queue.
pub fn show(queue: &Queue, depth: Depth) -> Map<String, Value> {
    let mut shown = Map::new();
    let mut put = |name: &str, value: Value| {
        shown.insert(name.to_owned(), value);
    };
    put("arguments", fields::to_json(&queue.arguments));
    put("auto_delete", queue.auto_delete.into());
    put("durable", queue.durable.into());
    put("exclusive", queue.owner.is_some().into());
    put("name", (*queue.name).into());
    if queue.options.queue_type == QueueType::Quorum {
        put("leader", NODE.into());
        put("members", json!([NODE]));
        put("online", json!([NODE]));
    }
    put("node", NODE.into());
    put("type", queue.options.queue_type.name().into());
    put("vhost", (*queue.vhost).into());
    match depth {
        Depth::Declared => put("state", "live".into()),
        Depth::Totals => {
            put("state", "running".into());
            totals(queue, &mut put);
        }
        Depth::Measured if queue.counters.sampled() => {
            put("state", "running".into());
            totals(queue, &mut put);
            measured(queue, &mut put);
        }
        Depth::Measured => {}
    }
    shown
}

fn totals(queue: &Queue, put: &mut impl FnMut(&str, Value)) {
    put("messages", (queue.ready() + queue.unacked).into());
    put("messages_ready", queue.ready().into());
    put("messages_unacknowledged", queue.unacked.into());
}

fn measured(queue: &Queue, put: &mut impl FnMut(&str, Value)) {
    let (ready, unacked) = (queue.store.ready_bytes(), queue.unacked_bytes);
    put("message_bytes", (ready + unacked).into());
    put("message_bytes_ready", ready.into());
    put("message_bytes_unacknowledged", unacked.into());
    put("memory", (ready + unacked + (queue.ready() + queue.unacked) * OVERHEAD).into());
    put("consumers", queue.consumers.len().into());
    let alone = queue.consumers.iter().find(|_| queue.consumers.is_exclusive());
    put("exclusive_consumer_tag", alone.map_or(Value::Null, |consumer| (*consumer.tag).into()));
    let active = queue.consumers.iter().find(|consumer| Some(consumer.id) == queue.consumers.active());
    put("single_active_consumer_tag", active.map_or(Value::Null, |consumer| (*consumer.tag).into()));
    put("policy", Value::Null);
    put("operator_policy", Value::Null);
    put("effective_policy_definition", json!({}));
    if let Some(stats) = stats::messages(&[&queue.counters]) {
        put("message_stats", stats);
    }
}

/// Shows a queue with everything about it.
pub fn show_one(state: &State, queue: &Queue, depth: Depth) -> Value {
    let mut shown = show(queue, depth);
    if let Some(owner) = queue.owner.and_then(|owner| state.connections.get(&owner)) {
        shown.insert("owner_pid_details".to_owned(), channels::connection_details(owner));
    }
    if depth == Depth::Measured {
        let consumers: Vec<_> =
            queue.consumers.iter().filter_map(|consumer| consumers::show(state, queue, consumer)).collect();
        shown.insert("consumer_details".to_owned(), consumers.into());
        shown.insert("deliveries".to_owned(), json!([]));
        shown.insert("incoming".to_owned(), exchanges::no_details());
    }
    Value::Object(shown)
}
