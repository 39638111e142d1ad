//! Hello World, work queues, RPC.

use serde_json::json;

use crate::support::{AWAITING, Bench, WAITING};

#[test]
fn hello_world_is_received_by_a_receiver_that_was_there_first() {
    let bench = Bench::new();
    let mut receiver = bench.rmq(["receive", "-n1"]).stdout("Hello World!\n").stderr(WAITING).spawn();
    receiver.wait_stderr_line("Waiting");
    bench.rmq(["send"]).stderr(" [x] Sent Hello World!\n").run();
    receiver.finish();
    bench.vhost().wait_depth("hello", 0, 0);
    let queue = bench.vhost().queue("hello").expect("it was created");
    assert_eq!((&queue["durable"], &queue["auto_delete"]), (&false.into(), &false.into()));
}

#[test]
fn hello_world_waits_for_a_receiver_that_comes_later() {
    let bench = Bench::new();
    bench.rmq(["send", "Hello", "you"]).stderr(" [x] Sent Hello you\n").run();
    bench.rmq(["receive", "-n1"]).stdout("Hello you\n").stderr(WAITING).run();
}

#[test]
fn two_workers_share_the_tasks_of_a_durable_queue() {
    let bench = Bench::new();
    let worker = |said: &str| bench.rmq(["worker", "--unit", "1ms", "-n1"]).stderr(&format!("{WAITING}{said}"));
    let mut first = worker(" [x] Received First task #\n [x] Done\n").spawn();
    first.wait_stderr_line("Waiting");
    bench.rmq(["send", "-Q", "task_queue", "First task #"]).stderr(" [x] Sent First task #\n").run();
    first.finish();
    bench.rmq(["send", "-Q", "task_queue", "Second task ##"]).stderr(" [x] Sent Second task ##\n").run();
    worker(" [x] Received Second task ##\n [x] Done\n").run();
    bench.vhost().wait_depth("task_queue", 0, 0);
    assert_eq!(bench.vhost().queue("task_queue").expect("it was created")["durable"], true);
}

#[test]
fn two_clients_ask_one_server() {
    let bench = Bench::new();
    let said = format!("{AWAITING} [.] fib(30)\n [.] fib(10)\n");
    let mut server = bench.rmq(["rpc-serve", "-n2"]).stderr(&said).spawn();
    server.wait_stderr_line("Awaiting");
    bench.rmq(["rpc-call"]).stdout("832040\n").stderr(" [x] Requesting fib(30)\n").run();
    bench.rmq(["rpc-call", "10"]).stdout("55\n").stderr(" [x] Requesting fib(10)\n").run();
    server.finish();
    bench.vhost().wait_depth("rpc_queue", 0, 0);
}

/// The newer tutorials declare them.
#[test]
fn quorum_queues_are_used_as_they_are() {
    let bench = Bench::new();
    for queue in ["hello", "task_queue", "rpc_queue"] {
        let arguments = json!({"x-queue-type": "quorum"});
        bench.vhost().declare_queue(queue, &json!({"durable": true, "arguments": arguments}));
    }
    bench.rmq(["send"]).stderr(" [x] Sent Hello World!\n").run();
    bench.rmq(["receive", "-n1"]).stdout("Hello World!\n").stderr(WAITING).run();
    bench.rmq(["send", "-Q", "task_queue", "#"]).stderr(" [x] Sent #\n").run();
    let worked = format!("{WAITING} [x] Received #\n [x] Done\n");
    bench.rmq(["worker", "-n1", "--unit", "1ms"]).stderr(&worked).run();
    let served = format!("{AWAITING} [.] fib(6)\n");
    let mut server = bench.rmq(["rpc-serve", "-n1"]).stderr(&served).spawn();
    server.wait_stderr_line("Awaiting");
    bench.rmq(["rpc-call", "6"]).stdout("8\n").stderr(" [x] Requesting fib(6)\n").run();
    server.finish();
}
