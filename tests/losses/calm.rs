//! No fault at all: what the others are compared with.

use serde_json::json;

use crate::fault::{Fault, Scale, Tally};
use crate::flow::{Came, confirmed, numbered, take_rest, tally};
use crate::shared;
use crate::support::{Bench, Signal, WAITING};

pub const FAULTS: &[Fault] = &[Fault { name: "none", short: true, run: calm }];

fn calm(scale: &Scale) -> Tally {
    let count: u64 = scale.of(2_000, 200_000);
    let bench = Bench::on(shared::node());
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    let receiver = bench.rmq(["receive", "-Q", "q"]).env_remove("RMQ_RECONNECT");
    let mut receiver = receiver.stdout_matches("...\n").stderr(WAITING).spawn();
    let said = format!(" [x] Sent {count} messages\n");
    let sender = bench.rmq(["send", "--lines", "-Q", "q"]).env_remove("RMQ_RECONNECT").input(numbered(count));
    let sent = confirmed(&sender.stderr(&said).run().stderr_text());
    receiver.wait_stdout_line(&format!("{}", count - 1));
    receiver.signal(Signal::TERM);
    let came = Came::of(&receiver.finish().stdout);
    assert!(came.0.is_sorted(), "in order");
    tally(sent, &came, &take_rest(&bench, "q"))
}
