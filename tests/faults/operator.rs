//! What an operator does to a running program: its queue deleted, its connection closed.

use serde_json::json;

use super::{LOST, WAITING, error};
use crate::support::{AWAITING, Bench, Stdin, until};

const BEGUN: [(&str, &str); 3] = [("receive", WAITING), ("worker", super::WAITING), ("rpc-serve", AWAITING)];

/// What is said when the queue went.
fn cancelled() -> String {
    error(
        "the broker cancelled the consumer of queue 'q'",
        "the queue was deleted, or its node went down (basic.cancel)",
        "start again once the queue is there",
    )
}

#[test]
fn a_consumer_ends_with_its_queue() {
    for (command, begun) in BEGUN {
        let bench = Bench::new();
        bench.vhost().declare_queue("q", &json!({}));
        let cmd = bench.rmq([command, "-Q", "q"]).stderr(&format!("{begun}{}", cancelled())).status(1);
        let mut running = cmd.spawn();
        running.wait_stderr_line(begun.trim_end());
        bench.vhost().delete_queue("q");
        running.finish();
    }
}

#[test]
fn a_consumer_that_was_begun_again_for_its_last_messages_ends_with_its_queue_too() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    let cmd = bench.rmq(["receive", "-Q", "q", "-n", "3"]).stdout("1\n").status(1);
    let mut running = cmd.stderr(&format!("{WAITING}{}", cancelled())).spawn();
    running.wait_stderr_line("Waiting");
    bench.vhost().publish("", "q", "1", &json!({}));
    until("a consumer for two more", || (bench.vhost().wait_consumers("q", 1)[0]["prefetch_count"] == 2).then_some(()));
    bench.vhost().delete_queue("q");
    running.finish();
}

#[test]
fn a_consumer_whose_connection_is_closed_repeats_the_reason() {
    for (command, begun) in BEGUN {
        let bench = Bench::new();
        let closed = error("cannot consume from queue 'q'", "CONNECTION_FORCED - Closed via management plugin", LOST);
        let mut running = bench.rmq([command, "-Q", "q"]).stderr(&format!("{begun}{closed}")).status(1).spawn();
        running.wait_stderr_line(begun.trim_end());
        bench.vhost().close_connection(&format!("rmq {command} {}@", running.pid().as_raw_nonzero()));
        running.finish();
    }
}

#[test]
fn a_caller_whose_connection_is_closed_repeats_the_reason() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    let begun = "warning: queue 'q' has no consumer: the request waits there for a server\n [x] Requesting 3\n";
    let lost = error("cannot wait for the reply", "CONNECTION_FORCED - Closed via management plugin", LOST);
    let mut running = bench.rmq(["rpc-call", "-Q", "q", "3"]).stderr(&format!("{begun}{lost}")).status(1).spawn();
    running.wait_stderr_line("Requesting");
    bench.vhost().wait_depth("q", 1, 0);
    bench.vhost().close_connection("rmq rpc-call");
    running.finish();
}

#[test]
fn a_sender_whose_connection_is_closed_says_how_much_was_confirmed() {
    let bench = Bench::new();
    let stderr = error(
        "cannot publish; 1 message published and confirmed",
        "CONNECTION_FORCED - Closed via management plugin",
        LOST,
    );
    let cmd = bench.rmq(["send", "--lines"]).stdin(Stdin::Piped).stderr(&stderr).status(1);
    let mut running = cmd.spawn();
    running.write_stdin("a\n");
    bench.vhost().wait_depth("hello", 1, 0);
    bench.vhost().close_connection("rmq send");
    // It ends at once, while its input is open: to write more to it might come too late.
    running.wait_stderr_line("cannot publish");
    running.finish();
}
