//! Where frames begin and end (AMQP 0-9-1, sections 2.3.5 and 4.2).

use std::fmt::Write;

use bytes::{Buf, Bytes, BytesMut};

use super::error::{FRAME_ERROR, ProtocolError, UNEXPECTED_FRAME};

/// What a client of AMQP 0-9-1 sends first, and what a server answers to anything else before it closes.
pub const PROTOCOL_HEADER: [u8; 8] = *b"AMQP\x00\x00\x09\x01";

/// Octets before the payload: type, channel, size.
pub const HEAD: usize = 7;
/// The octet after the payload.
pub const FRAME_END: u8 = 0xCE;
/// What a frame has beside its payload: the head and the end octet.
pub const EMPTY_FRAME: usize = HEAD + 1;
/// Errors show this much of a payload.
const SNIPPET: usize = 16;

/// Type of a frame; the number is the one on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameKind {
    /// A method.
    Method = 1,
    /// Body size and properties of a message.
    Header = 2,
    /// A piece of a body.
    Body = 3,
    /// Nothing but a sign of life.
    Heartbeat = 8,
}

impl FrameKind {
    fn of(octet: u8) -> Option<Self> {
        match octet {
            1 => Some(Self::Method),
            2 => Some(Self::Header),
            3 => Some(Self::Body),
            8 => Some(Self::Heartbeat),
            _ => None,
        }
    }
}

/// One frame, cut out of the read buffer without copying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Its type.
    pub kind: FrameKind,
    /// Channel number; 0 is the connection.
    pub channel: u16,
    /// What is between head and end octet. It keeps the whole buffer alive that was read into.
    pub payload: Bytes,
}

impl Frame {
    /// Appends the frame as it was on the wire.
    pub fn write_to(&self, out: &mut BytesMut) {
        let [s3, s2, s1, s0] = u32::try_from(self.payload.len()).unwrap_or(u32::MAX).to_be_bytes();
        let [c1, c0] = self.channel.to_be_bytes();
        out.reserve(EMPTY_FRAME + self.payload.len());
        out.extend_from_slice(&[self.kind as u8, c1, c0, s3, s2, s1, s0]);
        out.extend_from_slice(&self.payload);
        out.extend_from_slice(&[FRAME_END]);
    }
}

/// Takes the protocol header off the front of `buffer`: true when it was there, false when more bytes are needed.
///
/// # Errors
/// What came is not the header of AMQP 0-9-1; seen at the first octet that differs. The answer is [`PROTOCOL_HEADER`]
/// and the end of the connection (section 2.2.4).
pub fn protocol_header(buffer: &mut BytesMut) -> Result<bool, ()> {
    let seen = buffer.len().min(PROTOCOL_HEADER.len());
    if buffer[..seen] != PROTOCOL_HEADER[..seen] {
        return Err(());
    }
    let whole = seen == PROTOCOL_HEADER.len();
    if whole {
        buffer.advance(seen);
    }
    Ok(whole)
}

/// How many octets the frame at the front of `bytes` has, with head and end octet; `None` when its head is not whole.
pub fn frame_size(bytes: &[u8]) -> Option<usize> {
    let &[_, _, _, s3, s2, s1, s0] = bytes.first_chunk::<HEAD>()?;
    Some((u32::from_be_bytes([s3, s2, s1, s0]) as usize).saturating_add(EMPTY_FRAME))
}

/// Takes the next whole frame off the front of `buffer`; `None` when more bytes are needed.
///
/// `frame_max` is the negotiated size of a whole frame in octets, 0 when there is no limit. As RabbitMQ does, frames
/// are let through that are up to eight octets too large: clients count wrong.
///
/// # Errors
/// All are 501 and found as early as they can be: a frame too large at its head, an unknown type when there is as much
/// of the payload as the text shows, a wrong end octet or a heartbeat with a payload at the end.
pub fn cut(buffer: &mut BytesMut, frame_max: u32) -> Result<Option<Frame>, ProtocolError> {
    let Some(&[octet, c1, c0, s3, s2, s1, s0]) = buffer.first_chunk::<HEAD>() else { return Ok(None) };
    let size = u32::from_be_bytes([s3, s2, s1, s0]);
    if frame_max != 0 && size > frame_max {
        let limit = i64::from(frame_max) - EMPTY_FRAME as i64;
        return Err(frame_error(octet, &[], &format!("{{frame_too_large,{size},{limit}}}")));
    }
    let size = size as usize;
    let Some(kind) = FrameKind::of(octet) else {
        let shown = size.min(SNIPPET + 1);
        return match buffer.get(HEAD..HEAD + shown) {
            Some(payload) => Err(frame_error(octet, payload, "unknown_frame")),
            None => Ok(None),
        };
    };
    let Some(&end) = buffer.get(HEAD + size) else { return Ok(None) };
    if end != FRAME_END {
        let payload = &buffer[HEAD..HEAD + size];
        return Err(frame_error(octet, payload, &format!("{{invalid_frame_end_marker,{end}}}")));
    }
    if kind == FrameKind::Heartbeat && size > 0 {
        return Err(unknown_frame(octet, &buffer[HEAD..HEAD + size]));
    }
    buffer.advance(HEAD);
    let payload = buffer.split_to(size).freeze();
    buffer.advance(1);
    Ok(Some(Frame { kind, channel: u16::from_be_bytes([c1, c0]), payload }))
}

/// The error of a frame that is whole but may not come now or on its channel: 505.
pub fn unexpected(frame: &Frame) -> ProtocolError {
    ProtocolError::of_frame(UNEXPECTED_FRAME, &described(frame.kind as u8, &frame.payload))
}

/// The error of a payload that is too short to be what the frame's type says: 501.
pub fn unknown_frame(octet: u8, payload: &[u8]) -> ProtocolError {
    frame_error(octet, payload, "unknown_frame")
}

fn frame_error(octet: u8, payload: &[u8], reason: &str) -> ProtocolError {
    ProtocolError::of_frame(FRAME_ERROR, &format!("{}: {reason}", described(octet, payload)))
}

/// `type 1, all octets = <<0,10>>`
fn described(octet: u8, payload: &[u8]) -> String {
    if payload.len() <= SNIPPET {
        format!("type {octet}, all octets = {}", term(payload))
    } else {
        format!("type {octet}, first 16 octets = {}", term(&payload[..SNIPPET]))
    }
}

/// Bytes as RabbitMQ shows them: as a text when all can be printed, else as numbers. Never broken into lines.
fn term(bytes: &[u8]) -> String {
    let printable = |byte: &u8| matches!(byte, 8..=13 | 27 | 32..=126 | 160..);
    if bytes.is_empty() || !bytes.iter().all(printable) {
        return numbers(bytes);
    }
    let mut text = String::from("<<\"");
    for &byte in bytes {
        let escape = match byte {
            8 => 'b',
            9 => 't',
            10 => 'n',
            11 => 'v',
            12 => 'f',
            13 => 'r',
            27 => 'e',
            b'"' | b'\\' => char::from(byte),
            _ => {
                text.push(char::from(byte));
                continue;
            }
        };
        text.push('\\');
        text.push(escape);
    }
    text.push_str("\">>");
    text
}

/// Bytes as numbers: `<<0,255>>`.
pub fn numbers(bytes: &[u8]) -> String {
    let mut text = String::from("<<");
    for (index, byte) in bytes.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(text, "{comma}{byte}");
    }
    text.push_str(">>");
    text
}
