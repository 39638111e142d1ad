//! From the first byte to an open vhost (AMQP 0-9-1, sections 2.2.4 and 4.2.2).

use crate::bytes::{expect_unharmed, inner};
use crate::support::raw::{Answers, CAPABLE, GREETING, Raw, close, start_ok, tune_ok};
use crate::support::{long, method_frame, shared_port, short};

/// What every RabbitMQ since 3.8 can do.
const CAPABILITIES: [&str; 9] = [
    "authentication_failure_close",
    "basic.nack",
    "connection.blocked",
    "consumer_cancel_notify",
    "consumer_priorities",
    "direct_reply_to",
    "exchange_exchange_bindings",
    "per_consumer_qos",
    "publisher_confirms",
];

fn yes(name: &str) -> Vec<u8> {
    [&short(name), &b"t\x01"[..]].concat()
}

/// `connection.start` of `rmq broker`.
fn start() -> Vec<u8> {
    let text = |name: &str, value: &str| [&short(name), &b"S"[..], &long(value)].concat();
    let table = |fields: &[u8]| [&u32::try_from(fields.len()).expect("a few").to_be_bytes(), fields].concat();
    let capabilities: Vec<u8> = CAPABILITIES.into_iter().flat_map(yes).collect();
    let properties = [
        [&short("capabilities"), &b"F"[..], &table(&capabilities)].concat(),
        text("cluster_name", "rmq@localhost"),
        text("information", "A development broker, in memory, that does as RabbitMQ does"),
        text("platform", concat!("rmq broker ", env!("CARGO_PKG_VERSION"))),
        text("product", "RabbitMQ"),
        text("version", "3.10.8"),
    ];
    method_frame(0, (10, 10), &[&[0, 9], &table(&properties.concat()), &long("PLAIN AMQPLAIN"), &long("en_US")])
}

/// `connection.tune`: 2047 channels, frames of 128 KiB, a heartbeat each minute.
const TUNE: &[u8] = &[1, 0, 0, 0, 0, 0, 12, 0, 10, 0, 30, 0x07, 0xFF, 0, 2, 0, 0, 0, 60, 0xCE];
const OPEN: &[u8] = b"\x01\0\0\0\0\0\x08\0\x0A\0\x28\x01/\0\0\xCE";
const OPEN_OK: &[u8] = &[1, 0, 0, 0, 0, 0, 5, 0, 10, 0, 41, 0, 0xCE];
const CLOSE: &[u8] = b"\x01\0\0\0\0\0\x0E\0\x0A\0\x32\0\xC8\x03bye\0\0\0\0\xCE";
const CLOSE_OK: &[u8] = &[1, 0, 0, 0, 0, 0, 4, 0, 10, 0, 51, 0xCE];

#[test]
fn a_handshake_is_these_bytes() {
    let mut raw = Raw::dial(shared_port());
    raw.send(GREETING);
    let came = raw.next().expect("a start");
    if inner() {
        assert_eq!(came.escape_ascii().to_string(), start().escape_ascii().to_string());
    }
    assert_eq!(&came[7..13], [0, 10, 0, 10, 0, 9], "version 0-9");
    for capability in CAPABILITIES {
        let flag = yes(capability);
        assert!(came.windows(flag.len()).any(|part| part == flag), "{capability}");
    }
    assert!(came.ends_with(&[&long("PLAIN AMQPLAIN"), &long("en_US"), &[0xCE][..]].concat()));
    raw.ask(b"\x01\0\0\0\0\0\x24\0\x0A\0\x0B\0\0\0\0\x05PLAIN\0\0\0\x0C\0guest\0guest\x05en_US\xCE", TUNE);
    raw.send([1, 0, 0, 0, 0, 0, 12, 0, 10, 0, 31, 0x07, 0xFF, 0, 2, 0, 0, 0, 60, 0xCE]);
    raw.ask(OPEN, OPEN_OK);
    raw.ask(CLOSE, CLOSE_OK);
    raw.expect_end();
}

