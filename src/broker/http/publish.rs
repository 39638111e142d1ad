//! `/api/exchanges/VHOST/NAME/publish`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{self, Call};
use super::{fields, properties, take};
use crate::broker::state::State;
use crate::broker::state::publish::Fate;
use crate::wire;

/// Publishes a message, and tells whether it went anywhere.
pub fn publish(state: &mut State, call: &Call) -> Outcome {
    let vhost = call.vhost(state)?;
    take::expect_in(state, call, &vhost)?;
    let object = call.object_with(&["routing_key", "properties", "payload", "payload_encoding"])?;
    let key = call::text(&object, "routing_key")?;
    fields::short(key)?;
    let Some(Value::String(payload)) = object.get("payload") else { return Err(Answer::bad("payload_not_string")) };
    let decoded;
    let body = match call::text(&object, "payload_encoding")? {
        "string" => payload.as_bytes(),
        "base64" => {
            let wrong = |_| Answer::bad(Value::from(vec!["not_base64", payload.as_str()]));
            decoded = STANDARD.decode(payload).map_err(wrong)?;
            &decoded
        }
        other => return Err(Answer::bad(Value::from(vec!["unsupported_encoding", other]))),
    };
    let properties = properties::from_json(object.get("properties").unwrap_or(&Value::Null))?;
    let raw = wire::encode_properties(&properties);
    let fate = state.publish_as(&call.who.name, &vhost, call.exchange("exchange"), key, &raw, body);
    match fate.map_err(|refusal| Answer::refused_publish(&refusal))? {
        Fate::Queued => Ok(Answer::ok(json!({"routed": true}))),
        Fate::Unroutable => Ok(Answer::ok(json!({"routed": false}))),
        Fate::Refused => Err(Answer::bad("rejected Unable to publish message. Check queue limits.")),
    }
}
