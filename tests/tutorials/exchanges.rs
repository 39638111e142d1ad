//! Publish/subscribe, routing, topics, headers: each listener gets its own copy of what it asked for.

use crate::support::{Bench, Running, WAITING_FOR_LOGS};

/// A listener that has begun to listen and must print just `stdout`.
fn listener(bench: &Bench, args: &[&str], stdout: &str) -> Running {
    let count = stdout.lines().count().to_string();
    let args = args.iter().copied().chain(["--count", &count]);
    let mut listener = bench.rmq(args).stdout(stdout).stderr(WAITING_FOR_LOGS).spawn();
    listener.wait_stderr_line("Waiting");
    listener
}

fn exchange_type(bench: &Bench, exchange: &str) -> String {
    let found = bench.api().get(&["exchanges", bench.vhost().name(), exchange]);
    found["type"].as_str().expect("an exchange has a type").to_owned()
}

#[test]
fn every_listener_gets_every_log_from_when_it_began() {
    let bench = Bench::new();
    let lost = "warning: nobody got the message: no queue is bound to exchange 'logs' for key ''\n";
    let sent = |text: &str| format!(" [x] Sent {text}\n");
    bench.rmq(["emit-log", "early"]).stderr(&(sent("early") + lost)).run();
    let first = listener(&bench, &["receive", "-e", "logs"], "info: Hello World!\nlast\n");
    bench.rmq(["emit-log"]).stderr(&sent("info: Hello World!")).run();
    let second = listener(&bench, &["receive", "--exchange", "logs"], "last\n");
    bench.rmq(["emit-log", "last"]).stderr(&sent("last")).run();
    first.finish();
    second.finish();
    assert_eq!(exchange_type(&bench, "logs"), "fanout");
}

#[test]
fn a_routed_log_goes_to_those_who_asked_for_its_severity() {
    let bench = Bench::new();
    let all = listener(&bench, &["route", "receive", "info", "warning", "error"], "i\nw\ne\n");
    let bad = listener(&bench, &["route", "receive", "warning", "error"], "w\ne\n");
    for (key, body) in [("info", "i"), ("warning", "w"), ("error", "e")] {
        bench.rmq(["route", "send", key, body]).stderr(&format!(" [x] Sent {key}:{body}\n")).run();
    }
    all.finish();
    bad.finish();
    assert_eq!(exchange_type(&bench, "direct_logs"), "direct");
}

#[test]
fn a_topic_goes_to_those_whose_pattern_matches_and_once_to_each() {
    let bench = Bench::new();
    let all = listener(&bench, &["topic", "receive", "#"], "1\n2\n3\n4\n");
    let kern = listener(&bench, &["topic", "receive", "kern.*"], "1\n2\n");
    let both = listener(&bench, &["topic", "receive", "kern.*", "*.critical"], "1\n2\n3\n");
    for (key, body) in [("kern.critical", "1"), ("kern.info", "2"), ("cron.critical", "3"), ("kern.a.b", "4")] {
        bench.rmq(["topic", "send", key, body]).stderr(&format!(" [x] Sent {key}:{body}\n")).run();
    }
    for listener in [all, kern, both] {
        listener.finish();
    }
    assert_eq!(exchange_type(&bench, "topic_logs"), "topic");
}

#[test]
fn headers_decide_when_all_or_any_of_them_match() {
    let bench = Bench::new();
    let all = listener(&bench, &["headers", "receive", "format=pdf", "pages:int=7"], "both\n");
    let any = listener(&bench, &["headers", "receive", "--match", "any", "format=pdf", "pages:int=7"], "one\nboth\n");
    let lost = "warning: nobody got the message: no queue is bound to exchange 'headers_logs' for key ''\n";
    let send = |headers: &[&str], body: &str, warning: &str| {
        let flags = headers.iter().flat_map(|header| ["-H", header]);
        let args = ["headers", "send"].into_iter().chain(flags).chain([body]);
        bench.rmq(args).stderr(&format!(" [x] Sent {body}\n{warning}")).run();
    };
    send(&["format=zip", "pages=7"], "none", lost);
    send(&["format=pdf", "pages:int=8"], "one", "");
    send(&["pages:int=7", "format=pdf", "more=x"], "both", "");
    all.finish();
    any.finish();
    assert_eq!(exchange_type(&bench, "headers_logs"), "headers");
}

#[test]
fn a_tutorial_s_default_message_is_sent_to_each_exchange() {
    let bench = Bench::new();
    let routed = listener(&bench, &["route", "receive", "k"], "Hello World!\n");
    let topic = listener(&bench, &["topic", "receive", "k"], "Hello World!\n");
    let headers = listener(&bench, &["headers", "receive", "k=v"], "Hello World!\n");
    bench.rmq(["route", "send", "k"]).stderr(" [x] Sent k:Hello World!\n").run();
    bench.rmq(["topic", "send", "k"]).stderr(" [x] Sent k:Hello World!\n").run();
    bench.rmq(["headers", "send", "-H", "k=v"]).stderr(" [x] Sent Hello World!\n").run();
    for listener in [routed, topic, headers] {
        listener.finish();
    }
}
