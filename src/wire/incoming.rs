//! What a broker sends its clients by the thousand: deliveries and confirms (AMQP 0-9-1, section 1.8.3).

use bytes::Bytes;

use super::content::CUT_SHORT;
use super::error::Malformed;
use super::reader::Reader;

const BASIC: u16 = 60;

/// A method of class basic that a client takes care of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// `basic.deliver`: a message; the content follows.
    Deliver {
        /// Delivery tag.
        tag: u64,
        /// It has been delivered before.
        redelivered: bool,
        /// The exchange that it was published to.
        exchange: Bytes,
        /// Its routing key.
        key: Bytes,
    },
    /// `basic.return`: a message that could not be routed; the content follows.
    Return {
        /// The broker's words.
        text: Bytes,
        /// The exchange that it was published to.
        exchange: Bytes,
        /// Its routing key.
        key: Bytes,
    },
    /// `basic.ack` or `basic.nack`: the broker's answer to publishes.
    Confirm {
        /// Number of the publish, counted on the channel from 1.
        tag: u64,
        /// All up to this one are meant.
        multiple: bool,
        /// It was not taken.
        nacked: bool,
    },
}

/// Decodes the payload of a method frame; `None` when it is another method.
///
/// # Errors
/// It ends before its last field.
pub fn incoming(payload: &Bytes) -> Result<Option<Incoming>, Malformed> {
    let mut reader = Reader::new(payload);
    if reader.short() != Some(BASIC) {
        return Ok(None);
    }
    let fields = match reader.short() {
        Some(60) => deliver(payload, reader),
        Some(50) => returned(payload, reader),
        Some(80) => confirm(reader, false),
        Some(120) => confirm(reader, true),
        _ => return Ok(None),
    };
    fields.map(Some).ok_or(CUT_SHORT)
}

fn deliver(payload: &Bytes, mut reader: Reader<'_>) -> Option<Incoming> {
    reader.short_string()?;
    let tag = reader.long_long()?;
    let redelivered = reader.octet()? & 1 != 0;
    let exchange = payload.slice_ref(reader.short_string()?);
    let key = payload.slice_ref(reader.short_string()?);
    Some(Incoming::Deliver { tag, redelivered, exchange, key })
}

fn returned(payload: &Bytes, mut reader: Reader<'_>) -> Option<Incoming> {
    reader.short()?;
    let text = payload.slice_ref(reader.short_string()?);
    let exchange = payload.slice_ref(reader.short_string()?);
    let key = payload.slice_ref(reader.short_string()?);
    Some(Incoming::Return { text, exchange, key })
}

fn confirm(mut reader: Reader<'_>, nacked: bool) -> Option<Incoming> {
    let tag = reader.long_long()?;
    let multiple = reader.octet()? & 1 != 0;
    Some(Incoming::Confirm { tag, multiple, nacked })
}
