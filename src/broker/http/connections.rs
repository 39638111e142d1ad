//! `/api/connections`: those whose vhost is open.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::{NODE, channels, fields, list};
use crate::broker::state::State;
use crate::broker::state::arguments::text;
use crate::broker::state::connection::{Connection, Phase};
use crate::broker::state::ids::ConnectionId;

fn show(connection: &Connection) -> Value {
    let mut shown = json!({
        "auth_mechanism": connection.mechanism,
        "channel_max": connection.channel_max,
        "channels": channels::of(connection).count(),
        "client_properties": fields::to_json(&connection.properties),
        "connected_at": connection.connected_at,
        "frame_max": connection.frame_max,
        "host": connection.local.ip().to_string(),
        "name": connection.name(),
        "node": NODE,
        "peer_host": connection.peer.ip().to_string(),
        "peer_port": connection.peer.port(),
        "port": connection.local.port(),
        "protocol": "AMQP 0-9-1",
        "recv_cnt": connection.traffic.frames_received,
        "recv_oct": connection.traffic.bytes_received,
        "send_cnt": connection.traffic.sent,
        "send_oct": connection.traffic.bytes_sent,
        "send_pend": connection.outbox.len(),
        "ssl": false,
        "state": if connection.blocked { "blocked" } else { "running" },
        "timeout": connection.heartbeat,
        "type": "network",
        "user": *connection.user,
        "user_who_performed_action": *connection.user,
        "vhost": *connection.vhost,
    });
    if let Some(name) = text(&connection.properties, "connection_name") {
        shown["user_provided_name"] = name.into();
    }
    shown
}

/// Whether somebody may see a connection: one's own, or all for a monitor.
pub fn is_visible(call: &Call, connection: &Connection) -> bool {
    connection.phase == Phase::Running && (call.who.is_monitor() || *connection.user == *call.who.name)
}

/// All that may be seen.
pub fn list(state: &mut State, call: &Call) -> Outcome {
    let seen = state.connections.values().filter(|connection| is_visible(call, connection));
    list::paged(call, seen.map(show).collect(), list::BY_NAME)
}

/// Those to the vhost of the path.
pub fn of_vhost(state: &mut State, call: &Call) -> Outcome {
    let vhost = call.vhost(state)?;
    let there = |connection: &&Connection| connection.vhost == vhost && is_visible(call, connection);
    list::whole(call, state.connections.values().filter(there).map(show).collect(), list::BY_NAME)
}

/// The connection of the path, if it is one's own or `others` may be touched.
fn find(state: &State, call: &Call, others: bool) -> Outcome<ConnectionId> {
    let name = call.name("connection");
    let is_it = |connection: &Connection| connection.phase == Phase::Running && connection.name() == name;
    let found = state.connections.iter().find(|(_, connection)| is_it(connection));
    let (id, connection) = found.ok_or_else(Answer::missing)?;
    if !others && *connection.user != *call.who.name {
        return Err(Answer::unauthorised("User not authorised to access object"));
    }
    Ok(*id)
}

/// One.
pub fn one(state: &mut State, call: &Call) -> Outcome {
    let id = find(state, call, call.who.is_monitor())?;
    let connection = state.connections.get(&id).ok_or_else(Answer::missing)?;
    list::single(call, show(connection))
}

/// The one of the path, to be looked into.
pub fn seen<'a>(state: &'a State, call: &Call) -> Outcome<&'a Connection> {
    let id = find(state, call, call.who.is_monitor())?;
    state.connections.get(&id).ok_or_else(Answer::missing)
}

/// Ends one.
pub fn delete(state: &mut State, call: &Call) -> Outcome {
    let id = find(state, call, call.who.is_administrator())?;
    state.force_close(id, call.reason.as_deref().unwrap_or("Closed via management plugin"));
    Ok(Answer::done())
}
