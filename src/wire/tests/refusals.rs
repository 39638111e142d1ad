//! What the connection ends with when a method is wrong.

use super::{join, nested, parts};
use crate::wire::error::{Malformed, reply_text};
use crate::wire::{ProtocolError, method};

fn refused(pieces: &[&[u8]]) -> ProtocolError {
    method(&join(pieces)).unwrap_err()
}

#[test]
fn without_numbers_it_is_no_method() {
    assert_eq!(parts(&refused(&[&[0, 60]])), (501, "FRAME_ERROR - type 1, all octets = <<0,60>>: unknown_frame", 0, 0));
    assert_eq!(refused(&[]).text, "FRAME_ERROR - type 1, all octets = <<>>: unknown_frame");
}

#[test]
fn fields_that_are_cut_short() {
    let text = "FRAME_ERROR - cannot decode <<0,0>>";
    assert_eq!(parts(&refused(&[&[0, 60, 0, 40, 0, 0]])), (501, text, 60, 40));
    assert_eq!(refused(&[&[0, 60, 0, 80]]).text, "FRAME_ERROR - cannot decode <<>>");
}

#[test]
fn fields_with_something_behind_them() {
    let error = refused(&[&[0, 50, 0, 10, 0, 0], b"\x01q", &[0, 0, 0, 0, 0], b"zz"]);
    let text = "FRAME_ERROR - cannot decode <<0,0,1,113,0,0,0,0,0,122,122>>";
    assert_eq!(parts(&error), (501, text, 50, 10));
    assert_eq!(refused(&[&[0, 60, 0, 40, 0, 0, 0, 0, 0, 0]]).code, 501);
    assert_eq!(refused(&[&[0, 60, 0, 80, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]]).code, 501);
}

#[test]
fn what_is_long_is_cut_to_a_short_string() {
    let error = refused(&[&[0, 50, 0, 10], &[255; 1000]]);
    assert_eq!(error.text.len(), 255);
    assert!(error.text.starts_with("FRAME_ERROR - cannot decode <<255,255,"), "{}", error.text);
    assert!(error.text.ends_with("..."), "{}", error.text);
}

#[test]
fn a_name_that_is_not_utf8() {
    let error = refused(&[&[0, 50, 0, 10, 0, 0], b"\x01\xff", &[0, 0, 0, 0, 0]]);
    assert_eq!(parts(&error), (501, "FRAME_ERROR - Malformed UTF-8 in shortstr", 0, 0));
    let error = refused(&[&[0, 10, 0, 50, 0, 1], b"\x01\xff", &[0, 0, 0, 0]]);
    assert_eq!(parts(&error), (501, "FRAME_ERROR - Malformed UTF-8 in shortstr", 10, 50));
}

#[test]
fn a_malformed_table_is_a_syntax_error_of_its_method() {
    let declare = |table: &[u8]| {
        let length = u32::try_from(table.len()).unwrap().to_be_bytes();
        refused(&[&[0, 50, 0, 10, 0, 0], b"\x01q", &[0], &length, table])
    };
    let text = "SYNTAX_ERROR - a table has a field of an unknown type";
    assert_eq!(parts(&declare(b"\x01a?")), (502, text, 50, 10));
    assert_eq!(declare(b"\x01aU\0\0").text, text, "RabbitMQ does not know the specification's U either");
    assert_eq!(declare(b"\x01aS\0\0\0\x02x").text, "SYNTAX_ERROR - a table ends within a field");
    assert_eq!(declare(b"\x01").text, "SYNTAX_ERROR - a table ends within a field");
    assert_eq!(declare(b"\x01\xffV").text, "SYNTAX_ERROR - the name of a field in a table is not UTF-8");
}

#[test]
fn every_table_of_every_method_is_bounded() {
    let deep = nested(5_000);
    let with_table: [(&[u8], &[u8]); 9] = [
        (&[0, 10, 0, 10, 0, 9], &[0, 0, 0, 0, 0, 0, 0, 0]),
        (&[0, 10, 0, 11], &[0, 0, 0, 0, 0, 0]),
        (&[0, 40, 0, 10, 0, 0, 0, 0, 0], &[]),
        (&[0, 40, 0, 30, 0, 0, 0, 0, 0, 0], &[]),
        (&[0, 40, 0, 40, 0, 0, 0, 0, 0, 0], &[]),
        (&[0, 50, 0, 10, 0, 0, 0, 0], &[]),
        (&[0, 50, 0, 20, 0, 0, 0, 0, 0, 0], &[]),
        (&[0, 50, 0, 50, 0, 0, 0, 0, 0], &[]),
        (&[0, 60, 0, 20, 0, 0, 0, 0, 0], &[]),
    ];
    for (before, behind) in with_table {
        let error = refused(&[before, &deep, behind]);
        let (class, id) = (u16::from(before[1]), u16::from(before[3]));
        let text = "SYNTAX_ERROR - tables are nested deeper than 128 levels";
        assert_eq!(parts(&error), (502, text, class, id));
    }
}

#[test]
fn an_unknown_method_is_not_implemented() {
    let error = refused(&[&[0, 50, 0, 99]]);
    assert_eq!(parts(&error), (540, "NOT_IMPLEMENTED - unknown method 99 of class 50", 50, 99));
    // The credit extension of RabbitMQ, which the library does not know.
    assert_eq!(refused(&[&[0, 60, 0, 200, 0, 0, 0, 0, 1, 0]]).code, 540);
}

#[test]
fn reply_texts_have_the_name_of_their_code() {
    let names = [
        (311, "CONTENT_TOO_LARGE"),
        (312, "NO_ROUTE"),
        (313, "NO_CONSUMERS"),
        (320, "CONNECTION_FORCED"),
        (402, "INVALID_PATH"),
        (403, "ACCESS_REFUSED"),
        (404, "NOT_FOUND"),
        (405, "RESOURCE_LOCKED"),
        (406, "PRECONDITION_FAILED"),
        (501, "FRAME_ERROR"),
        (502, "SYNTAX_ERROR"),
        (503, "COMMAND_INVALID"),
        (504, "CHANNEL_ERROR"),
        (505, "UNEXPECTED_FRAME"),
        (506, "RESOURCE_ERROR"),
        (530, "NOT_ALLOWED"),
        (540, "NOT_IMPLEMENTED"),
        (541, "INTERNAL_ERROR"),
    ];
    for (code, name) in names {
        assert_eq!(reply_text(code, "why"), format!("{name} - why"));
    }
}

#[test]
fn a_reply_text_is_not_cut_within_a_character() {
    for length in 230..260 {
        let text = reply_text(404, &"\u{20ac}".repeat(length / 3));
        assert!(text.len() <= 255, "{}", text.len());
    }
    assert_eq!(reply_text(404, &"x".repeat(243)).len(), 255);
    assert!(!reply_text(404, &"x".repeat(243)).ends_with('.'));
    assert!(reply_text(404, &"x".repeat(244)).ends_with("x..."));
}

#[test]
fn what_is_malformed_says_so() {
    assert_eq!(Malformed("it is not").to_string(), "it is not");
}
