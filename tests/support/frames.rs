//! Owns AMQP 0-9-1 as bytes: frames, strings, properties and tables, written by the tests themselves so that they
//! do not see a message through the eyes of the library that the program uses.

use std::io::{self, Read};
use std::net::TcpStream;

const FRAME_END: u8 = 0xCE;

/// The type of a frame that holds a method, the header of a message, or a part of its body.
pub const METHOD: u8 = 1;
pub const HEADER: u8 = 2;
pub const BODY: u8 = 3;

/// A property of a message, by the number of its flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Property {
    ContentType = 15,
    ContentEncoding = 14,
    Headers = 13,
    DeliveryMode = 12,
    Priority = 11,
    CorrelationId = 10,
    ReplyTo = 9,
    Expiration = 8,
    MessageId = 7,
    Timestamp = 6,
    Type = 5,
    UserId = 4,
    AppId = 3,
    ClusterId = 2,
}

/// A short string.
pub fn short(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).expect("a short string");
    [&[length], text.as_bytes()].concat()
}

/// A long string, whether it is text or not; also what a table or an array is between its type and its end.
pub fn long(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let bytes = bytes.as_ref();
    let length = u32::try_from(bytes.len()).expect("a long string");
    [&length.to_be_bytes(), bytes].concat()
}

/// A value in a table or an array, after the letter of its type.
pub fn field(letter: u8, value: impl AsRef<[u8]>) -> Vec<u8> {
    [&[letter], value.as_ref()].concat()
}

/// A table of such values, in this order.
pub fn table(fields: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let fields: Vec<_> = fields.iter().map(|(name, value)| [short(name), value.clone()].concat()).collect();
    long(fields.concat())
}

/// The properties of a message, in the order of [`Property`].
pub fn properties(values: &[(Property, Vec<u8>)]) -> Vec<u8> {
    let flags = values.iter().fold(0_u16, |flags, (property, _)| flags | 1 << *property as u8);
    let values: Vec<_> = values.iter().map(|(_, value)| value.as_slice()).collect();
    [&flags.to_be_bytes()[..], &values.concat()].concat()
}

/// A frame of this type.
pub fn frame(kind: u8, channel: u16, payload: &[u8]) -> Vec<u8> {
    [&[kind], &channel.to_be_bytes()[..], &long(payload), &[FRAME_END]].concat()
}

/// A method as a frame.
pub fn method_frame(channel: u16, (class, method): (u16, u16), arguments: &[&[u8]]) -> Vec<u8> {
    frame(METHOD, channel, &[&class.to_be_bytes()[..], &method.to_be_bytes(), &arguments.concat()].concat())
}

/// The header and the body of a message, as frames.
pub fn content(channel: u16, properties: &[u8], body: &[u8]) -> Vec<u8> {
    let header = [&[0, 60, 0, 0][..], &(body.len() as u64).to_be_bytes(), properties].concat();
    let body = if body.is_empty() { Vec::new() } else { frame(BODY, channel, body) };
    [frame(HEADER, channel, &header), body].concat()
}

/// The type, the channel and the payload of the next frame.
pub fn read_frame(stream: &mut TcpStream) -> io::Result<(u8, u16, Vec<u8>)> {
    let mut head = [0; 7];
    stream.read_exact(&mut head)?;
    let [kind, high, low, size @ ..] = head;
    let mut payload = vec![0; u32::from_be_bytes(size) as usize + 1];
    stream.read_exact(&mut payload)?;
    payload.pop();
    Ok((kind, u16::from_be_bytes([high, low]), payload))
}