#[test]
fn a_handshake_may_come_byte_by_byte_or_all_at_once() {
    let said = [&GREETING[..], &start_ok("PLAIN", b"\0guest\0guest", CAPABLE), &tune_ok(2047, 131_072, 0), OPEN, CLOSE];
    let said = said.concat();
    for part in [1, 7, said.len()] {
        let mut raw = Raw::dial(shared_port());
        for part in said.chunks(part) {
            raw.send(part);
        }
        raw.wait_method((10, 10));
        raw.expect([TUNE, OPEN_OK, CLOSE_OK].concat());
        raw.expect_end();
    }
}

#[test]
fn what_is_not_amqp_0_9_1_gets_the_right_header_and_the_end() {
    let hello = [b"\x16\x03\x01\0\xFC\x01\0\0\xF8\x03\x03".as_slice(), &[0; 241]].concat();
    let others: [&[u8]; 7] = [
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        &hello,
        b"AMQP\0\x01\0\0",
        b"AMQP\x03\x01\0\0",
        b"AMQP\x01\x01\0\x0A",
        b"AMQP\0\0\x09\0",
        &[0xFF; 100_000],
    ];
    for other in others {
        let mut raw = Raw::dial(shared_port());
        raw.try_send(other);
        assert_eq!(raw.rest(), GREETING, "answer to {}", other[..other.len().min(20)].escape_ascii());
    }
    expect_unharmed();
}

#[test]
fn a_vhost_that_is_not_there_is_refused() {
    let mut raw = Raw::dial(shared_port());
    raw.send(GREETING);
    raw.wait_method((10, 10));
    raw.ask(start_ok("PLAIN", b"\0guest\0guest", CAPABLE), TUNE);
    raw.send(tune_ok(2047, 131_072, 0));
    raw.send(method_frame(0, (10, 40), &[&short("nowhere"), &[0, 0]]));
    raw.expect_close(530, "NOT_ALLOWED - vhost nowhere not found", (10, 40));
}

#[test]
fn no_more_is_agreed_on_than_was_offered() {
    let lower = |what: &str, least: u32| format!("{what} is lower than the minimum allowed value ({least})");
    let higher = |what: &str, most: u32| format!("{what} is higher than the maximum allowed value ({most})");
    let refused = [
        (tune_ok(2047, 4095, 0), lower("frame_max = 4095", 4096)),
        (tune_ok(2047, 131_073, 0), higher("frame_max = 131073", 131_072)),
        (tune_ok(2047, 0, 0), higher("frame_max = 0 (no limit)", 131_072)),
        (tune_ok(2048, 131_072, 0), higher("channel_max = 2048", 2047)),
        (tune_ok(0, 131_072, 0), higher("channel_max = 0 (no limit)", 2047)),
    ];
    for (tune, why) in refused {
        let mut raw = Raw::dial(shared_port());
        raw.send(GREETING);
        raw.wait_method((10, 10));
        raw.ask(start_ok("PLAIN", b"\0guest\0guest", CAPABLE), TUNE);
        raw.send(tune);
        // RabbitMQ tells its log, and hangs up.
        if inner() {
            raw.expect_close(530, &format!("NOT_ALLOWED - negotiated {why}"), (10, 31));
        } else {
            raw.expect_end();
        }
    }
}

#[test]
fn methods_out_of_order_end_a_handshake() {
    let opened_first = ("starting", method_frame(0, (10, 40), &[&short("/"), &[0, 0]]), (10, 40));
    let tuned_first = ("starting", tune_ok(2047, 131_072, 0), (10, 31));
    for (state, said, during) in [opened_first, tuned_first] {
        let mut raw = Raw::dial(shared_port());
        raw.send(GREETING);
        raw.wait_method((10, 10));
        raw.send(said);
        if inner() {
            raw.expect_close(504, &format!("CHANNEL_ERROR - unexpected method in connection state {state}"), during);
        } else {
            raw.expect_end();
        }
    }
    let mut raw = Raw::with(shared_port(), &Answers::default());
    raw.send(OPEN);
    raw.expect(close(504, "CHANNEL_ERROR - unexpected method in connection state running", (10, 40)));
    // From here on nothing counts but the answer.
    raw.send(method_frame(1, (20, 10), &[&[0]]));
    raw.send(CLOSE_OK);
    raw.expect_end();
}
