//! Lines that come to an end before stdin does.

use serde_json::json;

use super::holds;
use crate::support::{Bench, Running, Signal, Stdin};

/// A sender of lines to the queue `q` that has sent one and waits for more.
fn sender(bench: &Bench, said: &str, status: i32) -> Running {
    bench.vhost().declare_queue("q", &json!({}));
    let cmd = bench.rmq(["send", "--lines", "--queue", "q"]).stdin(Stdin::Piped);
    let mut running = cmd.stderr(said).status(status).spawn();
    running.write_stdin("1\n");
    bench.vhost().wait_depth("q", 1, 0);
    running
}

#[test]
fn a_signal_says_how_many_were_sent() {
    let bench = Bench::new();
    let said = "error: stopped by a signal; 1 message published and confirmed\n";
    for (signal, status) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let mut running = sender(&bench, said, status);
        running.signal(signal);
        running.wait_stderr_line("stopped");
        running.finish();
        holds(&bench, "q", 1, "1\n");
    }
}

#[test]
fn a_queue_that_is_deleted_meanwhile_is_an_error() {
    let bench = Bench::new();
    let said = "error: line 2: the message was returned: queue 'q' does not exist; 1 message published and confirmed\n  \
         why: NO_ROUTE\n  \
         try: create the queue first, or leave out --no-declare\n";
    let mut running = sender(&bench, said, 4);
    bench.vhost().delete_queue("q");
    running.write_stdin("2\n3\n");
    running.finish();
}

#[test]
fn what_was_sent_before_a_wrong_line_is_confirmed() {
    let bench = Bench::new();
    let lines: String = (1..=2000).map(|number| format!("{{\"body\":\"{number}\"}}\n")).collect();
    let said = "error: line 2001 of the input is not a message; 2000 messages published and confirmed\n  why: not a JSON object\n";
    bench.rmq(["send", "--json"]).input(lines + "0\n{\"body\":\"after\"}\n").stderr(said).status(2).run();
    bench.vhost().wait_depth("hello", 2000, 0);
}

#[test]
fn a_property_that_the_broker_does_not_know_is_a_refusal() {
    let bench = Bench::new();
    let line = r#"{"body":"x","properties":{"delivery_mode":3}}"#;
    let said = "error: cannot publish; 0 messages published and confirmed\n  \
         why: PRECONDITION_FAILED - invalid message: {delivery_mode_unknown,3}\n  try: correct what the broker objects to, in the options or in the message\n";
    bench.rmq(["send", "--json"]).input(line).stderr(said).status(6).run();
}
