//! A check that does not come to its end: deadlines and signals.

use super::{CONNECTED, EXERCISED, check, failed, report, unnamed};
use crate::support::{Bench, FakeServer, Request, Signal, method_frame, scripted, short, until};

const LATE: &str = "see that the broker is well; --timeout allows more time";

fn silent_at(method: (u16, u16)) -> FakeServer {
    scripted(move |request: &Request| (request.method == method).then(Vec::new))
}

#[test]
fn a_broker_that_freezes_ends_the_check_at_its_deadline() {
    let declared = " [x] declare[..] ms  queue";
    let published = [EXERCISED[0], declared, EXERCISED[2], EXERCISED[3], EXERCISED[4]];
    for (method, step, done) in [
        ((20, 10), "channel", &published[..0]),
        ((50, 10), "declare", &published[..1]),
        ((60, 20), "consume", &published[..2]),
        // The server confirms a message and does not deliver it.
        ((0, 0), "deliver", &published),
    ] {
        let server = silent_at(method);
        let stderr = failed(step, "timed out", "it was not done within 400ms", LATE);
        let table = report(&unnamed(&server), &[&CONNECTED, done, &[&format!(" [!] {step}[..] ms")]]);
        check(&server, &["--timeout", "400ms"]).stdout_matches(&table).stderr(&stderr).status(124).run();
    }
}

#[test]
fn one_answer_may_take_as_long_as_one_attempt_to_connect() {
    let server = silent_at((50, 10));
    let hint = "see that the broker is well; --connect-timeout allows more time";
    let what = "cannot declare a temporary queue";
    let stderr = failed("declare", what, "the broker did not answer within 400ms", hint);
    let table = report(&unnamed(&server), &[&CONNECTED, &EXERCISED[..1], &[" [!] declare[..] ms"]]);
    let cmd = check(&server, &["--connect-timeout", "400ms"]);
    cmd.stdout_matches(&table).stderr(&stderr).status(124).run();
}

#[test]
fn a_broker_that_takes_no_messages_says_why() {
    let server = scripted(|request: &Request| {
        (request.method == (60, 40)).then(|| method_frame(0, (10, 60), &[&short("low on memory")]))
    });
    let warning = "warning: the broker takes no messages for now: low on memory\n";
    let why = "the broker takes no messages for now: low on memory";
    let hint = "free what it is short of (rabbitmq-diagnostics alarms); --timeout allows more time";
    let stderr = warning.to_owned() + &failed("[..]", "timed out", why, hint);
    let table = report(&unnamed(&server), &[&CONNECTED, &["..."], &[" [!] [..] ms"]]);
    check(&server, &["--timeout", "1s"]).stdout_matches(&table).stderr_matches(&stderr).status(124).run();
}

#[test]
fn a_signal_ends_it_without_words_and_leaves_nothing() {
    let bench = Bench::new();
    for (signal, status) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let cmd = bench.rmq(["check", "-v", "--rounds", "1000000000", "--timeout", "1h"]);
        let mut running = cmd.stderr_matches("...\n> connection closed\n").status(status).spawn();
        running.wait_stderr_line("acking message 3");
        running.signal(signal);
        running.finish();
        let queues = || bench.api().get(&["queues", bench.vhost().name()]) == serde_json::json!([]);
        until("the end of its queue", || queues().then_some(()));
    }
}

#[test]
fn a_signal_ends_it_while_it_connects() {
    for (signal, status) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let server = FakeServer::silent();
        let running = check(&server, &["--wait", "1h"]).status(status).spawn();
        until("a connection", || (server.accepted() > 0).then_some(()));
        running.signal(signal);
        running.finish();
    }
}
