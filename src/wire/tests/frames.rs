//! Sections 2.3.5, 4.2.2 and 4.2.3: the protocol header, and where frames begin and end.

use super::{buffer, parts};
use crate::wire::{FrameKind, PROTOCOL_HEADER, cut, protocol_header, unexpected};

#[test]
fn the_protocol_header_is_taken_when_it_is_whole() {
    let mut bytes = buffer(b"AMQP\x00\x00\x09\x01\x01");
    assert_eq!(protocol_header(&mut bytes), Ok(true));
    assert_eq!(bytes[..], [1]);
    for length in 0..8 {
        let mut bytes = buffer(&PROTOCOL_HEADER[..length]);
        assert_eq!(protocol_header(&mut bytes), Ok(false), "{length} octets");
        assert_eq!(bytes.len(), length);
    }
}

#[test]
fn other_protocol_headers_are_wrong_at_the_first_octet_that_differs() {
    let wrong: [&[u8]; 6] = [
        b"G",
        b"GET / HTTP/1.1",
        b"AMQP\x01\x01\x09\x01",
        b"AMQP\x01\x01\x00\x09",
        b"AMQP\x00\x01\x00\x00",
        b"AMQP\x03",
    ];
    for header in wrong {
        assert_eq!(protocol_header(&mut buffer(header)), Err(()), "{header:?}");
    }
}

#[test]
fn frames_come_one_by_one() {
    let mut bytes = buffer(&[
        1, 0, 1, 0, 0, 0, 4, 0, 20, 0, 41, 0xCE, // channel.close-ok on channel 1
        8, 0, 0, 0, 0, 0, 0, 0xCE, // a heartbeat
        3, 0x12, 0x34, 0, 0, 0, 2, 0xCE, 0xCE, 0xCE, // a body that looks like the end
        2, 0, 1, 0, 0,
    ]);
    let first = cut(&mut bytes, 4096).unwrap().unwrap();
    assert_eq!((first.kind, first.channel, &first.payload[..]), (FrameKind::Method, 1, &[0, 20, 0, 41][..]));
    let second = cut(&mut bytes, 4096).unwrap().unwrap();
    assert_eq!((second.kind, second.channel, second.payload.len()), (FrameKind::Heartbeat, 0, 0));
    let third = cut(&mut bytes, 4096).unwrap().unwrap();
    assert_eq!((third.kind, third.channel, &third.payload[..]), (FrameKind::Body, 0x1234, &[0xCE, 0xCE][..]));
    assert_eq!(cut(&mut bytes, 4096), Ok(None));
    assert_eq!(bytes.len(), 5, "what is not whole stays");
}

#[test]
fn a_frame_may_come_octet_by_octet() {
    let whole = [2, 0, 7, 0, 0, 0, 3, 9, 8, 7, 0xCE];
    let mut bytes = buffer(&[]);
    for &octet in &whole[..whole.len() - 1] {
        bytes.extend_from_slice(&[octet]);
        assert_eq!(cut(&mut bytes, 4096), Ok(None));
    }
    bytes.extend_from_slice(&[0xCE]);
    let frame = cut(&mut bytes, 4096).unwrap().unwrap();
    assert_eq!((frame.kind, frame.channel, &frame.payload[..]), (FrameKind::Header, 7, &[9, 8, 7][..]));
    assert!(bytes.is_empty());
}

#[test]
fn a_payload_is_not_copied() {
    let mut bytes = buffer(&[3, 0, 1, 0, 0, 0, 3, 1, 2, 3, 0xCE]);
    let there = bytes[7..].as_ptr();
    assert_eq!(cut(&mut bytes, 0).unwrap().unwrap().payload.as_ptr(), there);
}

