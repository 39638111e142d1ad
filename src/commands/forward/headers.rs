//! What an HTTP server learns of a message from the headers of a request.

use crate::amqp::{Delivery, FIELDS, header};
use crate::http::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

/// For a body of which nobody says what it is.
const ANY_BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");
/// The beginning of the names of what comes from a message.
const PREFIX: &str = "RMQ-";
/// The same for what comes from its headers.
const HEADER_PREFIX: &str = "RMQ-Header-";

/// Properties and headers of a message, as far as HTTP can carry them (RFC 9110, 5.1 and 5.5): a name that is no token
/// or a value with a control character in it is left out.
pub(super) fn headers_of(delivery: &Delivery, queue: &str) -> HeaderMap {
    let message = &delivery.message;
    let mut headers = HeaderMap::new();
    let redelivered = message.redelivered.to_string();
    for (name, value) in [
        ("Queue", queue),
        ("Exchange", &message.exchange),
        ("Routing-Key", &message.routing_key),
        ("Redelivered", &redelivered),
    ] {
        add(&mut headers, &format!("{PREFIX}{name}"), value.as_bytes());
    }
    for field in &FIELDS {
        let Some(value) = field.get(&message.properties).map(|value| value.to_string()) else { continue };
        let name = match field.name {
            "content_type" => CONTENT_TYPE.to_string(),
            "content_encoding" => CONTENT_ENCODING.to_string(),
            name => format!("{PREFIX}{}", name.replace('_', "-")),
        };
        add(&mut headers, &name, value.as_bytes());
    }
    headers.entry(CONTENT_TYPE).or_insert(ANY_BYTES);
    let names = message.properties.headers().iter().flat_map(|table| table.inner().keys());
    for name in names {
        let value = header(&message.properties, name.as_str()).unwrap_or_default();
        add(&mut headers, &format!("{HEADER_PREFIX}{name}"), &value);
    }
    headers
}

fn add(headers: &mut HeaderMap, name: &str, value: &[u8]) {
    if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value)) {
        // More headers than a request can have are as invalid as a wrong name.
        let _ = headers.try_append(name, value);
    }
}
