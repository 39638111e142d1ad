//! Clients that do not read what is for them.

use std::io::{ErrorKind, Write};
use std::time::Duration;

use crate::support::raw::round_trip;
use crate::support::raw::{Raw, ack, body, consume, declare, declared, get, got, header, message, publish};
use crate::support::{Alone, Broker, Node, method_frame, short, until};

const MEGABYTE: usize = 1_000_000;

#[test]
fn a_consumer_that_does_not_read_leaves_its_messages_in_the_queue() {
    let broker = Alone::new(&[]);
    let (queue, size, count) = ("slow", 10_000, 20_000);
    let mut slow = Raw::open(broker.port());
    slow.ask(declare(queue, 0), declared(queue, 0, 0));
    slow.ask(consume(queue, "c", 2), method_frame(1, (60, 21), &[&short("c")]));
    let before = broker.memory();
    let (mut publisher, mut bystander) = (Raw::open(broker.port()), Raw::open(broker.port()));
    let batch = message(queue, 0, &vec![b'x'; size], size).repeat(100);
    for number in 0..count / 100 {
        publisher.send(&batch);
        if number % 50 == 0 {
            round_trip(&mut bystander, &format!("bystander {number}"));
        }
    }
    publisher.ask(method_frame(1, (20, 20), &[&[1]]), method_frame(1, (20, 21), &[&[1]]));
    // What is not in the queue is in the outbox of the slow one, and in the system's buffers.
    let ready = ready(&mut publisher, queue);
    assert!(ready > count - 20 * MEGABYTE / size, "{ready} of {count} are left");
    let grown = broker.memory().saturating_sub(before);
    assert!(grown < 300 * MEGABYTE, "{grown} bytes for 200 MB");
    // When it reads, it has them all.
    let delivery =
        |tag: u64| method_frame(1, (60, 60), &[&short("c"), &tag.to_be_bytes(), &[0], &short(""), &short(queue)]);
    for tag in 1..=100 {
        slow.expect(delivery(tag));
        slow.expect(header(size as u64, &[0, 0]));
        slow.expect(body(&vec![b'x'; size]));
    }
    drop(slow);
    round_trip(&mut publisher, "after");
    broker.expect_quiet();
}

/// How many messages wait in a queue.
fn ready(raw: &mut Raw, queue: &str) -> usize {
    raw.send(declare(queue, 1));
    let (_, fields) = raw.wait_method((50, 11));
    let at = 1 + queue.len();
    u32::from_be_bytes(fields[at..at + 4].try_into().expect("four bytes")) as usize
}

/// Writes this again and again until the broker reads no more; answers how many times it was written in full.
fn fill(raw: &mut Raw, bytes: &[u8], most: usize) -> (usize, usize) {
    raw.socket().set_write_timeout(Some(Duration::from_secs(1))).expect("a limit that is not zero");
    for written in 0..most {
        let mut rest = bytes;
        while !rest.is_empty() {
            match raw.socket().write(rest) {
                Ok(count) => rest = &rest[count..],
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    return (written, bytes.len() - rest.len());
                }
                Err(error) => panic!("{error}"),
            }
        }
    }
    panic!("the broker reads on: {most} times {} bytes", bytes.len());
}

#[test]
fn a_publisher_that_does_not_read_what_comes_back_is_read_no_more() {
    let broker = Alone::new(&[]);
    let mut deaf = Raw::open(broker.port());
    deaf.ask(method_frame(1, (85, 10), &[&[0]]), method_frame(1, (85, 11), &[]));
    let before = broker.memory();
    let text = vec![b'x'; 50_000];
    let one = message("nowhere", 1, &text, text.len());
    let (times, part) = fill(&mut deaf, &one, 2000);
    let grown = broker.memory().saturating_sub(before);
    assert!(grown < 40 * MEGABYTE, "{grown} bytes for what is not read");
    round_trip(&mut Raw::open(broker.port()), "bystander");
    // It comes to its senses, and has everything.
    let mut rest = deaf.socket().try_clone().expect("one more descriptor");
    let left = one[part..].to_vec();
    let writer = std::thread::spawn(move || rest.write_all(&left).expect("the broker reads again"));
    let returned = method_frame(1, (60, 50), &[&[1, 56], &short("NO_ROUTE"), &short(""), &short("nowhere")]);
    let content = [header(text.len() as u64, &[0, 0]), body(&text)].concat();
    let (mut returns, mut confirmed) = (0, 0);
    while confirmed < times as u64 + 1 {
        let frame = deaf.next().expect("it is not closed");
        if frame == returned {
            deaf.expect(&content);
            returns += 1;
        } else {
            assert_eq!(frame[7..11], [0, 60, 0, 80], "{}", frame.escape_ascii());
            confirmed = u64::from_be_bytes(frame[11..19].try_into().expect("eight bytes"));
        }
    }
    assert_eq!(returns, times + 1);
    writer.join().expect("the writer is done");
    broker.expect_quiet();
}

