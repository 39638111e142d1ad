//! What becomes of a message that nobody takes.

use serde_json::json;

use super::holds;
use crate::support::{Bench, Stdin};

/// What is said of a message to a queue that is not there.
fn no_queue(before: &str, queue: &str, after: &str) -> String {
    format!(
        "error: {before}the message was returned: queue '{queue}' does not exist{after}\n  why: NO_ROUTE\n  try: create the queue first, or leave out --no-declare\n"
    )
}

/// What is said of a mandatory message to an exchange that nobody listens to.
fn nobody(before: &str, exchange: &str, key: &str, after: &str) -> String {
    format!(
        "error: {before}the message was returned: no queue is bound to exchange '{exchange}' for key '{key}'{after}\n  why: NO_ROUTE\n  try: start a receiver first, or leave out --mandatory\n"
    )
}

#[test]
fn a_message_to_a_queue_that_is_not_there_is_an_error() {
    let bench = Bench::new();
    for confirm in [&[][..], &["--no-confirm"]] {
        let args = ["send", "--queue", "nowhere", "--no-declare"];
        bench.rmq(args).args(confirm).args(["x"]).stderr(&no_queue("", "nowhere", "")).status(4).run();
    }
    bench
        .rmq(["-q", "send", "-Q", "nowhere", "--no-declare", "x"])
        .stderr(&no_queue("", "nowhere", ""))
        .status(4)
        .run();
    let args = ["send", "--exchange", "", "--key", "nowhere", "x"];
    bench.rmq(args).stderr(&no_queue("", "nowhere", "")).status(4).run();
    assert!(bench.vhost().queue("nowhere").is_none());
}

#[test]
fn lines_to_a_queue_that_is_not_there_are_an_error() {
    let bench = Bench::new();
    for (confirm, before, after) in [
        (&[][..], "line 1: ", "; 0 messages published and confirmed"),
        (&["--no-confirm"], "", "; 1 message handed over without confirms"),
    ] {
        let args = ["send", "--lines", "--queue", "nowhere", "--no-declare"];
        bench.rmq(args).args(confirm).input("a\n").stderr(&no_queue(before, "nowhere", after)).status(4).run();
    }
}

#[test]
fn a_message_that_comes_back_is_told_while_the_next_line_is_waited_for() {
    let bench = Bench::new();
    for (confirm, before, after) in [
        (&[][..], "line 1: ", "; 0 messages published and confirmed"),
        (&["--no-confirm"], "", "; 1 message handed over without confirms"),
    ] {
        let cmd = bench.rmq(["send", "--lines", "-Q", "nowhere", "--no-declare"]).args(confirm).stdin(Stdin::Piped);
        let mut running = cmd.stderr(&no_queue(before, "nowhere", after)).status(4).spawn();
        running.write_stdin("a\n");
        // Its input stays open all the while.
        running.wait_stderr_line("create the queue first");
        running.finish();
    }
}

#[test]
fn a_message_that_came_back_is_told_before_a_later_line_that_is_wrong() {
    let bench = Bench::new();
    let said = no_queue("line 1: ", "nowhere", "; 0 messages published and confirmed");
    let args = ["send", "--json", "-Q", "nowhere", "--no-declare"];
    bench.rmq(args).input("{\"body\":\"a\"}\nno JSON\n").stderr(&said).status(4).run();
}

#[test]
fn of_lines_with_the_same_body_the_one_that_came_back_is_named() {
    let bench = Bench::new();
    bench.vhost().declare_exchange("x", &json!({"type": "headers"}));
    bench.vhost().declare_queue("q", &json!({}));
    bench.vhost().bind("x", "q", "", &json!({"to": "q"}));
    let line = |to: &str| {
        format!("{{\"body\":\"same\",\"exchange\":\"x\",\"properties\":{{\"headers\":{{\"to\":\"{to}\"}}}}}}\n")
    };
    let lines: String = ["q", "q", "nobody", "q"].map(line).concat();
    let said = " [x] Sent 4 messages\nwarning: nobody got 1 of 4 messages; the first, line 3: no queue is bound to exchange 'x' for key ''\n";
    bench.rmq(["send", "--json"]).input(&lines).stderr(said).run();
    let error = nobody("line 3: ", "x", "", "; 3 messages published and confirmed");
    bench.rmq(["send", "--json", "--mandatory"]).input(&lines).stderr(&error).status(4).run();
}

