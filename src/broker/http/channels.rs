//! `/api/channels`.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::{NODE, connections, consumers, list};
use crate::broker::state::State;
use crate::broker::state::channel::Channel;
use crate::broker::state::connection::Connection;

/// Whose channel or queue something is.
pub fn connection_details(connection: &Connection) -> Value {
    json!({
        "name": connection.name(),
        "peer_host": connection.peer.ip().to_string(),
        "peer_port": connection.peer.port(),
    })
}

/// The name of a channel, as RabbitMQ gives them.
pub fn name(connection: &Connection, number: u16) -> String {
    format!("{} ({number})", connection.name())
}

fn show(connection: &Connection, number: u16, channel: &Channel) -> Value {
    let waiting = channel.transaction.as_ref();
    json!({
        "acks_uncommitted": waiting.map_or(0, |waiting| waiting.settles.len()),
        "confirm": channel.confirms.is_some(),
        "connection_details": connection_details(connection),
        "consumer_count": channel.consumers.len(),
        "global_prefetch_count": channel.global_prefetch,
        "messages_unacknowledged": channel.unacked.len() + waiting.map_or(0, |waiting| waiting.settles.len()),
        "messages_uncommitted": waiting.map_or(0, |waiting| waiting.publishes.len()),
        "messages_unconfirmed": 0,
        "name": name(connection, number),
        "node": NODE,
        "number": number,
        "prefetch_count": channel.prefetch,
        "state": "running",
        "transactional": channel.transaction.is_some(),
        "user": *connection.user,
        "user_who_performed_action": *connection.user,
        "vhost": *connection.vhost,
    })
}

/// The channels of a connection that its client can use.
pub fn of(connection: &Connection) -> impl Iterator<Item = (u16, &Channel)> {
    connection.channels.iter().map(|(number, channel)| (*number, channel)).filter(|(_, channel)| !channel.closing)
}

fn all<'a>(connections: impl Iterator<Item = &'a Connection>) -> Vec<Value> {
    connections
        .flat_map(|connection| of(connection).map(move |(number, channel)| show(connection, number, channel)))
        .collect()
}

/// All that may be seen.
pub fn list(state: &mut State, call: &Call) -> Outcome {
    let seen = state.connections.values().filter(|connection| connections::is_visible(call, connection));
    list::paged(call, all(seen), list::BY_NAME)
}

/// Those in the vhost of the path.
pub fn of_vhost(state: &mut State, call: &Call) -> Outcome {
    let vhost = call.vhost(state)?;
    let there = |connection: &&Connection| connection.vhost == vhost && connections::is_visible(call, connection);
    list::whole(call, all(state.connections.values().filter(there)), list::BY_NAME)
}

/// Those of the connection of the path.
pub fn of_connection(state: &mut State, call: &Call) -> Outcome {
    let connection = connections::seen(state, call)?;
    list::whole(call, all(std::iter::once(connection)), list::BY_NAME)
}

/// One.
pub fn one(state: &mut State, call: &Call) -> Outcome {
    let wanted = call.name("channel");
    let mut seen = state.connections.values().filter(|connection| connections::is_visible(call, connection));
    let found = seen.find_map(|connection| {
        let mut channels = of(connection);
        let (number, channel) = channels.find(|(number, _)| name(connection, *number) == wanted)?;
        Some((connection, number, channel))
    });
    let (connection, number, channel) = found.ok_or_else(Answer::missing)?;
    let mut shown = show(connection, number, channel);
    let consumers: Vec<_> = channel
        .consumers
        .values()
        .filter_map(|(queue, id)| {
            let queue = state.queues.get(queue)?;
            let consumer = queue.consumers.iter().find(|consumer| consumer.id == *id)?;
            consumers::show(state, queue, consumer)
        })
        .collect();
    shown["consumer_details"] = consumers.into();
    shown["publishes"] = json!([]);
    shown["deliveries"] = json!([]);
    list::single(call, shown)
}
