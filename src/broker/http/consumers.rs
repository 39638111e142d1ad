//! `/api/consumers`.

use serde_json::{Value, json};

use super::answer::Outcome;
use super::call::Call;
use super::{NODE, channels, fields, list};
use crate::broker::state::State;
use crate::broker::state::consumers::Consumer;
use crate::broker::state::queue::Queue;

/// Shows a consumer; nothing when its connection is just going.
pub fn show(state: &State, queue: &Queue, consumer: &Consumer) -> Option<Value> {
    let connection = state.connections.get(&consumer.connection)?;
    let is_active = queue.consumers.is_active(consumer.id);
    Some(json!({
        "ack_required": !consumer.no_ack,
        "active": is_active,
        "activity_status": if is_active {
            if queue.options.single_active { "single_active" } else { "up" }
        } else {
            "waiting"
        },
        "arguments": fields::to_json(&consumer.arguments),
        "channel_details": {
            "connection_name": connection.name(),
            "name": channels::name(connection, consumer.channel),
            "node": NODE,
            "number": consumer.channel,
            "peer_host": connection.peer.ip().to_string(),
            "peer_port": connection.peer.port(),
            "user": *connection.user,
        },
        "consumer_tag": *consumer.tag,
        "exclusive": consumer.exclusive,
        "prefetch_count": consumer.prefetch,
        "queue": {"name": *queue.name, "vhost": *queue.vhost},
    }))
}

/// All that may be seen, of one vhost or of all.
pub fn list(state: &mut State, call: &Call) -> Outcome {
    let one = call.vhost_name().map(|_| call.vhost(state)).transpose()?;
    let seen =
        |queue: &&Queue| one.as_ref().is_none_or(|one| *one == queue.vhost) && call.who.sees(state, &queue.vhost);
    let mut shown = Vec::new();
    for queue in state.queues.values().filter(seen) {
        shown.extend(queue.consumers.iter().filter_map(|consumer| show(state, queue, consumer)));
    }
    list::whole(call, shown, &["queue.vhost", "queue.name", "consumer_tag"])
}
