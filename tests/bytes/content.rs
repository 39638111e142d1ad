//! Messages in frames (AMQP 0-9-1, sections 2.3.5.2 and 4.2.6).

use crate::bytes::{expect_unharmed, round_trip};
use crate::support::raw::{Answers, Raw, body, declare, declared, get, got, header, message, publish};
use crate::support::{frame, method_frame, shared_port, short};

/// A frame without its payload.
const EMPTY_FRAME: usize = 8;

fn text(size: usize) -> Vec<u8> {
    b"0123456789abcdefghijklmnopqrstuvwxyz".iter().copied().cycle().take(size).collect()
}

/// A client that agreed on a frame size, with a queue.
fn client(frame_max: u32, queue: &str) -> Raw {
    let mut raw = Raw::with(shared_port(), &Answers { frame_max, ..Answers::default() });
    raw.open_channel(1);
    raw.ask(declare(queue, 4), declared(queue, 0, 0));
    raw
}

/// What comes back for a message: body frames as large as they may be, and none when there is no body.
fn back(queue: &str, tag: u64, properties: &[u8], text: &[u8], frame_max: u32) -> Vec<u8> {
    let parts = text.chunks(frame_max as usize - EMPTY_FRAME).flat_map(body);
    got(queue, tag, 0).into_iter().chain(header(text.len() as u64, properties)).chain(parts).collect()
}

#[test]
fn a_body_may_come_in_frames_of_any_size() {
    let queue = "in frames";
    let mut raw = client(131_072, queue);
    let text = text(1000);
    for (tag, size) in (1..).zip([1, 2, 7, 999, 1000]) {
        raw.send(message(queue, 0, &text, size));
        raw.ask(get(queue, true), back(queue, tag, &[0, 0], &text, 131_072));
    }
}

#[test]
fn body_frames_may_be_empty() {
    let queue = "empty frames";
    let mut raw = client(131_072, queue);
    let parts = [body(b""), body(b"he"), body(b""), body(b""), body(b"llo")].concat();
    raw.send([publish(queue, 0), header(5, &[0, 0]), parts].concat());
    raw.ask(get(queue, true), back(queue, 1, &[0, 0], b"hello", 131_072));
}

#[test]
fn a_body_comes_back_in_the_largest_frames_that_were_agreed_on() {
    for frame_max in [4096, 5000, 131_072] {
        let queue = format!("of {frame_max}");
        let mut raw = client(frame_max, &queue);
        let full = frame_max as usize - EMPTY_FRAME;
        for (tag, size) in (1..).zip([0, 1, full - 1, full, full + 1, 2 * full, 3 * full + 17]) {
            let text = text(size);
            raw.send(message(&queue, 0, &text, full));
            raw.ask(get(&queue, true), back(&queue, tag, &[0, 0], &text, frame_max));
        }
    }
}

#[test]
fn a_message_is_cut_anew_for_each_who_gets_it() {
    let queue = "cut anew";
    let (mut small, mut large) = (client(4096, queue), Raw::with(shared_port(), &Answers::default()));
    large.open_channel(1);
    let text = text(10_000);
    large.send(message(queue, 0, &text, 131_064));
    // The answer to this one comes after the message is in its queue.
    round_trip(&mut large, "behind");
    small.ask(get(queue, true), back(queue, 1, &[0, 0], &text, 4096));
}

#[test]
fn properties_come_back_as_they_were() {
    let queue = "properties";
    let mut raw = client(131_072, queue);
    let headers: &[u8] =
        b"\x01at\x01\x01bI\xFF\xFF\xFF\xFF\x01cS\0\0\0\x02\xFF\xFE\x01dF\0\0\0\x04\x01et\0\x01fA\0\0\0\x02VV";
    let table = [&u32::try_from(headers.len()).expect("a few").to_be_bytes(), headers].concat();
    let all = [
        &[0xFF, 0xFC][..],
        &short("text/plain"),
        &short("utf-8"),
        &table,
        &[1, 9],
        &short("correlation"),
        &short("reply"),
        &short("60000"),
        &short("id"),
        &u64::MAX.to_be_bytes(),
        &short("type"),
        &short("guest"),
        &short("app"),
        &short("cluster"),
    ];
    let alone = |flags: u16, value: &[u8]| [&flags.to_be_bytes(), value].concat();
    let each = [
        all.concat(),
        alone(0x2000, &[0; 4]),
        alone(0x1000, &[2]),
        alone(0x0800, &[255]),
        alone(0x0400, &[0]),
        alone(0x0040, &[0, 0, 0, 0, 0x6F, 0, 0, 0]),
        alone(0x0004, &short("c")),
        alone(0x8000, &short(&"t".repeat(255))),
    ];
    for (tag, properties) in (1..).zip(each) {
        raw.send([publish(queue, 0), header(2, &properties), body(b"hi")].concat());
        raw.ask(get(queue, true), back(queue, tag, &properties, b"hi", 131_072));
    }
}

#[test]
fn messages_of_several_channels_may_be_mixed() {
    // Each channel has a queue, as nothing says in which order the messages of two channels arrive.
    let queues = ["mixed one", "mixed two"];
    let mut raw = client(131_072, queues[0]);
    raw.ask(declare(queues[1], 4), declared(queues[1], 0, 0));
    raw.open_channel(2);
    let on = |channel: u16, mut frame: Vec<u8>| {
        frame[1..3].copy_from_slice(&channel.to_be_bytes());
        frame
    };
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let each = [(1, &mut first, b"first!"), (2, &mut second, b"second")];
    for ((channel, parts, text), queue) in each.into_iter().zip(queues) {
        let head = [publish(queue, 0), header(6, &[0, 0])].map(|frame| on(channel, frame));
        parts.extend(head.into_iter().chain(text.chunks(2).map(|part| on(channel, body(part)))));
    }
    first.insert(2, frame(8, 0, b""));
    second.insert(4, frame(8, 0, b""));
    let all: Vec<u8> = second.iter().zip(&first).flat_map(|(two, one)| [two.clone(), one.clone()].concat()).collect();
    raw.send(all);
    for ((channel, queue), text) in [1, 2].into_iter().zip(queues).zip([b"first!", b"second"]) {
        let answer = [got(queue, 1, 0), header(6, &[0, 0]), body(text)].map(|frame| on(channel, frame)).concat();
        raw.ask(on(channel, get(queue, true)), answer);
    }
}

#[test]
fn a_client_that_goes_in_the_middle_of_a_message_leaves_nothing() {
    let queue = "in the middle";
    let mut raw = client(131_072, queue);
    let whole = message(queue, 0, &text(1000), 100);
    for upto in [1, 5, 40, 60, 100, whole.len() - 1] {
        let mut other = Raw::open(shared_port());
        other.send(&whole[..upto]);
        drop(other);
    }
    let mut other = Raw::open(shared_port());
    other.send(publish(queue, 0));
    other.send(header(5, &[0, 0]));
    other.ask(method_frame(2, (20, 10), &[&[0]]), method_frame(2, (20, 11), &[&[0; 4]]));
    drop(other);
    raw.ask(declare(queue, 1), declared(queue, 0, 0));
    expect_unharmed();
}
