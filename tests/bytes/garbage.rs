//! Bytes that are wrong, and what RabbitMQ says to them. Where it says nothing and hangs up, `rmq broker` says why.

use crate::bytes::{expect_unharmed, inner};
use crate::support::raw::{Raw, body, channel_close, header, publish};
use crate::support::{frame, long, method_frame, shared_port, short};

/// What a broker says before it closes the connection: code, text, and the method that it was about.
type Close<'a> = (u16, &'a str, (u16, u16));

/// Sends bytes on a connection with channel 1 open.
#[track_caller]
fn refused(what: &[u8], (code, text, during): Close<'_>) {
    let mut raw = Raw::open(shared_port());
    raw.try_send(what);
    raw.expect_close(code, text, during);
}

/// The same where RabbitMQ hangs up without a word, or waits for more.
#[track_caller]
fn refused_by_us(what: &[u8], close: Close<'_>) {
    if inner() {
        refused(what, close);
    }
}

fn head(kind: u8, size: u32) -> Vec<u8> {
    [&[kind, 0, 1], &size.to_be_bytes()[..]].concat()
}

fn declare_with(arguments: &[u8]) -> Vec<u8> {
    let size = u32::try_from(arguments.len()).expect("less than a frame");
    method_frame(1, (50, 10), &[&[0, 0], &[0], &[4], &size.to_be_bytes(), arguments])
}

const NO_METHOD: (u16, u16) = (0, 0);
const PUBLISH: (u16, u16) = (60, 40);
const DECLARE: (u16, u16) = (50, 10);

#[test]
fn frames_that_are_none() {
    let too_large = "FRAME_ERROR - type 1, all octets = <<>>: {frame_too_large,131073,131064}";
    refused(&head(1, 131_073), (501, too_large, NO_METHOD));
    refused(&[head(1, 131_073), vec![b'x'; 300_000]].concat(), (501, too_large, NO_METHOD));
    let huge = "FRAME_ERROR - type 3, all octets = <<>>: {frame_too_large,4294967295,131064}";
    refused(&head(3, u32::MAX), (501, huge, NO_METHOD));
    let mut wrong_end = method_frame(1, (20, 10), &[&[0]]);
    *wrong_end.last_mut().expect("it has bytes") = 0xCD;
    let why = "FRAME_ERROR - type 1, all octets = <<0,20,0,10,0>>: {invalid_frame_end_marker,205}";
    refused(&wrong_end, (501, why, NO_METHOD));
    let why = "FRAME_ERROR - type 4, all octets = <<\"abc\">>: unknown_frame";
    refused(&frame(4, 1, b"abc"), (501, why, NO_METHOD));
    let why = "FRAME_ERROR - type 255, first 16 octets = <<\"abcabcabcabcabca\">>: unknown_frame";
    refused(&frame(255, 1, &b"abc".repeat(20)), (501, why, NO_METHOD));
    expect_unharmed();
}

#[test]
fn frames_on_the_wrong_channel() {
    let why = "UNEXPECTED_FRAME - type 2, all octets = <<0,0,0,0,0,0,0,0,0,0,0,0,0,0>>";
    refused(&frame(2, 0, &[0; 14]), (505, why, NO_METHOD));
    refused(&frame(3, 0, b"abc"), (505, "UNEXPECTED_FRAME - type 3, all octets = <<\"abc\">>", NO_METHOD));
    refused(&frame(8, 1, b""), (505, "UNEXPECTED_FRAME - type 8, all octets = <<>>", NO_METHOD));
    let why = "FRAME_ERROR - type 8, all octets = <<\"abc\">>: unknown_frame";
    refused(&frame(8, 0, b"abc"), (501, why, NO_METHOD));
    let not_open = "UNEXPECTED_FRAME - expected method frame, got non method frame instead";
    refused(&frame(2, 2, &[0; 14]), (505, not_open, NO_METHOD));
    refused(&frame(3, 2, b"abc"), (505, not_open, NO_METHOD));
    let running = "CHANNEL_ERROR - unexpected method in connection state running";
    refused(&method_frame(0, (20, 10), &[&[0]]), (504, running, (20, 10)));
    refused(&method_frame(0, (10, 30), &[&[0; 8]]), (504, running, (10, 30)));
    let why = "COMMAND_INVALID - unimplemented method";
    refused(&method_frame(1, (10, 50), &[&[0, 200], &[0], &[0; 4]]), (503, why, (10, 50)));
    expect_unharmed();
}

