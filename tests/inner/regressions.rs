//! What once went wrong with queues, dead letters and exchanges.

use crate::support::raw::{
    Answers, Raw, body, channel_close, consume, declare, declared, get, got, header, message, publish,
};
use crate::support::{Alone, Bench, Node, Property, content, field, long, method_frame, properties, short, table};

/// `queue.declare` with arguments.
fn declare_with(queue: &str, arguments: &[(&str, Vec<u8>)]) -> Vec<u8> {
    method_frame(1, (50, 10), &[&[0, 0], &short(queue), &[0], &table(arguments)])
}

fn text(value: &str) -> Vec<u8> {
    field(b'S', long(value))
}

/// Arguments for dead letters to go to a queue.
fn dead_letters_to(queue: &str) -> [(&'static str, Vec<u8>); 2] {
    [("x-dead-letter-exchange", text("")), ("x-dead-letter-routing-key", text(queue))]
}

/// A message to a queue, with properties.
fn with_properties(queue: &str, values: &[(Property, Vec<u8>)], text: &[u8]) -> Vec<u8> {
    [publish(queue, 0), content(1, &properties(values), text)].concat()
}

/// Has what a queue gets delivered, no acknowledgement needed.
#[track_caller]
fn listen(raw: &mut Raw, queue: &str) {
    raw.ask(consume(queue, "c", 2), method_frame(1, (60, 21), &[&short("c")]));
}

/// Waits for a message, and answers its header and its body as frames.
#[track_caller]
fn hear(raw: &mut Raw) -> [Vec<u8>; 2] {
    raw.wait_method((60, 60));
    [(); 2].map(|()| raw.next().expect("a whole message"))
}

#[test]
fn a_failed_channel_with_all_consumers_of_a_single_active_queue_returns_all_messages() {
    let node = Node::shared();
    let bench = Bench::on(node);
    let (port, vhost) = (node.amqp_port(), bench.vhost().name());
    let mut raw = Raw::with(port, &Answers { vhost, ..Answers::default() });
    for round in 0..5 {
        let queue = format!("single {round}");
        raw.open_channel(1);
        let single = [("x-single-active-consumer", field(b't', [1]))];
        raw.ask(declare_with(&queue, &single), declared(&queue, 0, 0));
        raw.ask(method_frame(1, (60, 10), &[&[0; 4], &[0, 1], &[0]]), method_frame(1, (60, 11), &[]));
        for tag in ["a", "b"] {
            raw.ask(consume(&queue, tag, 0), method_frame(1, (60, 21), &[&short(tag)]));
        }
        raw.send(message(&queue, 0, b"hi", 2).repeat(5));
        hear(&mut raw);
        bench.vhost().wait_depth(&queue, 4, 1);
        let why = format!("NOT_FOUND - no queue 'missing' in vhost '{vhost}'");
        raw.ask(declare("missing", 1), channel_close(1, 404, &why, (50, 10)));
        raw.send(method_frame(1, (20, 41), &[]));
        bench.vhost().wait_depth(&queue, 5, 0);
    }
}

#[test]
fn a_message_expires_although_one_that_lives_longer_was_pushed_out_before_it() {
    let broker = Alone::new(&[]);
    let (mut raw, mut listener) = (Raw::open(broker.port()), Raw::open(broker.port()));
    raw.ask(declare("dead", 0), declared("dead", 0, 0));
    listen(&mut listener, "dead");
    let mut arguments = vec![("x-max-length", field(b'I', 1_i32.to_be_bytes()))];
    arguments.extend(dead_letters_to("dead"));
    raw.ask(declare_with("q", &arguments), declared("q", 0, 0));
    for (expiration, text) in [("60000", b"m1"), ("300", b"m2")] {
        raw.send(with_properties("q", &[(Property::Expiration, short(expiration))], text));
    }
    // Nobody looks at the queue meanwhile.
    for text in [b"m1", b"m2"] {
        let [_, came] = hear(&mut listener);
        assert_eq!(came, body(text), "{}", came.escape_ascii());
    }
    raw.ask(declare("q", 1), declared("q", 0, 0));
    broker.expect_quiet();
}

#[test]
fn a_dead_letter_routing_key_that_no_message_can_have_is_refused() {
    let broker = Alone::new(&[]);
    let mut raw = Raw::open(broker.port());
    let why = "PRECONDITION_FAILED - invalid arg 'x-dead-letter-routing-key' for queue 'q' in vhost '/': \
               longer than 255 bytes";
    let declare_keyed = |size: usize| declare_with("q", &dead_letters_to(&"k".repeat(size)));
    raw.ask(declare_keyed(300), channel_close(1, 406, why, (50, 10)));
    raw.send(method_frame(1, (20, 41), &[]));
    raw.open_channel(1);
    raw.ask(declare_keyed(256), channel_close(1, 406, why, (50, 10)));
    raw.send(method_frame(1, (20, 41), &[]));
    raw.open_channel(1);
    raw.ask(declare_keyed(255), declared("q", 0, 0));
    broker.expect_quiet();
}

#[test]
fn a_count_of_deaths_that_cannot_grow_stays() {
    let broker = Alone::new(&[]);
    let mut raw = Raw::open(broker.port());
    raw.ask(declare("dead", 0), declared("dead", 0, 0));
    raw.ask(declare_with("q", &dead_letters_to("dead")), declared("q", 0, 0));
    let most = field(b'l', i64::MAX.to_be_bytes());
    let death = table(&[("queue", text("q")), ("reason", text("rejected")), ("count", most.clone())]);
    let headers = table(&[("x-death", field(b'A', long(field(b'F', death))))]);
    let sent = properties(&[(Property::Headers, headers.clone())]);
    raw.send(with_properties("q", &[(Property::Headers, headers)], b"hi"));
    raw.ask(get("q", false), [got("q", 1, 0), header(2, &sent), body(b"hi")].concat());
    raw.send(method_frame(1, (60, 90), &[&1_u64.to_be_bytes(), &[0]]));
    listen(&mut raw, "dead");
    let [header, _] = hear(&mut raw);
    let count = |wanted: &[u8]| header.windows(wanted.len()).filter(|part| *part == wanted).count();
    let counts = [count(&short("count")), count(&[short("count"), most].concat())];
    assert_eq!(counts, [1, 1], "{}", header.escape_ascii());
    broker.expect_quiet();
}

/// How many exchanges are in a chain.
const LENGTH: usize = 10_000;

#[test]
fn a_long_chain_of_exchanges_that_go_with_their_bindings_goes_link_by_link() {
    let broker = Alone::new(&[]);
    let mut raw = Raw::open(broker.port());
    let name = |number: usize| short(&format!("e{number}"));
    let declare_all = |kind: &str, bits: u8| -> Vec<u8> {
        let one = |number| method_frame(1, (40, 10), &[&[0, 0], &name(number), &short(kind), &[bits], &[0; 4]]);
        (0..LENGTH).flat_map(one).collect()
    };
    // 4: delete when unused; 16: no answer.
    raw.send(declare_all("fanout", 4 | 16));
    let bind = |number: usize| {
        method_frame(1, (40, 30), &[&[0, 0], &name(number + 1), &name(number), &short(""), &[1], &[0; 4]])
    };
    raw.send((0..LENGTH - 1).flat_map(bind).collect::<Vec<_>>());
    raw.ask(declare("q", 0), declared("q", 0, 0));
    raw.ask(method_frame(1, (40, 20), &[&[0, 0], &name(LENGTH - 1), &[0]]), method_frame(1, (40, 21), &[]));
    // Every name is free for an exchange of another type.
    raw.send(declare_all("direct", 16));
    raw.ask(declare("q", 1), declared("q", 0, 0));
    broker.expect_quiet();
}
