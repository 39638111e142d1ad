//! A broker that has no memory for messages, for a while.

use crate::fault::{Fault, Scale, Tally};
use crate::shared;
use crate::stream::{Script, Stream};
use crate::support::{Bench, WAITING, error};

pub const FAULTS: &[Fault] =
    &[Fault { name: "memory alarm for longer than two heartbeats, and its end", short: true, run: alarmed }];

const BLOCKED: &str = "the broker takes no messages for now: low on memory";

/// Nobody loses a connection by it, and the receiver receives.
fn alarmed(scale: &Scale) -> Tally {
    let (count, times) = scale.of((4_000, 1), (40_000, 4));
    shared::to_break(|node| {
        let bench = Bench::on(node);
        let url = format!("{}?heartbeat=1", bench.url());
        let warned = format!("warning: {BLOCKED}\n");
        let script = Script { options: &["--url", &url], sender: &warned.repeat(times as usize), receiver: WAITING };
        let mut stream = Stream::begin(&bench, count, &script);
        for _ in 0..times {
            stream.part(count / (times + 1) - 1);
            node.eval("vm_memory_monitor:set_vm_memory_high_watermark({absolute, 1000000}).");
            stream.write(1);
            stream.sender.wait_stderr_line(BLOCKED);
            // Another sender, whose patience is longer than two heartbeats.
            let hint = "the message may have arrived or not; --timeout allows more time";
            let stderr = error("timed out waiting for the broker to confirm", BLOCKED, hint);
            bench
                .rmq(["send", "-Q", "other", "x", "--timeout", "3s"])
                .stderr(&(warned.clone() + &stderr))
                .status(124)
                .run();
            node.eval("vm_memory_monitor:set_vm_memory_high_watermark(0.4).");
        }
        stream.finish(times)
    })
}
