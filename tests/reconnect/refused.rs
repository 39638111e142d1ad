//! What the broker refuses on a connection that was made again may be taken a little later: a replicated queue chooses
//! another leader first. A queue that is full looks the same.

use serde_json::json;

use super::{again, cut};
use crate::support::{Bench, Running, Stdin};

const NACKED: &str = "the broker refused a message (basic.nack)";
const FULL: &str = "the queue is full (x-overflow=reject-publish) or could not store it";

/// A sender whose first line has filled the queue, and whose connection is cut then.
fn cut_when_full(bench: &Bench, args: &[&str], stderr: &str, status: i32) -> Running {
    let arguments = json!({"x-max-length": 1, "x-overflow": "reject-publish"});
    bench.vhost().declare_queue("q", &json!({"durable": true, "arguments": arguments}));
    let cmd = bench.rmq(["send", "--lines", "-Q", "q", "--reconnect", "forever"]).args(args).status(status);
    let mut running = cmd.stdin(Stdin::Piped).stderr_matches(stderr).spawn();
    running.write_stdin(b"1\n");
    bench.vhost().wait_depth("q", 1, 0);
    cut(bench, "send", &running);
    running.wait_stderr_line("Connected again");
    running
}

fn refused_again() -> String {
    format!("{}warning: {NACKED}: {FULL}; connecting again in [..]ms\n", again("cannot publish"))
}

#[test]
fn what_is_refused_on_another_connection_is_published_again() {
    let bench = Bench::new();
    let stderr = format!("{}...\n [*] Connected again\n [x] Sent 4 messages\n", refused_again());
    let mut running = cut_when_full(&bench, &[], &stderr, 0);
    running.write_stdin(b"2\n");
    running.wait_stderr_line(NACKED);
    bench.rmq(["receive", "-q", "-Q", "q", "-n", "1"]).stdout("1\n").run();
    bench.rmq(["receive", "-q", "-Q", "q", "-n", "1", "--timeout", "20s"]).stdout("2\n").run();
    // Now that one was confirmed, a refusal is one again; but there is room for one.
    running.write_stdin(b"3\n");
    bench.rmq(["receive", "-q", "-Q", "q", "-n", "1", "--timeout", "20s"]).stdout("3\n").run();
    running.write_stdin(b"4\n");
    running.close_stdin();
    running.finish();
}

#[test]
fn what_is_refused_for_longer_than_a_confirm_may_take_is_an_error() {
    let bench = Bench::new();
    let error = format!("error: line 2: {NACKED}; 1 message published and confirmed\n  why: {FULL}\n  try: [..]\n");
    let stderr = format!("{}...\n{error}", refused_again());
    let mut running = cut_when_full(&bench, &["--timeout", "1s"], &stderr, 4);
    running.write_stdin(b"2\n3\n");
    running.finish();
}

#[test]
fn what_is_refused_after_another_was_confirmed_is_an_error_at_once() {
    let bench = Bench::new();
    let error = format!("error: line 3: {NACKED}; 2 messages published and confirmed\n  why: {FULL}\n  try: [..]\n");
    let mut running = cut_when_full(&bench, &[], &format!("{}{error}", again("cannot publish")), 4);
    bench.rmq(["receive", "-q", "-Q", "q", "-n", "1"]).stdout("1\n").run();
    running.write_stdin(b"2\n");
    bench.vhost().wait_depth("q", 1, 0);
    running.write_stdin(b"3\n");
    running.finish();
}
