//! What a reader of the tutorials sees.

use super::plain;
use crate::support::{ALL, Bench, CTRL_C, Signal, Stream, WAITING, WAITING_FOR_LOGS, rows};

#[test]
fn a_queue_s_messages_and_the_default_text() {
    let bench = Bench::new();
    plain(&bench, &["send"]).screen_matches(" [x] Sent Hello World!\n").run();
    plain(&bench, &["receive", "-n1"]).screen_matches(&format!("{WAITING} [x] Received Hello World!\n")).run();
}

#[test]
fn the_listeners_of_the_exchanges() {
    let bench = Bench::new();
    for (receive, send, sent, line) in [
        (&["receive", "-e", "logs"][..], &["emit-log"][..], "info: Hello World!", "info: Hello World!"),
        (&["route", "receive", "error"], &["route", "send", "error"], "error:Hello World!", "error:Hello World!"),
        (&["topic", "receive", "#"], &["topic", "send", "a.b"], "a.b:Hello World!", "a.b:Hello World!"),
        (&["headers", "receive", "k=v"], &["headers", "send", "-H", "k=v"], "Hello World!", "Hello World!"),
        (
            &["receive", "-e", "t", "--exchange-type", "topic", "-k", "#"],
            &["send", "-e", "t", "-k", "a.b"],
            "a.b:Hello World!",
            "a.b:Hello World!",
        ),
    ] {
        let cmd = plain(&bench, receive).screen_matches(&format!("{WAITING_FOR_LOGS} [x] {line}\n"));
        let mut listener = cmd.spawn();
        listener.wait_screen("Waiting");
        plain(&bench, send).screen_matches(&format!(" [x] Sent {sent}\n")).run();
        listener.wait_screen(&format!("{line}\r\n"));
        listener.signal(Signal::TERM);
        listener.finish();
    }
}

#[test]
fn a_request_and_its_reply() {
    let bench = Bench::new();
    let screen = " [x] Awaiting RPC requests\n [.] fib(30)\n";
    let mut server = plain(&bench, &["rpc-serve", "-n1"]).screen_matches(screen).spawn();
    server.wait_screen("Awaiting");
    plain(&bench, &["rpc-call"]).screen_matches(" [x] Requesting fib(30)\n [.] Got 832040\n").run();
    server.finish();
}

#[test]
fn a_format_that_was_asked_for_is_what_a_terminal_gets_too() {
    let bench = Bench::new();
    bench.rmq(["send", "-q", "a"]).run();
    plain(&bench, &["receive", "-n1", "-f", "text"]).screen_matches(&format!("{WAITING}a\n")).run();
}

#[test]
fn each_stream_decides_for_itself() {
    let bench = Bench::new();
    bench.rmq(["send", "-q", "a"]).run();
    let cmd = bench.rmq(["receive", "-n1"]).terminal(&[Stream::Stderr]);
    cmd.stdout("a\n").screen_matches("\x1b[32m [*]\x1b[0m Waiting for messages. To exit press CTRL+C\n").run();
    bench.rmq(["send", "-q", "a"]).run();
    let cmd = bench.rmq(["receive", "-n1"]).terminal(&[Stream::Stdout]);
    cmd.stderr(WAITING).screen_matches("\x1b[32m [x]\x1b[0m Received a\n").run();
}

#[test]
fn a_worker_shows_its_progress_on_a_terminal_only() {
    let bench = Bench::new();
    let send = || drop(bench.rmq(["send", "-q", "-Q", "task_queue", "job ##"]).run());
    send();
    let said = format!("{WAITING} [x] Received job ##\n [x] Done\n");
    let cmd = plain(&bench, &["worker", "-n1", "--unit", "500ms"]).screen_matches("...\n");
    let mut worker = cmd.spawn();
    worker.wait_screen("job ##");
    worker.wait_screen("0/2");
    worker.wait_screen("1/2");
    worker.wait_screen("Done\r\n");
    worker.finish();
    send();
    bench.rmq(["worker", "-n1", "--unit", "1ms"]).stderr(&said).run();
    send();
    plain(&bench, &["worker", "-qn1", "--unit", "300ms"]).run();
    send();
    let cmd = plain(&bench, &["worker", "-n1", "--unit", "300ms"]).env("TERM", "dumb");
    cmd.screen_matches(&said).run();
}

#[test]
fn no_bar_is_left_of_a_task_that_was_broken_off() {
    let bench = Bench::new();
    bench.rmq(["send", "-q", "-Q", "task_queue", "job #"]).run();
    let cmd = bench.rmq(["worker", "--unit", "1h"]).terminal(&ALL).status(130);
    let mut worker = cmd.screen_matches("...\n[..]").spawn();
    worker.wait_screen("0/1");
    worker.send_keys(CTRL_C);
    // The bars are there again: a key in between would be shown where they begin.
    worker.wait_screen("again ends at once\r\n     job #");
    worker.send_keys(CTRL_C);
    let left = rows(&worker.finish().screen);
    assert!(left.iter().all(|row| !row.contains("0/1")), "{left:#?}");
}
