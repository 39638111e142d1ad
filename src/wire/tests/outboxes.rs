//! Section 2.3.5 and chapter 1 of the reference: what is sent.

use amq_protocol::protocol::{AMQPClass, basic, channel};
use bytes::Bytes;

use super::all;
use crate::wire::content::Content;
use crate::wire::{FrameKind, Outbox, content_header};

/// Everything that waits, in one piece.
fn sent(outbox: &mut Outbox) -> Vec<u8> {
    let waiting = outbox.len();
    let chunks = outbox.take();
    assert!(chunks.iter().all(|chunk| !chunk.is_empty()));
    let bytes: Vec<u8> = chunks.iter().flat_map(|chunk| chunk.iter().copied()).collect();
    assert_eq!((bytes.len(), outbox.len()), (waiting, 0));
    assert!(outbox.is_empty() && outbox.take().is_empty());
    bytes
}

#[test]
fn heartbeat() {
    let mut outbox = Outbox::new();
    outbox.put_heartbeat();
    assert_eq!(sent(&mut outbox), [8, 0, 0, 0, 0, 0, 0, 0xCE]);
}

#[test]
fn deliver() {
    let mut outbox = Outbox::new();
    outbox.put_deliver(0x0102, "tag", 0x0304, true, b"ex", b"key");
    let expected = b"\x01\x01\x02\x00\x00\x00\x18\x00\x3c\x00\x3c\
        \x03tag\x00\x00\x00\x00\x00\x00\x03\x04\x01\x02ex\x03key\xce";
    assert_eq!(sent(&mut outbox), expected);
    outbox.put_deliver(1, "", 1, false, b"", b"");
    let expected = b"\x01\x00\x01\x00\x00\x00\x10\x00\x3c\x00\x3c\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\xce";
    assert_eq!(sent(&mut outbox), expected);
}

#[test]
fn get_ok() {
    let mut outbox = Outbox::new();
    outbox.put_get_ok(1, 5, false, b"ex", b"key", 0x0102_0304);
    let expected = b"\x01\x00\x01\x00\x00\x00\x18\x00\x3c\x00\x47\
        \x00\x00\x00\x00\x00\x00\x00\x05\x00\x02ex\x03key\x01\x02\x03\x04\xce";
    assert_eq!(sent(&mut outbox), expected);
}

#[test]
fn a_returned_message() {
    let mut outbox = Outbox::new();
    outbox.put_return(1, 312, "NO_ROUTE", b"ex", b"key");
    let expected = b"\x01\x00\x01\x00\x00\x00\x16\x00\x3c\x00\x32\x01\x38\x08NO_ROUTE\x02ex\x03key\xce";
    assert_eq!(sent(&mut outbox), expected);
}

#[test]
fn ack_and_nack() {
    let mut outbox = Outbox::new();
    outbox.put_ack(1, 258, false);
    outbox.put_ack(1, 259, true);
    outbox.put_nack(2, 260, false, true);
    outbox.put_nack(2, 261, true, true);
    let expected = b"\x01\x00\x01\x00\x00\x00\x0d\x00\x3c\x00\x50\x00\x00\x00\x00\x00\x00\x01\x02\x00\xce\
        \x01\x00\x01\x00\x00\x00\x0d\x00\x3c\x00\x50\x00\x00\x00\x00\x00\x00\x01\x03\x01\xce\
        \x01\x00\x02\x00\x00\x00\x0d\x00\x3c\x00\x78\x00\x00\x00\x00\x00\x00\x01\x04\x02\xce\
        \x01\x00\x02\x00\x00\x00\x0d\x00\x3c\x00\x78\x00\x00\x00\x00\x00\x00\x01\x05\x03\xce";
    assert_eq!(sent(&mut outbox), expected);
}

#[test]
fn any_method() {
    let mut outbox = Outbox::new();
    outbox.put_method(7, &AMQPClass::Channel(channel::AMQPMethod::OpenOk(channel::OpenOk {})));
    let ok = basic::ConsumeOk { consumer_tag: "tag".into() };
    outbox.put_method(7, &AMQPClass::Basic(basic::AMQPMethod::ConsumeOk(ok)));
    let expected = b"\x01\x00\x07\x00\x00\x00\x08\x00\x14\x00\x0b\x00\x00\x00\x00\xce\
        \x01\x00\x07\x00\x00\x00\x08\x00\x3c\x00\x15\x03tag\xce";
    assert_eq!(sent(&mut outbox), expected);
}

