//! `/api/overview`, and what is always empty here.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::{NODE, channels, connections, list, stats};
use crate::broker::routing::ExchangeType;
use crate::broker::state::State;
use crate::broker::state::connection::Connection;
use crate::broker::state::queue::Queue;

const TYPES: [ExchangeType; 4] =
    [ExchangeType::Direct, ExchangeType::Fanout, ExchangeType::Headers, ExchangeType::Topic];

/// Something that one may ask for and that there is none of: policies, parameters, plugins.
pub fn nothing(_: &mut State, _: &Call) -> Outcome {
    Ok(Answer::ok(json!([])))
}

/// The broker as a whole, or as much of it as whoever asks may see.
pub fn show(state: &mut State, call: &Call) -> Outcome {
    let state = &*state;
    let seen = |vhost: &str| call.who.is_monitor() || call.who.sees(state, vhost);
    let queues = || state.queues.values().filter(|queue| seen(&queue.vhost));
    let sum = |of: fn(&Queue) -> usize| queues().map(of).sum::<usize>();
    let connections: Vec<&Connection> =
        state.connections.values().filter(|connection| connections::is_visible(call, connection)).collect();
    // With the default exchange, which is in no table.
    let exchanges = state.vhosts.iter().filter(|(name, _)| seen(name)).map(|(_, vhost)| vhost.exchanges.len() + 1);
    let types = TYPES.map(|kind| json!({"name": kind.as_str(), "enabled": true}));
    let mut shown = json!({
        "management_version": state.rules.version,
        "rates_mode": "basic",
        "exchange_types": types,
        "product_version": env!("CARGO_PKG_VERSION"),
        "product_name": "rmq",
        "rabbitmq_version": state.rules.version,
        "cluster_name": NODE,
        "disable_stats": false,
        "enable_queue_totals": false,
        "message_stats": {},
        "queue_totals": {
            "messages": sum(|queue| queue.ready() + queue.unacked),
            "messages_ready": sum(Queue::ready),
            "messages_unacknowledged": sum(|queue| queue.unacked),
        },
        "object_totals": {
            "channels": connections.iter().map(|connection| channels::of(connection).count()).sum::<usize>(),
            "connections": connections.len(),
            "exchanges": exchanges.sum::<usize>(),
            "queues": queues().count(),
        },
    });
    let counters: Vec<_> = queues().map(|queue| &queue.counters).collect();
    if let Some(stats) = stats::messages(&counters) {
        shown["message_stats"] = stats;
    }
    if call.who.is_monitor() {
        shown["object_totals"]["consumers"] = sum(|queue| queue.consumers.len()).into();
        shown["statistics_db_event_queue"] = 0.into();
        shown["node"] = NODE.into();
        shown["listeners"] = listeners(call);
        shown["contexts"] = json!([]);
    }
    list::single(call, shown)
}

/// Where the broker listens.
pub fn listeners(call: &Call) -> Value {
    [("amqp", call.places.amqp), ("http", call.places.http)]
        .into_iter()
        .filter_map(|(protocol, place)| {
            let place = place?;
            Some(json!({
                "node": NODE,
                "protocol": protocol,
                "ip_address": place.ip().to_string(),
                "port": place.port(),
                "socket_opts": {},
            }))
        })
        .collect()
}
