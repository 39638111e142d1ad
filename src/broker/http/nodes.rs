//! `/api/nodes`: the one that there is.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::{NODE, list};
use crate::broker::state::State;

fn show(state: &State) -> Value {
    let used = state.memory.used();
    json!({
        "name": NODE,
        // As RabbitMQ calls a node that keeps what it knows, and clients expect.
        "type": "disc",
        "running": true,
        "os_pid": std::process::id().to_string(),
        "uptime": state.now,
        "mem_used": used,
        "mem_limit": state.max_memory.map_or(Value::Null, Value::from),
        "mem_alarm": state.short_of_memory,
        "disk_free_alarm": false,
        "sockets_used": state.connections.len(),
        "partitions": [],
        "rates_mode": "basic",
        "exchange_types": [],
        "auth_mechanisms": [{"name": "PLAIN", "enabled": true}, {"name": "AMQPLAIN", "enabled": true}],
        "applications": [],
        "enabled_plugins": [],
        "contexts": [],
        "cluster_links": [],
    })
}

/// All, which is one.
pub fn list(state: &mut State, call: &Call) -> Outcome {
    list::whole(call, vec![show(state)], &["name"])
}

/// One.
pub fn one(state: &mut State, call: &Call) -> Outcome {
    if call.name("node") == NODE { list::single(call, show(state)) } else { Err(Answer::missing()) }
}

/// What the cluster calls itself.
pub fn cluster_name(_: &mut State, _: &Call) -> Outcome {
    Ok(Answer::ok(json!({"name": NODE})))
}
