//! `receive --format json | send --json` makes the same message again, byte for byte.

use serde_json::json;

use super::receive;
use crate::support::{Arrived, Bench, Property, field, long, properties, short, table};

/// A value of each type that a header can have, in the order of their names: tables are written that way again.
fn types() -> Vec<u8> {
    table(&[
        ("a bool", field(b't', [1])),
        ("b no", field(b't', [0])),
        ("c int8", field(b'b', i8::MIN.to_be_bytes())),
        ("d uint8", field(b'B', [255])),
        ("e int16", field(b's', i16::MIN.to_be_bytes())),
        ("f uint16", field(b'u', u16::MAX.to_be_bytes())),
        ("g int32", field(b'I', (-5_i32).to_be_bytes())),
        ("h uint32", field(b'i', u32::MAX.to_be_bytes())),
        ("i int64", field(b'l', 7_i64.to_be_bytes())),
        ("j int64", field(b'l', (1_i64 << 62).to_be_bytes())),
        ("k float", field(b'f', 0.1_f32.to_be_bytes())),
        ("l double", field(b'd', 0.1_f64.to_be_bytes())),
        ("m whole", field(b'd', 7.0_f64.to_be_bytes())),
        ("p decimal", field(b'D', [&[2][..], &(-314_i32).to_be_bytes()].concat())),
        ("q text", field(b'S', long("ü\n\0\x7f"))),
        ("r no text", field(b'S', long(b"\xff\xfe"))),
        ("s bytes", field(b'x', long(b"\0\xff"))),
        ("t void", VOID.to_vec()),
        ("u time", field(b'T', 1_700_000_000_u64.to_be_bytes())),
        ("v empty", field(b'F', table(&[]))),
        ("w none", array(&[])),
        ("x zero", field(b'd', (-0.0_f64).to_be_bytes())),
    ])
}

const VOID: [u8; 1] = *b"V";

type Properties = Vec<(Property, Vec<u8>)>;

fn array(values: &[Vec<u8>]) -> Vec<u8> {
    field(b'A', long(values.concat()))
}

/// Types in an array in a table, and what else nests.
fn deep() -> Vec<u8> {
    let inner = table(&[
        ("t", field(b'F', types())),
        ("u", array(&[field(b'F', types()), array(&[]), array(&[array(&[VOID.to_vec()])])])),
    ]);
    table(&[("deep", array(&[field(b'F', inner)]))])
}

/// Tables that look like what we write for a type that JSON does not have.
fn tags() -> Vec<u8> {
    let nested = |fields: &[(&str, Vec<u8>)]| field(b'F', table(fields));
    let one = || field(b'I', 1_i32.to_be_bytes());
    table(&[
        ("a", nested(&[("$int8", field(b'S', long("no tag")))])),
        ("b", nested(&[("$table", nested(&[("$x", one())]))])),
        ("c", nested(&[("$a", one()), ("$b", field(b'I', 2_i32.to_be_bytes()))])),
        ("d", array(&[nested(&[("$", VOID.to_vec())])])),
    ])
}

/// Every property, as large or as odd as it can be.
fn all() -> Properties {
    vec![
        (Property::ContentType, short("")),
        (Property::ContentEncoding, short(&"e".repeat(255))),
        (Property::DeliveryMode, vec![1]),
        (Property::Priority, vec![0]),
        (Property::CorrelationId, short("\0")),
        (Property::ReplyTo, short("r")),
        (Property::Expiration, short("99999999")),
        (Property::MessageId, short("\u{1234}")),
        (Property::Timestamp, vec![255; 8]),
        (Property::Type, short("t")),
        (Property::UserId, short("guest")),
        (Property::AppId, short("a")),
        (Property::ClusterId, short("c")),
    ]
}

/// Publishes to the exchange `x` what no flag can make: each type that a header can have, nested; every property;
/// bodies of any bytes.
fn publish(bench: &Bench) {
    let headers = |table| vec![(Property::Headers, table)];
    let any: Vec<u8> = (0..=255).collect();
    let last = [(Property::DeliveryMode, vec![2]), (Property::Priority, vec![255]), (Property::Timestamp, vec![0; 8])];
    let messages: [(&[u8], Properties); MESSAGES] = [
        (b"", Vec::new()),
        (b"plain", headers(table(&[]))),
        ("ü\n\r\0\"\\\u{2028}".as_bytes(), vec![(Property::DeliveryMode, vec![1])]),
        (&any, headers(types())),
        (b"\xc3", headers(deep())),
        (b"tag", headers(tags())),
        (b"p", all()),
        (b"p2", last.to_vec()),
    ];
    let mut peer = bench.peer();
    for (body, values) in messages {
        peer.publish("x", "k.ü", &properties(&values), body);
    }
}

