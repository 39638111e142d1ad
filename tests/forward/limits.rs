//! When a relay stops of its own accord, and how long it holds a message.

use super::{bench_with, http, posted};
use crate::support::{Hook, Reply, Signal, WAITING};

#[test]
fn as_many_are_posted_as_asked_for_and_no_more() {
    let bench = bench_with(&["a", "b", "c"]);
    let hook = Hook::pleased();
    http(&bench, &hook, &["--count", "2", "--ordered"]).stderr(&posted(&["a", "b"])).run();
    http(&bench, &hook, &["--count", "2", "--idle", "100ms"])
        .stderr(&format!("{}error: only 1 of 2 messages were posted\n  why: --idle ran out\n", posted(&["c"])))
        .status(3)
        .run();
    assert_eq!(hook.texts(), ["a", "b", "c"]);
}

#[test]
fn a_relay_that_is_idle_or_out_of_time_ends() {
    let bench = bench_with(&[]);
    let hook = Hook::pleased();
    http(&bench, &hook, &["--idle", "100ms"]).stderr(WAITING).run();
    http(&bench, &hook, &["--timeout", "100ms"]).stderr(WAITING).run();
}

#[test]
fn time_runs_out_for_a_message_that_waits_for_better_times() {
    let bench = bench_with(&["a"]);
    let hook = Hook::new(|_, _| Reply::new("503 Later", "Retry-After: 3600\r\n", ""));
    let said = format!(
        "{WAITING}warning: {} answered 503 Service Unavailable; waiting 1h as told\n\
         error: no message was posted\n  why: --timeout ran out\n",
        hook.origin()
    );
    http(&bench, &hook, &["-n1", "--timeout", "3s"]).stderr(&said).status(3).run();
    assert_eq!(hook.posts().len(), 1);
    bench.vhost().wait_depth("q", 1, 0);
}

#[test]
fn a_message_that_cannot_be_posted_for_long_is_given_back_and_comes_again() {
    let bench = bench_with(&["a"]);
    let hook = Hook::new(|_, post| match post.header("rmq-redelivered") {
        Some("true") => Reply::ok(),
        _ => Reply::status("500 No"),
    });
    let warning = format!("warning: {} answered 500 Internal Server Error; trying again", hook.origin());
    let said = format!(
        "{WAITING}{warning}\n...\n [x] Posted a\n\
         error: only 1 of 2 messages were posted\n  why: what else was taken failed\n"
    );
    http(&bench, &hook, &["-n2", "--hold", "1s"]).stderr_matches(&said).status(3).run();
    assert!(hook.posts().len() > 1);
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn a_message_that_is_given_back_waits_as_told_all_the_same() {
    let bench = bench_with(&["a"]);
    let hook = Hook::new(|_, _| Reply::new("429 Slow", "Retry-After: 3600\r\n", ""));
    let warning = format!("warning: {} answered 429 Too Many Requests; waiting 1h as told", hook.origin());
    let said = format!("...\n{warning}\n...\n> giving message 1 back, requeue true (basic.nack)\n...\n");
    let mut running = http(&bench, &hook, &["--hold", "1s", "-v"]).stderr_matches(&said).spawn();
    running.wait_stderr_line("giving message 1 back");
    running.wait_stderr_line("message 2 was delivered");
    running.signal(Signal::TERM);
    running.finish();
    assert_eq!(hook.posts().len(), 1);
    bench.vhost().wait_depth("q", 1, 0);
}