#[test]
fn methods_that_are_none() {
    let short_one = "FRAME_ERROR - type 1, all octets = <<0,50>>: unknown_frame";
    refused(&frame(1, 1, &[0, 50]), (501, short_one, NO_METHOD));
    refused(&frame(1, 1, b""), (501, "FRAME_ERROR - type 1, all octets = <<>>: unknown_frame", NO_METHOD));
    let text = "NOT_IMPLEMENTED - unknown method 10 of class 77";
    refused_by_us(&method_frame(1, (77, 10), &[]), (540, text, (77, 10)));
    refused_by_us(&method_frame(0, (77, 10), &[]), (540, text, (77, 10)));
    let text = "NOT_IMPLEMENTED - unknown method 99 of class 50";
    refused_by_us(&method_frame(1, (50, 99), &[]), (540, text, (50, 99)));
    let text = "COMMAND_INVALID - unimplemented method";
    refused(&method_frame(1, (50, 11), &[&short("q"), &[0; 8]]), (503, text, (50, 11)));
    refused_by_us(&method_frame(1, (60, 60), &[&[0], &[0; 8], &[0], &[0], &[0]]), (503, text, (60, 60)));
    let at_once = [publish("q", 2), header(0, &[0, 0])].concat();
    refused(&at_once, (540, "NOT_IMPLEMENTED - immediate=true", PUBLISH));
    refused(&method_frame(1, (20, 20), &[&[0]]), (540, "NOT_IMPLEMENTED - active=false", (20, 20)));
    let text = "NOT_IMPLEMENTED - prefetch_size!=0 (1)";
    refused(&method_frame(1, (60, 10), &[&[0, 0, 0, 1, 0, 1, 0]]), (540, text, (60, 10)));
    let text = "NOT_IMPLEMENTED - requeue=false";
    refused(&method_frame(1, (60, 110), &[&[0]]), (540, text, (60, 110)));
    expect_unharmed();
}

#[test]
fn fields_that_are_too_short_or_too_long() {
    let text = "FRAME_ERROR - cannot decode <<0,0,5,97,98>>";
    refused(&method_frame(1, DECLARE, &[&[0, 0], b"\x05ab"]), (501, text, DECLARE));
    let text = "FRAME_ERROR - cannot decode <<0,0,1,113,4,0,0,0,0,120,120>>";
    refused(&method_frame(1, DECLARE, &[&[0, 0], &short("q"), &[4], &[0; 4], b"xx"]), (501, text, DECLARE));
    let text = "FRAME_ERROR - Malformed UTF-8 in shortstr";
    refused(&method_frame(1, DECLARE, &[&[0, 0], b"\x02\xFF\xFE", &[4], &[0; 4]]), (501, text, NO_METHOD));
    let text = "FRAME_ERROR - cannot decode <<>>";
    refused(&method_frame(1, DECLARE, &[]), (501, text, DECLARE));
    expect_unharmed();
}

#[test]
fn tables_that_are_none() {
    let cut = "SYNTAX_ERROR - a table ends within a field";
    refused_by_us(&declare_with(b"\x01aS\0\0\0\x09ab"), (502, cut, DECLARE));
    refused_by_us(&declare_with(b"\x01aS\xFF\xFF\xFF\xFFab"), (502, cut, DECLARE));
    refused_by_us(&declare_with(b"\x09a"), (502, cut, DECLARE));
    refused_by_us(&declare_with(b"\x01a"), (502, cut, DECLARE));
    let unknown = "SYNTAX_ERROR - a table has a field of an unknown type";
    refused_by_us(&declare_with(b"\x01aZab"), (502, unknown, DECLARE));
    expect_unharmed();
}

#[test]
fn tables_within_tables_without_end() {
    let nested = |kind: u8, levels: usize| {
        let mut bytes = Vec::new();
        // From the outside: each has all that follows for its value. An array's values have no names.
        let step = if kind == b'F' { 7 } else { 5 };
        for level in 0..levels {
            let rest = u32::try_from((levels - level - 1) * step).expect("less than a frame");
            bytes.extend_from_slice(if kind == b'F' || level == 0 { b"\x01a" } else { b"" });
            bytes.push(kind);
            bytes.extend(rest.to_be_bytes());
        }
        bytes
    };
    let too_deep = "SYNTAX_ERROR - tables are nested deeper than 128 levels";
    for kind in [b'F', b'A'] {
        refused_by_us(&declare_with(&nested(kind, 128)), (502, too_deep, DECLARE));
        // As many as one frame holds, and as headers of a message.
        let most = nested(kind, 18_000);
        refused_by_us(&declare_with(&most), (502, too_deep, DECLARE));
        let size = u32::try_from(most.len()).expect("less than a frame").to_be_bytes();
        let headers = header(0, &[&[0x20, 0][..], &size, &most].concat());
        refused_by_us(&[publish("q", 0), headers].concat(), (502, too_deep, PUBLISH));
    }
    // More levels than frames hold: the innermost are cut off.
    let text = "SYNTAX_ERROR - a table ends within a field";
    refused_by_us(&declare_with(&nested(b'F', 100_000)[..130_000]), (502, text, DECLARE));
    let mut raw = Raw::open(shared_port());
    raw.send(declare_with(&nested(b'F', 100)));
    raw.wait_method((50, 11));
    expect_unharmed();
}

