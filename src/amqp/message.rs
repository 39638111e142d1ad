//! A message as it came from the broker or goes there, and the names of its properties.

use bytes::Bytes;
pub use lapin::BasicProperties as Properties;
use lapin::types::ShortString;
pub use lapin::types::{AMQPValue as Value, FieldTable as Table};

use super::short::short;
use super::value::to_text;

/// Largest body that any RabbitMQ can be set to take, in octets (`max_message_size`,
/// <https://www.rabbitmq.com/docs/configure#config-items>).
pub const LARGEST_BODY: usize = 512 << 20;

/// One message.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Message {
    /// The exchange that it was published to; empty for the default exchange.
    pub exchange: String,
    /// The routing key that it was published with.
    pub routing_key: String,
    /// The broker has tried to deliver it before, to whomever (AMQP 0-9-1, 1.8.3.13 `redelivered`).
    pub redelivered: bool,
    /// Basic properties and headers (AMQP 0-9-1, 1.8.1).
    pub properties: Properties,
    /// The body, any bytes.
    pub body: Bytes,
}

/// The value of a property other than the headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PropertyValue {
    /// A short string.
    Text(String),
    /// A number: an octet, or seconds since 1970 for the timestamp.
    Number(u64),
}

/// One of the basic properties: its name, and how to read and set it.
pub struct Field {
    /// The name that the specification gives it, with underscores.
    pub name: &'static str,
    get: fn(&Properties) -> Option<PropertyValue>,
    set: fn(Properties, &PropertyValue) -> Result<Properties, String>,
}

impl Field {
    /// Reads the property.
    #[must_use]
    pub fn get(&self, properties: &Properties) -> Option<PropertyValue> {
        (self.get)(properties)
    }

    /// Sets the property.
    ///
    /// # Errors
    /// One sentence when the value is not of the property's type or range.
    pub fn set(&self, properties: Properties, value: &PropertyValue) -> Result<Properties, String> {
        (self.set)(properties, value).map_err(|error| format!("{} is {error}", self.name))
    }
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl std::fmt::Display for PropertyValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
        }
    }
}

fn text(value: &PropertyValue) -> Result<ShortString, String> {
    match value {
        PropertyValue::Text(text) => short(text),
        PropertyValue::Number(_) => Err("not a string".to_owned()),
    }
}

fn number(value: &PropertyValue, max: u64) -> Result<u64, String> {
    match value {
        PropertyValue::Number(number) if *number <= max => Ok(*number),
        _ => Err(format!("not a whole number from 0 to {max}")),
    }
}

fn octet(value: &PropertyValue) -> Result<u8, String> {
    number(value, u64::from(u8::MAX)).map(|number| u8::try_from(number).unwrap_or(u8::MAX))
}

macro_rules! text_field {
    ($name:literal, $get:ident, $set:ident) => {
        Field {
            name: $name,
            get: |properties| properties.$get().as_ref().map(|text| PropertyValue::Text(text.to_string())),
            set: |properties, value| Ok(properties.$set(text(value)?)),
        }
    };
}

macro_rules! octet_field {
    ($name:literal, $get:ident, $set:ident) => {
        Field {
            name: $name,
            get: |properties| properties.$get().map(|number| PropertyValue::Number(number.into())),
            set: |properties, value| Ok(properties.$set(octet(value)?)),
        }
    };
}

/// Every basic property but the headers, in the order of the specification.
pub static FIELDS: [Field; 13] = [
    text_field!("content_type", content_type, with_content_type),
    text_field!("content_encoding", content_encoding, with_content_encoding),
    octet_field!("delivery_mode", delivery_mode, with_delivery_mode),
    octet_field!("priority", priority, with_priority),
    text_field!("correlation_id", correlation_id, with_correlation_id),
    text_field!("reply_to", reply_to, with_reply_to),
    text_field!("expiration", expiration, with_expiration),
    text_field!("message_id", message_id, with_message_id),
    Field {
        name: "timestamp",
        get: |properties| properties.timestamp().map(PropertyValue::Number),
        set: |properties, value| Ok(properties.with_timestamp(number(value, u64::MAX)?)),
    },
    text_field!("type", kind, with_type),
    text_field!("user_id", user_id, with_user_id),
    text_field!("app_id", app_id, with_app_id),
    text_field!("cluster_id", cluster_id, with_cluster_id),
];

/// Finds a property by its name.
#[must_use]
pub fn field(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.name == name)
}

/// The bytes of a header as a template shows it: a string as it is, another type as JSON; `None` when it is not there.
#[must_use]
pub fn header(properties: &Properties, name: &str) -> Option<Vec<u8>> {
    properties.headers().as_ref()?.inner().get(name).map(to_text)
}
