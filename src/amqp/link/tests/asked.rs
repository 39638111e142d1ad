//! What a lane asks, and who hears the answers.

use super::*;

/// For seven messages.
const QOS: [u8; 11] = [0, 60, 0, 10, 0, 0, 0, 0, 0, 7, 0];

fn name(text: &str) -> Vec<u8> {
    [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat()
}

fn qos_ok() -> Vec<u8> {
    frame(1, 1, &[0, 60, 0, 11])
}

/// The answer to a cancel.
fn cancel_ok(tag: &str) -> Vec<u8> {
    frame(1, 1, &[&[0, 60, 0, 31][..], &name(tag)].concat())
}

/// The broker's own cancel.
fn cancel(tag: &str) -> Vec<u8> {
    frame(1, 1, &[&[0, 60, 0, 30][..], &name(tag), &[1]].concat())
}

#[test]
fn a_consumer_is_cancelled_and_begun_among_the_messages() {
    let (link, mut pipe) = open();
    outgoing(&link);
    let lane = link.lane(1);
    lane.cancel(&"first".into());
    assert!(lane.settle(1, |outbox, channel| outbox.put_ack(channel, 1, false)));
    lane.consume(&"q".into(), &"second".into(), 7);
    let asked = [
        frame(1, 1, &[&[0, 60, 0, 30][..], &name("first"), &[0]].concat()),
        frame(1, 1, &[0, 60, 0, 80, 0, 0, 0, 0, 0, 0, 0, 1, 0]),
        frame(1, 1, &QOS),
        frame(1, 1, &[&[0, 60, 0, 20, 0, 0][..], &name("q"), &name("second"), &[8, 0, 0, 0, 0]].concat()),
        frame(1, 1, &QOS),
    ];
    assert_eq!(outgoing(&link), asked.concat());
    say(&link, &[delivery(1, 1, b"before", 6).concat(), cancel_ok("first"), qos_ok()].concat());
    say(&link, &[delivery(1, 2, b"x", 1).concat(), qos_ok()].concat());
    let events = [(1, "before"), (0, "cancel-ok"), (2, "x"), (0, "begun")].map(|(tag, text)| (tag, Bytes::from(text)));
    assert_eq!(fetched(&lane), events);
    // What nobody asked here is the library's.
    let theirs = [qos_ok(), cancel_ok("third")].concat();
    say(&link, &theirs);
    assert_eq!(heard_by_library(&mut pipe), theirs);
    assert!(fetched(&lane).is_empty() && !is_over(&link));
}

#[test]
fn the_end_of_a_consumer_is_told_to_who_began_it() {
    let (link, mut pipe) = open();
    let lane = link.lane(1);
    say(&link, &cancel("first"));
    lane.consume(&"q".into(), &"second".into(), 7);
    say(&link, &[cancel("first"), qos_ok(), qos_ok(), cancel("second")].concat());
    say(&link, &[cancel("second one"), cancel("secon")].concat());
    assert_eq!(fetched(&lane), [(0, Bytes::from("begun")), (0, Bytes::from("cancel"))]);
    let theirs = ["first", "first", "second one", "secon"].map(cancel).concat();
    assert_eq!(heard_by_library(&mut pipe), theirs);
}

#[test]
fn a_lane_that_is_closed_asks_nothing() {
    let (link, _pipe) = open();
    let lane = link.lane(1);
    outgoing(&link);
    say(&link, &frame(1, 1, b"\0\x14\0\x28\x01\x94\x09NOT_FOUND\0\0\0\0"));
    lane.cancel(&"first".into());
    lane.consume(&"q".into(), &"second".into(), 1);
    assert_eq!(outgoing(&link), [0; 0]);
}
