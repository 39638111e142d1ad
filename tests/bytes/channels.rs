//! Channel numbers and limits (AMQP 0-9-1, section 4.2.3, and 1.5 of the reference).

use crate::bytes::expect_unharmed;
use crate::support::raw::{Answers, Raw, channel_close, close, declare, declared};
use crate::support::{method_frame, shared_port, short};

fn open(number: u16) -> Vec<u8> {
    method_frame(number, (20, 10), &[&[0]])
}

fn opened(number: u16) -> Vec<u8> {
    method_frame(number, (20, 11), &[&[0; 4]])
}

#[test]
fn two_thousand_channels_are_one_connection() {
    let mut raw = Raw::with(shared_port(), &Answers::default());
    let ended = |number| method_frame(number, (20, 40), &[&[0, 200], &[0], &[0; 4]]);
    let gone = |number| method_frame(number, (20, 41), &[]);
    let flow = |method: u16| move |number| method_frame(number, (20, method), &[&[1]]);
    on_each(&mut raw, open, opened);
    on_each(&mut raw, flow(20), flow(21));
    on_each(&mut raw, ended, gone);
    raw.open_channel(1);
    raw.ask(declare("of a thousand", 4), declared("of a thousand", 0, 0));
}

/// Says something on each of two thousand channels, and gets an answer on each, in any order.
#[track_caller]
fn on_each(raw: &mut Raw, said: impl Fn(u16) -> Vec<u8>, answer: impl Fn(u16) -> Vec<u8>) {
    raw.send((1..=2000).flat_map(said).collect::<Vec<_>>());
    let mut came: Vec<_> = (1..=2000).map(|_| raw.next().expect("an answer")).collect();
    came.sort();
    assert!(came.into_iter().eq((1..=2000).map(answer)));
}

#[test]
fn more_channels_than_agreed_on_are_refused() {
    let mut raw = Raw::with(shared_port(), &Answers { channel_max: 2, ..Answers::default() });
    // How many there are is what counts, not what they are called.
    raw.ask(open(7), opened(7));
    raw.ask(open(65_535), opened(65_535));
    raw.ask(method_frame(7, (20, 40), &[&[0, 200], &[0], &[0; 4]]), method_frame(7, (20, 41), &[]));
    raw.ask(open(1), opened(1));
    raw.send(open(2));
    let why = "NOT_ALLOWED - number of channels opened (2) has reached the negotiated channel_max (2)";
    raw.expect_close(530, why, (0, 0));
}

#[test]
fn a_channel_is_opened_before_it_is_used_and_only_once() {
    let mut raw = Raw::open(shared_port());
    raw.send(method_frame(2, (50, 10), &[&[0, 0], &short("q"), &[4], &[0; 4]]));
    raw.expect_close(504, "CHANNEL_ERROR - expected 'channel.open'", (50, 10));
    let mut raw = Raw::open(shared_port());
    raw.send(open(1));
    raw.expect_close(504, "CHANNEL_ERROR - second 'channel.open' seen", (20, 10));
}

#[test]
fn on_a_closed_channel_only_the_answer_counts() {
    let mut raw = Raw::open(shared_port());
    raw.open_channel(2);
    let nothing = method_frame(1, (50, 10), &[&[0, 0], &short("no such queue"), &[1], &[0; 4]]);
    let why = "NOT_FOUND - no queue 'no such queue' in vhost '/'";
    raw.ask(&nothing, channel_close(1, 404, why, (50, 10)));
    // All of this was on its way when the channel was closed.
    raw.send(&nothing);
    raw.send(method_frame(1, (60, 40), &[&[0, 0], &[0], &[0], &[0]]));
    raw.send([2, 0, 1, 0, 0, 0, 14, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0xCE]);
    raw.send([3, 0, 1, 0, 0, 0, 2, b'h', b'i', 0xCE]);
    raw.send(method_frame(2, (20, 20), &[&[1]]));
    raw.expect(method_frame(2, (20, 21), &[&[1]]));
    // Both may close at the same time.
    raw.ask(method_frame(1, (20, 40), &[&[0, 200], &[0], &[0; 4]]), method_frame(1, (20, 41), &[]));
    raw.send(method_frame(1, (20, 41), &[]));
    raw.ask(open(1), opened(1));
    raw.ask(declare("after", 4), declared("after", 0, 0));
    expect_unharmed();
}

#[test]
fn a_closed_channel_that_is_never_answered_holds_its_number() {
    let mut raw = Raw::with(shared_port(), &Answers { channel_max: 1, ..Answers::default() });
    raw.ask(open(1), opened(1));
    raw.send(method_frame(1, (60, 80), &[&[0, 0, 0, 0, 0, 0, 0, 9], &[0]]));
    raw.expect(channel_close(1, 406, "PRECONDITION_FAILED - unknown delivery tag 9", (60, 80)));
    raw.send(open(2));
    raw.expect(close(
        530,
        "NOT_ALLOWED - number of channels opened (1) has reached the negotiated channel_max (1)",
        (0, 0),
    ));
}
