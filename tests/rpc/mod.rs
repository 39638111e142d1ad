//! `rmq rpc-serve` and `rmq rpc-call`: every request its own answer.

mod answers;
mod clients;
mod commands;
mod jobs;
mod lost;
mod oddities;
mod reconnecting;
mod stream;
mod stream_failing;

use crate::support::{AWAITING, Bench, Cmd, Running};

/// A server that has begun to serve and says no more than `said`; it stops after as many requests as it has lines of that.
fn server(bench: &Bench, said: &str, count: usize) -> Running {
    let args = ["rpc-serve".to_owned(), format!("-n{count}")];
    serving(bench.rmq(args).stderr(&format!("{AWAITING}{said}")))
}

/// A server that answers with a command.
fn command(bench: &Bench, options: &[&str], script: &str) -> Cmd {
    bench.rmq(["rpc-serve"].into_iter().chain(options.iter().copied()).chain(["--", "sh", "-c", script]))
}

/// Starts a server and waits until it serves.
fn serving(cmd: Cmd) -> Running {
    let mut server = cmd.spawn();
    server.wait_stderr_line("Awaiting");
    server
}

/// A call that ends with the server's words.
fn refused(bench: &Bench, argument: &str, why: &str) {
    let said = format!(" [x] Requesting fib({argument})\nerror: the server answered with an error\n  why: {why}\n");
    bench.rmq(["rpc-call", argument]).stderr(&said).status(3).run();
}
