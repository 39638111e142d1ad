//! Sections 2.3.5.2 and 4.2.6.1: content headers and properties.

use amq_protocol::protocol::BasicProperties;
use amq_protocol::types::AMQPValue;
use bytes::Bytes;

use super::{join, nested, parts};
use crate::wire::content::Summary;
use crate::wire::properties::{encode_properties, properties};
use crate::wire::{content_header, summary};

/// Class 60, weight 0, body size 5.
const HEAD: [u8; 12] = [0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5];

/// All fourteen properties; the flags are the upper fourteen bits.
const EVERY: &[u8] = b"\xff\xfc\
    \x0atext/plain\x04utf8\x00\x00\x00\x04\x01nt\x01\x02\x07\x02id\x05reply\x041000\x03mid\
    \x00\x00\x00\x00\x00\x00\x00\x2a\x04type\x05guest\x03app\x07cluster";

fn refused(pieces: &[&[u8]]) -> (u16, String, u16, u16) {
    let error = content_header(&join(pieces)).unwrap_err();
    let (code, text, class, method) = parts(&error);
    (code, text.to_owned(), class, method)
}

#[test]
fn without_properties() {
    let content = content_header(&join(&[&HEAD, &[0, 0]])).unwrap();
    assert_eq!((content.class, content.body_size, &content.properties[..]), (60, 5, &[0, 0][..]));
    assert_eq!(summary(&content.properties), Ok(Summary::default()));
    assert_eq!(properties(&content.properties), Ok(BasicProperties::default()));
}

#[test]
fn the_body_size_has_eight_octets() {
    let content = content_header(&join(&[&[0, 60, 0, 0], &[1, 2, 3, 4, 5, 6, 7, 8], &[0, 0]])).unwrap();
    assert_eq!(content.body_size, 0x0102_0304_0506_0708);
}

#[test]
fn with_every_property() {
    let payload = join(&[&HEAD, EVERY]);
    let content = content_header(&payload).unwrap();
    assert_eq!(content.properties, EVERY);
    assert_eq!(content.properties.as_ptr(), payload[12..].as_ptr(), "not copied");
    let expected = Summary {
        headers: Some(b"\x00\x00\x00\x04\x01nt\x01"),
        delivery_mode: Some(2),
        priority: Some(7),
        reply_to: Some("reply"),
        expiration: Some("1000"),
        user_id: Some("guest"),
    };
    assert_eq!(summary(&content.properties), Ok(expected));
}

#[test]
fn every_property_is_decoded_and_encoded() {
    let decoded = properties(EVERY).unwrap();
    let text = |value: &Option<amq_protocol::types::ShortString>| value.as_ref().unwrap().to_string();
    assert_eq!(text(decoded.content_type()), "text/plain");
    assert_eq!(text(decoded.content_encoding()), "utf8");
    let headers = decoded.headers().as_ref().unwrap();
    assert_eq!(headers.inner().get("n"), Some(&AMQPValue::Boolean(true)));
    assert_eq!((*decoded.delivery_mode(), *decoded.priority()), (Some(2), Some(7)));
    assert_eq!(text(decoded.correlation_id()), "id");
    assert_eq!(text(decoded.reply_to()), "reply");
    assert_eq!(text(decoded.expiration()), "1000");
    assert_eq!(text(decoded.message_id()), "mid");
    assert_eq!(*decoded.timestamp(), Some(42));
    assert_eq!(text(decoded.kind()), "type");
    assert_eq!(text(decoded.user_id()), "guest");
    assert_eq!(text(decoded.app_id()), "app");
    assert_eq!(text(decoded.cluster_id()), "cluster");
    assert_eq!(encode_properties(&decoded), EVERY);
    assert_eq!(encode_properties(&BasicProperties::default()), [0, 0][..]);
}

