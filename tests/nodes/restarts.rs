//! What RabbitMQ keeps over a restart and over its own death.

use serde_json::json;

use crate::support::{Bench, Gate, LOST, Node, WAITING, error, until};

#[test]
fn durable_queues_keep_persistent_messages_over_a_restart() {
    let node = Node::rabbitmq("");
    let bench = Bench::on(&node);
    let sent = |body: &str| format!(" [x] Sent {body}\n");
    bench.rmq(["worker", "--idle", "1ms"]).stderr(WAITING).run();
    assert_eq!(bench.vhost().queue("task_queue").expect("the worker made it")["durable"], true);
    bench.rmq(["send", "-Q", "task_queue", "kept"]).stderr(&sent("kept")).run();
    bench.rmq(["send", "-Q", "task_queue", "--transient", "lost"]).stderr(&sent("lost")).run();
    bench.rmq(["send", "lost"]).stderr(&sent("lost")).run();
    node.stop();
    node.start_again();
    let done = format!("{WAITING} [x] Received kept\n [x] Done\n");
    bench.rmq(["worker", "-n", "1", "--timeout", "20s"]).stderr(&done).run();
    assert_eq!(bench.vhost().queue_depth("task_queue"), (0, 0));
    assert!(bench.vhost().queue("hello").is_none(), "a transient queue is there again");
}

#[test]
fn what_was_confirmed_or_not_acked_is_there_after_a_kill() {
    let node = Node::rabbitmq("");
    let bench = Bench::on(&node);
    for queue in ["stream", "tasks"] {
        bench.vhost().declare_queue(queue, &json!({"durable": true}));
    }
    node.write_down();
    bench.rmq(["send", "-Q", "tasks", "task"]).stderr(" [x] Sent task\n").run();
    let lost = |what: &str| error(what, bench.broker().gone(), LOST);
    let mut gate = Gate::new(bench.dir(), "gate");
    let first = "warning: [..]; what is in hand is finished first\n";
    let stderr = format!("{WAITING} [x] Received task\n{first} [x] Done\n{}", lost("cannot [..]"));
    let worker = bench.rmq(["worker", "-Q", "tasks", "--", "sh", "-c", "echo begun; read x <gate"]);
    let mut worker = worker.stdout("begun\n").stderr_matches(&stderr).status(1).spawn();
    worker.wait_stdout_line("begun");
    let stream = bench.rmq(["send", "-Q", "stream", "--lines"]).input("line\n".repeat(4_000_000));
    let stream =
        stream.stderr_matches(&lost("cannot publish; [..] messages published and confirmed")).status(1).spawn();
    until("some lines", || (bench.vhost().queue_depth("stream").0 > 5000).then_some(()));
    node.kill();
    worker.wait_stderr_line("finished first");
    gate.release();
    worker.finish();
    let said = stream.finish().stderr_text();
    let confirmed = said.split("; ").nth(1).and_then(|rest| rest.split(' ').next()).and_then(|word| word.parse().ok());
    let confirmed: u64 = confirmed.expect("a number");
    node.start_again();
    let kept = bench.rmq(["receive", "-Q", "stream", "--idle", "1s", "-q"]).stdout_matches("line\n...\n").run();
    let kept = kept.stdout.split(|byte| *byte == b'\n').count() as u64 - 1;
    assert!(confirmed > 0 && kept >= confirmed, "{confirmed} confirmed, {kept} kept");
    // Taken rather than counted: a queue that does nothing after a restart may never report its counters.
    bench.rmq(["receive", "-Q", "tasks", "-n", "1", "-q", "--timeout", "20s"]).stdout("task\n").run();
}
