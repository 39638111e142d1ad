//! `rmq worker`: each task is done once by somebody, and acked when it is done.

mod command;
mod dispatch;
mod environment;
mod failing;
mod limits;
mod timeout;

use crate::support::{Bench, Cmd};

/// Sends each of these to `task_queue`, which is created as the worker would.
fn tasks(bench: &Bench, bodies: &[&str]) {
    bench.vhost().declare_queue("task_queue", &serde_json::json!({"durable": true}));
    for body in bodies {
        assert!(bench.vhost().publish("amq.default", "task_queue", body, &serde_json::json!({})));
    }
}

/// `rmq worker OPTIONS -- sh -c SCRIPT`
fn worker(bench: &Bench, options: &[&str], script: &str) -> Cmd {
    let command = ["--", "sh", "-c", script];
    bench.rmq(["worker"].into_iter().chain(options.iter().copied()).chain(command))
}