#[test]
fn a_frame_too_large_is_refused_at_its_head() {
    let error = cut(&mut buffer(&[3, 0, 1, 0, 2, 0, 1]), 131_072).unwrap_err();
    assert_eq!(parts(&error), (501, "FRAME_ERROR - type 3, all octets = <<>>: {frame_too_large,131073,131064}", 0, 0));
    assert_eq!(cut(&mut buffer(&[3, 0, 1, 0, 2, 0, 0]), 131_072), Ok(None), "eight octets of grace");
    assert_eq!(cut(&mut buffer(&[3, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF]), 0), Ok(None), "no limit");
}

#[test]
fn an_unknown_type_is_refused() {
    for octet in [0, 4, 5, 6, 7, 9, b'A', 255] {
        let error = cut(&mut buffer(&[octet, 0, 1, 0, 0, 0, 0]), 4096).unwrap_err();
        let text = format!("FRAME_ERROR - type {octet}, all octets = <<>>: unknown_frame");
        assert_eq!(parts(&error), (501, text.as_str(), 0, 0));
    }
}

#[test]
fn an_unknown_type_waits_for_what_the_text_shows_and_no_longer() {
    let mut bytes = buffer(&[9, 0, 1, 0, 0, 15, 0]);
    for octet in 0..17 {
        assert_eq!(cut(&mut bytes, 4096), Ok(None), "{octet} octets of the payload");
        bytes.extend_from_slice(&[octet]);
    }
    let error = cut(&mut bytes, 4096).unwrap_err();
    assert_eq!(
        error.text,
        "FRAME_ERROR - type 9, first 16 octets = <<0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15>>: unknown_frame"
    );
}

#[test]
fn a_wrong_end_octet_is_refused() {
    let error = cut(&mut buffer(&[1, 0, 1, 0, 0, 0, 5, 0, 20, 0, 10, 0, b'A']), 4096).unwrap_err();
    let text = "FRAME_ERROR - type 1, all octets = <<0,20,0,10,0>>: {invalid_frame_end_marker,65}";
    assert_eq!(parts(&error), (501, text, 0, 0));
}

#[test]
fn a_heartbeat_with_a_payload_is_refused() {
    let error = cut(&mut buffer(&[8, 0, 0, 0, 0, 0, 1, b'x', 0xCE]), 4096).unwrap_err();
    assert_eq!(parts(&error), (501, "FRAME_ERROR - type 8, all octets = <<\"x\">>: unknown_frame", 0, 0));
}

#[test]
fn texts_show_bytes_as_rabbitmq_does() {
    let shown = |payload: &[u8]| {
        let mut bytes = buffer(&[9, 0, 0, 0, 0, 0, u8::try_from(payload.len()).unwrap()]);
        bytes.extend_from_slice(payload);
        let text = cut(&mut bytes, 4096).unwrap_err().text;
        text["FRAME_ERROR - type 9, all octets = ".len()..text.len() - ": unknown_frame".len()].to_owned()
    };
    assert_eq!(shown(b"hello"), "<<\"hello\">>");
    assert_eq!(shown(b"a\"\\\n\r\t\x0b\x08\x0c\x1b"), r#"<<"a\"\\\n\r\t\v\b\f\e">>"#);
    assert_eq!(shown(b"a\x7f"), "<<97,127>>");
    assert_eq!(shown(b"caf\xe9"), "<<\"caf\u{e9}\">>");
    assert_eq!(shown(b"\0"), "<<0>>");
}

#[test]
fn a_frame_in_the_wrong_place_is_505() {
    let heartbeat = cut(&mut buffer(&[8, 0, 1, 0, 0, 0, 0, 0xCE]), 4096).unwrap().unwrap();
    assert_eq!(parts(&unexpected(&heartbeat)), (505, "UNEXPECTED_FRAME - type 8, all octets = <<>>", 0, 0));
    let body = cut(&mut buffer(b"\x03\0\0\0\0\0\x03abc\xCE"), 4096).unwrap().unwrap();
    assert_eq!(unexpected(&body).text, "UNEXPECTED_FRAME - type 3, all octets = <<\"abc\">>");
}
