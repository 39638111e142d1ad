//! What a command is started with, but for its environment.

use serde_json::json;

use super::{tasks, worker};
use crate::support::{Bench, WAITING};

#[test]
fn a_command_finds_the_body_on_stdin_and_its_output_passes_through() {
    let bench = Bench::new();
    let body = b"one\ntwo\0\xff\x1b[31m";
    bench.rmq(["send", "-q", "-Q", "task_queue", "-"]).input(body).run();
    let said = format!("{WAITING} [x] Received 14 bytes\nto stderr\n [x] Done\n");
    worker(&bench, &["-n1"], "cat; echo to stderr >&2").stdout_bytes(body).stderr(&said).run();
}

#[test]
fn an_empty_body_is_an_empty_stdin() {
    let bench = Bench::new();
    tasks(&bench, &[""]);
    let said = format!("{WAITING} [x] Received \n [x] Done\n");
    worker(&bench, &["-n1"], "cat; echo end").stdout("end\n").stderr(&said).run();
}

#[test]
fn a_command_need_not_read_what_it_is_given() {
    let bench = Bench::new();
    bench.rmq(["send", "-q", "-Q", "task_queue", "-"]).input(vec![b'x'; 10 << 20]).run();
    let said = format!("{WAITING} [x] Received 10485760 bytes\n [x] Done\n");
    worker(&bench, &["-n1"], "exec true").stderr(&said).run();
    bench.vhost().wait_depth("task_queue", 0, 0);
}

#[test]
fn a_large_body_reaches_a_command_whole() {
    let bench = Bench::new();
    bench.rmq(["send", "-q", "-Q", "task_queue", "-"]).input(vec![b'x'; 10 << 20]).run();
    let said = format!("{WAITING} [x] Received 10485760 bytes\n [x] Done\n");
    worker(&bench, &["-n1"], "exec wc -c").stdout("10485760\n").stderr(&said).run();
}

#[test]
fn no_shell_touches_the_arguments() {
    let bench = Bench::new();
    tasks(&bench, &["a"]);
    bench
        .rmq(["worker", "-n1", "--", "printf", "%s|", "a b", "$HOME", "*", "--flag", "'"])
        .stdout("a b|$HOME|*|--flag|'|")
        .stderr(&format!("{WAITING} [x] Received a\n [x] Done\n"))
        .run();
}

#[test]
fn a_command_is_ended_by_a_broken_pipe_as_in_a_shell() {
    let bench = Bench::new();
    tasks(&bench, &["a"]);
    // With the signal ignored, `yes` would complain on stderr.
    let said = format!("{WAITING} [x] Received a\n [x] Done\n");
    worker(&bench, &["-n1"], "yes | head -n 1").stdout("y\n").stderr(&said).run();
}

#[test]
fn a_command_that_cannot_be_started_leaves_its_message() {
    let bench = Bench::new();
    tasks(&bench, &["a"]);
    bench
        .rmq(["worker", "--", "./no such command", "x"])
        .stderr(&format!(
            "{WAITING} [x] Received a\n\
             error: cannot start the command './no such command'\n  \
               why: No such file or directory (os error 2)\n  \
               try: check the command after --, which runs without a shell; the message stays in its queue\n"
        ))
        .status(1)
        .run();
    bench.vhost().wait_depth("task_queue", 1, 0);
}

#[test]
fn a_worker_uses_a_queue_of_another_shape_as_it_is() {
    let bench = Bench::new();
    bench.vhost().declare_queue("jobs", &json!({"durable": false, "arguments": {"x-max-priority": 3}}));
    bench.vhost().publish("amq.default", "jobs", "a", &json!({}));
    let said = format!("{WAITING} [x] Received a\n [x] Done\n");
    bench.rmq(["worker", "-Q", "jobs", "-n1"]).stderr(&said).run();
}
