//! Byte vectors written by hand from the specification, and bytes that nobody wrote.

mod contents;
mod edits;
mod frames;
mod methods;
mod outboxes;
mod random;
mod refusals;
mod tables;

use bytes::{Bytes, BytesMut};

use super::{Frame, ProtocolError, cut};

/// A buffer as it was read from a socket.
fn buffer(bytes: &[u8]) -> BytesMut {
    BytesMut::from(bytes)
}

/// Parts put together.
fn join(parts: &[&[u8]]) -> Bytes {
    Bytes::from(parts.concat())
}

/// All frames of a buffer, which must end with the last of them.
fn all(bytes: &[u8]) -> Vec<Frame> {
    let mut buffer = buffer(bytes);
    let mut frames = Vec::new();
    while let Some(frame) = cut(&mut buffer, 0).unwrap() {
        frames.push(frame);
    }
    assert!(buffer.is_empty(), "left over: {buffer:?}");
    frames
}

/// Code, text, class and method.
fn parts(error: &ProtocolError) -> (u16, &str, u16, u16) {
    (error.code, &error.text, error.class, error.method)
}

/// A table with its length, of tables in each other, so many levels in all.
fn nested(levels: usize) -> Vec<u8> {
    let mut fields = Vec::new();
    for _ in 1..levels {
        let mut outer = b"\x01tF".to_vec();
        outer.extend(u32::try_from(fields.len()).unwrap().to_be_bytes());
        outer.extend(&fields);
        fields = outer;
    }
    let mut table = u32::try_from(fields.len()).unwrap().to_be_bytes().to_vec();
    table.extend(fields);
    table
}
