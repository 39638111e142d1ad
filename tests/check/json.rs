//! One JSON object, of a success and of a failure.

use serde_json::{Value, json};

use super::failed;
use crate::support::{Bench, Cmd, Node, RefusedPort};

/// The object that it prints.
fn object(cmd: Cmd) -> Value {
    let output = cmd.stdout_matches("{[..]}\n").run();
    serde_json::from_slice(&output.stdout).expect("it is JSON")
}

/// Takes a time out, which must be a number above zero.
fn take_time(value: &mut Value) {
    assert!(value.take().as_f64().is_some_and(|time| time > 0.0 && time < 1e6), "no time");
}

#[test]
fn a_success_is_told_in_full() {
    let bench = Bench::new();
    let mut found = object(bench.rmq(["check", "--format", "json"]));
    take_time(&mut found["total_milliseconds"]);
    for name in ["min", "p50", "p99", "max"] {
        take_time(&mut found["rounds"]["milliseconds"][name]);
    }
    let mut names = Vec::new();
    for step in found["steps"].as_array_mut().expect("a list") {
        assert_eq!(step["ok"], true, "{step}");
        names.push(step["name"].as_str().expect("text").to_owned());
        // Routing has no time of its own: it is told together with the confirm.
        if step["name"] == "route" {
            assert!(step["milliseconds"].is_null(), "{step}");
        } else {
            take_time(&mut step["milliseconds"]);
        }
    }
    let steps = "resolve tcp handshake login vhost channel declare consume publish route deliver compare ack cleanup";
    assert_eq!(names.join(" "), steps);
    assert_eq!(found["steps"][0]["detail"], "127.0.0.1");
    found["steps"].take();
    assert!(found["broker"]["version"].take().as_str().is_some_and(|version| version.contains('.')));
    let none = Value::Null;
    let expected = json!({
        "ok": true, "exit_code": 0, "url": format!("amqp://127.0.0.1:{}", Node::shared().amqp_port()),
        "vhost": bench.vhost().name(), "user": "guest", "broker": {"product": "RabbitMQ", "version": none},
        "steps": none, "rounds": {"count": 1, "milliseconds": {"min": none, "p50": none, "p99": none, "max": none}},
        "total_milliseconds": none, "error": none, "passed_over": [],
    });
    assert_eq!(found, expected);
}

#[test]
fn a_failure_is_told_in_full_and_without_the_password() {
    let refused = RefusedPort::new();
    let url = format!("amqp://127.0.0.1:{}", refused.port());
    let with_password = format!("amqp://ann:s3cret@127.0.0.1:{}", refused.port());
    let (what, why) = (format!("cannot connect to {url}"), "Connection refused (os error 111)");
    let hint = "start a broker there ('rmq broker', or RabbitMQ), or name another with --url; --wait 30s waits for one that \
                is starting";
    let stderr = failed("tcp", &what, why, hint);
    let mut found = object(Cmd::rmq().args(["check", "-f", "json", "-u", &with_password]).stderr(&stderr).status(5));
    for time in ["/total_milliseconds", "/steps/0/milliseconds", "/steps/1/milliseconds"] {
        take_time(found.pointer_mut(time).expect("a time"));
    }
    let none = Value::Null;
    let expected = json!({
        "ok": false, "exit_code": 5, "url": url, "vhost": "/", "user": "ann",
        "broker": {"product": none, "version": none},
        "steps": [
            {"name": "resolve", "ok": true, "milliseconds": none, "detail": "127.0.0.1"},
            {"name": "tcp", "ok": false, "milliseconds": none, "error": {"what": what, "why": why, "try": hint}},
        ],
        "rounds": none, "total_milliseconds": none,
        "error": {"what": format!("check failed at tcp: {what}"), "why": why, "try": hint}, "passed_over": [],
    });
    assert_eq!(found, expected);
}

#[test]
fn a_quiet_failure_is_still_reported() {
    let refused = RefusedPort::new();
    let url = format!("amqp://127.0.0.1:{}", refused.port());
    let stderr = "error: check failed at tcp: [..]\n  why: [..]\n  try: [..]\n";
    let found = object(Cmd::rmq().args(["check", "-q", "-f", "json", "-u", &url]).stderr_matches(stderr).status(5));
    assert_eq!((&found["ok"], &found["exit_code"]), (&json!(false), &json!(5)));
}

#[test]
fn a_threshold_that_was_crossed_is_no_step_that_failed() {
    let bench = Bench::new();
    let stderr = "error: the message took [..] ms from publishing to delivery, more than 1ns\n";
    let cmd = bench.rmq(["check", "-f", "json", "--max-latency", "1ns"]).stderr_matches(stderr).status(3);
    let found = object(cmd);
    assert_eq!((&found["ok"], &found["exit_code"]), (&json!(false), &json!(3)));
    assert!(found["steps"].as_array().expect("a list").iter().all(|step| step["ok"] == true), "{found}");
    assert!(found["error"]["what"].as_str().is_some_and(|what| what.ends_with("more than 1ns")), "{found}");
}
