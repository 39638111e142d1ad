//! `--requeue`: a look at what is in a queue.

use serde_json::json;

use super::{WAITING, fill, holds, numbers, receive};
use crate::support::Bench;

#[test]
fn a_look_takes_nothing_and_keeps_the_order() {
    let bench = Bench::new();
    fill(&bench, "hello", 5);
    for _ in 0..2 {
        bench.rmq(["receive", "--requeue"]).stdout(&numbers(1..=5)).stderr(WAITING).run();
        bench.vhost().wait_depth("hello", 5, 0);
    }
    holds(&bench, "hello", 5, &numbers(1..=5));
}

#[test]
fn a_look_at_the_first_ones_leaves_the_rest_untouched() {
    let bench = Bench::new();
    fill(&bench, "q", 10);
    receive(&bench, "q", &["--requeue", "--count", "3"]).stdout(&numbers(1..=3)).run();
    bench.vhost().wait_depth("q", 10, 0);
    let seen: String = (1..=10).map(|number| format!("{number} {}\n", number <= 3)).collect();
    receive(&bench, "q", &["--count", "10", "--template", "%b %r"]).stdout(&seen).run();
}

#[test]
fn a_look_into_an_empty_queue_is_an_expectation_not_met() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    let said = "error: queue 'q' is empty\n";
    bench.rmq(["receive", "-Q", "q", "--requeue"]).stderr(said).status(3).run();
}

#[test]
fn a_look_for_more_than_there_are_says_so_and_puts_them_back() {
    let bench = Bench::new();
    fill(&bench, "q", 2);
    let said = format!("{WAITING}error: only 2 of 3 messages came\n  why: --timeout ran out\n");
    let args = ["--requeue", "--count", "3", "--timeout", "2s"];
    receive(&bench, "q", &args).stdout("1\n2\n").stderr(&said).status(3).run();
    holds(&bench, "q", 2, "1\n2\n");
}

#[test]
fn a_look_into_a_long_queue_shows_a_thousand_and_says_so() {
    let bench = Bench::new();
    fill(&bench, "q", 1001);
    let said = format!("warning: showing the first 1000 of 1001 messages: --count shows more\n{WAITING}");
    receive(&bench, "q", &["--requeue"]).stdout(&numbers(1..=1000)).stderr(&said).run();
    bench.vhost().wait_depth("q", 1001, 0);
    receive(&bench, "q", &["--requeue", "--count", "1001"]).stdout(&numbers(1..=1001)).run();
    bench.vhost().wait_depth("q", 1001, 0);
}

#[test]
fn a_look_does_not_create_what_must_be_there() {
    let bench = Bench::new();
    let why = format!("NOT_FOUND - no queue 'q' in vhost '{}'", bench.vhost().name());
    let hint = "check the name and the virtual host, or create the queue: leave out --no-declare";
    let said = format!("error: cannot find queue 'q'\n  why: {why}\n  try: {hint}\n");
    bench.rmq(["receive", "-Q", "q", "--requeue", "--no-declare"]).stderr(&said).status(6).run();
}

#[test]
fn a_look_into_a_quorum_queue_keeps_the_order() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": true, "arguments": {"x-queue-type": "quorum"}}));
    fill(&bench, "q", 5);
    receive(&bench, "q", &["--requeue", "--count", "3"]).stdout(&numbers(1..=3)).run();
    bench.vhost().wait_depth("q", 5, 0);
    holds(&bench, "q", 5, &numbers(1..=5));
}

#[test]
fn whoever_comes_after_a_look_finds_everything_in_its_place() {
    for arguments in [json!({}), json!({"x-queue-type": "quorum"})] {
        let bench = Bench::new();
        bench.vhost().declare_queue("q", &json!({"durable": true, "arguments": arguments}));
        fill(&bench, "q", 5);
        let script = r#"for i in $(seq 10); do "$0" receive -q -Q q --requeue -n 3; done; "$0" receive -q -Q q -n 5"#;
        let looks = numbers(1..=3).repeat(10);
        bench.program("sh", ["-c", script, env!("CARGO_BIN_EXE_rmq")]).stdout(&(looks + &numbers(1..=5))).run();
    }
}

#[test]
fn a_look_at_a_queue_that_is_not_there_creates_nothing() {
    let bench = Bench::new();
    let said = format!(
        "error: cannot find queue 'none'\n  why: NOT_FOUND - no queue 'none' in vhost '{}'\n  \
         try: check the name and the virtual host, or create the queue: leave out --no-declare\n",
        bench.vhost().name()
    );
    bench.rmq(["receive", "-Q", "none", "--requeue"]).stderr(&said).status(6).run();
    assert!(bench.vhost().queue("none").is_none());
}
