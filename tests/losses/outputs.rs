//! Outputs that take no more.

use std::fs::File;

use serde_json::json;

use crate::fault::{Fault, Scale, Tally};
use crate::flow::{Came, confirmed, numbered, take_rest, tally};
use crate::shared;
use crate::support::{Bench, Cmd, Gate, Signal, WAITING};

pub const FAULTS: &[Fault] = &[
    Fault { name: "stdout is full", short: true, run: full },
    Fault { name: "stdout is closed by its reader", short: true, run: closed },
    Fault { name: "stdout is read by nobody, and a signal", short: true, run: unread },
    Fault { name: "no room on the disk for an output file", short: true, run: no_room },
];

/// A bench with numbered messages in its queue `q`, and how many of them were confirmed.
fn filled(scale: &Scale) -> (Bench<'static>, u64) {
    let bench = Bench::on(shared::node());
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    let sent = fill(&bench, scale.of(20_000, 200_000));
    (bench, sent)
}

fn fill(bench: &Bench<'_>, count: u64) -> u64 {
    let said = format!(" [x] Sent {count} messages\n");
    let sender = bench.rmq(["send", "--lines", "-Q", "q"]).input(numbered(count)).stderr(&said);
    confirmed(&sender.run().stderr_text())
}

fn receive(bench: &Bench<'_>) -> Cmd {
    bench.rmq(["receive", "-Q", "q"]).env_remove("RMQ_RECONNECT")
}

/// What is said when an output takes no more.
fn unwritable(why: &str) -> String {
    format!("{WAITING}error: cannot write to stdout\n  why: {why}\n")
}

fn full(scale: &Scale) -> Tally {
    let (bench, sent) = filled(scale);
    let stderr = unwritable("No space left on device (os error 28)");
    receive(&bench).stdout_file("/dev/full").stderr(&stderr).status(1).run();
    tally(sent, &Came::default(), &take_rest(&bench, "q"))
}

/// The reader has read all that was written, and goes before there is more.
fn closed(scale: &Scale) -> Tally {
    let (bench, first) = filled(scale);
    let mut receiver = receive(&bench).stdout_matches("...\n").stderr(WAITING).spawn();
    receiver.wait_stdout_line(&(first - 1).to_string());
    receiver.close_stdout();
    let came = Came::of(&receiver.finish().stdout);
    let before = tally(first, &came, &take_rest(&bench, "q"));
    // Nobody takes these from the queue any more.
    let after = tally(fill(&bench, 1_000), &Came::default(), &take_rest(&bench, "q"));
    Tally { tried: 1, ..[before, after].into_iter().sum() }
}

/// What is in the pipe by then counts as written, as far as it is whole.
fn unread(scale: &Scale) -> Tally {
    let (bench, sent) = filled(scale);
    let mut gate = Gate::new(bench.dir(), "stdout");
    let receiver = receive(&bench).stdout_file(gate.path()).stderr(WAITING).spawn();
    gate.wait_full();
    receiver.signal(Signal::TERM);
    receiver.finish();
    let came = Came::of(&gate.rest());
    tally(sent, &came, &take_rest(&bench, "q"))
}

/// A limit to the size of files stands for the disk: a write beyond it fails in the same way.
fn no_room(scale: &Scale) -> Tally {
    let (bench, sent) = filled(scale);
    let file = bench.dir().join("out");
    File::create(&file).expect("the directory is writable");
    let script = r#"trap "" XFSZ; ulimit -f 64; exec "$0" receive -Q q >>out"#;
    let cmd = bench.program("sh", ["-c", script, env!("CARGO_BIN_EXE_rmq")]);
    let stderr = unwritable("File too large (os error 27)");
    cmd.stderr(&stderr).status(1).run();
    tally(sent, &Came::in_file(&file), &take_rest(&bench, "q"))
}
