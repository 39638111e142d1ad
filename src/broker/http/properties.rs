//! The properties of a message as JSON, and back (AMQP 0-9-1 section 1.8).

use amq_protocol::protocol::BasicProperties;
use amq_protocol::types::ShortString;
use serde_json::{Map, Value};

use super::answer::{Answer, Outcome};
use super::fields;
use crate::wire;

/// Reads properties; names that are none of the protocol's are ignored, as RabbitMQ does.
///
/// # Errors
/// 400.
pub fn from_json(given: &Value) -> Outcome<BasicProperties> {
    let given = match given {
        Value::Object(given) => given,
        Value::Array(items) if items.is_empty() => &Map::new(),
        _ => return Err(Answer::bad("properties are not an object")),
    };
    let mut properties = BasicProperties::default();
    if let Some(headers) = given.get("headers") {
        let Value::Object(headers) = headers else { return Err(Answer::bad("headers are not an object")) };
        properties = properties.with_headers(fields::from_json(headers)?);
    }
    for (name, set) in TEXTS {
        if let Some(value) = given.get(name) {
            let text = value.as_str().ok_or_else(|| Answer::bad(Value::from(vec!["not_string", name])))?;
            properties = set(properties, fields::short(text)?);
        }
    }
    let octet = |name: &str| number(given, name).map(|number| number.and_then(|number| u8::try_from(number).ok()));
    if let Some(mode) = octet("delivery_mode")? {
        properties = properties.with_delivery_mode(mode);
    }
    if let Some(priority) = octet("priority")? {
        properties = properties.with_priority(priority);
    }
    if let Some(timestamp) = number(given, "timestamp")? {
        properties = properties.with_timestamp(timestamp);
    }
    Ok(properties)
}

type Set = fn(BasicProperties, ShortString) -> BasicProperties;

const TEXTS: [(&str, Set); 10] = [
    ("content_type", BasicProperties::with_content_type),
    ("content_encoding", BasicProperties::with_content_encoding),
    ("correlation_id", BasicProperties::with_correlation_id),
    ("reply_to", BasicProperties::with_reply_to),
    ("expiration", BasicProperties::with_expiration),
    ("message_id", BasicProperties::with_message_id),
    ("type", BasicProperties::with_type),
    ("user_id", BasicProperties::with_user_id),
    ("app_id", BasicProperties::with_app_id),
    ("cluster_id", BasicProperties::with_cluster_id),
];

/// A whole number that is not negative; octets are checked by whoever wants one.
fn number(given: &Map<String, Value>, name: &str) -> Outcome<Option<u64>> {
    let Some(value) = given.get(name) else { return Ok(None) };
    let limit = if name == "timestamp" { u64::MAX } else { u8::MAX.into() };
    let number = value.as_u64().filter(|number| *number <= limit);
    number.map(Some).ok_or_else(|| Answer::bad(Value::from(vec!["not_int", name])))
}

/// Shows raw properties; none is an empty list, as RabbitMQ has it.
pub fn to_json(raw: &[u8]) -> Value {
    let Ok(properties) = wire::properties(raw) else { return Value::Array(Vec::new()) };
    let mut shown = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            shown.insert(name.to_owned(), value);
        }
    };
    let text = |text: &Option<ShortString>| text.as_ref().map(|text| text.as_str().into());
    put("content_type", text(properties.content_type()));
    put("content_encoding", text(properties.content_encoding()));
    put("headers", properties.headers().as_ref().map(fields::to_json));
    put("delivery_mode", properties.delivery_mode().map(Value::from));
    put("priority", properties.priority().map(Value::from));
    put("correlation_id", text(properties.correlation_id()));
    put("reply_to", text(properties.reply_to()));
    put("expiration", text(properties.expiration()));
    put("message_id", text(properties.message_id()));
    put("timestamp", properties.timestamp().map(Value::from));
    put("type", text(properties.kind()));
    put("user_id", text(properties.user_id()));
    put("app_id", text(properties.app_id()));
    put("cluster_id", text(properties.cluster_id()));
    if shown.is_empty() { Value::Array(Vec::new()) } else { Value::Object(shown) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn properties_go_both_ways() {
        let given = json!({
            "content_type": "text/plain", "content_encoding": "gzip", "headers": {"a": 1}, "delivery_mode": 2,
            "priority": 3, "correlation_id": "c", "reply_to": "r", "expiration": "100", "message_id": "m",
            "timestamp": 1234, "type": "t", "user_id": "u", "app_id": "a", "cluster_id": "x",
        });
        let raw = wire::encode_properties(&from_json(&given).unwrap());
        assert_eq!(to_json(&raw), given);
    }

    #[test]
    fn none_is_an_empty_list() {
        assert_eq!(to_json(&wire::encode_properties(&from_json(&json!({})).unwrap())), json!([]));
    }
}
