//! The first signal lets the request in hand be answered and waits for nothing else; the second ends at once.

use super::{Latch, bench_with, http, posted};
use crate::support::{Hook, Reply, Signal, WAITING};

const BOTH: [(Signal, i32); 2] = [(Signal::INT, 130), (Signal::TERM, 143)];

#[test]
fn the_request_in_hand_is_answered_and_acked_and_nothing_else_taken() {
    for (signal, code) in BOTH {
        for (options, complaint, status) in [
            (&["--ordered"][..], "", 0),
            (&["--ordered", "-n2"], "error: only 1 of 2 messages were posted\n  why: stopped by a signal\n", code),
        ] {
            let bench = bench_with(&["a", "b"]);
            let (open, latch) = Latch::new();
            let hook = Hook::new(move |_, _| {
                latch.pass();
                Reply::ok()
            });
            let said = posted(&["a"]) + complaint;
            let running = http(&bench, &hook, options).stderr(&said).status(status).spawn();
            hook.wait_posts(1);
            running.signal(signal);
            open.send(()).expect("the server waits");
            running.finish();
            assert_eq!(hook.texts(), ["a"]);
            bench.vhost().wait_depth("q", 1, 0);
        }
    }
}

#[test]
fn a_message_that_waits_for_better_times_is_given_back() {
    for (signal, _) in BOTH {
        let bench = bench_with(&["a"]);
        let hook = Hook::new(|_, _| Reply::new("503 Later", "Retry-After: 3600\r\n", ""));
        let said =
            format!("{WAITING}warning: {} answered 503 Service Unavailable; waiting 1h as told\n", hook.origin());
        let mut running = http(&bench, &hook, &[]).stderr(&said).spawn();
        running.wait_stderr_line("as told");
        bench.vhost().wait_depth("q", 0, 1);
        running.signal(signal);
        running.finish();
        assert_eq!(hook.posts().len(), 1);
        bench.vhost().wait_depth("q", 1, 0);
    }
}

#[test]
fn a_refused_message_that_waits_for_its_way_back_goes_at_once() {
    let bench = bench_with(&["a"]);
    let hook = Hook::new(|_, _| Reply::status("400 Bad Request"));
    let said =
        format!("{WAITING}warning: {} answered 400 Bad Request; the message goes back to the queue\n", hook.origin());
    let mut running = http(&bench, &hook, &[]).stderr(&said).spawn();
    running.wait_stderr_line("goes back");
    running.signal(Signal::TERM);
    running.finish();
    bench.vhost().wait_depth("q", 1, 0);
}

#[test]
fn a_second_signal_does_not_wait_for_the_answer() {
    for (signal, code) in BOTH {
        let bench = bench_with(&["a"]);
        let hook = Hook::new(|_, _| Reply::Silence);
        let running = http(&bench, &hook, &[]).stderr(WAITING).status(code).spawn();
        hook.wait_posts(1);
        running.insist(signal);
        running.finish();
        bench.vhost().wait_depth("q", 1, 0);
    }
}
