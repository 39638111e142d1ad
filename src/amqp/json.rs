//! A message as one line of JSON, in both directions: what is written can be read back into the same message.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value as Json;

use super::ShortStr;
use super::message::{FIELDS, Message, Properties, PropertyValue, field};
use super::value::{table_from_json, table_to_json};

/// What a JSON line says of a message to publish. What it leaves out is for the command line to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Exchange to publish to.
    pub exchange: Option<ShortStr>,
    /// Routing key to publish with.
    pub routing_key: Option<ShortStr>,
    /// Basic properties and headers.
    pub properties: Properties,
    /// The body.
    pub body: Vec<u8>,
}

/// A message as it is written: straight from its parts, as every message of a flow comes through here.
struct Image<'a>(&'a Message);

impl Serialize for Image<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Message { exchange, routing_key, redelivered, properties, body } = self.0;
        let mut object = serializer.serialize_map(None)?;
        // UTF-8 stands as it is; anything else under another name, so that neither can be taken for the other.
        match std::str::from_utf8(body) {
            Ok(text) => object.serialize_entry("body", text)?,
            Err(_) => object.serialize_entry("body_base64", &BASE64.encode(body))?,
        }
        object.serialize_entry("exchange", exchange)?;
        object.serialize_entry("routing_key", routing_key)?;
        object.serialize_entry("redelivered", redelivered)?;
        if *properties != Properties::default() {
            object.serialize_entry("properties", &PropertiesImage(properties))?;
        }
        object.end()
    }
}

struct PropertiesImage<'a>(&'a Properties);

impl Serialize for PropertiesImage<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for field in &FIELDS {
            match field.get(self.0) {
                Some(PropertyValue::Text(text)) => object.serialize_entry(field.name, &text)?,
                Some(PropertyValue::Number(number)) => object.serialize_entry(field.name, &number)?,
                None => {}
            }
        }
        if let Some(headers) = self.0.headers() {
            object.serialize_entry("headers", &table_to_json(headers))?;
        }
        object.end()
    }
}

/// Writes a message as one line of JSON, without the newline.
pub fn encode_line(message: &Message, out: &mut Vec<u8>) {
    // Writing to memory cannot fail, and neither can the image: its keys are all strings.
    let _ = serde_json::to_writer(out, &Image(message));
}

/// The headers of a message as a JSON object; `{}` when it has none.
#[must_use]
pub fn headers_to_json(properties: &Properties) -> String {
    let headers = properties.headers().as_ref().map(table_to_json).unwrap_or_default();
    Json::Object(headers).to_string()
}

/// Reads one line of JSON.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn decode_line(line: &[u8]) -> Result<Line, String> {
    let json: Json = serde_json::from_slice(line).map_err(|error| format!("not JSON: {error}"))?;
    let Json::Object(object) = json else {
        return Err("not a JSON object".to_owned());
    };
    let mut decoded = Line { exchange: None, routing_key: None, properties: Properties::default(), body: Vec::new() };
    let mut body = None;
    for (name, value) in &object {
        match name.as_str() {
            "body" => set_body(&mut body, string(name, value)?.as_bytes().to_vec())?,
            "body_base64" => {
                let bytes = BASE64
                    .decode(string(name, value)?)
                    .map_err(|error| format!("'body_base64' is not base64: {error}"))?;
                set_body(&mut body, bytes)?;
            }
            "exchange" => decoded.exchange = Some(key(name, value)?),
            "routing_key" => decoded.routing_key = Some(key(name, value)?),
            "properties" => decoded.properties = properties_from_json(value)?,
            "redelivered" if value.is_boolean() => {}
            "redelivered" => return Err("'redelivered' is neither true nor false".to_owned()),
            other => return Err(format!("unknown field '{other}'")),
        }
    }
    decoded.body = body.ok_or("neither 'body' nor 'body_base64' is there")?;
    Ok(decoded)
}

fn set_body(body: &mut Option<Vec<u8>>, bytes: Vec<u8>) -> Result<(), String> {
    match body.replace(bytes) {
        None => Ok(()),
        Some(_) => Err("both 'body' and 'body_base64' are there".to_owned()),
    }
}

