//! Each method that a client may send, and its answer, byte for byte (AMQP 0-9-1, chapter 1 of the reference).

use crate::support::raw::{Answers, Raw, ack, body, consume, declare, declared, get, got, header, message, publish};
use crate::support::{long, method_frame, shared_port, short};

/// A method of channel 1.
fn method(class: u16, number: u16, fields: &[&[u8]]) -> Vec<u8> {
    method_frame(1, (class, number), fields)
}

#[test]
fn methods_of_connection() {
    let mut raw = Raw::with(shared_port(), &Answers::default());
    raw.ask(method_frame(0, (10, 70), &[&long("guest"), &short("a new secret")]), method_frame(0, (10, 71), &[]));
    raw.ask(method_frame(0, (10, 50), &[&[0, 200], &short("bye"), &[0; 4]]), method_frame(0, (10, 51), &[]));
    raw.expect_end();
}

#[test]
fn methods_of_channel() {
    let mut raw = Raw::with(shared_port(), &Answers::default());
    let two = |number: u16, fields: &[&[u8]]| method_frame(2, (20, number), fields);
    raw.ask(two(10, &[&[0]]), two(11, &[&[0; 4]]));
    raw.ask(two(20, &[&[1]]), two(21, &[&[1]]));
    raw.ask(method_frame(2, (30, 10), &[&short("/data"), &[31]]), method_frame(2, (30, 11), &[&[0, 1]]));
    raw.ask(two(40, &[&[0, 200], &short("bye"), &[0; 4]]), two(41, &[]));
    raw.ask(two(10, &[&[0]]), two(11, &[&[0; 4]]));
}

#[test]
fn methods_of_exchange() {
    let mut raw = Raw::open(shared_port());
    let named = short("methods of exchange");
    // Bits: 1 passive, 2 durable, 4 delete when unused, 8 internal, 16 no answer.
    let declare = |bits: u8| method(40, 10, &[&[0, 0], &named, &short("direct"), &[bits], &[0; 4]]);
    raw.ask(declare(4), method(40, 11, &[]));
    raw.ask(declare(1), method(40, 11, &[]));
    let binding: [&[u8]; 6] = [&[0, 0], &named, &short("amq.topic"), &short("a.#"), &[0], &[0; 4]];
    raw.ask(method(40, 30, &binding), method(40, 31, &[]));
    // A mistake of long ago: unbind-ok is not 41 but 51.
    raw.ask(method(40, 40, &binding), method(40, 51, &[]));
    raw.ask(method(40, 20, &[&[0, 0], &named, &[0]]), method(40, 21, &[]));
}

#[test]
fn methods_of_queue() {
    let mut raw = Raw::open(shared_port());
    let named = "methods of queue";
    raw.ask(declare(named, 4), declared(named, 0, 0));
    raw.ask(declare(named, 1), declared(named, 0, 0));
    let (queue, exchange, key) = (short(named), short("amq.direct"), short("methods"));
    raw.ask(method(50, 20, &[&[0, 0], &queue, &exchange, &key, &[0], &[0; 4]]), method(50, 21, &[]));
    // RabbitMQ may count before a message has arrived that is not confirmed.
    raw.ask(method(85, 10, &[&[0]]), method(85, 11, &[]));
    let publish = method(60, 40, &[&[0, 0], &exchange, &key, &[0]]);
    raw.ask([publish, header(2, &[0, 0]), body(b"hi")].concat(), ack(1, false));
    raw.ask(declare(named, 1), declared(named, 1, 0));
    raw.ask(method(50, 30, &[&[0, 0], &queue, &[0]]), method(50, 31, &[&[0, 0, 0, 1]]));
    raw.ask(method(50, 50, &[&[0, 0], &queue, &exchange, &key, &[0; 4]]), method(50, 51, &[]));
    raw.ask(message(named, 0, b"left", 4), ack(2, false));
    // Bits: 1 if unused, 2 if empty, 4 no answer.
    raw.ask(method(50, 40, &[&[0, 0], &queue, &[1]]), method(50, 41, &[&[0, 0, 0, 1]]));
}

#[test]
fn methods_without_an_answer_get_none() {
    let mut raw = Raw::open(shared_port());
    let queue = short("no answers");
    let (exchange, key) = (short("amq.fanout"), short(""));
    raw.send(declare("no answers", 4 | 16));
    raw.send(method(50, 20, &[&[0, 0], &queue, &exchange, &key, &[1], &[0; 4]]));
    raw.send(consume("no answers", "tag", 2 | 8));
    raw.send(method(60, 30, &[&short("tag"), &[1]]));
    raw.send(method(50, 30, &[&[0, 0], &queue, &[1]]));
    raw.send(method(85, 10, &[&[1]]));
    raw.send(method(50, 40, &[&[0, 0], &queue, &[4]]));
    raw.send(method(40, 10, &[&[0, 0], &queue, &short("fanout"), &[4 | 16], &[0; 4]]));
    raw.send(method(40, 20, &[&[0, 0], &queue, &[2]]));
    raw.ask(method(20, 20, &[&[1]]), method(20, 21, &[&[1]]));
}

