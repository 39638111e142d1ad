//! What once went wrong when publishers wait for memory.

use crate::support::raw::{Raw, ack, body, declare, declared, get, got, header, message};
use crate::support::{Alone, field, method_frame, short, table};

/// Opens a connection that gets confirms.
#[track_caller]
fn confirmed(broker: &Alone) -> Raw {
    let mut raw = Raw::open(broker.port());
    raw.ask(method_frame(1, (85, 10), &[&[0]]), method_frame(1, (85, 11), &[]));
    raw
}

#[test]
fn publishers_go_on_when_messages_have_expired_though_nobody_does_anything() {
    let broker = Alone::new(&["--max-memory", "100KB"]);
    let (mut first, mut second) = (confirmed(&broker), confirmed(&broker));
    let lifetime = table(&[("x-message-ttl", field(b'I', 700_i32.to_be_bytes()))]);
    let brief = method_frame(1, (50, 10), &[&[0, 0], &short("brief"), &[0], &lifetime]);
    first.ask(brief, declared("brief", 0, 0));
    let size = 60_000;
    for tag in 1..=2 {
        first.ask(message("brief", 0, &vec![b'x'; size], size), ack(tag, false));
    }
    second.send(message("nowhere", 0, b"small", 5));
    // Whether it was told to wait is a matter of moments.
    assert_eq!(second.wait_method((60, 80)), (1, [1_u64.to_be_bytes().as_slice(), &[0]].concat()));
    broker.expect_quiet();
}

#[test]
fn who_acknowledges_what_filled_the_memory_and_publishes_in_one_breath_does_not_wait() {
    let broker = Alone::new(&["--max-memory", "1MB"]);
    let (size, count) = (100_000, 10);
    let (mut raw, mut other) = (confirmed(&broker), confirmed(&broker));
    let text = vec![b'x'; size];
    raw.ask(declare("q", 0), declared("q", 0, 0));
    for tag in 1..=count {
        raw.ask(message("q", 0, &text, size), ack(tag, false));
    }
    for tag in 1..=count {
        let left = u32::try_from(count - tag).expect("a few");
        raw.ask(get("q", false), [got("q", tag, left), header(size as u64, &[0, 0]), body(&text)].concat());
    }
    other.ask(message("nowhere", 0, b"small", 5), method_frame(0, (10, 60), &[&short("low on memory")]));
    raw.send([ack(count, true), message("nowhere", 0, b"small", 5)].concat());
    let confirm = [(count + 1).to_be_bytes().as_slice(), &[0]].concat();
    // Whether it was told to wait is a matter of moments.
    assert_eq!(raw.wait_method((60, 80)), (1, confirm));
    other.expect([method_frame(0, (10, 61), &[]), ack(1, false)].concat());
    raw.ask(declare("q", 1), declared("q", 0, 0));
    broker.expect_quiet();
}
