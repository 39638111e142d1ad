//! `rmq bench`: what it does to the broker, what it says of it, and that nothing is left.

mod endings;
mod failing;
mod flags;
mod foreign;
mod progress;
mod report;
mod wrong;

use serde_json::{Value, json};

use crate::support::{Bench, Cmd, until};

/// What is said at the start, but for how long.
const RUNNING: &str = " [*] Running through queue 'rmq-bench-[..]' for ";

/// A run with these options, as the object that it prints.
#[track_caller]
fn measure(cmd: Cmd) -> Value {
    let output = cmd.stdout_matches("{[..]}\n").run();
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// A run on a bench that ends well and says nothing.
#[track_caller]
fn quietly(bench: &Bench, options: &[&str]) -> Value {
    let found = measure(bench.rmq(["bench", "-q", "-f", "json"]).args(options));
    assert_eq!((&found["exit_code"], &found["error"]), (&json!(0), &Value::Null));
    found
}

/// How many messages of a kind the report tells.
fn messages(found: &Value, kind: &str) -> u64 {
    found[kind]["messages"].as_u64().expect("a number")
}

/// Waits until no queue and no connection is left.
#[track_caller]
fn wait_gone(bench: &Bench) {
    let queues = || bench.api().get(&["queues", bench.vhost().name()]);
    until("the end of its queue", || (queues() == json!([])).then_some(()));
    until("the end of its connections", || bench.vhost().connections().is_empty().then_some(()));
}
