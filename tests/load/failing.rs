//! Brokers that take messages and then do not do with them what they should.

use serde_json::{Value, json};

use super::RUNNING;
use crate::support::{Bench, Cmd, FakeServer, Node, Request, error, scripted, short};

/// A run against a scripted server.
fn run(server: &FakeServer, options: &[&str]) -> Cmd {
    let url = format!("amqp://127.0.0.1:{}", server.port());
    Cmd::rmq().args(["bench", "-u", &url, "-f", "json"]).args(options).stdout_matches("{[..]}\n")
}

/// A server that confirms and never delivers, and has so many messages in every queue.
fn keeping(messages: u32) -> FakeServer {
    scripted(move |request: &Request| {
        let state = [messages.to_be_bytes(), 0_u32.to_be_bytes()].concat();
        (request.method == (50, 10)).then(|| request.reply((50, 11), &[&short("queue"), &state]))
    })
}

#[test]
fn messages_that_do_not_arrive_are_exit_3() {
    let what = "5 of 5 messages did not arrive within 300ms";
    for (left, why, hint) in [
        (
            5,
            "they are still in the queue: consumers were slower than producers",
            "--drain allows more time, --rate publishes less, --consumers takes more",
        ),
        (
            1,
            "the broker confirmed or took them, and has 1 in the queue",
            "see the queue's limits (length, time to live) and its policies",
        ),
    ] {
        let server = keeping(left);
        let stderr = format!("{RUNNING}5 messages\n{}", error(what, why, hint));
        let output = run(&server, &["-n", "5", "--drain", "300ms"]).stderr_matches(&stderr).status(3).run();
        let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!((&found["lost"], &found["exit_code"], &found["ended"]), (&json!(5), &json!(3), &json!("count")));
        assert_eq!(found["error"], json!({"what": what, "why": why, "try": hint}));
        assert_eq!(found["confirmed"]["messages"], 5);
    }
}

#[test]
fn a_message_that_is_nacked_ends_it() {
    let server = scripted(|request: &Request| {
        (request.method == (60, 40)).then(|| request.reply((60, 120), &[&1_u64.to_be_bytes(), &[0]]))
    });
    let stderr =
        format!("{RUNNING}1 message\nerror: the broker refused a message (basic.nack)\n  why: [..]\n  try: [..]\n");
    run(&server, &["-n", "1"]).stderr_matches(&stderr).status(4).run();
}

#[test]
fn consumers_that_are_refused_end_it_before_it_begins() {
    let server = scripted(|request: &Request| {
        (request.method == (60, 20)).then(|| request.refuse(403, "ACCESS_REFUSED - access to queue 'queue' refused"))
    });
    let stderr = "error: cannot consume from queue 'rmq-bench-[..]'\n  why: ACCESS_REFUSED - [..]\n  try: ask for the permission [..]\n";
    let output = run(&server, &[]).stderr_matches(stderr).status(6).run();
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&found["exit_code"], &found["sent"]), (&json!(6), &Value::Null));
    assert!(found["queue"].as_str().is_some_and(|name| name.starts_with("rmq-bench-")), "{found}");
    // As text there is nothing to report.
    let url = format!("amqp://127.0.0.1:{}", server.port());
    Cmd::rmq().args(["bench", "-u", &url]).stderr_matches(stderr).status(6).run();
}

#[test]
fn connections_that_are_refused_end_it_before_it_begins() {
    let server = scripted(|request: &Request| {
        let later = request.connection > 1 && request.method == (10, 40);
        later.then(|| request.hang_up(530, "NOT_ALLOWED - access to vhost '/' refused: connection limit is reached"))
    });
    let stderr = "error: cannot connect to [..]\n  why: NOT_ALLOWED - [..] limit is reached\n  try: [..]\n";
    run(&server, &["-p", "3"]).stderr_matches(stderr).status(5).run();
}

#[test]
fn a_broker_that_takes_no_messages_is_told_about_once_and_given_up() {
    let node = Node::private_short_of_memory();
    let bench = Bench::on(&node);
    let blocked = "the broker takes no messages for now: low on memory";
    let hint = "the message may have arrived or not; --timeout allows more time";
    let stderr = format!(
        "{RUNNING}1h\nwarning: {blocked}\n{}",
        error("timed out waiting for the broker to confirm", blocked, hint)
    );
    let cmd = bench.rmq(["bench", "-p", "2", "-d", "1h", "--timeout", "400ms"]).stderr_matches(&stderr).status(124);
    cmd.stdout_matches("...\n[..]stopped by an error\n").run();
    let what = "[..] of [..] messages were not confirmed within 300ms";
    let told = error(what, blocked, "free what it is short of (rabbitmq-diagnostics alarms)");
    let stderr = format!("{RUNNING}500ms\nwarning: {blocked}\n{told}");
    let cmd = bench.rmq(["bench", "-c", "0", "-d", "500ms", "--drain", "300ms"]).stderr_matches(&stderr).status(124);
    cmd.stdout_matches("...\nstopped by --duration\n").run();
}

#[test]
fn a_broker_that_freezes_is_given_up_after_the_timeout() {
    let node = Node::private();
    let bench = Bench::on(&node);
    let cmd = bench.rmq(["bench", "-d", "1h", "--timeout", "3s", "-c", "0"]);
    let hint = "the message may have arrived or not; --timeout allows more time";
    let stderr = format!(
        "{RUNNING}1h\nwarning: queue 'rmq-bench-[..]' may be left for [..], then the broker deletes it: [..]\n{}",
        error("timed out waiting for the broker to confirm", "no confirm came within 3s", hint)
    );
    let mut running = cmd.stdout_matches("...\nstopped by an error\n").stderr_matches(&stderr).status(124).spawn();
    running.wait_stderr_line("Running through");
    node.pause();
    running.finish();
    node.resume();
}