const MESSAGES: usize = 8;

/// The exchange `x` copies all to the queues `seen` and `taken`.
fn copier() -> Bench<'static> {
    let bench = Bench::new();
    bench.vhost().declare_exchange("x", &json!({"type": "fanout"}));
    for queue in ["seen", "taken"] {
        bench.vhost().declare_queue(queue, &json!({}));
        bench.vhost().bind("x", queue, "", &json!({}));
    }
    bench
}

/// Everything in the queue `seen`.
fn shown(bench: &Bench) -> Vec<Arrived> {
    let mut peer = bench.peer();
    std::iter::from_fn(|| peer.take("seen")).collect()
}

#[test]
fn every_property_and_every_type_of_header_comes_back() {
    let bench = copier();
    publish(&bench);
    let original = shown(&bench);
    assert_eq!(original.len(), MESSAGES);
    let count = MESSAGES.to_string();
    let lines = || {
        let cmd = receive(&bench, "taken", &["--count", &count, "--format", "json"]);
        cmd.stdout_matches(&"[..]\n".repeat(MESSAGES)).run().stdout_text()
    };
    let first = lines();
    let said = format!(" [x] Sent {MESSAGES} messages\n");
    bench.rmq(["send", "--json"]).input(&first).stderr(&said).run();
    let again = shown(&bench);
    for ((before, after), line) in original.iter().zip(&again).zip(first.lines()) {
        assert_eq!(before, after, "by way of {line}");
    }
    assert_eq!(original.len(), again.len());
    assert_eq!(lines(), first);
}

#[test]
fn a_pipe_copies_a_queue() {
    let bench = copier();
    publish(&bench);
    let original = shown(&bench);
    let script = format!("\"$0\" receive -q -Q taken -n {MESSAGES} -f json | \"$0\" send --json -Q other");
    let said = format!(" [x] Sent {MESSAGES} messages\n");
    bench.program("sh", ["-c", &script, env!("CARGO_BIN_EXE_rmq")]).stderr(&said).run();
    bench.vhost().wait_depth("taken", 0, 0);
    // From there back to the exchange: key and exchange are told outright, the rest is the message's own.
    let script =
        format!("\"$0\" receive -q -Q other -n {MESSAGES} -f json --null | \"$0\" send --json --null -e x -k k.ü");
    bench.program("sh", ["-c", &script, env!("CARGO_BIN_EXE_rmq")]).stderr(&said).run();
    assert_eq!(shown(&bench), original);
}

#[test]
fn a_line_says_what_json_cannot_in_words_of_its_own() {
    let bench = copier();
    publish(&bench);
    let cmd = receive(&bench, "taken", &["--count", "8", "--format", "json"]);
    let text = cmd.stdout_matches(&"[..]\n".repeat(MESSAGES)).run().stdout_text();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines[0], json!({"body": "", "exchange": "x", "routing_key": "k.ü", "redelivered": false}));
    assert_eq!(lines[1]["properties"], json!({"headers": {}}));
    assert_eq!((&lines[2]["body"], &lines[4]["body_base64"]), (&json!("ü\n\r\0\"\\\u{2028}"), &json!("ww==")));
    let headers = &lines[3]["properties"]["headers"];
    for (name, value) in [
        ("c int8", json!({"$int8": -128})),
        ("g int32", json!(-5)),
        ("i int64", json!({"$int64": 7})),
        ("j int64", json!(4_611_686_018_427_387_904_u64)),
        ("r no text", json!({"$string_bytes": "//4="})),
        ("s bytes", json!({"$bytes": "AP8="})),
        ("t void", json!(null)),
        ("u time", json!({"$timestamp": 1_700_000_000})),
        ("v empty", json!({})),
        ("w none", json!([])),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    assert_eq!(lines[5]["properties"]["headers"]["a"], json!({"$table": {"$int8": "no tag"}}));
}
