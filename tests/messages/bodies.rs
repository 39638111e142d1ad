//! Bodies, byte for byte.

use super::receive;
use crate::support::Bench;

/// Sends `body` from stdin and gets it back.
#[track_caller]
fn comes_back(bench: &Bench, body: &[u8], said: &str) {
    bench.rmq(["send", "-"]).input(body).stderr(&format!(" [x] Sent {said}\n")).run();
    receive(bench, "hello", &["--count", "1", "--format", "body"]).stdout_bytes(body).run();
}

#[test]
fn any_bytes_come_back() {
    let bench = Bench::new();
    let all: Vec<u8> = (0..=u8::MAX).collect();
    comes_back(&bench, b"", "");
    comes_back(&bench, &all, "256 bytes");
    comes_back(&bench, &[0; 3], "\0\0\0");
    comes_back(&bench, b"\n\r\n\n", "");
    comes_back(&bench, b"first\nsecond\n", "first\nsecond");
    comes_back(&bench, "ümläut \u{1f980}".as_bytes(), "ümläut \u{1f980}");
}

#[test]
fn bodies_as_large_as_a_frame_or_two_come_back() {
    let bench = Bench::new();
    // A frame of 16 KiB has room for 16376 bytes of a body.
    for size in [16_375, 16_376, 16_377, 32_752, 32_753, 131_064, 131_072] {
        comes_back(&bench, "y".repeat(size).as_bytes(), &format!("{size} bytes"));
    }
}

#[test]
fn ten_megabytes_come_back() {
    let bench = Bench::new();
    let body: Vec<u8> = (0..10_000_000_u32).map(|at| u8::try_from(at % 251).expect("below 251")).collect();
    comes_back(&bench, &body, "10000000 bytes");
}

#[test]
fn a_long_text_is_told_by_its_size() {
    let bench = Bench::new();
    comes_back(&bench, "x".repeat(200).as_bytes(), &"x".repeat(200));
    comes_back(&bench, "x".repeat(201).as_bytes(), "201 bytes");
}

#[test]
fn large_lines_come_back() {
    let bench = Bench::new();
    let lines = format!("{}\n{}\n", "a".repeat(3_000_000), "b".repeat(2_000_000));
    bench.rmq(["send", "--lines"]).input(&lines).stderr(" [x] Sent 2 messages\n").run();
    receive(&bench, "hello", &["--count", "2"]).stdout(&lines).run();
}

#[test]
fn every_format_ends_a_message_in_its_own_way() {
    let bench = Bench::new();
    let line = |body: &str| {
        format!(
            r#"{{{body},"exchange":"","routing_key":"hello","redelivered":false,"properties":{{"delivery_mode":2}}}}"#
        )
    };
    for (args, a, b) in [
        (&[][..], "a\\b\"\n".to_owned(), "\n".to_owned()),
        (&["--format", "text"], "a\\b\"\n".to_owned(), "\n".to_owned()),
        (&["--null"], "a\\b\"\0".to_owned(), "\0".to_owned()),
        (&["--format", "text", "--null"], "a\\b\"\0".to_owned(), "\0".to_owned()),
        (&["--format", "body"], "a\\b\"".to_owned(), String::new()),
        (&["--format", "body", "--null"], "a\\b\"\0".to_owned(), "\0".to_owned()),
        (&["--format", "json"], line(r#""body":"a\\b\"""#) + "\n", line(r#""body":"""#) + "\n"),
        (&["--format", "json", "--null"], line(r#""body":"a\\b\"""#) + "\0", line(r#""body":"""#) + "\0"),
        (&["--template", "<%b>"], "<a\\b\">\n".to_owned(), "<>\n".to_owned()),
        (&["--template", "<%b>", "--null"], "<a\\b\">\0".to_owned(), "<>\0".to_owned()),
    ] {
        bench.rmq(["send", "a\\b\""]).stderr(" [x] Sent a\\b\"\n").run();
        bench.rmq(["send", ""]).stderr(" [x] Sent \n").run();
        receive(&bench, "hello", &["--count", "2"]).args(args).stdout(&(a + &b)).run();
    }
}
