//! A broker of our own that is stopped, killed, frozen, or short of memory.

use std::time::Duration;

use serde_json::json;

use super::{LOST, WAITING, error};
use crate::support::{Bench, Node, Stdin};

const RESET: &str = "the connection was lost: Connection reset by peer (os error 104)";

#[test]
fn durable_queues_keep_persistent_messages_over_a_restart() {
    let node = Node::private();
    let bench = Bench::on(&node);
    let sent = |body: &str| format!(" [x] Sent {body}\n");
    let worker = bench.rmq(["worker", "--idle", "1ms"]).stderr(WAITING).spawn();
    worker.finish();
    assert_eq!(bench.vhost().queue("task_queue").expect("the worker made it")["durable"], true);
    bench.rmq(["send", "-Q", "task_queue", "kept"]).stderr(&sent("kept")).run();
    bench.rmq(["send", "-Q", "task_queue", "--transient", "lost"]).stderr(&sent("lost")).run();
    bench.rmq(["send", "lost"]).stderr(&sent("lost")).run();
    // Whether the broker's goodbye gets through before the connection ends is up to the broker.
    let lost = format!(
        "error: cannot consume from queue 'hello'
  why: [..]
  try: {LOST}
"
    );
    let receive = bench.rmq(["receive"]).stdout("lost\n").stderr_matches(&format!("{WAITING}{lost}")).status(1);
    let mut receive = receive.limit(Duration::from_secs(120)).spawn();
    receive.wait_stdout_line("lost");
    node.stop();
    receive.finish();
    let send = bench.rmq(["send", "-v", "late", "--wait", "2m"]).limit(Duration::from_secs(150));
    let mut send =
        send.stderr_matches("> connecting [..]\n> not yet: [..]\n...\n [x] Sent late\n> connection closed\n").spawn();
    send.wait_stderr_line("> not yet: Connection refused (os error 111); trying again");
    node.start_again();
    send.finish();
    let done = format!("{WAITING} [x] Received kept\n [x] Done\n");
    bench.rmq(["worker", "-n", "1", "--timeout", "20s"]).stderr(&done).run();
    assert_eq!(bench.vhost().queue_depth("task_queue"), (0, 0));
    assert_eq!(bench.vhost().take("hello", 5).len(), 1, "what was sent after the restart");
}

#[test]
fn a_broker_that_is_frozen_or_killed_leaves_nobody_hanging() {
    let node = Node::private();
    let bench = Bench::on(&node);
    for queue in ["stream", "tasks", "empty", "slow"] {
        bench.vhost().declare_queue(queue, &json!({"durable": true}));
    }

    let frozen = "error: timed out waiting for the broker to confirm; [..] published and confirmed\n  why: no \
                  confirm came within 1s\n  try: the message may have arrived or not; --timeout allows more time\n";
    let cmd = bench.rmq(["send", "-Q", "slow", "--lines", "--timeout", "1s"]).stdin(Stdin::Piped);
    let mut slow = cmd.stderr_matches(frozen).status(124).spawn();
    slow.write_stdin("a\n");
    bench.vhost().wait_depth("slow", 1, 0);
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

    let lost = error("cannot consume from queue 'empty'", RESET, LOST);
    let mut receive = bench.rmq(["receive", "-Q", "empty"]).stderr(&format!("{WAITING}{lost}")).status(1).spawn();
    receive.wait_stderr_line("Waiting");
    bench.vhost().publish("amq.default", "tasks", "task", &json!({"delivery_mode": 2}));
    let stderr = format!("{WAITING} [x] Received task\n [x] Done\n{}", error("cannot ack", RESET, LOST));
    let worker =
        bench.rmq(["worker", "-Q", "tasks", "--", "sh", "-c", "echo begun; until [ -e go ]; do sleep 0.1; done"]);
    let mut worker = worker.stdout("begun\n").stderr(&stderr).status(1).spawn();
    worker.wait_stdout_line("begun");
    let stderr =
        format!("error: cannot publish; [..] messages published and confirmed\n  why: {RESET}\n  try: {LOST}\n");
    let stream = bench.rmq(["send", "-Q", "stream", "--lines"]).input("line\n".repeat(4_000_000));
    let stream = stream.stderr_matches(&stderr).status(1).spawn();
    crate::support::until("some lines", || (bench.vhost().queue_depth("stream").0 > 5000).then_some(()));
    node.kill();
    std::fs::write(bench.dir().join("go"), "").expect("the directory is writable");
    worker.finish();
    receive.finish();
    let said = stream.finish().stderr_text();
    let confirmed = said.split("; ").nth(1).and_then(|rest| rest.split(' ').next()).and_then(|word| word.parse().ok());
    let confirmed: u64 = confirmed.expect("a number");
    node.start_again();
    let (kept, _) = bench.vhost().queue_depth("stream");
    assert!(confirmed > 0 && kept >= confirmed, "{confirmed} confirmed, {kept} kept");
    assert_eq!(bench.vhost().queue_depth("tasks"), (1, 0), "what was not acked is there again");
}

#[test]
fn a_broker_without_memory_takes_no_messages_and_says_so() {
    let node = Node::private_with("vm_memory_high_watermark.absolute = 1MB");
    let bench = Bench::on(&node);
    let blocked = "the broker takes no messages for now: low on memory";
    let hint = "the message may have arrived or not; --timeout allows more time";
    let stderr = format!("warning: {blocked}\n{}", error("timed out waiting for the broker to confirm", blocked, hint));
    bench.rmq(["send", "hi", "--timeout", "2s"]).stderr(&stderr).status(124).run();
    let stderr = error("timed out waiting for the broker to confirm", blocked, hint);
    bench.rmq(["send", "-q", "hi", "--timeout", "2s"]).stderr(&stderr).status(124).run();
    // Taking messages is what helps it.
    bench.rmq(["receive", "--idle", "1ms"]).stderr(WAITING).run();
}
