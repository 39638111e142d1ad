//! When a listener stops, and what it says then.

use serde_json::json;

use super::{WAITING, fill, numbers, receive};
use crate::support::{Bench, Signal};

fn complaint(what: &str, why: &str) -> String {
    format!("{WAITING}error: {what}\n  why: {why}\n")
}

#[test]
fn time_without_a_count_is_all_that_was_asked_for() {
    let bench = Bench::new();
    receive(&bench, "hello", &["--timeout", "0.2"]).run();
    receive(&bench, "hello", &["--idle", "200ms"]).run();
    fill(&bench, "hello", 2);
    receive(&bench, "hello", &["--idle", "2s"]).stdout("1\n2\n").run();
    fill(&bench, "hello", 2);
    receive(&bench, "hello", &["--timeout", "2s", "--ack", "auto"]).stdout("1\n2\n").run();
    bench.vhost().wait_depth("hello", 0, 0);
}

#[test]
fn fewer_than_the_count_are_an_expectation_not_met() {
    let bench = Bench::new();
    for (args, what, why) in [
        (&["--count", "1", "--timeout", "200ms"][..], "no message came", "--timeout ran out"),
        (&["--count", "3", "--timeout", "200ms"], "none of 3 messages came", "--timeout ran out"),
        (&["--count", "3", "--idle", "200ms"], "none of 3 messages came", "--idle ran out"),
        (&["--count", "3", "--idle", "200ms", "--timeout", "1h"], "none of 3 messages came", "--idle ran out"),
        (&["--count", "3", "--idle", "1h", "--timeout", "200ms"], "none of 3 messages came", "--timeout ran out"),
    ] {
        receive(&bench, "hello", args).stderr(&complaint(what, why)).status(3).run();
    }
}

#[test]
fn what_came_is_printed_and_taken_although_it_is_not_enough() {
    let bench = Bench::new();
    for (limit, why) in [("--timeout", "--timeout ran out"), ("--idle", "--idle ran out")] {
        fill(&bench, "hello", 2);
        let said = complaint("only 2 of 3 messages came", why);
        receive(&bench, "hello", &["--count", "3", limit, "2s"]).stdout("1\n2\n").stderr(&said).status(3).run();
        bench.vhost().wait_depth("hello", 0, 0);
    }
}

#[test]
fn a_count_that_is_reached_ends_at_once() {
    let bench = Bench::new();
    fill(&bench, "hello", 3);
    let args = ["--count", "3", "--timeout", "1h", "--idle", "1h"];
    receive(&bench, "hello", &args).stdout(&numbers(1..=3)).run();
}

#[test]
fn a_signal_ends_a_listener_in_good_order() {
    let bench = Bench::new();
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let mut running = receive(&bench, "hello", &[]).stdout("x\n").spawn();
        running.wait_stderr_line("Waiting");
        bench.rmq(["send", "x"]).stderr(" [x] Sent x\n").run();
        running.wait_stdout_line("x");
        running.signal(signal);
        running.finish();
        bench.vhost().wait_depth("hello", 0, 0);
        let said = complaint("no message came", "stopped by a signal");
        let mut running = receive(&bench, "hello", &["--count", "1"]).stderr(&said).status(code).spawn();
        running.wait_stderr_line("Waiting");
        running.signal(signal);
        running.finish();
    }
}

#[test]
fn what_is_acked_on_receipt_is_gone_when_it_cannot_be_written() {
    let bench = Bench::new();
    for (when, left) in [("manual", 1), ("auto", 0)] {
        bench.vhost().declare_queue(when, &json!({}));
        bench.rmq(["send", "-q", "-Q", when, "x"]).run();
        let said = format!("{WAITING}error: cannot write to stdout\n  why: No space left on device (os error 28)\n");
        let args = ["receive", "-Q", when, "--ack", when];
        bench.rmq(args).stdout_file("/dev/full").stderr(&said).status(1).run();
        bench.vhost().wait_depth(when, left, 0);
    }
}

#[test]
fn messages_that_are_not_needed_are_not_counted_as_lost() {
    let bench = Bench::new();
    fill(&bench, "hello", 4);
    let said = format!("{WAITING}error: only 4 of 9 messages came\n  why: --idle ran out\n");
    let args = ["--count", "9", "--ack", "auto", "--idle", "2s"];
    receive(&bench, "hello", &args).stdout(&numbers(1..=4)).stderr(&said).status(3).run();
}
