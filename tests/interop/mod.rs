//! Programs of others at the other end, as the tutorials have them, whichever side starts first.

mod exchanges;
mod goodbye;
mod queues;
mod rpc;
mod tools;

use crate::support::Bench;

/// A queue of the kind that the newer tutorials declare.
fn quorum(bench: &Bench, queue: &str) {
    let arguments = serde_json::json!({"x-queue-type": "quorum"});
    bench.vhost().declare_queue(queue, &serde_json::json!({"durable": true, "arguments": arguments}));
}