#[test]
fn names_are_as_long_as_a_short_string_may_be() {
    let mut outbox = Outbox::new();
    outbox.put_deliver(1, &"t".repeat(300), 1, false, &[b'e'; 255], &[b'k'; 256]);
    let frames = all(&sent(&mut outbox));
    assert_eq!(frames[0].payload.len(), 4 + 256 + 9 + 256 + 256);
    assert_eq!((frames[0].payload[4], frames[0].payload[4 + 256 + 9]), (255, 255));
}

#[test]
fn a_small_content_is_one_chunk() {
    let mut outbox = Outbox::new();
    outbox.put_content(1, &[0x10, 0, 2], &Bytes::from_static(b"hello"), 131_072);
    let expected = b"\x02\x00\x01\x00\x00\x00\x0f\x00\x3c\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05\x10\x00\x02\xce\
        \x03\x00\x01\x00\x00\x00\x05hello\xce";
    assert_eq!(sent(&mut outbox), expected);
}

#[test]
fn an_empty_body_has_no_frame() {
    let mut outbox = Outbox::new();
    outbox.put_content(1, &[0, 0], &Bytes::new(), 4096);
    let expected = b"\x02\x00\x01\x00\x00\x00\x0e\x00\x3c\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xce";
    assert_eq!(sent(&mut outbox), expected);
}

#[test]
fn bodies_are_split_where_the_frame_is_full() {
    for (size, frame_max, pieces) in [
        (4088, 4096, &[4088][..]),
        (4089, 4096, &[4088, 1]),
        (8176, 4096, &[4088, 4088]),
        (262_144, 131_072, &[131_064, 131_064, 16]),
        (262_144, 0, &[262_144]),
        (3, 9, &[1, 1, 1]),
        (2, 1, &[1, 1]),
    ] {
        let body: Vec<u8> = (0..size).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let mut outbox = Outbox::new();
        outbox.put_content(1, &[0, 0], &Bytes::from(body.clone()), frame_max);
        let frames = all(&sent(&mut outbox));
        let Content { body_size, .. } = content_header(&frames[0].payload).unwrap();
        assert_eq!(body_size, size);
        assert!(frames[1..].iter().all(|frame| frame.kind == FrameKind::Body && frame.channel == 1));
        let lengths: Vec<usize> = frames[1..].iter().map(|frame| frame.payload.len()).collect();
        assert_eq!(lengths, pieces, "{size} octets in frames of {frame_max}");
        let joined: Vec<u8> = frames[1..].iter().flat_map(|frame| frame.payload.iter().copied()).collect();
        assert!(joined == body);
    }
}

#[test]
fn large_pieces_are_referenced_and_small_ones_copied() {
    let body = Bytes::from(vec![1; 40_000]);
    let mut outbox = Outbox::new();
    outbox.put_heartbeat();
    outbox.put_content(1, &[0, 0], &body, 20_008);
    outbox.put_heartbeat();
    let chunks = outbox.take();
    let lengths: Vec<usize> = chunks.iter().map(Bytes::len).collect();
    assert_eq!(lengths, [8 + 22 + 7, 20_000, 1 + 7, 20_000, 1 + 8]);
    assert_eq!(chunks[1].as_ptr(), body.as_ptr());
    assert_eq!(chunks[3].as_ptr(), body[20_000..].as_ptr());

    outbox.put_content(1, &[0, 0], &body.slice(..16 * 1024), 0);
    assert_eq!(outbox.take().len(), 1);
    outbox.put_content(1, &[0, 0], &body.slice(..16 * 1024 + 1), 0);
    assert_eq!(outbox.take().len(), 3);
}

#[test]
fn the_order_is_kept() {
    let mut outbox = Outbox::new();
    let large = Bytes::from(vec![b'x'; 20_000]);
    for tag in 0..5 {
        outbox.put_deliver(1, "t", tag, false, b"", b"q");
        outbox.put_content(1, &[0, 0], &large.slice(..if tag % 2 == 0 { 20_000 } else { 1 }), 0);
        outbox.put_ack(1, tag, false);
    }
    let kinds: Vec<_> = all(&sent(&mut outbox)).iter().map(|frame| (frame.kind, frame.payload.len())).collect();
    let of =
        |body| [(FrameKind::Method, 18), (FrameKind::Header, 14), (FrameKind::Body, body), (FrameKind::Method, 13)];
    assert_eq!(kinds, [of(20_000), of(1), of(20_000), of(1), of(20_000)].concat());
}
