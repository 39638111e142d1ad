//! A run that is stopped from outside: signals, gone queues, brokers that die.

use serde_json::{Value, json};

use super::{RUNNING, wait_gone};
use crate::support::{ALL, Bench, CTRL_C, Cmd, Node, PATIENCE, Running, Signal, scripted, until};

/// A run without an end of its own, which has begun.
fn endless(bench: &Bench, options: &[&str], stdout: &str, stderr: &str, status: i32) -> Running {
    let cmd = bench.rmq(["bench", "-d", "1h", "-p", "2", "-c", "2"]).args(options);
    let mut running = cmd.stdout_matches(stdout).stderr_matches(stderr).status(status).spawn();
    running.wait_stderr_line("Running through");
    running
}

#[test]
fn a_signal_ends_it_in_order_and_the_report_is_printed() {
    let bench = Bench::new();
    for (signal, status) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let text = "2 producers and 2 consumers\n...\nnone lost; stopped by a signal\n";
        let running = endless(&bench, &[], text, &format!("{RUNNING}1h\n"), status);
        // In the middle of it: messages are on their way.
        until("messages", || (bench.vhost().connections().len() == 5).then_some(()));
        running.signal(signal);
        running.finish();
        wait_gone(&bench);
    }
}

#[test]
fn an_object_tells_of_the_signal() {
    let bench = Bench::new();
    let running = endless(&bench, &["-f", "json"], "{[..]}\n", &format!("{RUNNING}1h\n"), 130);
    running.signal(Signal::INT);
    let found: Value = serde_json::from_slice(&running.finish().stdout).expect("JSON");
    assert_eq!((&found["ended"], &found["exit_code"], &found["error"]), (&json!("signal"), &json!(130), &Value::Null));
}

#[test]
fn control_c_on_a_terminal_is_a_signal() {
    let bench = Bench::new();
    let cmd = bench.rmq(["bench", "--rate", "100", "-d", "1h"]).terminal(&ALL);
    let mut running = cmd.screen_matches("...\n[..]stopped by a signal\n").status(130).spawn();
    running.wait_screen("Running through");
    running.send_keys(CTRL_C);
    running.finish();
}

#[test]
fn one_that_is_killed_leaves_a_queue_that_expires() {
    let bench = Bench::new();
    let cmd = bench.rmq(["bench", "-d", "1h", "--queue-arg", "x-expires:int=3000"]).killed_by(Signal::KILL);
    let mut running = cmd.stderr_matches(&format!("{RUNNING}1h\n")).spawn();
    running.wait_stderr_line("Running through");
    running.signal(Signal::KILL);
    running.finish();
    wait_gone(&bench);
}

#[test]
fn a_queue_that_is_deleted_meanwhile_ends_it() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    let what = "error: the message was returned: queue 'q' does not exist\n  why: NO_ROUTE\n  try: somebody deleted the \
                queue meanwhile: keep others from it, or use another\n";
    let cmd = bench.rmq(["bench", "-c", "0", "-Q", "q", "-d", "1h", "--rate", "200"]).status(4);
    let stderr = format!(" [*] Running through queue 'q' for 1h\n{what}");
    let mut running = cmd.stdout_matches("...\nstopped by an error\n").stderr(&stderr).spawn();
    running.wait_stderr_line("Running through");
    bench.vhost().delete_queue("q");
    running.finish();
}

#[test]
fn a_queue_that_is_deleted_ends_those_who_only_consume() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    let stderr = " [*] Running through queue 'q' for 1h\nerror: the broker cancelled the consumer of queue 'q'\n  why: [..] \
                  (basic.cancel)\n  try: start again once the queue is there\n";
    let cmd = bench.rmq(["bench", "-p", "0", "-Q", "q", "-d", "1h"]).stderr_matches(stderr).status(1);
    let mut running = cmd.stdout_matches("...\nstopped by an error\n").spawn();
    running.wait_stderr_line("Running through");
    bench.vhost().wait_consumers("q", 1);
    bench.vhost().delete_queue("q");
    running.finish();
}

#[test]
fn a_broker_that_dies_leaves_the_report_so_far() {
    let node = Node::private();
    let bench = Bench::on(&node);
    let stderr = format!(
        "{RUNNING}1h\nwarning: queue 'rmq-bench-[..]' may be left for 1m, then the broker deletes it: \
                          [..]\nerror: cannot [..]\n  why: [..]\n...\n"
    );
    let text = "2 producers and 2 consumers\n...\n[..]stopped by an error\n";
    let running = endless(&bench, &[], text, &stderr, 1);
    until("five connections", || (bench.vhost().connections().len() == 5).then_some(()));
    node.kill();
    running.finish();
    node.start_again();
}

#[test]
fn a_connection_that_an_operator_closes_ends_it_and_the_queue_goes() {
    let bench = Bench::new();
    let stderr = format!("{RUNNING}1h\nerror: cannot publish\n  why: CONNECTION_FORCED - [..]\n  try: [..]\n");
    let running = endless(&bench, &[], "...\n[..]stopped by an error\n", &stderr, 1);
    bench.vhost().close_connection("rmq bench producer 1 ");
    running.finish();
    wait_gone(&bench);
    // Its own connection is replaced by another, to delete the queue.
    let stderr = format!("{RUNNING}1h\n");
    let running = endless(&bench, &["--rate", "10"], "...\n[..]stopped by a signal\n", &stderr, 130);
    let own = format!("rmq bench {}@", running.pid().as_raw_nonzero());
    bench.vhost().close_connection(&own);
    running.signal(Signal::INT);
    running.finish();
    wait_gone(&bench);
}

#[test]
fn a_second_signal_ends_it_at_once_and_without_a_report() {
    for (signal, status) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        // It publishes a message, and waits for it: it never comes.
        let (publish, published) = std::sync::mpsc::channel();
        let server = scripted(move |request| {
            if request.method == (60, 40) {
                let _ = publish.send(());
            }
            None
        });
        let url = format!("amqp://127.0.0.1:{}", server.port());
        let cmd = Cmd::rmq().args(["bench", "-u", &url, "-n", "1"]).stderr_matches(&format!("{RUNNING}1 message\n"));
        let mut running = cmd.status(status).spawn();
        running.wait_stderr_line("Running through");
        published.recv_timeout(PATIENCE).expect("a message is published");
        running.insist(signal);
        running.finish();
    }
}
