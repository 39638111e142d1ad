//! A server that says how long to wait is left alone for so long.

use super::{bench_with, http};
use crate::support::{Hook, Reply, Signal, WAITING};

#[test]
fn a_wait_in_seconds_or_as_a_date_is_kept() {
    for (value, wait) in [("0", "0s"), ("1", "1s"), ("Sun, 06 Nov 1994 08:49:37 GMT", "0s")] {
        let bench = bench_with(&["a"]);
        let header = format!("Retry-After: {value}\r\n");
        let hook = Hook::new(move |number, _| match number {
            1 => Reply::new("429 Too Many Requests", &header, ""),
            _ => Reply::ok(),
        });
        let origin = hook.origin();
        let said = format!(
            "{WAITING}warning: {origin} answered 429 Too Many Requests; waiting {wait} as told\n [x] Posted a\n"
        );
        // Waiting as told is not trying in vain.
        http(&bench, &hook, &["-n1", "--retries", "0", "--on-failure", "reject"]).stderr(&said).run();
        assert_eq!(hook.texts(), ["a", "a"]);
        bench.vhost().wait_depth("q", 0, 0);
    }
}

#[test]
fn a_server_that_does_not_say_how_long_is_tried_again_like_one_that_is_not_well() {
    let bench = bench_with(&["a"]);
    let hook = Hook::new(|number, _| match number {
        1 => Reply::new("429 Too Many Requests", "Retry-After: soon\r\n", "slow down"),
        _ => Reply::ok(),
    });
    let why = format!("{} answered 429 Too Many Requests: slow down", hook.origin());
    let said = format!("{WAITING}warning: {why}; trying again\n [x] Posted a\n");
    http(&bench, &hook, &["-n1"]).stderr(&said).run();
    assert_eq!(hook.texts(), ["a", "a"]);
}

#[test]
fn while_it_is_left_alone_nothing_is_posted_and_a_signal_gives_all_back() {
    let bench = bench_with(&["a"]);
    let hook = Hook::new(|_, _| Reply::new("429 Too Many Requests", "Retry-After: 3600\r\n", ""));
    let said = format!("{WAITING}warning: {} answered 429 Too Many Requests; waiting 1h as told\n", hook.origin());
    let mut running = http(&bench, &hook, &[]).stderr(&said).spawn();
    running.wait_stderr_line("as told");
    // The second message waits too, without asking.
    super::send(&bench, &["b"]);
    bench.vhost().wait_depth("q", 0, 2);
    running.signal(Signal::INT);
    running.finish();
    assert_eq!(hook.texts(), ["a"]);
    bench.vhost().wait_depth("q", 2, 0);
}

#[test]
fn a_server_that_always_says_to_come_at_once_is_not_flooded() {
    let bench = bench_with(&["a"]);
    let hook = Hook::new(|number, _| match number {
        1..=3 => Reply::new("429 Too Many Requests", "Retry-After: 0\r\n", ""),
        _ => Reply::ok(),
    });
    let why = format!("{} answered 429 Too Many Requests; waiting 0s as told", hook.origin());
    let said = format!("{WAITING}warning: {why}\nwarning: {why} (failure 2 in a row)\n [x] Posted a\n");
    http(&bench, &hook, &["-n1"]).stderr(&said).run();
    assert_eq!(hook.texts(), ["a"; 4]);
}
