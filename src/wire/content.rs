//! Content headers and their properties, as raw bytes (AMQP 0-9-1, sections 2.3.5.2 and 4.2.6.1).

use bytes::Bytes;

use super::error::{Malformed, ProtocolError, UNEXPECTED_FRAME};
use super::frame::{FrameKind, unknown_frame};
use super::reader::Reader;
use super::walk;

/// The only class whose methods carry content, and the only such method that a client sends.
const BASIC: u16 = 60;
const PUBLISH: u16 = 40;
/// Octets before the properties: class, weight, body size.
const HEAD: usize = 12;

/// A property is longer than what is left.
pub const CUT_SHORT: Malformed = Malformed("the properties end within a property");
const LEFT_OVER: Malformed = Malformed("there is something behind the last property");

/// A content header: the size of the body to come, and the raw properties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Always 60, that is basic.
    pub class: u16,
    /// Octets of the whole body.
    pub body_size: u64,
    /// Flags and values, checked, a slice of the payload.
    pub properties: Bytes,
}

/// Decodes the payload of a header frame that follows a `basic.publish`.
///
/// # Errors
/// 501 when it is too short, 505 when it is not one of class basic with weight 0, 502 when the properties or the
/// headers among them are malformed. The last two name `basic.publish`.
pub fn content_header(payload: &Bytes) -> Result<Content, ProtocolError> {
    let mut reader = Reader::new(payload);
    let (Some(class), Some(weight), Some(body_size)) = (reader.short(), reader.short(), reader.long_long()) else {
        return Err(unknown_frame(FrameKind::Header as u8, payload));
    };
    if weight != 0 || class != BASIC {
        let got = if weight != 0 {
            "non content header frame instead".to_owned()
        } else {
            format!("one for class {class} instead")
        };
        let explanation = format!("expected content header for class {BASIC}, got {got}");
        return Err(ProtocolError::new(UNEXPECTED_FRAME, &explanation, BASIC, PUBLISH));
    }
    check(reader.rest()).map_err(|malformed| malformed.within(BASIC, PUBLISH))?;
    Ok(Content { class, body_size, properties: payload.slice(HEAD..) })
}

/// What routing and queues need to know of properties. A text that is not UTF-8 is shown as U+FFFD, which is no
/// address, no number and nobody's name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary<'a> {
    /// The encoded table of headers with its length, as [`super::table`] takes it.
    pub headers: Option<&'a [u8]>,
    /// 2 is persistent.
    pub delivery_mode: Option<u8>,
    /// Priority, as the client put it.
    pub priority: Option<u8>,
    /// Where answers go.
    pub reply_to: Option<&'a str>,
    /// Time to live in milliseconds, as a text.
    pub expiration: Option<&'a str>,
    /// Whom the client says it is.
    pub user_id: Option<&'a str>,
}

/// Reads raw properties in one pass, without allocating. Headers are not looked into.
///
/// # Errors
/// The properties end within a property. Those of a [`Content`] never do.
pub fn summary(properties: &[u8]) -> Result<Summary<'_>, Malformed> {
    let mut summary = Summary::default();
    let mut reader = Reader::new(properties);
    let flags = reader.short().ok_or(CUT_SHORT)?;
    if flags & 0xFFFC == 0 {
        return Ok(summary);
    }
    each(flags, reader, |property, encoded| match property {
        Property::Headers => summary.headers = Some(encoded),
        Property::DeliveryMode => summary.delivery_mode = encoded.first().copied(),
        Property::Priority => summary.priority = encoded.first().copied(),
        Property::ReplyTo => summary.reply_to = Some(text(encoded)),
        Property::Expiration => summary.expiration = Some(text(encoded)),
        Property::UserId => summary.user_id = Some(text(encoded)),
        _ => {}
    })?;
    Ok(summary)
}

/// A short string with its length as a text.
fn text(encoded: &[u8]) -> &str {
    encoded.get(1..).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("\u{FFFD}")
}

/// Checks that properties are what their flags say, and that the headers among them are a table.
pub fn check(properties: &[u8]) -> Result<(), Malformed> {
    let mut reader = Reader::new(properties);
    let flags = reader.short().ok_or(CUT_SHORT)?;
    let mut headers = None;
    let rest = each(flags, reader, |property, encoded| {
        if property == Property::Headers {
            headers = encoded.get(4..);
        }
    })?;
    if !rest.is_empty() {
        return Err(LEFT_OVER);
    }
    headers.map_or(Ok(()), walk::table)
}

/// The properties of class basic; the number is the one of their flag, from the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Property {
    /// MIME type.
    ContentType,
    /// MIME encoding.
    ContentEncoding,
    /// The table of headers.
    Headers,
    /// An octet: 1 transient, 2 persistent.
    DeliveryMode,
    /// An octet.
    Priority,
    /// Short string.
    CorrelationId,
    /// Short string.
    ReplyTo,
    /// Short string.
    Expiration,
    /// Short string.
    MessageId,
    /// Eight octets.
    Timestamp,
    /// Short string.
    Type,
    /// Short string.
    UserId,
    /// Short string.
    AppId,
    /// Short string, reserved.
    ClusterId,
}

/// In the order of the flags and of the values.
pub const PROPERTIES: [Property; 14] = [
    Property::ContentType,
    Property::ContentEncoding,
    Property::Headers,
    Property::DeliveryMode,
    Property::Priority,
    Property::CorrelationId,
    Property::ReplyTo,
    Property::Expiration,
    Property::MessageId,
    Property::Timestamp,
    Property::Type,
    Property::UserId,
    Property::AppId,
    Property::ClusterId,
];

impl Property {
    /// Its bit among the flags.
    pub fn flag(self) -> u16 {
        0x8000 >> self as u16
    }
}

/// Hands every property that is there to `visit`, encoded, with its length where it has one. Gives what is left.
pub fn each<'a>(
    flags: u16,
    mut reader: Reader<'a>,
    mut visit: impl FnMut(Property, &'a [u8]),
) -> Result<&'a [u8], Malformed> {
    for property in PROPERTIES {
        if flags & property.flag() == 0 {
            continue;
        }
        let rest = reader.rest();
        let read = match property {
            Property::Headers => reader.long_string().map(|value| value.len() + 4),
            Property::DeliveryMode | Property::Priority => reader.take(1).map(<[u8]>::len),
            Property::Timestamp => reader.take(8).map(<[u8]>::len),
            _ => reader.short_string().map(|value| value.len() + 1),
        };
        visit(property, &rest[..read.ok_or(CUT_SHORT)?]);
    }
    Ok(reader.rest())
}
