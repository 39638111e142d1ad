//! Payloads of method frames (AMQP 0-9-1, section 2.3.5.1).

use amq_protocol::protocol::{AMQPClass, basic, parse_class};
use bytes::Bytes;

use super::error::{FRAME_ERROR, Malformed, NOT_IMPLEMENTED, ProtocolError};
use super::frame::{FrameKind, numbers, unknown_frame};
use super::layout::{self, Wrong};
use super::reader::Reader;

const CONNECTION: u16 = 10;
const BASIC: u16 = 60;
const QOS: u16 = 10;
const PUBLISH: u16 = 40;
const ACK: u16 = 80;
const REJECT: u16 = 90;
const NACK: u16 = 120;

/// Octets of class and method number.
const IDS: usize = 4;
const NOT_UTF8: &str = "Malformed UTF-8 in shortstr";
/// More octets than these cannot be seen in a reply text.
const SHOWN: usize = 128;

/// A method that a client sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Method {
    /// `basic.publish`.
    Publish(Publish),
    /// `basic.ack`.
    Ack {
        /// Delivery tag; 0 with `multiple` is everything.
        tag: u64,
        /// Everything up to the tag.
        multiple: bool,
    },
    /// `basic.qos`, of which the library drops the size.
    Qos {
        /// Prefetch window in octets.
        size: u32,
        /// Prefetch window in messages.
        count: u16,
        /// For the whole channel.
        global: bool,
    },
    /// Everything else.
    Other(AMQPClass),
}

/// The fields of `basic.publish`. Names are bytes: RabbitMQ does not ask that those of a publish be UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// Name of the exchange, a slice of the payload; empty is the default exchange.
    pub exchange: Bytes,
    /// Routing key, a slice of the payload.
    pub key: Bytes,
    /// Return the message when it goes to no queue.
    pub mandatory: bool,
    /// Return the message when no consumer can take it at once. Not done by any current server.
    pub immediate: bool,
}

/// Whether a method is `basic.publish`, seen from its numbers.
pub fn is_publish(payload: &[u8]) -> bool {
    payload.starts_with(&[0, 60, 0, 40])
}

/// Decodes the payload of a method frame.
///
/// # Errors
/// - 501 when it has no class and method number, when its fields end too early or too late, or when a short string is
///   not UTF-8; texts as RabbitMQ's.
/// - 502 when a table is malformed, has a name that is not UTF-8, or is nested too deep.
/// - 540 when there is no such method.
pub fn method(payload: &Bytes) -> Result<Method, ProtocolError> {
    let mut reader = Reader::new(payload);
    let (Some(class), Some(method)) = (reader.short(), reader.short()) else {
        return Err(unknown_frame(FrameKind::Method as u8, payload));
    };
    if class == BASIC
        && let Some(decoded) = by_hand(method, payload, reader)
    {
        return Ok(decoded);
    }
    by_library(class, method, payload)
}

/// The methods of class basic that come often; `None` when it is another one or something is wrong with it.
fn by_hand(method: u16, payload: &Bytes, mut reader: Reader<'_>) -> Option<Method> {
    let decoded = match method {
        PUBLISH => Method::Publish(publish(payload, &mut reader)?),
        ACK => {
            let tag = reader.long_long()?;
            Method::Ack { tag, multiple: reader.octet()? & 1 != 0 }
        }
        NACK => {
            let delivery_tag = reader.long_long()?;
            let bits = reader.octet()?;
            let nack = basic::Nack { delivery_tag, multiple: bits & 1 != 0, requeue: bits & 2 != 0 };
            Method::Other(AMQPClass::Basic(basic::AMQPMethod::Nack(nack)))
        }
        REJECT => {
            let delivery_tag = reader.long_long()?;
            let reject = basic::Reject { delivery_tag, requeue: reader.octet()? & 1 != 0 };
            Method::Other(AMQPClass::Basic(basic::AMQPMethod::Reject(reject)))
        }
        QOS => {
            let (size, count) = (reader.long()?, reader.short()?);
            Method::Qos { size, count, global: reader.octet()? & 1 != 0 }
        }
        _ => return None,
    };
    reader.is_empty().then_some(decoded)
}

fn publish(payload: &Bytes, reader: &mut Reader<'_>) -> Option<Publish> {
    // Two octets that are reserved, then the name of the exchange after its length.
    reader.short()?;
    let exchange_at = IDS + 3;
    let exchange_end = exchange_at + reader.short_string()?.len();
    let key_end = exchange_end + 1 + reader.short_string()?.len();
    let bits = reader.octet()?;
    Some(Publish {
        exchange: payload.slice(exchange_at..exchange_end),
        key: payload.slice(exchange_end + 1..key_end),
        mandatory: bits & 1 != 0,
        immediate: bits & 2 != 0,
    })
}

fn by_library(class: u16, method: u16, payload: &Bytes) -> Result<Method, ProtocolError> {
    let Some(fields) = layout::of(class, method) else {
        let explanation = format!("unknown method {method} of class {class}");
        return Err(ProtocolError::new(NOT_IMPLEMENTED, &explanation, class, method));
    };
    let bytes = &payload[IDS..];
    layout::check(fields, bytes).map_err(|wrong| refusal(wrong, class, method, bytes))?;
    match parse_class(&payload[..]) {
        Ok(([], decoded)) => Ok(Method::Other(decoded)),
        _ => Err(Malformed("the name of a field in a table is not UTF-8").within(class, method)),
    }
}

fn refusal(wrong: Wrong, class: u16, method: u16, bytes: &[u8]) -> ProtocolError {
    match wrong {
        Wrong::Length => {
            let explanation = format!("cannot decode {}", numbers(&bytes[..bytes.len().min(SHOWN)]));
            ProtocolError::new(FRAME_ERROR, &explanation, class, method)
        }
        // RabbitMQ names the method on the connection's own channel only, which is where class connection is at home.
        Wrong::Text if class == CONNECTION => ProtocolError::new(FRAME_ERROR, NOT_UTF8, class, method),
        Wrong::Text => ProtocolError::of_frame(FRAME_ERROR, NOT_UTF8),
        Wrong::Table(malformed) => malformed.within(class, method),
    }
}
