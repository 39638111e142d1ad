//! `/api/queues/VHOST/NAME/get`: messages are taken off a queue, and put back if that is what is wanted.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{self, Call};
use super::properties;
use crate::broker::state::State;
use crate::broker::state::channel::Settle;
use crate::broker::state::order::Taken;

/// Refuses whoever has no permissions for a vhost at all, which includes administrators.
///
/// # Errors
/// 401.
pub fn expect_in(state: &State, call: &Call, vhost: &str) -> Outcome<()> {
    if call.who.is_in(state, vhost) { Ok(()) } else { Err(Answer::unauthorised("Access refused.")) }
}

/// Takes messages.
pub fn take(state: &mut State, call: &Call) -> Outcome {
    let vhost = call.vhost(state)?;
    expect_in(state, call, &vhost)?;
    let object = call.object_with(&["ackmode", "count", "encoding"])?;
    let count = call::integer(object.get("count").unwrap_or(&Value::Null))?;
    // Less than none is all there are, as RabbitMQ counts down to none.
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let truncate = object.get("truncate").map(call::integer).transpose()?;
    let truncate = truncate.map(|length| usize::try_from(length).unwrap_or(0));
    let as_base64 = match object.get("encoding").and_then(Value::as_str) {
        Some("auto") => false,
        Some("base64") => true,
        _ => return Err(Answer::bad("Unsupported encoding. Please use auto or base64.")),
    };
    let how = match object.get("ackmode").and_then(Value::as_str) {
        Some("ack_requeue_false") => None,
        Some("ack_requeue_true" | "reject_requeue_true") => Some(Settle::Requeue),
        Some("reject_requeue_false") => Some(Settle::Discard),
        _ => return Err(Answer::bad(Value::from(vec!["unknown", "ackmode"]))),
    };
    let taken = state.take_as(&call.who.name, &vhost, call.name("queue"), count, how);
    let taken = taken.map_err(|refusal| Answer::refused_on_channel(&refusal))?;
    Ok(Answer::ok(taken.iter().map(|taken| show(taken, as_base64, truncate)).collect::<Value>()))
}

fn show(taken: &Taken, as_base64: bool, truncate: Option<usize>) -> Value {
    let message = &taken.entry.message;
    let whole = message.body();
    let body: Bytes = whole.slice(..truncate.unwrap_or(usize::MAX).min(whole.len()));
    let (payload, encoding) = match std::str::from_utf8(&body) {
        Ok(text) if !as_base64 => (text.to_owned(), "string"),
        _ => (STANDARD.encode(&body), "base64"),
    };
    json!({
        "payload_bytes": whole.len(),
        "redelivered": taken.entry.redelivered,
        "exchange": *message.exchange,
        "routing_key": String::from_utf8_lossy(message.key()),
        "message_count": taken.left,
        "properties": properties::to_json(&taken.properties),
        "payload": payload,
        "payload_encoding": encoding,
    })
}
