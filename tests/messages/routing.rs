//! Direct, topic and headers exchanges: who gets what.

use super::listen;
use crate::support::Bench;

/// Publishes with `send` and says nothing, also when nobody hears.
fn send(bench: &Bench, args: &[&str]) {
    bench.rmq(args).args(["-q"]).run();
}

#[test]
fn a_direct_exchange_compares_whole_keys() {
    let bench = Bench::new();
    let args = ["route", "receive", "warning", "error", "", "--count", "3", "--template", "%k=%b"];
    let running = listen(&bench, &args, "error=2\nwarning=4\n=6\n");
    for (key, body) in [("info", "1"), ("error", "2"), ("error.x", "3"), ("warning", "4"), ("#", "5"), ("", "6")] {
        send(&bench, &["route", "send", key, body]);
    }
    running.finish();
}

#[test]
fn a_key_twice_is_a_binding_once() {
    let bench = Bench::new();
    let running = listen(&bench, &["route", "receive", "a", "a", "--count", "2"], "1\n2\n");
    send(&bench, &["route", "send", "a", "1"]);
    send(&bench, &["route", "send", "a", "2"]);
    running.finish();
}

/// Which of a list of keys come through a pattern.
#[track_caller]
fn come(bench: &Bench, patterns: &[&str], expected: &[&str]) {
    const KEYS: [&str; 8] = ["kern", "kern.crit", "kern.crit.disk", "cron.crit", "", "a..b", "kernel.crit", "LAST"];
    let expected: String = expected.iter().chain(&["LAST"]).map(|key| format!("{key}\n")).collect();
    let count = expected.lines().count().to_string();
    let mut args = vec!["topic", "receive", "--count", &count];
    args.extend(patterns);
    // It ends the listener, and shows that nothing else came before.
    args.push("LAST");
    let running = listen(bench, &args, &expected);
    for key in KEYS {
        send(bench, &["topic", "send", key, key]);
    }
    running.finish();
}

#[test]
fn a_star_is_one_word_and_a_hash_any_number() {
    let bench = Bench::new();
    for (pattern, expected) in [
        ("kern.*", &["kern.crit"][..]),
        ("*.crit", &["kern.crit", "cron.crit", "kernel.crit"]),
        ("kern.#", &["kern", "kern.crit", "kern.crit.disk"]),
        ("#.crit", &["kern.crit", "cron.crit", "kernel.crit"]),
        ("*.*.*", &["kern.crit.disk", "a..b"]),
        ("kern.crit", &["kern.crit"]),
        ("#.disk", &["kern.crit.disk"]),
        ("a.*.b", &["a..b"]),
    ] {
        come(&bench, &[pattern], expected);
    }
    come(&bench, &["#"], &["kern", "kern.crit", "kern.crit.disk", "cron.crit", "", "a..b", "kernel.crit"]);
}

#[test]
fn a_message_that_matches_twice_comes_once() {
    let bench = Bench::new();
    come(&bench, &["kern.*", "*.crit"], &["kern.crit", "cron.crit", "kernel.crit"]);
    come(&bench, &["kern.#", "#.crit", "kern"], &["kern", "kern.crit", "kern.crit.disk", "cron.crit", "kernel.crit"]);
}

/// Which of a list of messages with headers come through a binding.
#[track_caller]
fn match_headers(bench: &Bench, binding: &[&str], expected: &[&str]) {
    const MESSAGES: [(&str, &[&str]); 8] = [
        ("pdf", &["-H", "format=pdf"]),
        ("pdf report", &["-H", "format=pdf", "-H", "type=report"]),
        ("pdf report and more", &["-H", "format=pdf", "-H", "type=report", "-H", "more=x"]),
        ("zip report", &["-H", "format=zip", "-H", "type=report"]),
        ("int 7", &["-H", "size:int=7"]),
        ("string 7", &["-H", "size=7"]),
        ("true", &["-H", "flag:bool=true"]),
        (
            "last",
            &["-H", "last=x", "-H", "format=pdf", "-H", "type=report", "-H", "size:int=7", "-H", "flag:bool=true"],
        ),
    ];
    let expected: String = expected.iter().chain(&["last"]).map(|body| format!("{body}\n")).collect();
    let count = expected.lines().count().to_string();
    let mut args = vec!["headers", "receive", "--count", &count];
    args.extend(binding);
    let running = listen(bench, &args, &expected);
    for (body, headers) in MESSAGES {
        bench.rmq(["headers", "send", "-q"]).args(headers).args([body]).run();
    }
    running.finish();
}

#[test]
fn headers_match_all_or_any_by_type_and_value() {
    let bench = Bench::new();
    for (binding, expected) in [
        (&["format=pdf"][..], &["pdf", "pdf report", "pdf report and more"][..]),
        (&["format=pdf", "type=report"], &["pdf report", "pdf report and more"]),
        (&["--match", "all", "format=pdf", "type=report"], &["pdf report", "pdf report and more"]),
        (&["--match", "any", "format=pdf", "type=report"], &["pdf", "pdf report", "pdf report and more", "zip report"]),
        (&["size:int=7"], &["int 7"]),
        (&["--match", "any", "size=7", "last=x"], &["string 7"]),
        (&["flag:bool=true"], &["true"]),
        (&["type:json=null"], &["pdf report", "pdf report and more", "zip report"]),
    ] {
        match_headers(&bench, binding, expected);
    }
}

#[test]
fn the_key_means_nothing_to_a_headers_exchange() {
    let bench = Bench::new();
    let args = ["headers", "receive", "a=b", "--count", "1", "--template", "%k%H"];
    let running = listen(&bench, &args, "{\"a\":\"b\",\"c\":1.5}\n");
    bench.rmq(["headers", "send", "-H", "a=b", "-H", "c:float=1.5", "x"]).stderr(" [x] Sent x\n").run();
    running.finish();
}
