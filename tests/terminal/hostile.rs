//! Text from outside never commands a terminal.

use super::plain;
use crate::support::{ALL, Bench, Output, WAITING};

const HOSTILE: &str = "\x1b]0;owned\x07\u{202e}";
const SHOWN: &str = r"\x1b]0;owned\x07\u202e";

fn is_harmless(output: &Output) {
    let screen = String::from_utf8_lossy(&output.screen);
    assert!(!screen.contains(['\x07', '\u{202e}']) && !screen.contains("\x1b]"), "{screen:?}");
}

#[test]
fn bodies_keys_and_headers_are_escaped() {
    let bench = Bench::new();
    let header = format!("h={HOSTILE}");
    let template = format!("{SHOWN} {SHOWN} {SHOWN}");
    for (format, line) in [
        (&[][..], format!(" [x] Received {SHOWN}")),
        (&["-f", "text"], SHOWN.to_owned()),
        (&["-f", "body"], SHOWN.to_owned()),
        (&["--template", "%b %k %h{h}"], template),
    ] {
        bench.rmq(["send", "-q", "-Q", HOSTILE, "-H", &header, HOSTILE]).run();
        let args = ["receive", "-n1", "-Q", HOSTILE].into_iter().chain(format.iter().copied());
        let args: Vec<&str> = args.collect();
        let end = if format.contains(&"body") { "" } else { "\n" };
        is_harmless(&plain(&bench, &args).screen_matches(&format!("{WAITING}{line}{end}")).run());
    }
}

#[test]
fn names_in_words_of_ours_are_escaped() {
    let bench = Bench::new();
    let screen = format!(" [x] Sent {SHOWN}:{SHOWN}\nwarning: [..]'{SHOWN}'\n");
    is_harmless(&plain(&bench, &["route", "send", HOSTILE, HOSTILE]).screen_matches(&screen).run());
    let screen = format!("error: [..]'{SHOWN}'[..]\n  why: [..]'{SHOWN}'[..]\n  try: [..]\n");
    let cmd = plain(&bench, &["receive", "--no-declare", "-Q", HOSTILE]);
    is_harmless(&cmd.screen_matches(&screen).status(6).run());
}

#[test]
fn a_worker_s_words_and_bar_are_escaped() {
    let bench = Bench::new();
    let body = format!("{HOSTILE}#");
    bench.rmq(["send", "-q", "-Q", "task_queue", &body]).run();
    let cmd = bench.rmq(["worker", "-n1", "--unit", "300ms"]).terminal(&ALL);
    is_harmless(&cmd.screen_matches("...\n").run());
}
