//! A broker of our own that is stopped, killed, frozen, or short of memory. What it keeps is its own affair.

use std::time::Duration;

use serde_json::json;

use super::{LOST, WAITING, error};
use crate::support::{Bench, Gate, Node, Stdin, until};

#[test]
fn a_broker_that_is_stopped_ends_a_listener_and_is_waited_for() {
    let node = Node::private();
    let bench = Bench::on(&node);
    bench.rmq(["send", "hi"]).stderr(" [x] Sent hi\n").run();
    // Whether the broker's goodbye gets through before the connection ends is up to the broker.
    let stderr = format!("{WAITING}{}", error("cannot consume from queue 'hello'", "[..]", LOST));
    let receive = bench.rmq(["receive"]).stdout("hi\n").stderr_matches(&stderr).status(1);
    let mut receive = receive.spawn();
    receive.wait_stdout_line("hi");
    // Its ack may be on its way.
    bench.vhost().wait_depth("hello", 0, 0);
    node.stop();
    receive.finish();
    let send = bench.rmq(["send", "-v", "late", "--wait", "2m"]).limit(Duration::from_secs(150));
    let mut send =
        send.stderr_matches("> connecting [..]\n> not yet: [..]\n...\n [x] Sent late\n> connection closed\n").spawn();
    send.wait_stderr_line("> not yet: Connection refused (os error 111); trying again");
    node.start_again();
    send.finish();
    assert_eq!(bench.vhost().take("hello", 5).len(), 1, "what was sent after the restart");
}

#[test]
fn a_broker_that_is_frozen_leaves_nobody_hanging() {
    let node = Node::private();
    let bench = Bench::on(&node);
    bench.vhost().declare_queue("q", &json!({}));
    let frozen = "error: timed out waiting for the broker to confirm; [..] published and confirmed\n  why: no \
                  confirm came within 1s\n  try: the message may have arrived or not; --timeout allows more time\n";
    let cmd = bench.rmq(["send", "-Q", "q", "--lines", "--timeout", "1s"]).stdin(Stdin::Piped);
    let mut slow = cmd.stderr_matches(frozen).status(124).spawn();
    slow.write_stdin("a\n");
    bench.vhost().wait_depth("q", 1, 0);
    node.pause();
    slow.write_stdin("b\n");
    slow.finish();
    let stderr = format!(
        "error: cannot connect to amqp://127.0.0.1:{} (vhost '{}')\n  why: no answer within 1s\n  try: [..]\n",
        node.amqp_port(),
        bench.vhost().name()
    );
    bench.rmq(["send", "hi", "--connect-timeout", "1s"]).stderr_matches(&stderr).status(5).run();
    node.resume();
    bench.rmq(["send", "-Q", "q", "hi"]).stderr(" [x] Sent hi\n").run();
}

#[test]
fn a_broker_that_is_killed_leaves_nobody_hanging() {
    let node = Node::private();
    let bench = Bench::on(&node);
    for queue in ["stream", "tasks", "empty"] {
        bench.vhost().declare_queue(queue, &json!({}));
    }
    let lost = |what: &str| error(what, bench.broker().gone(), LOST);
    let stderr = format!("{WAITING}{}", lost("cannot consume from queue 'empty'"));
    let mut receive = bench.rmq(["receive", "-Q", "empty"]).stderr_matches(&stderr).status(1).spawn();
    receive.wait_stderr_line("Waiting");
    bench.vhost().publish("amq.default", "tasks", "task", &json!({}));
    let what = "cannot consume from queue 'tasks'";
    let first = format!("warning: {what}: {}; what is in hand is finished first\n", bench.broker().gone());
    let stderr = format!("{WAITING} [x] Received task\n{first} [x] Done\n{}", lost(what));
    let mut gate = Gate::new(bench.dir(), "gate");
    let worker = bench.rmq(["worker", "-Q", "tasks", "--", "sh", "-c", "echo begun; read x <gate"]);
    let mut worker = worker.stdout("begun\n").stderr_matches(&stderr).status(1).spawn();
    worker.wait_stdout_line("begun");
    let stderr = lost("cannot publish; [..] messages published and confirmed");
    let stream = bench.rmq(["send", "-Q", "stream", "--lines"]).input("line\n".repeat(4_000_000));
    let stream = stream.stderr_matches(&stderr).status(1).spawn();
    until("some lines", || (bench.vhost().queue_depth("stream").0 > 5000).then_some(()));
    node.kill();
    worker.wait_stderr_line("finished first");
    gate.release();
    worker.finish();
    receive.finish();
    stream.finish();
}

#[test]
fn a_sender_without_a_line_to_send_hears_that_its_broker_is_gone() {
    let node = Node::private();
    let bench = Bench::on(&node);
    bench.vhost().declare_queue("q", &json!({}));
    let stderr = error("cannot publish; 1 message published and confirmed", bench.broker().gone(), LOST);
    let cmd = bench.rmq(["send", "-v", "-Q", "q", "--lines"]).stdin(Stdin::Piped);
    let mut sender = cmd.stderr_matches(&format!("...\n{stderr}...")).status(1).spawn();
    sender.write_stdin("a\n");
    sender.wait_stderr_line("the broker confirmed message 1");
    node.kill();
    // Its input stays open all the while.
    sender.wait_stderr_line("cannot publish");
    sender.finish();
}

#[test]
fn a_broker_without_memory_takes_no_messages_and_says_so() {
    let node = Node::private_short_of_memory();
    let bench = Bench::on(&node);
    let blocked = "the broker takes no messages for now: low on memory";
    let hint = "the message may have arrived or not; --timeout allows more time";
    let stderr = format!("warning: {blocked}\n{}", error("timed out waiting for the broker to confirm", blocked, hint));
    bench.rmq(["send", "hi", "--timeout", "2s"]).stderr(&stderr).status(124).run();
    let stderr = error("timed out waiting for the broker to confirm", blocked, hint);
    bench.rmq(["send", "-q", "hi", "--timeout", "2s"]).stderr(&stderr).status(124).run();
    // It reads nothing either, and is not told goodbye.
    let left = format!("...\n> connection left without a goodbye\n{stderr}");
    bench.rmq(["send", "-v", "hi", "--timeout", "1s"]).stderr_matches(&left).status(124).run();
    // Taking messages is what helps it.
    bench.rmq(["receive", "--idle", "1ms"]).stderr(WAITING).run();
}