#[test]
fn a_message_to_an_exchange_that_nobody_hears_is_a_warning() {
    let bench = Bench::new();
    bench.vhost().declare_exchange("x", &json!({"type": "direct"}));
    let args = ["send", "--exchange", "x", "--key", "k"];
    for confirm in [&[][..], &["--no-confirm"]] {
        let one = " [x] Sent k:a\nwarning: nobody got the message: no queue is bound to exchange 'x' for key 'k'\n";
        bench.rmq(args).args(confirm).args(["a"]).stderr(one).run();
        bench.rmq(args).args(confirm).args(["-q", "a"]).run();
        let error = nobody("", "x", "k", "");
        bench.rmq(args).args(confirm).args(["--mandatory", "a"]).stderr(&error).status(4).run();
    }
    let two = " [x] Sent 2 messages\nwarning: nobody got 2 of 2 messages; the first, line 1: no queue is bound to exchange 'x' for key 'k'\n";
    bench.rmq(args).args(["--lines"]).input("a\nb\n").stderr(two).run();
    let error = nobody("line 1: ", "x", "k", "; 0 messages published and confirmed");
    bench.rmq(args).args(["--lines", "--mandatory"]).input("a\n").stderr(&error).status(4).run();
}

#[test]
fn every_command_of_the_family_can_insist_on_a_listener() {
    let bench = Bench::new();
    for (args, exchange, key) in [
        (&["emit-log", "a"][..], "logs", ""),
        (&["route", "send", "k", "a"], "direct_logs", "k"),
        (&["topic", "send", "k", "a"], "topic_logs", "k"),
        (&["headers", "send", "-H", "h=v", "a"], "headers_logs", ""),
    ] {
        bench.rmq(args).args(["--mandatory"]).stderr(&nobody("", exchange, key, "")).status(4).run();
    }
}

#[test]
fn only_the_messages_that_nobody_got_are_counted() {
    let bench = Bench::new();
    bench.vhost().declare_exchange("x", &json!({"type": "direct"}));
    bench.vhost().declare_queue("q", &json!({}));
    bench.vhost().bind("x", "q", "yes", &json!({}));
    let line = |key: &str| format!("{{\"body\":\"{key}\",\"exchange\":\"x\",\"routing_key\":\"{key}\"}}\n");
    let lines: String = ["yes", "no", "yes", "never"].map(line).concat();
    let said = " [x] Sent 4 messages\nwarning: nobody got 2 of 4 messages; the first, line 2: no queue is bound to exchange 'x' for key 'no'\n";
    bench.rmq(["send", "--json"]).input(&lines).stderr_matches(said).run();
    holds(&bench, "q", 2, "yes\nyes\n");
}

#[test]
fn a_full_queue_refuses_and_nothing_is_counted_that_it_did_not_take() {
    let bench = Bench::new();
    let full = |queue: &str| {
        let limits = json!({"arguments": {"x-max-length": 3, "x-overflow": "reject-publish"}});
        bench.vhost().declare_queue(queue, &limits);
    };
    full("q");
    let error = |before: &str, after: &str| {
        format!(
            "error: {before}the broker refused a message (basic.nack){after}\n  why: the queue is full (x-overflow=reject-publish) or could not store it\n  try: make room in the queue, or look at the broker's log\n"
        )
    };
    let lines = ["send", "--queue", "q", "--lines"];
    let after = "; 3 messages published and confirmed";
    bench.rmq(lines).input("1\n2\n3\n4\n5\n6\n").stderr(&error("line 4: ", after)).status(4).run();
    bench.rmq(["send", "--queue", "q", "7"]).stderr(&error("", "")).status(4).run();
    // Nobody asks, so nobody hears.
    bench.rmq(["send", "--queue", "q", "--no-confirm", "8"]).stderr(" [x] Sent 8\n").run();
    holds(&bench, "q", 3, "1\n2\n3\n");
    full("of-an-exchange");
    bench.vhost().declare_exchange("x", &json!({"type": "fanout"}));
    bench.vhost().bind("x", "of-an-exchange", "", &json!({}));
    let lines = ["send", "--exchange", "x", "--lines"];
    bench.rmq(lines).input("1\n2\n3\n4\n").stderr(&error("line 4: ", after)).status(4).run();
}
