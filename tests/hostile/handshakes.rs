//! Before the connection is open.

use super::{greeting, is_told, nested, rmq};
use crate::support::{FakeServer, field, frame, long, method_frame, scripted, short, table};

/// `connection.start` with these server properties.
fn start(properties: &[(&str, Vec<u8>)]) -> Vec<u8> {
    method_frame(0, (10, 10), &[&[0, 9], &table(properties), &long("PLAIN"), &long("en_US")])
}

#[track_caller]
fn is_no_broker(server: &FakeServer) {
    is_told(
        &rmq(server, &["send", "hi"])
            .stderr_matches("error: cannot connect to [..]\n  why: [..]\n...\n")
            .status(5)
            .run(),
    );
}

#[test]
fn tables_nested_without_end_are_an_error_however_large_they_are() {
    for depth in [200, 10_000, 40_000, 50_000, 100_000] {
        is_no_broker(&greeting(start(&[("deep", nested(depth))]), false));
    }
}

#[test]
fn a_table_nested_without_end_behind_another_frame_is_an_error() {
    let deep = start(&[("deep", nested(10_000))]);
    for first in [frame(8, 0, &[]), start(&[]), method_frame(1, (60, 72), &[&[0]]), frame(3, 1, b"body")] {
        is_no_broker(&greeting([first, deep.clone()].concat(), false));
    }
    // With an answer between them.
    is_no_broker(&scripted(move |request| (request.method == (10, 11)).then(|| deep.clone())));
}

#[test]
fn a_greeting_without_end_is_an_error() {
    is_no_broker(&greeting(frame(8, 0, &[]), true));
    is_no_broker(&greeting(start(&[]), true));
    is_no_broker(&greeting(start(&[("long", field(b'S', long("x".repeat(1_000_000))))]), true));
    let begun = start(&[("long", field(b'S', long("x".repeat(100_000_000))))]);
    is_no_broker(&greeting(begun[..90_000_000].to_vec(), false));
    is_no_broker(&greeting(vec![0; 65_536], true));
    is_no_broker(&greeting(b"\x01\0\0\xff\xff\xff\xff".to_vec(), false));
}

#[test]
fn a_close_with_words_that_are_not_text_or_nested_tables_is_an_error() {
    let close = |text: &[u8]| {
        method_frame(0, (10, 50), &[&[0x02, 0x1e, u8::try_from(text.len()).expect("short")], text, &[0; 4]])
    };
    is_no_broker(&greeting(close(b"\xff\xfe"), false));
    is_no_broker(&greeting([close(b"NOT_ALLOWED"), nested(1000)].concat(), false));
}

#[test]
fn a_tune_that_makes_no_sense_is_no_reason_to_hang() {
    let tune = |channels: u16, frames: u32, heartbeat: u16| {
        scripted(move |request| {
            let tune = [&channels.to_be_bytes()[..], &frames.to_be_bytes(), &heartbeat.to_be_bytes()];
            (request.method == (10, 11)).then(|| request.reply((10, 30), &tune))
        })
    };
    for frames in [0, 4096, 131_072, u32::MAX] {
        rmq(&tune(1, frames, 0), &["send", "hi"]).stderr(" [x] Sent hi\n").run();
        rmq(&tune(u16::MAX, frames, u16::MAX), &["send", &"x".repeat(10_000)]).stderr_matches(" [x] Sent [..]\n").run();
    }
    for frames in [1, 7, 8, 9] {
        is_told(&rmq(&tune(0, frames, 0), &["send", "hi"]).stderr_matches("error: [..]\n...\n").status(1).run());
    }
}

#[test]
fn an_end_at_any_point_is_told() {
    let end = |bytes: &[u8]| method_frame(0, (10, 41), &[&short(""), bytes]);
    is_no_broker(&scripted(move |request| (request.method == (10, 40)).then(|| end(b"more"))));
    let whole = start(&[("product", field(b'S', long("Liar")))]);
    for at in [0, 1, 6, 7, 11, whole.len() - 1] {
        let cut = whole[..at].to_vec();
        let server = FakeServer::new(move |mut stream| {
            let _ = std::io::Write::write_all(&mut stream, &cut);
        });
        is_no_broker(&server);
    }
}
