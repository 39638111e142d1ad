//! Headers: their types on the wire, seen by another client.

use super::{json_of, receive};
use crate::support::Bench;

/// Prints the headers of the message in `hello` with the letter that each value's type has on the wire.
const TYPED: &str = "
import pika.data, struct
plain = pika.data.decode_value
def typed(encoded, offset):
    kind = encoded[offset:offset + 1].decode()
    value, end = plain(encoded, offset)
    if kind in 'df':  # pika makes whole numbers of these
        value = struct.unpack('>' + kind, encoded[offset + 1:end])[0]
    return (kind, value), end
pika.data.decode_value = typed
headers = channel.basic_get('hello', auto_ack=True)[1].headers
for name in sorted(headers):
    print(name, *headers[name])
";

#[test]
fn a_header_has_the_type_that_was_asked_for() {
    let bench = Bench::new();
    for (header, wire, json) in [
        ("k=007", "S 007", r#""007""#),
        ("k=", "S ", r#""""#),
        ("k=a=b", "S a=b", r#""a=b""#),
        ("k=true", "S true", r#""true""#),
        ("k:string=7", "S 7", r#""7""#),
        ("k:int=7", "I 7", "7"),
        ("k:int=-2147483648", "I -2147483648", "-2147483648"),
        ("k:int=2147483648", "l 2147483648", "2147483648"),
        ("k:int=9223372036854775807", "l 9223372036854775807", "9223372036854775807"),
        ("k:bool=true", "t True", "true"),
        ("k:bool=false", "t False", "false"),
        ("k:float=1.5", "d 1.5", "1.5"),
        ("k:float=7", "d 7.0", "7.0"),
        ("k:json=null", "V None", "null"),
        ("k:json=7", "I 7", "7"),
        ("k:json=7e0", "d 7.0", "7.0"),
        (r#"k:json="7""#, "S 7", r#""7""#),
        (r#"k:json=[1,"a"]"#, "A [('I', 1), ('S', 'a')]", r#"[1,"a"]"#),
        (r#"k:json={"a":{"b":true}}"#, "F {'a': ('F', {'b': ('t', True)})}", r#"{"a":{"b":true}}"#),
        (r#"k:json={"$int8":-7}"#, "b -7", r#"{"$int8":-7}"#),
        (r#"k:json={"$uint8":200}"#, "B 200", r#"{"$uint8":200}"#),
        (r#"k:json={"$int16":-7}"#, "s -7", r#"{"$int16":-7}"#),
        (r#"k:json={"$uint16":7}"#, "u 7", r#"{"$uint16":7}"#),
        (r#"k:json={"$uint32":7}"#, "i 7", r#"{"$uint32":7}"#),
        (r#"k:json={"$int64":7}"#, "l 7", r#"{"$int64":7}"#),
        (r#"k:json={"$float":0.5}"#, "f 0.5", r#"{"$float":0.5}"#),
        (r#"k:json={"$decimal":{"scale":2,"value":314}}"#, "D 3.14", r#"{"$decimal":{"scale":2,"value":314}}"#),
        (r#"k:json={"$timestamp":0}"#, "T 1970-01-01 00:00:00[..]", r#"{"$timestamp":0}"#),
        (r#"k:json={"$bytes":"AP8="}"#, r"x b'\x00\xff'", r#"{"$bytes":"AP8="}"#),
    ] {
        let send = || bench.rmq(["send", "x", "-H", header]).stderr(" [x] Sent x\n").run();
        send();
        bench.pika(TYPED).stdout_matches(&format!("k {wire}\n")).run();
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
