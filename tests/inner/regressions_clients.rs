//! What once went wrong with clients that say nothing, and with what a client leaves behind.

use std::time::Duration;

use super::endings::started;
use crate::support::raw::{Raw, close, declare, declared, round_trip};
use crate::support::{Alone, Broker, Node, Signal, method_frame, short};

/// Says goodbye in good order.
#[track_caller]
fn leave(mut raw: Raw) {
    let goodbye = method_frame(0, (10, 50), &[&[0, 200], &short("bye"), &[0; 4]]);
    raw.ask(goodbye, method_frame(0, (10, 51), &[]));
    raw.expect_end();
}

#[test]
fn one_who_is_silent_without_heartbeats_and_is_closed_from_outside_is_cut_off() {
    if Broker::chosen() == Broker::RabbitMq {
        return;
    }
    let node = Node::shared();
    let mut silent = Raw::open(node.amqp_port());
    let peer = silent.socket().local_addr().expect("an address");
    let name = format!("{peer} -> 127.0.0.1:{}", node.amqp_port());
    node.api().delete(&["connections", &name]);
    // It never answers.
    silent.expect(close(320, "CONNECTION_FORCED - Closed via management plugin", (0, 0)));
    silent.socket().set_read_timeout(Some(Duration::from_secs(10))).expect("a limit that is not zero");
    silent.expect_end();
}

#[test]
fn a_connection_that_never_says_anything_does_not_hold_up_the_end() {
    let (broker, port) = started(0);
    let mut silent = Raw::dial(port);
    // When one who came later has been served, the silent one is known, and then it is the only one.
    leave(Raw::open(port));
    silent.socket().set_read_timeout(Some(Duration::from_secs(2))).expect("a limit that is not zero");
    broker.signal(Signal::TERM);
    silent.expect_end();
    broker.finish();
}

#[test]
fn exclusive_queues_that_come_and_go_leave_nothing_to_the_end_of_their_connection() {
    let broker = Alone::new(&[]);
    let mut raw = Raw::open(broker.port());
    let delete = method_frame(1, (50, 40), &[&[0, 0], &short("mine"), &[0]]);
    let deleted = method_frame(1, (50, 41), &[&[0; 4]]);
    for _ in 0..1000 {
        raw.ask(declare("mine", 4), declared("mine", 0, 0));
        raw.ask(&delete, &deleted);
    }
    let mut other = Raw::open(broker.port());
    other.ask(declare("mine", 0), declared("mine", 0, 0));
    leave(raw);
    other.ask(declare("mine", 1), declared("mine", 0, 0));
    round_trip(&mut other, "after");
    broker.expect_quiet();
}
