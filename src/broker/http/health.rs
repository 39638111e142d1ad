//! `/api/aliveness-test` and `/api/health/checks`.

use amq_protocol::types::FieldTable;
use serde_json::json;

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::{NODE, take};
use crate::broker::state::State;
use crate::broker::state::declare_queue::NewQueue;

/// The queue that a message goes through.
const QUEUE: &str = "aliveness-test";

/// Declares a queue, and lets a message through.
pub fn aliveness(state: &mut State, call: &Call) -> Outcome {
    let vhost = call.vhost(state)?;
    take::expect_in(state, call, &vhost)?;
    let user = &call.who.name;
    let new = NewQueue {
        name: QUEUE,
        // Where the rules know no other, a durable one.
        durable: !state.rules.transient_queues,
        exclusive: false,
        auto_delete: false,
        arguments: FieldTable::default(),
    };
    let refused = |refusal| Answer::refused_on_channel(&refusal);
    state.declare_queue(user, &vhost, None, new).map_err(refused)?;
    state.publish_as(user, &vhost, "", QUEUE, &[0, 0], b"test_message").map_err(refused)?;
    state.take_as(user, &vhost, QUEUE, 1, None).map_err(refused)?;
    Ok(Answer::ok(json!({"status": "ok"})))
}

/// Nothing that could be wrong.
pub fn fine(_: &mut State, _: &Call) -> Outcome {
    Ok(Answer::ok(json!({"status": "ok"})))
}

/// Nothing that could be wrong without other nodes.
pub fn single_node(_: &mut State, _: &Call) -> Outcome {
    Ok(Answer::ok(json!({"status": "ok", "reason": "single node cluster"})))
}

/// Whether memory is short.
pub fn alarms(state: &mut State, _: &Call) -> Outcome {
    if !state.short_of_memory {
        return Ok(Answer::ok(json!({"status": "ok"})));
    }
    Err(Answer::unwell(json!({
        "status": "failed",
        "reason": "Resource alarm(s) in effect",
        "alarms": [{"node": NODE, "resource": "memory"}],
    })))
}

/// Whether the broker listens at a port.
pub fn port_listener(_: &mut State, call: &Call) -> Outcome {
    let wanted: u16 = call.name("port").parse().map_err(|_| Answer::bad("not a port"))?;
    let ports: Vec<_> = [call.places.amqp, call.places.http].into_iter().flatten().map(|place| place.port()).collect();
    if ports.contains(&wanted) {
        return Ok(Answer::ok(json!({"status": "ok", "port": wanted})));
    }
    Err(Answer::unwell(json!({"status": "failed", "reason": "No active listener", "missing": wanted, "ports": ports})))
}

/// Whether the broker speaks a protocol.
pub fn protocol_listener(_: &mut State, call: &Call) -> Outcome {
    let wanted = call.name("protocol");
    let known = match wanted {
        "amqp" | "amqp091" | "amqp0.9.1" => Some("amqp"),
        "http" | "management" => Some("http"),
        _ => None,
    };
    if let Some(protocol) = known {
        return Ok(Answer::ok(json!({"status": "ok", "protocol": protocol})));
    }
    let protocols = ["http", "amqp"];
    Err(Answer::unwell(
        json!({"status": "failed", "reason": "No active listener", "missing": wanted, "protocols": protocols}),
    ))
}
