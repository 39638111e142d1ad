//! Programs that are killed in the middle of their work.

use serde_json::json;

use crate::fault::{Fault, Scale, Tally};
use crate::flow::{Came, confirmed, numbered, take_rest, tally};
use crate::shared;
use crate::support::{Bench, Gate, Signal, WAITING, until};

pub const FAULTS: &[Fault] = &[
    Fault { name: "rmq receive killed", short: true, run: receiver },
    Fault { name: "rmq send killed", short: true, run: sender },
    Fault { name: "rmq worker killed with a task in hand", short: true, run: worker },
];

/// A bench with so many numbered messages in its durable queue `q`, and how many of them were confirmed.
fn filled(count: u64) -> (Bench<'static>, u64) {
    let bench = Bench::on(shared::node());
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    let said = format!(" [x] Sent {count} messages\n");
    let sender = bench.rmq(["send", "--lines", "-Q", "q"]).input(numbered(count)).stderr(&said);
    let sent = confirmed(&sender.run().stderr_text());
    (bench, sent)
}

/// What was acked had been written.
fn receiver(scale: &Scale) -> Tally {
    let times = scale.of(3, 20);
    let (bench, sent) = filled(scale.of(20_000, 200_000));
    let mut came = Came::default();
    for _ in 0..times {
        let receiver = bench.rmq(["receive", "-Q", "q"]).stdout_matches("...").stderr(WAITING);
        let mut receiver = receiver.killed_by(Signal::KILL).spawn();
        // Some, and by far not all.
        receiver.wait_stdout_line("99");
        receiver.signal(Signal::KILL);
        came = came.and(&Came::of(&receiver.finish().stdout));
    }
    Tally { tried: times, ..tally(sent, &came, &take_rest(&bench, "q")) }
}

/// The queue holds the first lines, each once and in their order, and all that it has been told were confirmed.
fn sender(scale: &Scale) -> Tally {
    let times = scale.of(2, 20);
    let tallies = (0..times).map(|_| {
        let bench = Bench::on(shared::node());
        bench.vhost().declare_queue("q", &json!({"durable": true}));
        let sender = bench.rmq(["send", "-v", "--lines", "-Q", "q"]).input(numbered(1_000_000)).stderr_matches("...");
        let sender = sender.killed_by(Signal::KILL).spawn();
        let mut peer = bench.peer();
        // More than may be on their way without a confirm.
        until("some lines", || (peer.counts("q").expect("it is there").0 > 5000).then_some(()));
        sender.signal(Signal::KILL);
        let said = sender.finish().stderr_text();
        let sent = said.lines().rev().find_map(|line| {
            line.strip_prefix("> the broker confirmed message ")?.strip_suffix(" (basic.ack)")?.parse().ok()
        });
        // The broker may still read what the sender had put on its way, and also after this.
        let first = bench.rmq(["receive", "-q", "-Q", "q", "--idle", "1s"]).stdout_matches("...\n").run();
        let came = Came::of(&first.stdout).and(&take_rest(&bench, "q"));
        assert!(came.0.iter().copied().eq(0..came.0.len() as u64), "the first lines, in their order");
        tally(sent.expect("it says what was confirmed"), &came, &Came::default())
    });
    tallies.sum()
}

/// Another does the task again.
fn worker(scale: &Scale) -> Tally {
    let times = scale.of(2, 10);
    let (bench, sent) = filled(times);
    let mut gate = Gate::new(bench.dir(), "gate");
    let mut came = Came::default();
    for task in 0..times {
        let stderr = format!("{WAITING} [x] Received [..]\n");
        let worker = bench.rmq(["worker", "-Q", "q", "--", "sh", "-c", "read task; echo $task; read x <gate"]);
        let mut worker = worker.stdout_matches("[..]\n").stderr_matches(&stderr).killed_by(Signal::KILL).spawn();
        worker.wait_stdout_line(&task.to_string());
        worker.signal(Signal::KILL);
        // What it had started holds its output for so long.
        gate.release();
        came = came.and(&Came::of(&worker.finish().stdout));
        let next = bench.rmq(["worker", "-Q", "q", "-n1", "--", "sh", "-c", "read task; echo $task"]);
        let next = next.stdout_matches("[..]\n").stderr_matches(&format!("{stderr} [x] Done\n")).run();
        came = came.and(&Came::of(&next.stdout));
    }
    Tally { tried: times, ..tally(sent, &came, &take_rest(&bench, "q")) }
}