#[test]
fn one_who_asks_for_a_lot_at_once_and_does_not_read_gets_no_more_than_some() {
    let broker = Alone::new(&[]);
    let mut deaf = Raw::open(broker.port());
    deaf.ask(declare("lot", 4), declared("lot", 0, 0));
    let text = vec![b'x'; 16_000];
    let count = 3000;
    let all = message("lot", 0, &text, text.len()).repeat(100);
    for _ in 0..count / 100 {
        deaf.send(&all);
    }
    let before = {
        ready(&mut deaf, "lot");
        broker.memory()
    };
    // Few bytes that ask for 48 MB.
    deaf.send(get("", false).repeat(count));
    let mut other = Raw::open(broker.port());
    for number in 0..20 {
        round_trip(&mut other, &format!("meanwhile {number}"));
    }
    let grown = broker.memory().saturating_sub(before);
    assert!(grown < 20 * MEGABYTE, "{grown} bytes for what is not read");
    for number in 1..=count {
        let left = u32::try_from(count - number).expect("a few");
        deaf.expect(got("lot", number as u64, left));
        deaf.expect(header(text.len() as u64, &[0, 0]));
        deaf.expect(body(&text));
    }
    broker.expect_quiet();
}

#[test]
fn one_who_is_closed_and_does_not_read_is_cut_off() {
    let broker = Alone::new(&[]);
    let mut deaf = Raw::open(broker.port());
    let text = vec![b'x'; 100_000];
    let all = message("nowhere", 1, &text, text.len());
    // In the middle of this comes a frame that is none.
    deaf.send(all.repeat(30));
    deaf.try_send([9; 100]);
    fill_until_cut(&mut deaf);
    round_trip(&mut Raw::open(broker.port()), "bystander");
    broker.expect_quiet();
}

/// Writes until the connection is reset.
fn fill_until_cut(raw: &mut Raw) {
    raw.socket().set_write_timeout(Some(Duration::from_millis(100))).expect("a limit that is not zero");
    until("the end of a connection", || match raw.socket().write(&[9; 1000]) {
        Err(error) if matches!(error.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset) => Some(()),
        _ => None,
    });
}

#[test]
fn one_who_does_not_read_can_be_closed_from_outside() {
    if Broker::chosen() == Broker::RabbitMq {
        return;
    }
    let node = Node::shared();
    let mut deaf = Raw::open(node.amqp_port());
    let text = vec![b'x'; 50_000];
    fill(&mut deaf, &message("nowhere", 1, &text, text.len()), 2000);
    let peer = deaf.socket().local_addr().expect("an address");
    let name = format!("{peer} -> 127.0.0.1:{}", node.amqp_port());
    let connection = ["connections", name.as_str()];
    assert_eq!(node.api().get(&connection)["user"], "guest");
    node.api().delete(&connection);
    fill_until_cut(&mut deaf);
}

#[test]
fn a_body_of_128_megabytes_goes_in_and_comes_out() {
    let broker = Alone::new(&[]);
    let mut raw = Raw::open(broker.port());
    raw.ask(declare("large", 4), declared("large", 0, 0));
    let (size, part) = (134_217_728_usize, vec![b'x'; 131_064]);
    raw.send([publish("large", 0), header(size as u64, &[0, 0])].concat());
    let (full, rest) = (size / part.len(), size % part.len());
    for _ in 0..full {
        raw.send(body(&part));
    }
    raw.send(body(&part[..rest]));
    raw.ask(get("large", false), [got("large", 1, 0), header(size as u64, &[0, 0])].concat());
    for _ in 0..full {
        raw.expect(body(&part));
    }
    raw.expect(body(&part[..rest]));
    raw.send(ack(1, false));
    raw.ask(declare("large", 1), declared("large", 0, 0));
    broker.expect_quiet();
}
