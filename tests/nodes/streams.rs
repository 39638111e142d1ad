//! Streams, which the inner broker refuses.

use serde_json::json;

use crate::support::{Bench, Node};

#[test]
fn a_stream_is_created_and_used() {
    let node = Node::rabbitmq("");
    let bench = Bench::on(&node);
    bench.rmq(["send", "-Q", "q", "x", "--queue-type", "stream"]).stderr(" [x] Sent x\n").run();
    let queue = bench.vhost().queue("q").expect("the queue is there");
    assert_eq!((&queue["durable"], &queue["type"]), (&json!(true), &json!("stream")));
    bench.rmq(["send", "-Q", "q", "y"]).stderr(" [x] Sent y\n").run();
}
