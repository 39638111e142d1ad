//! Several rounds, and the threshold on their latency.

use super::{CLEANED, CONNECTED, EXERCISED, report};
use crate::support::{Bench, until};

const ANY: &str = "RabbitMQ [..] at amqp://[..], vhost [..], user guest";
const MORE: &str = " [x] rounds[..] ms  19 more";
const LATENCY: &str = "20 rounds from publishing to delivery: min [..] ms, p50 [..] ms, p99 [..] ms, max [..] ms";

fn many() -> String {
    report(ANY, &[&CONNECTED, &EXERCISED, &[MORE], &CLEANED, &[LATENCY]])
}

#[test]
fn many_rounds_have_percentiles() {
    let bench = Bench::new();
    bench.rmq(["check", "--rounds", "20"]).stdout_matches(&many()).run();
}

#[test]
fn percentiles_are_in_their_order() {
    let bench = Bench::new();
    let output = bench.rmq(["check", "-n", "20", "-f", "json"]).stdout_matches("{[..]}\n").run();
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(found["rounds"]["count"], 20);
    let times = &found["rounds"]["milliseconds"];
    let times = ["min", "p50", "p99", "max"].map(|name| times[name].as_f64().expect("a time"));
    assert!(times[0] > 0.0 && times.windows(2).all(|pair| pair[0] <= pair[1]), "{found}");
}

#[test]
fn a_latency_beyond_the_threshold_is_exit_3() {
    let bench = Bench::new();
    let stderr = "error: the p99 of 20 rounds is [..] ms from publishing to delivery, more than 1ns\n";
    let args = ["check", "--rounds", "20", "--max-latency", "1ns"];
    bench.rmq(args).stdout_matches(&many()).stderr_matches(stderr).status(3).run();
    let one = report(ANY, &[&CONNECTED, &EXERCISED, &CLEANED]);
    let stderr = "error: the message took [..] ms from publishing to delivery, more than 1ns\n";
    bench.rmq(["check", "--max-latency", "1ns", "-q"]).stdout_matches(&one).stderr_matches(stderr).status(3).run();
}

#[test]
fn a_latency_within_the_threshold_is_fine() {
    let bench = Bench::new();
    bench.rmq(["check", "-q", "--rounds", "20", "--max-latency", "25s"]).run();
}

#[test]
fn numbers_and_durations_that_are_none_are_usage() {
    let bench = Bench::new();
    for (option, value, why) in [
        ("--rounds", "0", "expected a whole number above 0"),
        ("--rounds", "many", "expected a whole number above 0"),
        ("--max-latency", "50 parsecs", "not a duration such as 30s, 500ms or 5m"),
        ("--timeout", "soon", "not a duration such as 30s, 500ms or 5m"),
        ("--format", "xml", "[..]"),
    ] {
        let stderr = match option {
            "--format" => "error: invalid value 'xml' for '--format <FORMAT>'\n...\n".to_owned(),
            _ => format!("error: invalid value '{value}' for '{option} <[..]>': {why}\n...\n"),
        };
        bench.rmq(["check", option, value]).stderr_matches(&stderr).status(2).run();
    }
    bench.rmq(["check", "queue"]).stderr_matches("error: unexpected argument 'queue' found\n...\n").status(2).run();
}

#[test]
fn a_connection_that_is_lost_in_between_ends_the_rounds() {
    let bench = Bench::new();
    let table = report(ANY, &[&CONNECTED, &EXERCISED, &[" [!] rounds[..] ms"]]);
    let stderr = "error: check failed at rounds: round [..] of 1000000000: cannot [..]\n  why: CONNECTION_FORCED - Closed via \
                  management plugin\n  try: [..]\n";
    let args = ["check", "-n", "1000000000", "--timeout", "1h"];
    let cmd = bench.rmq(args).stdout_matches(&format!("{table}[..] rounds from [..]\n")).stderr_matches(stderr);
    let running = cmd.status(1).spawn();
    // More than comes before the rounds.
    let heard = || bench.vhost().wait_connection("rmq check")["recv_cnt"].as_u64().filter(|count| *count > 100);
    until("some rounds", heard);
    bench.vhost().close_connection("rmq check");
    running.finish();
}

#[test]
fn rounds_that_take_too_long_are_given_up() {
    let bench = Bench::new();
    let stderr = "error: check failed at rounds: timed out after [..] rounds\n  why: it was not done within 2s\n  try: see that \
                  the broker is well; --timeout allows more time\n";
    let table = report(ANY, &[&CONNECTED, &EXERCISED, &[" [!] rounds[..] ms"]]);
    let args = ["check", "-n", "1000000000", "--timeout", "2s"];
    let cmd = bench.rmq(args).stdout_matches(&format!("{table}[..] rounds from [..]\n")).stderr_matches(stderr);
    cmd.status(124).run();
}
