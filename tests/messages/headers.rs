//! Headers: their types on the wire.

use super::{json_of, receive};
use crate::support::{Bench, Property, field, long, properties, table};

fn string(text: &str) -> Vec<u8> {
    field(b'S', long(text))
}

fn int(number: i32) -> Vec<u8> {
    field(b'I', number.to_be_bytes())
}

fn double(number: f64) -> Vec<u8> {
    field(b'd', number.to_be_bytes())
}

#[test]
fn a_header_has_the_type_that_was_asked_for() {
    let bench = Bench::new();
    let mut peer = bench.peer();
    let inner = field(b'F', table(&[("b", field(b't', [1]))]));
    let decimal = r#"k:json={"$decimal":{"scale":2,"value":314}}"#;
    for (header, wire, json) in [
        ("k=007", string("007"), r#""007""#),
        ("k=", string(""), r#""""#),
        ("k=a=b", string("a=b"), r#""a=b""#),
        ("k=true", string("true"), r#""true""#),
        ("k:string=7", string("7"), r#""7""#),
        ("k:int=7", int(7), "7"),
        ("k:int=-2147483648", int(i32::MIN), "-2147483648"),
        ("k:int=2147483648", field(b'l', 2_147_483_648_i64.to_be_bytes()), "2147483648"),
        ("k:int=9223372036854775807", field(b'l', i64::MAX.to_be_bytes()), "9223372036854775807"),
        ("k:bool=true", field(b't', [1]), "true"),
        ("k:bool=false", field(b't', [0]), "false"),
        ("k:float=1.5", double(1.5), "1.5"),
        ("k:float=7", double(7.0), "7.0"),
        ("k:json=null", field(b'V', []), "null"),
        ("k:json=7", int(7), "7"),
        ("k:json=7e0", double(7.0), "7.0"),
        (r#"k:json="7""#, string("7"), r#""7""#),
        (r#"k:json=[1,"a"]"#, field(b'A', long([int(1), string("a")].concat())), r#"[1,"a"]"#),
        (r#"k:json={"a":{"b":true}}"#, field(b'F', table(&[("a", inner)])), r#"{"a":{"b":true}}"#),
        (r#"k:json={"$int8":-7}"#, field(b'b', (-7_i8).to_be_bytes()), r#"{"$int8":-7}"#),
        (r#"k:json={"$uint8":200}"#, field(b'B', [200]), r#"{"$uint8":200}"#),
        (r#"k:json={"$int16":-7}"#, field(b's', (-7_i16).to_be_bytes()), r#"{"$int16":-7}"#),
        (r#"k:json={"$uint16":7}"#, field(b'u', [0, 7]), r#"{"$uint16":7}"#),
        (r#"k:json={"$uint32":7}"#, field(b'i', [0, 0, 0, 7]), r#"{"$uint32":7}"#),
        (r#"k:json={"$int64":7}"#, field(b'l', 7_i64.to_be_bytes()), r#"{"$int64":7}"#),
        (r#"k:json={"$float":0.5}"#, field(b'f', 0.5_f32.to_be_bytes()), r#"{"$float":0.5}"#),
        (decimal, field(b'D', [2, 0, 0, 1, 58]), &decimal["k:json=".len()..]),
        (r#"k:json={"$timestamp":0}"#, field(b'T', [0; 8]), r#"{"$timestamp":0}"#),
        (r#"k:json={"$bytes":"AP8="}"#, field(b'x', long([0, 255])), r#"{"$bytes":"AP8="}"#),
    ] {
        let send = || bench.rmq(["send", "x", "-H", header]).stderr(" [x] Sent x\n").run();
        send();
        let sent = properties(&[(Property::Headers, table(&[("k", wire)])), (Property::DeliveryMode, vec![2])]);
        assert_eq!(peer.take("hello").expect("it was sent").properties, sent, "{header}");
        send();
        let line = format!(
            r#"{{"body":"x","exchange":"","routing_key":"hello","redelivered":false,"properties":{{"delivery_mode":2,"headers":{{"k":{json}}}}}}}"#
        );
        assert_eq!(json_of(&bench, "hello"), line, "{header}");
    }
}

#[test]
fn a_later_header_wins_and_a_key_may_have_a_colon() {
    let bench = Bench::new();
    let headers = ["-H", "a=1", "-H", "b:c:string=2", "-H", "a:int=3"];
    bench.rmq(["send", "x"]).args(headers).stderr(" [x] Sent x\n").run();
    receive(&bench, "hello", &["--count", "1", "--template", "%H"]).stdout("{\"a\":3,\"b:c\":\"2\"}\n").run();
}
