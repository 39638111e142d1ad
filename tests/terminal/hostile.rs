//! Text from outside never commands a terminal.

use super::plain;
use crate::support::{ALL, Bench, Cmd, FakeServer, Output, Request, WAITING, content, method_frame, scripted, short};

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

/// `rmq` on a terminal against a server of lies.
fn against(server: &FakeServer, args: &[&str]) -> Cmd {
    let url = format!("amqp://127.0.0.1:{}", server.port());
    let cmd = Cmd::rmq().args(args).args(["--connect-timeout", "2s", "--url", &url]);
    cmd.terminal(&ALL).env("NO_COLOR", "1")
}

#[test]
fn the_words_of_a_broker_that_refuses_are_escaped() {
    let words = format!("NOT_FOUND - {HOSTILE}");
    let refusing = scripted(move |request| match request.method {
        (50, 10) | (40, 10) | (60, 20) | (85, 10) => Some(request.refuse(404, &words)),
        _ => None,
    });
    for (args, status) in [
        (&["send", "--lines"][..], 6),
        (&["send", "hi"], 6),
        (&["receive"], 6),
        (&["worker"], 6),
        (&["emit-log", "hi"], 6),
        (&["topic", "receive", "#"], 6),
        (&["rpc-call", "3"], 4),
        (&["rpc-call", "--lines"], 4),
        (&["rpc-serve"], 6),
        (&["bench", "--count", "1"], 6),
        (&["check"], 6),
        (&["receive", "-v"], 6),
    ] {
        let cmd = against(&refusing, args).screen_matches(&format!("...\n[..]{SHOWN}[..]\n...\n"));
        is_harmless(&cmd.status(status).run());
    }
}

#[test]
fn the_words_of_a_broker_that_hangs_up_are_escaped() {
    let words = format!("CONNECTION_FORCED - {HOSTILE}");
    let leaving = scripted(move |request| (request.method == (20, 10)).then(|| request.hang_up(320, &words)));
    for args in [&["send", "hi"][..], &["receive"], &["check"], &["bench", "--count", "1"]] {
        let screen = format!("...\n[..]{SHOWN}\n[..]\n");
        is_harmless(&against(&leaving, args).screen_matches(&screen).status(1).run());
    }
    let words = format!("ACCESS_REFUSED - {HOSTILE}");
    let denying = scripted(move |request| (request.method == (10, 11)).then(|| request.hang_up(403, &words)));
    for args in [&["send", "hi"][..], &["check"]] {
        is_harmless(&against(&denying, args).screen_matches(&format!("...\n[..]{SHOWN}\n[..]\n")).status(5).run());
    }
}

#[test]
fn the_words_with_which_messages_come_back_or_are_held_up_are_escaped() {
    let back = |request: &Request, key: &str| {
        let back = request.reply((60, 50), &[&[1, 0x38], &short(HOSTILE), &short(""), &short(key)]);
        [back, content(request.channel, &[0, 0], b"hi")].concat()
    };
    let returning = scripted(move |request| (request.method == (85, 10)).then(|| back(request, HOSTILE)));
    let screen = format!("...\n[..]{SHOWN}[..]\n...\n");
    is_harmless(&against(&returning, &["send", "-Q", HOSTILE, "hi"]).screen_matches(&screen).status(4).run());
    let blocked = |text: &str| method_frame(0, (10, 60), &[&short(text)]);
    let blocking = scripted(move |request| (request.method == (85, 10)).then(|| blocked(HOSTILE)));
    is_harmless(&against(&blocking, &["send", "hi"]).screen_matches("...\n").run());
}

#[test]
fn names_that_a_broker_gives_are_escaped() {
    let naming = scripted(|request| match request.method {
        (50, 10) => Some(request.reply((50, 11), &[&short(HOSTILE), &[0; 8]])),
        (60, 20) => {
            let tag = short(HOSTILE);
            let begun = request.reply((60, 21), &[&tag]);
            let cancel = request.reply((60, 30), &[&tag, &[1]]);
            Some([begun, cancel].concat())
        }
        _ => None,
    });
    for args in [&["receive", "-v"][..], &["worker"], &["rpc-serve"]] {
        is_harmless(&against(&naming, args).screen_matches(&format!("...\n[..]{SHOWN}[..]\n...\n")).status(1).run());
    }
}

#[test]
fn requests_and_replies_are_escaped() {
    let bench = Bench::new();
    let server = bench.rmq(["rpc-serve", "-n2", "--", "cat"]).stderr_matches("...\n");
    let mut server = server.spawn();
    server.wait_stderr_line("Awaiting");
    is_harmless(&plain(&bench, &["rpc-call", HOSTILE]).screen_matches(&format!("...\n[..]{SHOWN}\n")).run());
    let cmd = plain(&bench, &["rpc-call", "--lines"]);
    let mut call = cmd.screen_matches("...\n").spawn();
    call.send_keys("\u{202e}\n\x04");
    let output = call.finish();
    // The terminal itself echoes what is typed.
    assert!(String::from_utf8_lossy(&output.screen).contains(r"\u202e"), "{}", output.screen.escape_ascii());
    server.finish();
}

#[test]
fn queues_in_a_table_or_a_report_are_escaped() {
    let bench = Bench::new();
    bench.vhost().declare_queue(HOSTILE, &serde_json::json!({}));
    let api = bench.api_url();
    for args in
        [&["stats", "--api-url", &api][..], &["stats", "--api-url", &api, HOSTILE], &["stats", "-v", "--api-url", &api]]
    {
        is_harmless(&plain(&bench, args).screen_matches(&format!("...\n{SHOWN}[..]\n...\n")).run());
    }
    let cmd = plain(&bench, &["bench", "--count", "10", "-Q", HOSTILE]);
    is_harmless(&cmd.screen_matches("...\n").run());
}