fn properties_from_json(value: &Json) -> Result<Properties, String> {
    let object = value.as_object().ok_or("'properties' is not an object")?;
    let mut properties = Properties::default();
    for (name, value) in object {
        if name == "headers" {
            let headers = value.as_object().ok_or("'headers' is not an object")?;
            properties =
                properties.with_headers(table_from_json(headers).map_err(|error| format!("in 'headers', {error}"))?);
            continue;
        }
        let field = field(name).ok_or_else(|| format!("unknown property '{name}'"))?;
        let value = match value {
            Json::String(text) => PropertyValue::Text(text.clone()),
            other => PropertyValue::Number(
                other
                    .as_u64()
                    .ok_or_else(|| format!("the property '{name}' is neither a string nor a whole number"))?,
            ),
        };
        properties = field.set(properties, &value).map_err(|error| format!("the property {error}"))?;
    }
    Ok(properties)
}

fn string<'a>(name: &str, value: &'a Json) -> Result<&'a str, String> {
    value.as_str().ok_or_else(|| format!("'{name}' is not a string"))
}

fn key(name: &str, value: &Json) -> Result<ShortStr, String> {
    ShortStr::new(string(name, value)?).map_err(|error| format!("'{name}' is {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amqp::parse_header;

    fn message(body: &[u8], properties: Properties) -> Message {
        Message {
            exchange: "e".into(),
            routing_key: "k.1".into(),
            redelivered: true,
            properties,
            body: bytes::Bytes::copy_from_slice(body),
        }
    }

    fn round_trip(message: &Message) -> Line {
        let mut line = Vec::new();
        encode_line(message, &mut line);
        assert!(!line.contains(&b'\n'), "one line");
        decode_line(&line).unwrap()
    }

    #[test]
    fn any_body_comes_back() {
        for body in [&b""[..], b"text", b"line\nline\r\n", b"\xff\x00\xfe", "\u{1f980}\u{7}".as_bytes()] {
            assert_eq!(round_trip(&message(body, Properties::default())).body, body);
        }
    }

    #[test]
    fn every_property_comes_back() {
        let mut properties = Properties::default();
        for field in &FIELDS {
            let value = match field.name {
                "delivery_mode" => PropertyValue::Number(2),
                "priority" => PropertyValue::Number(255),
                "timestamp" => PropertyValue::Number(u64::MAX),
                name => PropertyValue::Text(format!("{name} \"ü\"")),
            };
            properties = field.set(properties, &value).unwrap();
        }
        let mut headers = super::super::Table::default();
        let (name, value) = parse_header("n:int=7").unwrap();
        headers.insert(name.to_short(), value);
        properties = properties.with_headers(headers);
        let line = round_trip(&message(b"x", properties.clone()));
        assert_eq!(line.properties, properties);
        assert_eq!((line.exchange.as_deref(), line.routing_key.as_deref()), (Some("e"), Some("k.1")));
    }

    #[test]
    fn absent_and_empty_headers_stay_apart() {
        let empty = Properties::default().with_headers(super::super::Table::default());
        assert_eq!(round_trip(&message(b"", empty.clone())).properties, empty);
        assert_eq!(round_trip(&message(b"", Properties::default())).properties, Properties::default());
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said_in_one_sentence() {
        for (line, words) in [
            ("{", "not JSON"),
            ("[]", "not a JSON object"),
            ("{}", "neither 'body' nor 'body_base64'"),
            (r#"{"body":1}"#, "'body' is not a string"),
            (r#"{"body":"a","body_base64":"YQ=="}"#, "both"),
            (r#"{"body_base64":"!"}"#, "not base64"),
            (r#"{"body":"a","bdy":1}"#, "unknown field 'bdy'"),
            (r#"{"body":"a","properties":1}"#, "'properties' is not an object"),
            (r#"{"body":"a","properties":{"prio":1}}"#, "unknown property 'prio'"),
            (r#"{"body":"a","properties":{"priority":"1"}}"#, "priority is not a whole number"),
            (r#"{"body":"a","properties":{"priority":256}}"#, "from 0 to 255"),
            (r#"{"body":"a","properties":{"type":1}}"#, "type is not a string"),
            (r#"{"body":"a","properties":{"headers":[]}}"#, "'headers' is not an object"),
            (r#"{"body":"a","properties":{"headers":{"h":{"$int8":999}}}}"#, "in 'headers', 'h'"),
            (r#"{"body":"a","redelivered":1}"#, "'redelivered'"),
        ] {
            let error = decode_line(line.as_bytes()).unwrap_err();
            assert!(error.contains(words), "{line}: {error}");
        }
        let long = format!(r#"{{"body":"a","routing_key":"{}"}}"#, "k".repeat(256));
        assert!(decode_line(long.as_bytes()).unwrap_err().contains("255 bytes"));
    }
}
