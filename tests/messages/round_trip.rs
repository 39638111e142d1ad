//! `receive --format json | send --json` makes the same message again, byte for byte.

use serde_json::json;

use super::receive;
use crate::support::Bench;

/// Publishes to the exchange `x` what no flag can make: each type that a header can have, nested, in the order of
/// their names; every property; bodies of any bytes. Names come sorted because tables are written that way again.
const MAKE: &str = r#"
import datetime, decimal, struct, pika.data
class Raw(bytes):
    pass
plain = pika.data.encode_value
def encode(pieces, value):
    if isinstance(value, Raw):
        pieces.append(bytes(value))
        return len(value)
    return plain(pieces, value)
pika.data.encode_value = encode
def raw(kind, form, *values):
    return Raw(kind + struct.pack('>' + form, *values))
types = {
    'a bool': True, 'b no': False, 'c int8': raw(b'b', 'b', -128), 'd uint8': raw(b'B', 'B', 255),
    'e int16': raw(b's', 'h', -32768), 'f uint16': raw(b'u', 'H', 65535), 'g int32': -5, 'h uint32': raw(b'i', 'I', 2**32 - 1),
    'i int64': raw(b'l', 'q', 7), 'j int64': 2**62, 'k float': raw(b'f', 'f', 0.1), 'l double': raw(b'd', 'd', 0.1), 'm whole': raw(b'd', 'd', 7.0),
    'p decimal': decimal.Decimal('-3.14'),
    'q text': 'ü\n\0\x7f', 'r no text': raw(b'S', 'I2s', 2, b'\xff\xfe'), 's bytes': b'\0\xff', 't void': None,
    'u time': datetime.datetime.fromtimestamp(1700000000, datetime.timezone.utc), 'v empty': {}, 'w none': [],
    'x zero': raw(b'd', 'd', -0.0),
}
channel.confirm_delivery()
def send(body, **properties):
    channel.basic_publish('x', 'k.ü', body, pika.BasicProperties(**properties))
send(b'')
send(b'plain', headers={})
send('ü\n\r\0\"\\\u2028'.encode(), delivery_mode=1)
send(bytes(range(256)), headers=types)
send(b'\xc3', headers={'deep': [{'t': types, 'u': [types, [], [[None]]]}]})
send(b'tag', headers={'a': {'$int8': 'no tag'}, 'b': {'$table': {'$x': 1}}, 'c': {'$a': 1, '$b': 2}, 'd': [{'$': None}]})
send(b'p', content_type='', content_encoding='e' * 255, delivery_mode=1, priority=0, correlation_id='\0', reply_to='r',
     expiration='99999999', message_id='\u1234', timestamp=2**64 - 1, type='t', user_id='guest', app_id='a', cluster_id='c')
send(b'p2', priority=255, timestamp=0, delivery_mode=2)
"#;

/// Prints the raw properties and the body of everything in a queue.
const SHOW: &str = "
import pika.spec
plain = pika.spec.BasicProperties.decode
def decode(self, encoded, offset=0):
    self.raw = encoded[offset:]
    return plain(self, encoded, offset)
pika.spec.BasicProperties.decode = decode
import pika.data
pika.data.decode_table = lambda encoded, offset: ({}, offset + 4 + int.from_bytes(encoded[offset:offset + 4], 'big'))
while True:
    method, properties, body = channel.basic_get('seen', auto_ack=True)
    if method is None:
        break
    print(method.exchange, method.routing_key, properties.raw.hex(), body.hex())
";

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

#[track_caller]
fn shown(bench: &Bench) -> Vec<String> {
    let output = bench.pika(SHOW).stdout_matches("...\n").run();
    output.stdout_text().lines().map(str::to_owned).collect()
}

#[test]
fn every_property_and_every_type_of_header_comes_back() {
    let bench = copier();
    bench.pika(MAKE).run();
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
    bench.pika(MAKE).run();
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
    bench.pika(MAKE).run();
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
