//! Where the message comes from.

use std::fs;

use serde_json::json;

use super::{holds, receive};
use crate::support::{ALL, Bench, Stdin};

const RMQ: &str = env!("CARGO_BIN_EXE_rmq");

#[test]
fn words_are_joined_into_one_message() {
    let bench = Bench::new();
    bench.rmq(["send", "one", "two  three", "-", "-4"]).stderr(" [x] Sent one two  three - -4\n").run();
    holds(&bench, "hello", 1, "one two  three - -4\n");
}

#[test]
fn a_message_on_the_command_line_leaves_stdin_to_the_loop_around_it() {
    let bench = Bench::new();
    let script = r#"while read line; do "$0" send "got $line"; done"#;
    let said = " [x] Sent got 1\n [x] Sent got 2\n [x] Sent got 3\n";
    bench.program("sh", ["-c", script, RMQ]).input("1\n2\n3\n").stderr(said).run();
    holds(&bench, "hello", 3, "got 1\ngot 2\ngot 3\n");
}

#[test]
fn a_message_on_the_command_line_does_not_wait_for_stdin() {
    let bench = Bench::new();
    let mut running = bench.rmq(["send", "now"]).stdin(Stdin::Piped).stderr(" [x] Sent now\n").spawn();
    running.wait_stderr_line("Sent");
    running.finish();
    bench.rmq(["send", "then"]).stdin(Stdin::Closed).stderr(" [x] Sent then\n").run();
    holds(&bench, "hello", 2, "now\nthen\n");
}

#[test]
fn a_dash_is_all_of_stdin() {
    let bench = Bench::new();
    bench.rmq(["send", "-"]).input("a\nb\n").stderr(" [x] Sent a\nb\n").run();
    bench.rmq(["send", "-"]).stderr(" [x] Sent \n").run();
    bench.rmq(["send", "-"]).stdin(Stdin::Closed).stderr(" [x] Sent \n").run();
    receive(&bench, "hello", &["--count", "3", "--format", "body", "--null"]).stdout("a\nb\n\0\0\0").run();
}

#[test]
fn a_pipe_or_a_file_is_one_message() {
    let bench = Bench::new();
    let file = bench.dir().join("file");
    fs::write(&file, "in a file\n").expect("the directory takes a file");
    bench.rmq(["send"]).input("in a pipe").stderr(" [x] Sent in a pipe\n").run();
    bench.rmq(["send"]).stdin(Stdin::File(file)).stderr(" [x] Sent in a file\n").run();
    bench.rmq(["send"]).input("").stderr(" [x] Sent \n").run();
    receive(&bench, "hello", &["--count", "3", "--format", "body", "--null"])
        .stdout("in a pipe\0in a file\n\0\0")
        .run();
}

#[test]
fn without_anything_the_tutorials_text_is_sent() {
    let bench = Bench::new();
    let said = " [x] Sent Hello World!\n";
    bench.rmq(["send"]).stdin(Stdin::Null).stderr(said).run();
    bench.rmq(["send"]).stdin(Stdin::Closed).stderr(said).run();
    bench.rmq(["send"]).stdin(Stdin::File("/dev/zero".into())).stderr(said).run();
    bench.rmq(["send", "--color", "never"]).terminal(&ALL).screen_matches(said).run();
    holds(&bench, "hello", 4, "Hello World!\nHello World!\nHello World!\nHello World!\n");
}

#[test]
fn each_command_of_the_exchange_family_has_its_text() {
    let bench = Bench::new();
    let warning = |exchange: &str, key: &str| {
        format!("warning: nobody got the message: no queue is bound to exchange '{exchange}' for key '{key}'\n")
    };
    for (args, exchange, key, sent) in [
        (&["emit-log"][..], "logs", "", "info: Hello World!"),
        (&["route", "send", "info"], "direct_logs", "info", "info:Hello World!"),
        (&["topic", "send", "a.b"], "topic_logs", "a.b", "a.b:Hello World!"),
        (&["headers", "send", "-H", "a=b"], "headers_logs", "", "Hello World!"),
    ] {
        bench.rmq(args).stderr(&format!(" [x] Sent {sent}\n{}", warning(exchange, key))).run();
    }
}

#[test]
fn each_line_is_a_message() {
    let bench = Bench::new();
    let send = |args: &[&str], input: &str, said: &str| {
        bench.rmq(["send"]).args(args).input(input).stderr(said).run();
    };
    send(&["--lines"], "a\n\n b \r\nlast", " [x] Sent 4 messages\n");
    send(&["--null"], "a\nb\0\0c\0", " [x] Sent 3 messages\n");
    send(&["--lines", "--null"], "one\n\0", " [x] Sent 1 message\n");
    send(&["--json"], "{\"body\":\"j\"}\n \n\n{\"body\":\"k\"}", " [x] Sent 2 messages\n");
    send(&["--json", "--null"], "{\n\"body\":\"l\"}\0", " [x] Sent 1 message\n");
    let bodies = "a\0\0 b \r\0last\0a\nb\0\0c\0one\n\0j\0k\0l\0";
    receive(&bench, "hello", &["--count", "11", "--null"]).stdout(bodies).run();
}

#[test]
fn no_lines_are_no_messages() {
    let bench = Bench::new();
    bench.vhost().declare_queue("hello", &json!({}));
    for option in ["--lines", "--null", "--json"] {
        bench.rmq(["send", option]).stderr(" [x] Sent 0 messages\n").run();
        bench.rmq(["send", option]).stdin(Stdin::Closed).stderr(" [x] Sent 0 messages\n").run();
    }
    bench.vhost().wait_depth("hello", 0, 0);
}

#[test]
fn a_line_is_sent_before_the_next_one_is_written() {
    let bench = Bench::new();
    let cmd = bench.rmq(["send", "--lines"]).stdin(Stdin::Piped);
    let mut running = cmd.stderr(" [x] Sent 2 messages\n").spawn();
    running.write_stdin("first\n");
    holds_soon(&bench);
    running.write_stdin("second\n");
    running.finish();
    holds(&bench, "hello", 1, "second\n");
}

/// The queue is there only once the sender has got that far.
#[track_caller]
fn holds_soon(bench: &Bench) {
    bench.rmq(["receive", "--count", "1"]).stdout("first\n").stderr(super::WAITING).run();
}