#[test]
fn a_single_property_is_found_by_its_flag() {
    assert_eq!(summary(&[0x10, 0, 2]).unwrap(), Summary { delivery_mode: Some(2), ..Summary::default() });
    assert_eq!(summary(&[0x08, 0, 9]).unwrap(), Summary { priority: Some(9), ..Summary::default() });
    assert_eq!(summary(b"\x02\x00\x01q").unwrap(), Summary { reply_to: Some("q"), ..Summary::default() });
    assert_eq!(summary(b"\x01\x00\x01q").unwrap(), Summary { expiration: Some("q"), ..Summary::default() });
    assert_eq!(summary(b"\x00\x10\x01q").unwrap(), Summary { user_id: Some("q"), ..Summary::default() });
    assert_eq!(summary(b"\x80\x00\x01q").unwrap(), Summary::default());
}

#[test]
fn a_text_that_is_not_utf8_passes_and_is_nobody() {
    let content = content_header(&join(&[&HEAD, b"\x82\x10\x01\xff\x06guest\xff\x06guest\xff"])).unwrap();
    let summary = summary(&content.properties).unwrap();
    assert_eq!((summary.reply_to, summary.user_id), (Some("\u{fffd}"), Some("\u{fffd}")));
    assert!(properties(&content.properties).is_err());
    let name = join(&[&HEAD, b"\x20\x00\x00\x00\x00\x03\x01\xffV"]);
    assert!(content_header(&name).is_ok());
}

#[test]
fn properties_may_end_nowhere_but_at_their_end() {
    for end in 0..EVERY.len() {
        let (code, text, class, method) = refused(&[&HEAD, &EVERY[..end]]);
        assert_eq!((code, class, method), (502, 60, 40), "{end} octets");
        assert_eq!(text, "SYNTAX_ERROR - the properties end within a property");
        assert!(properties(&EVERY[..end]).is_err());
    }
    let (code, text, ..) = refused(&[&HEAD, EVERY, b"z"]);
    assert_eq!((code, text.as_str()), (502, "SYNTAX_ERROR - there is something behind the last property"));
    assert!(summary(&EVERY[..EVERY.len() - 12]).is_err());
    assert!(summary(&[0]).is_err());
}

/// The specification lets more flags follow when the lowest bit is set; nobody has any, and RabbitMQ does not look.
#[test]
fn the_two_lowest_flags_mean_nothing() {
    for low in [1, 2, 3] {
        assert!(content_header(&join(&[&HEAD, &[0, low]])).is_ok());
        assert_eq!(summary(&[0, low]), Ok(Summary::default()));
        assert_eq!(refused(&[&HEAD, &[0, low, 0, 0]]).0, 502);
    }
}

#[test]
fn headers_are_checked() {
    let with = |table: &[u8]| content_header(&join(&[&HEAD, &[0x20, 0], table]));
    assert!(with(&nested(128)).is_ok());
    let error = with(&nested(129)).unwrap_err();
    let text = "SYNTAX_ERROR - tables are nested deeper than 128 levels";
    assert_eq!(parts(&error), (502, text, 60, 40));
    let error = with(b"\x00\x00\x00\x03\x01a?").unwrap_err();
    assert_eq!(error.text, "SYNTAX_ERROR - a table has a field of an unknown type");
}

#[test]
fn a_header_that_is_too_short() {
    let text = "FRAME_ERROR - type 2, all octets = <<0,60>>: unknown_frame".to_owned();
    assert_eq!(refused(&[&[0, 60]]), (501, text, 0, 0));
    assert_eq!(refused(&[&HEAD[..11]]).0, 501);
    assert_eq!(content_header(&Bytes::copy_from_slice(&HEAD)).unwrap_err().code, 502, "no flags");
}

#[test]
fn a_header_of_another_class_or_with_a_weight() {
    let before = "UNEXPECTED_FRAME - expected content header for class 60, got ";
    let text = format!("{before}one for class 90 instead");
    assert_eq!(refused(&[&[0, 90], &HEAD[2..], &[0, 0]]), (505, text, 60, 40));
    let text = format!("{before}non content header frame instead");
    assert_eq!(refused(&[&[0, 60, 0, 1], &HEAD[4..], &[0, 0]]), (505, text, 60, 40));
}
