//! A link between a library and a broker, both of which are bytes in a test.

mod asked;
mod harm;
mod lanes;
mod sockets;

use std::collections::VecDeque;
use std::task::Context;

use bytes::Bytes;
use futures_io::{AsyncRead as _, AsyncWrite as _};
use futures_util::task::noop_waker_ref;

use super::{Event, Lane, Link, Pipe};
use crate::amqp::{Endpoint, Timeline};
use crate::wire::{Incoming, Outbox};

const FRAME_MAX: u32 = 131_072;

/// A frame as it is on the wire.
fn frame(kind: u8, channel: u16, payload: &[u8]) -> Vec<u8> {
    let size = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&[kind][..], &channel.to_be_bytes(), &size, payload, &[0xCE]].concat()
}

/// What a broker says until the connection is open.
fn handshake(frame_max: u32) -> Vec<u8> {
    let start = b"\0\x0a\0\x0a\0\x09\0\0\0\0\0\0\0\x05PLAIN\0\0\0\x05en_US";
    let tune = [&[0, 10, 0, 30, 0, 0][..], &frame_max.to_be_bytes(), &[0, 0]].concat();
    [frame(1, 0, start), frame(1, 0, &tune), frame(1, 0, &[0, 10, 0, 41, 0])].concat()
}

/// A link at which the broker has said this.
fn heard(bytes: &[u8]) -> Link {
    let marks = Timeline::default().begin(&Endpoint::parse("amqp://h").unwrap());
    let link = Link::new(FRAME_MAX, marks);
    link.with(|state| state.received(bytes));
    link
}

/// A link whose connection is open, and all that the library has to hear of that is heard.
fn open() -> (Link, Pipe) {
    let link = heard(&handshake(FRAME_MAX));
    let mut pipe = link.pipe();
    assert_eq!(heard_by_library(&mut pipe), handshake(FRAME_MAX));
    (link, pipe)
}

fn say(link: &Link, bytes: &[u8]) {
    link.with(|state| state.received(bytes));
}

/// What the library reads without waiting, but for heartbeats, which depend on the time.
fn heard_by_library(pipe: &mut Pipe) -> Vec<u8> {
    let (mut all, mut buffer) = (Vec::new(), [0; 1000]);
    let mut cx = Context::from_waker(noop_waker_ref());
    while let std::task::Poll::Ready(Ok(count @ 1..)) = std::pin::Pin::new(&mut *pipe).poll_read(&mut cx, &mut buffer) {
        all.extend_from_slice(&buffer[..count]);
    }
    while let Some(at) = memchr::memmem::find(&all, &[8, 0, 0, 0, 0, 0, 0, 0xCE]) {
        all.drain(at..at + 8);
    }
    all
}

/// The library writes.
fn said_by_library(pipe: &mut Pipe, bytes: &[u8]) {
    let mut cx = Context::from_waker(noop_waker_ref());
    let written = std::pin::Pin::new(pipe).poll_write(&mut cx, bytes);
    assert!(matches!(written, std::task::Poll::Ready(Ok(count)) if count == bytes.len()));
}

/// What is on its way to the socket.
fn outgoing(link: &Link) -> Vec<u8> {
    link.with(|state| state.outbox.take()).into_iter().flatten().collect()
}

/// A message on its way to a consumer, in bodies of at most `piece` octets.
fn delivery(channel: u16, tag: u64, body: &[u8], piece: u32) -> Vec<Vec<u8>> {
    let mut outbox = Outbox::new();
    outbox.put_deliver(channel, "tag", tag, false, b"", b"key");
    outbox.put_content(channel, &[0, 0], &Bytes::copy_from_slice(body), piece + 8);
    frames(&outbox.take().into_iter().flatten().collect::<Vec<u8>>())
}

/// The frames in these bytes, which must be whole.
fn frames(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (mut rest, mut frames) = (bytes, Vec::new());
    while let Some(&[_, _, _, s3, s2, s1, s0]) = rest.first_chunk::<7>() {
        let size = u32::from_be_bytes([s3, s2, s1, s0]) as usize + 8;
        frames.push(rest[..size].to_vec());
        assert_eq!(rest[size - 1], 0xCE);
        rest = &rest[size..];
    }
    assert_eq!(rest, [0; 0]);
    frames
}

/// What came for a lane: delivery tag or number of a confirm, and body; of a consumer's end, what it is.
fn fetched(lane: &Lane) -> Vec<(u64, Bytes)> {
    let mut events = VecDeque::new();
    lane.fetch(&mut events);
    let seen = |event| match event {
        Event::Confirm { tag, .. } => (tag, Bytes::new()),
        Event::Begun => (0, Bytes::from("begun")),
        Event::CancelOk => (0, Bytes::from("cancel-ok")),
        Event::Cancelled => (0, Bytes::from("cancel")),
        Event::Message(content) => match content.method {
            Incoming::Deliver { tag, .. } => (tag, content.body),
            _ => (0, content.body),
        },
    };
    events.into_iter().map(seen).collect()
}

/// Whether the link has ended for what the broker sent.
fn is_over(link: &Link) -> bool {
    link.with(|state| state.is_over())
}
