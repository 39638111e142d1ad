//! Several brokers, and brokers that are only starting.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{CLEANED, CONNECTED, EXERCISED, report, unnamed, url};
use crate::support::{Bench, Cmd, FakeServer, RefusedPort, scripted};

#[test]
fn the_first_that_answers_is_checked_and_the_others_are_named() {
    let (bench, refused) = (Bench::new(), RefusedPort::new());
    let (closing, first) = (FakeServer::closing(), format!("amqp://127.0.0.1:{}", refused.port()));
    let list = format!("{first},{},{}", url(&closing), bench.url());
    let table = report("RabbitMQ [..] at [..]", &[&CONNECTED, &EXERCISED, &CLEANED]);
    let stderr = format!(
        "warning: {first} was passed over, it failed at tcp: Connection refused (os error 111)\n\
         warning: {} was passed over, it failed at handshake: the server closed the connection [..]\n",
        url(&closing)
    );
    bench.rmq(["check", "-u", &list]).stdout_matches(&table).stderr_matches(&stderr).run();
    let output = bench.rmq(["check", "-q", "-u", &list, "-f", "json", "--max-latency", "0"]);
    let output = output.stdout_matches("{[..]}\n").stderr_matches("error: [..]\n").status(3).run();
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let refused = serde_json::json!({"url": first, "step": "tcp", "why": "Connection refused (os error 111)"});
    assert_eq!(found["passed_over"][0], refused);
    assert_eq!(found["passed_over"].as_array().map(Vec::len), Some(2));
}

#[test]
fn of_several_that_all_fail_each_is_named() {
    let (first, last) = (RefusedPort::new(), RefusedPort::new());
    let [first, last] = [first, last].map(|port| (format!("amqp://127.0.0.1:{}", port.port()), port));
    let stderr = format!(
        "warning: {} was passed over, it failed at tcp: Connection refused (os error 111)\n\
         error: check failed at tcp: cannot connect to {}\n  why: Connection refused (os error 111)\n  try: [..]\n",
        first.0, last.0
    );
    let table = report(&format!("{}, vhost /, user guest", last.0), &[&[CONNECTED[0], " [!] tcp[..] ms"]]);
    let list = format!("{},{}", first.0, last.0);
    Cmd::rmq().args(["check", "-u", &list]).stdout_matches(&table).stderr_matches(&stderr).status(5).run();
}

#[test]
fn waiting_outlasts_a_broker_that_is_starting() {
    static READY: AtomicBool = AtomicBool::new(false);
    let server = scripted(|request| {
        // A refusal that ends the check shows that it got this far.
        (request.method == (85, 10) && READY.load(Ordering::SeqCst))
            .then(|| request.refuse(540, "NOT_IMPLEMENTED - no confirms here"))
            .or_else(|| {
                let starting = request.method == (10, 40) && !READY.load(Ordering::SeqCst);
                starting.then(|| request.hang_up(541, "INTERNAL_ERROR - still starting"))
            })
    });
    let table = report(&unnamed(&server), &[&CONNECTED, &[" [!] channel[..] ms"]]);
    let stderr = "...\nerror: check failed at channel: [..]\n  why: NOT_IMPLEMENTED - no confirms here\n  try: [..]\n";
    let cmd = super::check(&server, &["-v", "--wait", "25s", "--timeout", "5s"]);
    let mut running = cmd.stdout_matches(&table).stderr_matches(stderr).status(6).spawn();
    running.wait_stderr_line("> not yet: INTERNAL_ERROR - still starting; trying again");
    running.wait_stderr_line("> not yet: INTERNAL_ERROR - still starting; trying again");
    READY.store(true, Ordering::SeqCst);
    running.finish();
}

#[test]
fn waiting_runs_out_with_the_last_reason() {
    let refused = RefusedPort::new();
    let url = format!("amqp://127.0.0.1:{}", refused.port());
    let table = report(&format!("{url}, vhost /, user guest"), &[&[CONNECTED[0], " [!] tcp[..] ms"]]);
    let stderr = format!(
        "error: check failed at tcp: cannot connect to {url}\n  why: Connection refused (os error 111)\n  try: [..]\n"
    );
    let args = ["check", "--wait", "300ms", "-u", &url];
    Cmd::rmq().args(args).stdout_matches(&table).stderr_matches(&stderr).status(5).run();
}
