//! `receive` from an exchange, through a temporary queue or one with a name.

use serde_json::json;

use super::{WAITING_LOGS, listen};
use crate::support::{Bench, until};

#[test]
fn an_exchange_is_read_through_a_temporary_queue() {
    let bench = Bench::new();
    let running = listen(&bench, &["receive", "-e", "logs", "--count", "1"], "one\n");
    let queue = bench.api().get(&["queues", bench.vhost().name()])[0].clone();
    assert_eq!((&queue["exclusive"], &queue["durable"]), (&json!(true), &json!(false)), "{queue}");
    assert!(queue["name"].as_str().is_some_and(|name| name.starts_with("amq.gen-")), "{queue}");
    let exchange = bench.api().get(&["exchanges", bench.vhost().name(), "logs"]);
    assert_eq!((&exchange["type"], &exchange["durable"]), (&json!("fanout"), &json!(false)), "{exchange}");
    bench.rmq(["emit-log", "one"]).stderr(" [x] Sent one\n").run();
    running.finish();
    // The broker deletes it once the connection is closed, in its own time.
    let gone = || (bench.api().get(&["queues", bench.vhost().name()]) == json!([])).then_some(());
    until("the temporary queue to be deleted", gone);
}

#[test]
fn keys_choose_what_comes() {
    let bench = Bench::new();
    let args = ["receive", "-e", "d", "--exchange-type", "direct", "-k", "a", "-k", "b", "--count", "2"];
    let running = listen(&bench, &args, "2\n3\n");
    for (key, body) in [("c", "1"), ("a", "2"), ("b", "3"), ("", "4")] {
        bench.rmq(["send", "-q", "-e", "d", "-k", key, body]).run();
    }
    running.finish();
}

#[test]
fn without_a_key_the_empty_one_is_bound() {
    let bench = Bench::new();
    let running = listen(&bench, &["receive", "-e", "amq.direct", "--count", "1"], "2\n");
    bench.rmq(["send", "-q", "-e", "amq.direct", "-k", "a", "1"]).run();
    bench.rmq(["send", "-e", "amq.direct", "2"]).stderr(" [x] Sent 2\n").run();
    running.finish();
}

#[test]
fn a_queue_with_a_name_keeps_what_comes_later() {
    let bench = Bench::new();
    let args = ["receive", "-e", "t", "--exchange-type", "topic", "-Q", "mine", "-k", "a.*", "-k", "b", "--count", "1"];
    let running = listen(&bench, &args, "1\n");
    let send = |key: &str, body: &str| {
        bench.rmq(["send", "-q", "-e", "t", "-k", key, body]).run();
    };
    send("a.x", "1");
    running.finish();
    send("b", "2");
    send("c", "not bound");
    send("a.y", "3");
    bench.vhost().wait_depth("mine", 2, 0);
    bench.rmq(args).args(["--count", "2"]).status(2).stderr_matches("error: [..]--count[..]\n...\n").run();
    let args = ["receive", "-e", "t", "-Q", "mine", "--no-declare", "--count", "2"];
    bench.rmq(args).stdout("2\n3\n").stderr(WAITING_LOGS).run();
}

#[test]
fn a_missing_exchange_is_a_refusal_where_nothing_may_be_created() {
    let bench = Bench::new();
    let why = format!("NOT_FOUND - no exchange 'nope' in vhost '{}'", bench.vhost().name());
    for args in [&["receive", "-e", "nope"][..], &["route", "receive", "-e", "nope", "k"]] {
        let said = format!(
            "error: cannot find exchange 'nope'\n  why: {why}\n  try: check the name and the virtual host, or create the exchange: leave out --no-declare, or give --exchange-type\n"
        );
        bench.rmq(args).args(["--no-declare"]).stderr(&said).status(6).run();
    }
}

#[test]
fn a_terminal_gets_the_tutorials_line() {
    let bench = Bench::new();
    bench.rmq(["send", "-q", "a\u{1b}[31m\tb"]).run();
    let screen = |waiting: &str, line: &str| format!(" [*] Waiting for {waiting}. To exit press CTRL+C\n [x] {line}\n");
    let terminal =
        |args: &[&str]| bench.rmq(args).args(["--color", "never", "--count", "1"]).terminal(&crate::support::ALL);
    let expected = screen("messages", "Received a\\x1b[31m[..]b");
    terminal(&["receive"]).screen_matches(&expected).run();
    for (receive, send, line) in [
        (&["receive", "-e", "logs"][..], &["emit-log"][..], "hi"),
        (&["route", "receive", "k"], &["route", "send", "k"], "k:hi"),
        (&["topic", "receive", "#"], &["topic", "send", "a.b"], "a.b:hi"),
        (&["headers", "receive", "h=v"], &["headers", "send", "-H", "h=v"], "hi"),
    ] {
        let mut running = terminal(receive).screen_matches(&screen("logs", line)).spawn();
        running.wait_screen("Waiting");
        bench.rmq(send).args(["-q", "hi"]).run();
        running.finish();
    }
}
