//! `--count`: so many messages are taken, and never one more.

use super::{fill, holds, numbers, receive};
use crate::support::Bench;

/// Takes `take` of `all` messages and looks at what is left: as many as there must be, and none of them was ever
/// delivered.
#[track_caller]
fn takes(all: usize, take: usize, args: &[&str]) {
    let bench = Bench::new();
    fill(&bench, "q", all);
    receive(&bench, "q", args).args(["--count", &take.to_string()]).stdout(&numbers(1..=take)).run();
    bench.vhost().wait_depth("q", (all - take) as u64, 0);
    let left: String = (take + 1..=all).map(|number| format!("{number} false\n")).collect();
    let rest = ["--count", &(all - take).to_string(), "--template", "%b %r"];
    receive(&bench, "q", &rest).stdout(&left).run();
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn three_of_ten_leave_seven() {
    takes(10, 3, &[]);
}

#[test]
fn a_prefetch_smaller_than_the_count_takes_no_more() {
    takes(10, 3, &["--prefetch", "1"]);
    takes(10, 3, &["--prefetch", "2"]);
    takes(10, 7, &["--prefetch", "3"]);
}

#[test]
fn a_prefetch_as_large_as_the_count_or_larger_takes_no_more() {
    takes(10, 3, &["--prefetch", "3"]);
    takes(10, 3, &["--prefetch", "65535"]);
}

#[test]
fn a_thousand_of_two_thousand_leave_a_thousand() {
    takes(2000, 1000, &[]);
    takes(2000, 1000, &["--prefetch", "7"]);
    takes(2000, 1000, &["--prefetch", "1999"]);
}

#[test]
fn acks_of_the_broker_do_not_take_more_either() {
    takes(10, 3, &["--ack", "auto"]);
    takes(10, 5, &["--ack", "auto", "--prefetch", "2"]);
}

#[test]
fn messages_that_come_one_by_one_are_counted() {
    let bench = Bench::new();
    let mut running = receive(&bench, "hello", &["--count", "3", "--prefetch", "2"]).stdout("a\nb\nc\n").spawn();
    running.wait_stderr_line("Waiting");
    for body in ["a", "b", "c", "d"] {
        bench.rmq(["send", body]).stderr(&format!(" [x] Sent {body}\n")).run();
        if body != "d" {
            running.wait_stdout_line(body);
        }
    }
    running.finish();
    holds(&bench, "hello", 1, "d\n");
}

#[test]
fn two_receivers_share_and_neither_takes_too_many() {
    let bench = Bench::new();
    let start = || {
        let cmd = receive(&bench, "hello", &["--count", "5"]).stdout_matches("[..]\n[..]\n[..]\n[..]\n[..]\n");
        let mut running = cmd.spawn();
        running.wait_stderr_line("Waiting");
        running
    };
    let (one, two) = (start(), start());
    let input = numbers(10..=20);
    bench.rmq(["send", "--lines"]).input(input).stderr(" [x] Sent 11 messages\n").run();
    let mut got = one.finish().stdout_text() + &two.finish().stdout_text();
    bench.vhost().wait_depth("hello", 1, 0);
    got += &receive(&bench, "hello", &["--count", "1"]).stdout_matches("[..]\n").run().stdout_text();
    let mut got: Vec<_> = got.lines().collect();
    got.sort_unstable();
    assert_eq!(got.join("\n") + "\n", numbers(10..=20));
}
