//! A message that is larger than the broker takes.

use serde_json::json;

use super::holds;
use crate::support::{Bench, Node};

#[test]
fn a_message_that_is_too_large_is_a_refusal() {
    let node = Node::private_with("max_message_size = 1000");
    let bench = Bench::on(&node);
    let large = "x".repeat(1001);
    let error = |after: &str| {
        format!(
            "error: cannot publish{after}\n  why: PRECONDITION_FAILED - message size 1001 is larger than configured max size 1000\n  try: send it in parts, or raise max_message_size at the broker\n"
        )
    };
    for confirm in [&[][..], &["--no-confirm"]] {
        bench.rmq(["send"]).args(confirm).input(&large).stderr(&error("")).status(6).run();
    }
    bench.vhost().declare_queue("q", &json!({}));
    let after = "; 0 messages published and confirmed";
    bench.rmq(["send", "--lines", "-Q", "q"]).input(&large).stderr(&error(after)).status(6).run();
    let fits = "x".repeat(1000);
    bench.rmq(["send", "-Q", "q"]).input(&fits).stderr(" [x] Sent 1000 bytes\n").run();
    holds(&bench, "q", 1, &(fits + "\n"));
}