#[test]
fn frames_out_of_order() {
    let method = "UNEXPECTED_FRAME - expected method frame, got non method frame instead";
    let no_header = "UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead";
    let no_body = "UNEXPECTED_FRAME - expected content body, got non content body frame instead";
    let (start, head) = (publish("q", 0), header(3, &[0, 0]));
    refused(&head, (505, method, NO_METHOD));
    refused(&body(b"abc"), (505, method, NO_METHOD));
    refused(&[&start, &body(b"abc")[..]].concat(), (505, no_header, PUBLISH));
    refused(&[&start, &start[..]].concat(), (505, no_header, PUBLISH));
    refused(&[&start, &head, &start[..]].concat(), (505, no_body, PUBLISH));
    refused(&[&start, &head, &head[..]].concat(), (505, no_body, PUBLISH));
    refused(&[&start, &header(0, &[0, 0]), &body(b"")[..]].concat(), (505, method, NO_METHOD));
    refused(&[&start, &head, &body(b"abc"), &body(b"")[..]].concat(), (505, method, NO_METHOD));
    expect_unharmed();
}

#[test]
fn contents_that_are_none() {
    let with = |header: Vec<u8>| [publish("q", 0), header].concat();
    let of_class = |class: u8, weight: u8| frame(2, 1, &[0, class, 0, weight, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0]);
    let text = "UNEXPECTED_FRAME - expected content header for class 60, got one for class 50 instead";
    refused(&with(of_class(50, 0)), (505, text, PUBLISH));
    let text = "UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead";
    refused(&with(of_class(60, 1)), (505, text, PUBLISH));
    let text = "FRAME_ERROR - type 2, all octets = <<0,60,0,0>>: unknown_frame";
    refused(&with(frame(2, 1, &[0, 60, 0, 0])), (501, text, NO_METHOD));
    let text = "FRAME_ERROR - content body has 1 bytes more than announced";
    refused_by_us(&[with(header(3, &[0, 0])), body(b"abcd")].concat(), (501, text, PUBLISH));
    let text = "SYNTAX_ERROR - the properties end within a property";
    refused_by_us(&with(header(3, &[0x80, 0, 5, b'a', b'b'])), (502, text, PUBLISH));
    refused_by_us(&with(header(3, &[0])), (502, text, PUBLISH));
    let text = "SYNTAX_ERROR - there is something behind the last property";
    refused_by_us(&with(header(3, &[0, 0, b'a'])), (502, text, PUBLISH));
    let text = "SYNTAX_ERROR - a table ends within a field";
    refused_by_us(&with(header(3, &[0x20, 0, 0, 0, 0, 2, 9, b'a'])), (502, text, PUBLISH));
    expect_unharmed();
}

#[test]
fn a_message_that_is_too_large_closes_its_channel() {
    if !inner() {
        // RabbitMQ looks when all of it has come.
        return;
    }
    for size in [134_217_729, u64::MAX] {
        let mut raw = Raw::open(shared_port());
        let text = format!("PRECONDITION_FAILED - message size {size} is larger than configured max size 134217728");
        raw.ask([publish("q", 0), header(size, &[0, 0])].concat(), channel_close(1, 406, &text, PUBLISH));
        // It may be on its way.
        raw.send(body(&[0; 100_000]));
        raw.send(method_frame(1, (20, 41), &[]));
        raw.open_channel(1);
    }
    expect_unharmed();
}

#[test]
fn names_that_clients_may_not_use() {
    let mut raw = Raw::open(shared_port());
    let long_name = "n".repeat(255);
    let declare = |name: &str| method_frame(1, DECLARE, &[&[0, 0], &short(name), &[4], &long("")]);
    raw.ask(declare(&long_name), method_frame(1, (50, 11), &[&short(&long_name), &[0; 8]]));
    let text = "ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*'";
    raw.ask(declare("amq.mine"), channel_close(1, 403, text, DECLARE));
    expect_unharmed();
}
