//! Debian's amqp-tools.

use serde_json::json;

use crate::support::{Bench, WAITING};

#[test]
fn what_amqp_publish_sends_is_received() {
    let bench = Bench::new();
    let arguments = json!({"x-queue-type": "quorum"});
    bench.vhost().declare_queue("hello", &json!({"durable": true, "arguments": arguments}));
    bench.program("amqp-publish", ["-u", &bench.url(), "-r", "hello", "-b", "a b"]).run();
    bench.rmq(["receive", "-n1"]).stdout("a b\n").stderr(WAITING).run();
}

#[test]
fn what_is_sent_is_got_and_consumed() {
    let bench = Bench::new();
    for body in ["one", "two"] {
        bench.rmq(["send", body]).stderr(&format!(" [x] Sent {body}\n")).run();
    }
    bench.program("amqp-get", ["-u", &bench.url(), "-q", "hello"]).stdout("one").run();
    bench.program("amqp-consume", ["-u", &bench.url(), "-q", "hello", "-c", "1", "cat"]).stdout("two").run();
    bench.vhost().wait_depth("hello", 0, 0);
}
