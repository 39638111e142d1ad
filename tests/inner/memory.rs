//! `--max-memory`: publishers wait while messages need more than they may (RabbitMQ documentation, "Memory Alarms").

use crate::support::raw::round_trip;
use crate::support::raw::{
    Answers, GREETING, Raw, ack, body, declare, declared, get, got, header, message, start_ok, tune_ok,
};
use crate::support::{Alone, method_frame, short, until};

const SIZE: usize = 100_000;

/// `connection.blocked` and `connection.unblocked`.
fn blocked() -> Vec<u8> {
    method_frame(0, (10, 60), &[&short("low on memory")])
}

fn unblocked() -> Vec<u8> {
    method_frame(0, (10, 61), &[])
}

fn one(queue: &str) -> Vec<u8> {
    message(queue, 0, &[b'x'; SIZE], SIZE)
}

/// A broker that is short of memory after ten messages, one who has put them into a queue, and one who can take them out.
fn exhausted() -> (Alone, Raw, Raw) {
    let broker = Alone::new(&["--max-memory", "1MB"]);
    let (mut publisher, mut consumer) = (Raw::open(broker.port()), Raw::open(broker.port()));
    publisher.ask(declare("q", 0), declared("q", 0, 0));
    publisher.ask(method_frame(1, (85, 10), &[&[0]]), method_frame(1, (85, 11), &[]));
    for tag in 1..=10 {
        publisher.ask(one("q"), ack(tag, false));
    }
    consumer.ask(declare("q", 1), declared("q", 10, 0));
    (broker, publisher, consumer)
}

/// Takes a message off the queue.
#[track_caller]
fn take(consumer: &mut Raw, tag: u64, left: u32) {
    consumer.ask(get("q", true), [got("q", tag, left), header(SIZE as u64, &[0, 0]), body(&[b'x'; SIZE])].concat());
}

#[test]
fn publishers_are_held_back_until_there_is_memory() {
    let (broker, mut publisher, mut consumer) = exhausted();
    // It is told when it would publish, and gets its confirm when there is memory again.
    publisher.ask(one("q"), blocked());
    for other in 0..3 {
        let mut other_one = Raw::open(broker.port());
        other_one.ask(declare(&format!("other {other}"), 4), declared(&format!("other {other}"), 0, 0));
        other_one.ask(message("nowhere", 0, b"small", 5), blocked());
    }
    consumer.ask(declare("q", 1), declared("q", 10, 0));
    take(&mut consumer, 1, 9);
    publisher.expect([unblocked(), ack(11, false)].concat());
    consumer.ask(declare("q", 1), declared("q", 10, 0));
    broker.expect_quiet();
}

#[test]
fn a_publisher_that_cannot_be_told_waits_as_well() {
    let (broker, _publisher, mut consumer) = exhausted();
    let mut deaf = Raw::dial(broker.port());
    deaf.send(GREETING);
    deaf.wait_method((10, 10));
    deaf.send(start_ok("PLAIN", b"\0guest\0guest", b""));
    deaf.wait_method((10, 30));
    deaf.send(tune_ok(2047, 131_072, 0));
    deaf.ask(method_frame(0, (10, 40), &[&short("/"), &[0, 0]]), method_frame(0, (10, 41), &[&[0]]));
    deaf.open_channel(1);
    deaf.ask(method_frame(1, (85, 10), &[&[0]]), method_frame(1, (85, 11), &[]));
    deaf.send(one("q"));
    take(&mut consumer, 1, 9);
    deaf.expect(ack(1, false));
}

#[test]
fn a_publisher_that_goes_while_it_waits_is_forgotten() {
    let (broker, publisher, mut consumer) = exhausted();
    drop(publisher);
    let mut waiting: Vec<_> = (0..5).map(|_| Raw::open(broker.port())).collect();
    for (number, raw) in waiting.iter_mut().enumerate() {
        let queue = format!("of one who goes {number}");
        raw.ask(declare(&queue, 4), declared(&queue, 0, 0));
        raw.ask(one(&queue), blocked());
    }
    drop(waiting);
    // Its own queue ends with its connection.
    until("the end of those who wait", || {
        (0..5)
            .all(|number| {
                let queue = format!("of one who goes {number}");
                let mut raw = Raw::open(broker.port());
                raw.send(declare(&queue, 1));
                let answer = raw.next().expect("an answer");
                answer[7..13] == [0, 20, 0, 40, 404_u16.to_be_bytes()[0], 404_u16.to_be_bytes()[1]]
            })
            .then_some(())
    });
    take(&mut consumer, 1, 9);
    round_trip(&mut consumer, "after");
    broker.expect_quiet();
}

#[test]
fn who_frees_memory_and_publishes_in_one_breath_does_not_wait() {
    let (broker, mut publisher, _consumer) = exhausted();
    let purge = method_frame(1, (50, 30), &[&[0, 0], &short("q"), &[0]]);
    publisher.send([purge, message("q", 0, b"small", 5)].concat());
    let mut came = Vec::new();
    while !came.ends_with(&ack(11, false)) {
        came.extend(publisher.next().expect("no end"));
    }
    // Whether it was told to wait in between is a matter of moments.
    assert!(came.starts_with(&method_frame(1, (50, 31), &[&10_u32.to_be_bytes()])), "{}", came.escape_ascii());
    broker.expect_quiet();
}

#[test]
fn a_transaction_is_held_back_like_any_other() {
    let broker = Alone::new(&["--max-memory", "1MB"]);
    let mut raw = Raw::with(broker.port(), &Answers::default());
    raw.open_channel(1);
    raw.ask(declare("q", 4), declared("q", 0, 0));
    raw.ask(method_frame(1, (90, 10), &[]), method_frame(1, (90, 11), &[]));
    let (batch, mut told) = (one("q"), false);
    for _ in 0..100 {
        raw.try_send(&batch);
        if told {
            break;
        }
        raw.socket().set_nonblocking(true).expect("a socket");
        told = raw.socket().peek(&mut [0]).is_ok();
        raw.socket().set_nonblocking(false).expect("a socket");
    }
    raw.expect(blocked());
    broker.expect_quiet();
}