#[test]
fn methods_of_basic_that_get() {
    let mut raw = Raw::open(shared_port());
    let named = "methods of basic";
    raw.ask(declare(named, 4), declared(named, 0, 0));
    raw.ask(get(named, false), method(60, 72, &[&[0]]));
    raw.send(message(named, 0, b"hi", 2));
    let content = [header(2, &[0, 0]), body(b"hi")].concat();
    raw.ask(get(named, false), [got(named, 1, 0), content.clone()].concat());
    // Whatever brings it back, the next to get it hears that it was there before: a 1 behind its tag.
    let again = |tag: u8| {
        let head = method(60, 71, &[&[0; 7], &[tag], &[1], &short(""), &short(named), &[0; 4]]);
        [head, content.clone()].concat()
    };
    raw.send(method(60, 120, &[&[0, 0, 0, 0, 0, 0, 0, 1], &[2]]));
    raw.ask(get(named, false), again(2));
    raw.send(method(60, 90, &[&[0, 0, 0, 0, 0, 0, 0, 2], &[1]]));
    raw.ask(get(named, false), again(3));
    raw.ask(method(60, 110, &[&[1]]), method(60, 111, &[]));
    raw.ask(get(named, false), again(4));
    raw.send(method(60, 100, &[&[1]]));
    raw.ask(get(named, false), again(5));
    raw.send(ack(5, false));
    raw.ask(get(named, false), method(60, 72, &[&[0]]));
    raw.send(message(named, 0, b"hi", 2));
    raw.ask(get(named, true), [got(named, 6, 0), content].concat());
    raw.ask(declare(named, 1), declared(named, 0, 0));
}

#[test]
fn methods_of_basic_that_consume() {
    let mut raw = Raw::open(shared_port());
    let named = "consuming";
    raw.ask(declare(named, 4), declared(named, 0, 0));
    raw.ask(method(60, 10, &[&[0; 4], &[0, 1], &[0]]), method(60, 11, &[]));
    raw.ask(consume(named, "tag", 0), method(60, 21, &[&short("tag")]));
    raw.send([message(named, 0, b"one", 3), message(named, 0, b"two", 3)].concat());
    let delivery = |tag: u8, text: &[u8]| {
        let head = method(60, 60, &[&short("tag"), &[0; 7], &[tag], &[0], &short(""), &short(named)]);
        [head, header(text.len() as u64, &[0, 0]), body(text)].concat()
    };
    raw.expect(delivery(1, b"one"));
    // One at a time: the second comes after the first is acked.
    raw.ask(method(20, 20, &[&[1]]), method(20, 21, &[&[1]]));
    raw.ask(ack(1, false), delivery(2, b"two"));
    raw.ask(method(60, 30, &[&short("tag"), &[0]]), method(60, 31, &[&short("tag")]));
    raw.send(ack(0, true));
    raw.ask(declare(named, 1), declared(named, 0, 0));
}

#[test]
fn methods_of_confirm() {
    let mut raw = Raw::open(shared_port());
    raw.ask(method(85, 10, &[&[0]]), method(85, 11, &[]));
    let returned = method(60, 50, &[&[1, 56], &short("NO_ROUTE"), &short(""), &short("no such queue")]);
    let content = [header(2, &[0, 0]), body(b"hi")].concat();
    raw.ask(message("no such queue", 1, b"hi", 2), [returned, content, ack(1, false)].concat());
    raw.ask([publish("no such queue", 0), header(0, &[0, 0])].concat(), ack(2, false));
}

#[test]
fn methods_of_tx() {
    let mut raw = Raw::open(shared_port());
    let named = "methods of tx";
    raw.ask(declare(named, 4), declared(named, 0, 0));
    raw.ask(method(90, 10, &[]), method(90, 11, &[]));
    raw.send(message(named, 0, b"hi", 2));
    raw.ask(declare(named, 1), declared(named, 0, 0));
    raw.ask(method(90, 30, &[]), method(90, 31, &[]));
    raw.ask(declare(named, 1), declared(named, 0, 0));
    raw.send(message(named, 0, b"hi", 2));
    raw.ask(method(90, 20, &[]), method(90, 21, &[]));
    raw.ask(get(named, true), [got(named, 1, 0), header(2, &[0, 0]), body(b"hi")].concat());
}
