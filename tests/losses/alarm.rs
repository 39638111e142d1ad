//! A broker that has no memory for messages, for a while.

use std::time::Duration;

use crate::fault::{Fault, Scale, Tally};
use crate::shared;
use crate::stream::{Script, Stream};
use crate::support::{AWAITING, Bench, Gate, Signal, WAITING, error};

pub const FAULTS: &[Fault] = &[
    Fault { name: "memory alarm for longer than two heartbeats, and its end", short: true, run: alarmed },
    Fault { name: "memory alarm for longer than rpc-serve waits for a confirm", short: false, run: answering },
];

/// How long a program may take that outlasts an alarm.
const LIMIT: Duration = Duration::from_secs(300);
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
            // For longer than two heartbeats.
            in_vain(&bench, "3s");
            node.eval("vm_memory_monitor:set_vm_memory_high_watermark(0.4).");
        }
        stream.finish(times)
    })
}

/// Another sender waits for so long, and goes without a confirm.
fn in_vain(bench: &Bench<'_>, patience: &str) {
    let hint = "the message may have arrived or not; --timeout allows more time";
    let late = error("timed out waiting for the broker to confirm", BLOCKED, hint);
    let cmd = bench.rmq(["send", "-Q", "other", "x", "--timeout", patience]).limit(LIMIT);
    cmd.stderr(&format!("warning: {BLOCKED}\n{late}")).status(124).run();
}

/// The reply goes out when the broker takes it, and the request is worked on once.
fn answering(_: &Scale) -> Tally {
    shared::to_break(|node| {
        let bench = Bench::on(node);
        let mut gate = Gate::new(bench.dir(), "gate");
        let script = "read request; read x <gate; printf %s $request";
        let said = format!("{AWAITING} [.] 7\nwarning: {BLOCKED}\n");
        let server = bench.rmq(["rpc-serve", "--", "sh", "-c", script]).env_remove("RMQ_RECONNECT").limit(LIMIT);
        let mut server = server.stderr(&said).spawn();
        server.wait_stderr_line(AWAITING.trim_end());
        let call = bench.rmq(["rpc-call", "7", "--timeout", "5m"]).limit(LIMIT);
        let call = call.stdout("7\n").stderr_matches(" [x] Requesting [..]\n").spawn();
        server.wait_stderr_line("[.] 7");
        node.eval("vm_memory_monitor:set_vm_memory_high_watermark({absolute, 1000000}).");
        gate.release();
        server.wait_stderr_line(BLOCKED);
        in_vain(&bench, "31s");
        node.eval("vm_memory_monitor:set_vm_memory_high_watermark(0.4).");
        call.finish();
        server.signal(Signal::TERM);
        server.finish();
        Tally { tried: 1, confirmed: 1, delivered: 1, ..Tally::default() }
    })
}
