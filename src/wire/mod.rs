//! Bytes to frames and methods, and back.
//!
//! Owns what is on the wire, for the broker inside and for the messages of a client: where a frame ends, what is wrong
//! with bytes that came (and with which reply code the connection ends), what the fields of a method are, and how frames
//! are put together. It is pure: no sockets, no state of a connection, no time.
//!
//! Methods that carry the load (`basic.publish`, `basic.ack`, `basic.deliver`) are coded by hand; the rest goes through
//! `amq_protocol`, after the bytes have been checked against the layout of the method, because the library's parser
//! neither says what is wrong nor bounds how deep tables nest. Properties and headers of messages stay raw bytes and
//! are passed on as they came.

mod content;
mod edit;
mod error;
mod frame;
mod incoming;
mod layout;
mod method;
mod outbox;
mod properties;
mod reader;
mod walk;

pub(crate) use content::{Property, content_header, summary};
pub(crate) use edit::{Change, edit, header};
pub(crate) use error::ProtocolError;
pub(crate) use frame::{Frame, FrameKind, PROTOCOL_HEADER, cut, frame_size, protocol_header, unexpected};
pub(crate) use incoming::{Incoming, incoming};
pub(crate) use method::{Method, Publish, is_publish, method};
pub(crate) use outbox::{Outbox, publish_payload};
pub(crate) use properties::{encode_properties, properties, table, table_size};

#[cfg(test)]
mod tests;
