//! A message that is larger than the broker takes.

use serde_json::json;

use crate::support::{Bench, Node, error};

#[test]
fn a_message_that_is_too_large_is_a_refusal() {
    let node = Node::rabbitmq("max_message_size = 1000");
    let bench = Bench::on(&node);
    let large = "x".repeat(1001);
    let refused = |after: &str| {
        error(
            &format!("cannot publish{after}"),
            "PRECONDITION_FAILED - message size 1001 is larger than configured max size 1000",
            "send it in parts, or raise max_message_size at the broker",
        )
    };
    for confirm in [&[][..], &["--no-confirm"]] {
        bench.rmq(["send"]).args(confirm).input(&large).stderr(&refused("")).status(6).run();
    }
    bench.vhost().declare_queue("q", &json!({}));
    let after = "; 0 messages published and confirmed";
    bench.rmq(["send", "--lines", "-Q", "q"]).input(&large).stderr(&refused(after)).status(6).run();
    let fits = "x".repeat(1000);
    bench.rmq(["send", "-Q", "q"]).input(&fits).stderr(" [x] Sent 1000 bytes\n").run();
    assert_eq!(bench.vhost().take("q", 9).len(), 1, "what fits and nothing else");
}
