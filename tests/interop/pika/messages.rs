//! Properties and the types of headers, both ways.

use super::pika;
use crate::support::{Bench, EVERY_PROPERTY, WAITING};

#[test]
fn they_see_every_property_of_our_messages() {
    let bench = Bench::new();
    bench.rmq(["send", "x"]).args(EVERY_PROPERTY).stderr(" [x] Sent x\n").run();
    let script = "
method, p, body = channel.basic_get('hello')
print(p.content_type, p.content_encoding, p.delivery_mode, p.priority, p.correlation_id, p.reply_to, p.expiration)
print(p.message_id, p.timestamp, p.type, p.user_id, p.app_id, p.cluster_id, p.headers, body)
";
    let seen = "text/plain gzip 2 255 c 1 r 60000\nm 1700000000 t guest ä i None b'x'\n";
    pika(&bench, script).stdout(seen).run();
}

#[test]
fn they_see_our_headers_with_their_types() {
    let bench = Bench::new();
    let headers = [
        "a=007",
        "b:int=-2147483648",
        "c:int=9223372036854775807",
        "d:bool=true",
        "e:float=1.5",
        "f:json=null",
        r#"g:json=[1,"a",[]]"#,
        r#"h:json={"a":{"b":false}}"#,
        r#"i:json={"$bytes":"AP8="}"#,
        r#"j:json={"$int16":-7}"#,
        r#"k:json={"$uint8":200}"#,
        r#"l:json={"$decimal":{"scale":2,"value":314}}"#,
        r#"m:json={"$timestamp":0}"#,
    ];
    let flags = headers.into_iter().flat_map(|header| ["-H", header]);
    bench.rmq(["send", "x"].into_iter().chain(flags)).stderr(" [x] Sent x\n").run();
    // pika makes a whole number of a double.
    let script = "
import calendar
headers = channel.basic_get('hello', auto_ack=True)[1].headers
headers['c'], headers['l'], headers['m'] = int(headers['c']), str(headers['l']), calendar.timegm(headers['m'].timetuple())
for name in sorted(headers):
    print(name, repr(headers[name]) if name != 'e' else headers[name] in (1, 1.5))
";
    let seen = r"a '007'
b -2147483648
c 9223372036854775807
d True
e True
f None
g [1, 'a', []]
h {'a': {'b': False}}
i b'\x00\xff'
j -7
k 200
l '3.14'
m 0
";
    pika(&bench, script).stdout(seen).run();
}

#[test]
fn we_see_their_headers_with_their_types() {
    let bench = Bench::new();
    let script = "
import datetime, decimal
time = datetime.datetime.fromtimestamp(1700000000, datetime.timezone.utc)
headers = {
    'a': 'ü', 'b': 7, 'c': 2**62, 'd': False, 'e': None, 'f': [1, 'a', []], 'g': {'a': {}}, 'h': b'\\0\\xff',
    'i': decimal.Decimal('3.14'), 'j': time,
}
channel.queue_declare(queue='hello')
channel.basic_publish('', 'hello', b'x', pika.BasicProperties(headers=headers, priority=3))
connection.close()
";
    pika(&bench, script).run();
    let headers = r#"{"a":"ü","b":7,"c":4611686018427387904,"d":false,"e":null,"f":[1,"a",[]],"g":{"a":{}},"h":{"$bytes":"AP8="},"i":{"$decimal":{"scale":2,"value":314}},"j":{"$timestamp":1700000000}}"#;
    let line = format!(
        r#"{{"body":"x","exchange":"","routing_key":"hello","redelivered":false,"properties":{{"priority":3,"headers":{headers}}}}}"#
    );
    let receive = bench.rmq(["receive", "-n1", "--format", "json"]);
    receive.stdout(&format!("{line}\n")).stderr(WAITING).run();
}
