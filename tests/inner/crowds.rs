//! Many connections, at the same time and one after the other.

use std::time::Duration;

use rustix::net::sockopt::set_socket_linger;

use crate::support::raw::round_trip;
use crate::support::raw::{CAPABLE, GREETING, Raw, body, consume, declare, declared, header, message, start_ok};
use crate::support::{Alone, method_frame, random, short};

#[test]
fn a_thousand_connections_at_once() {
    let broker = Alone::new(&[]);
    let mut all: Vec<_> = (0..1000).map(|_| Raw::open(broker.port())).collect();
    let queue = "of all";
    let mut owner = Raw::open(broker.port());
    owner.ask(declare(queue, 0), declared(queue, 0, 0));
    for raw in &mut all {
        raw.ask(consume(queue, "c", 2), method_frame(1, (60, 21), &[&short("c")]));
    }
    owner.send(message(queue, 0, b"hi", 2).repeat(1000));
    // One for each, in turn.
    let delivery = method_frame(1, (60, 60), &[&short("c"), &1_u64.to_be_bytes(), &[0], &short(""), &short(queue)]);
    let delivery = [delivery, header(2, &[0, 0]), body(b"hi")].concat();
    for raw in &mut all {
        raw.expect(&delivery);
    }
    owner.ask(declare(queue, 1), declared(queue, 0, 1000));
    drop(all);
    round_trip(&mut owner, "after all");
    broker.expect_quiet();
}

#[test]
fn ten_thousand_come_and_go() {
    let broker = Alone::new(&[]);
    let mut bystander = Raw::open(broker.port());
    let start_ok = start_ok("PLAIN", b"\0guest\0guest", CAPABLE);
    let said: [&[u8]; 5] = [b"", b"AM", &GREETING, b"GET / HTTP/1.1\r\n\r\n", &[&GREETING, &start_ok[..]].concat()];
    let mut before = 0;
    for (number, said) in (0..10_000).zip(said.into_iter().cycle()) {
        let mut raw = Raw::dial(broker.port());
        raw.send(said);
        // No goodbye, and no port that is taken for a while.
        set_socket_linger(raw.socket(), Some(Duration::ZERO)).expect("a socket");
        drop(raw);
        if number % 1000 == 999 {
            round_trip(&mut bystander, &format!("bystander {:x}", random()));
        }
        if number == 1999 {
            before = broker.memory();
        }
    }
    // The last of them are gone when the broker knows it.
    round_trip(&mut Raw::open(broker.port()), "after");
    let grown = broker.memory().saturating_sub(before);
    assert!(grown < 8_000_000, "{grown} bytes for 8000 connections that are gone");
    broker.expect_quiet();
}
