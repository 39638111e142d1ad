//! Dead letters that say what cannot be.

use crate::support::raw::{Raw, body, declared, get, header, publish};
use crate::support::{Alone, Property, field, long, method_frame, properties, short, table};

/// The message lives no time in this queue, and dies into queue `dead`.
fn declare_deadly(queue: &str) -> Vec<u8> {
    let arguments = table(&[
        ("x-message-ttl", field(b'I', [0; 4])),
        ("x-dead-letter-exchange", field(b'S', long(""))),
        ("x-dead-letter-routing-key", field(b'S', long("dead"))),
    ]);
    method_frame(1, (50, 10), &[&[0, 0], &short(queue), &[4], &arguments])
}

#[test]
fn a_message_that_says_it_died_as_often_as_can_be_said_dies_again() {
    let broker = Alone::new(&[]);
    let mut raw = Raw::open(broker.port());
    raw.ask(declare_deadly("deadly"), declared("deadly", 0, 0));
    raw.ask(method_frame(1, (50, 10), &[&[0, 0], &short("dead"), &[4], &[0; 4]]), declared("dead", 0, 0));
    let death = |count: i64| {
        let texts = [("queue", "deadly"), ("reason", "expired"), ("exchange", "")];
        let mut fields: Vec<_> = texts.map(|(name, text)| (name, field(b'S', long(text)))).into();
        fields.push(("count", field(b'l', count.to_be_bytes())));
        properties(&[(Property::Headers, table(&[("x-death", field(b'A', long(field(b'F', table(&fields)))))]))])
    };
    raw.ask(method_frame(1, (85, 10), &[&[0]]), method_frame(1, (85, 11), &[]));
    raw.send([publish("deadly", 0), header(2, &death(i64::MAX)), body(b"hi")].concat());
    raw.wait_method((60, 80));
    raw.send(get("dead", true));
    raw.wait_method((60, 71));
    let content = raw.next().expect("a header");
    let count = [&short("count"), &b"l\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"[..]].concat();
    assert!(content.windows(count.len()).any(|part| part == count), "{}", content.escape_ascii());
    broker.expect_quiet();
}
