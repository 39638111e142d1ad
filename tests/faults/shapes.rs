//! Queues and exchanges that exist are used as they are; what is chosen outright and differs is explained.

use serde_json::json;

use super::{WAITING, error};
use crate::support::{Bench, EXCLUSIVE, Signal};

#[test]
fn a_queue_of_any_shape_is_used_as_it_is() {
    let bench = Bench::new();
    let vhost = bench.vhost();
    vhost.declare_queue("transient", &json!({"durable": false}));
    vhost.declare_queue("durable", &json!({"durable": true}));
    vhost.declare_queue("quorum", &json!({"durable": true, "arguments": {"x-queue-type": "quorum"}}));
    vhost.declare_queue("limited", &json!({"arguments": {"x-max-length": 7, "x-message-ttl": 600_000}}));
    vhost.declare_queue("passing", &json!({"auto_delete": true}));
    for queue in ["transient", "durable", "quorum", "limited", "passing"] {
        bench.rmq(["send", "-Q", queue, "hi"]).stderr(" [x] Sent hi\n").run();
        let receive = bench.rmq(["receive", "-Q", queue, "--count", "1", "--timeout", "20s"]);
        receive.stdout("hi\n").stderr(WAITING).run();
    }
    for queue in ["transient", "durable", "quorum", "limited"] {
        bench.rmq(["send", "-Q", queue, "task"]).stderr(" [x] Sent task\n").run();
        let worker = bench.rmq(["worker", "-Q", queue, "--count", "1", "--timeout", "20s"]);
        worker.stderr(&format!("{WAITING} [x] Received task\n [x] Done\n")).run();
    }
}

#[test]
fn a_shape_that_is_chosen_and_differs_is_explained() {
    let bench = Bench::new();
    bench.vhost().declare_queue("plain", &json!({"durable": false}));
    bench.vhost().declare_queue("durable", &json!({"durable": true}));
    let differs = |queue: &str, attribute: &str, received: &str| {
        error(
            &format!("cannot declare queue '{queue}'"),
            &format!(
                "PRECONDITION_FAILED - inequivalent arg '{attribute}' for queue '{queue}' in vhost '{}': received {received}",
                bench.vhost().name()
            ),
            &format!(
                "'{queue}' exists already with another '{attribute}': leave out the options that choose it (an existing one \
                 is used as it is), use another name, or delete it first"
            ),
        )
    };
    for command in ["send", "receive", "worker", "rpc-serve"] {
        let stderr = differs("plain", "durable", "'true' but current is 'false'");
        bench.rmq([command, "-Q", "plain", "--durable"]).stderr(&stderr).status(6).run();
        bench.rmq([command, "-Q", "plain", "--queue-type", "quorum"]).stderr(&stderr).status(6).run();
        let stderr = differs("durable", "x-queue-type", "the value 'quorum' of type 'longstr' but current is none");
        bench.rmq([command, "-Q", "durable", "--queue-type", "quorum"]).stderr(&stderr).status(6).run();
        let stderr = differs("durable", "x-max-length", "the value '5' of type 'signedint' but current is none");
        let args = [command, "-Q", "durable", "--durable", "--queue-arg", "x-max-length=5"];
        bench.rmq(args).stderr(&stderr).status(6).run();
    }
}

#[test]
fn who_chose_an_argument_only_is_told_what_else_differs() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": true, "arguments": {"x-max-length": 5}}));
    let stderr = error(
        "cannot declare queue 'q'",
        &format!(
            "PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'q' in vhost '{}': received 'false' but current is \
             'true'",
            bench.vhost().name()
        ),
        "'q' exists already and is durable: add --durable, leave out --queue-type and --queue-arg (an existing one is used as \
         it is), or use another name",
    );
    let send = ["send", "-Q", "q", "--queue-arg", "x-max-length=5", "hi"];
    bench.rmq(send).stderr(&stderr).status(6).run();
    // What it says to do, done.
    bench.rmq(send).args(["--durable"]).stderr(" [x] Sent hi\n").run();
}

#[test]
fn the_exclusive_queue_of_another_connection_can_be_published_to_only() {
    let bench = Bench::new();
    let mut owner = bench.peer();
    owner.declare("mine", EXCLUSIVE).expect("there is no such queue");
    owner.consume("mine", 0);
    bench.rmq(["send", "-Q", "mine", "hi"]).stderr(" [x] Sent hi\n").run();
    assert_eq!(owner.next().body, b"hi");
    for command in ["receive", "worker", "rpc-serve"] {
        let why = format!(
            "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'mine' in vhost '{}'. It could be originally \
             declared on another connection or the exclusive property value does not match that of the original \
             declaration.",
            bench.vhost().name()
        );
        let stderr =
            error("cannot find queue 'mine'", &why, "the queue is exclusive to another connection: use another name");
        bench.rmq([command, "-Q", "mine"]).stderr(&stderr).status(6).run();
    }
    let call = bench.rmq(["rpc-call", "-Q", "mine", "3"]).stdout("4\n").stderr(" [x] Requesting 3\n").spawn();
    let request = owner.next();
    assert_eq!(request.body, b"3");
    owner.reply(&request, b"4");
    call.finish();
}

#[test]
fn a_queue_that_another_consumer_holds_is_said_to_be_held() {
    let bench = Bench::new();
    bench.vhost().declare_queue("held", &json!({}));
    let mut owner = bench.peer();
    owner.consume("held", EXCLUSIVE);
    let why = format!("ACCESS_REFUSED - queue 'held' in vhost '{}' in exclusive use", bench.vhost().name());
    let hint = "another consumer holds this queue for itself: stop that one first";
    let stderr = error("cannot consume from queue 'held'", &why, hint);
    for command in ["receive", "worker", "rpc-serve"] {
        bench.rmq([command, "-Q", "held"]).stderr(&stderr).status(6).run();
    }
}

#[test]
fn an_exchange_of_any_type_is_used_as_it_is() {
    let bench = Bench::new();
    let vhost = bench.vhost();
    vhost.declare_exchange("x", &json!({"type": "fanout", "durable": true}));
    for (receive, send) in
        [(["route", "receive", "k"], ["route", "send", "k"]), (["topic", "receive", "k"], ["topic", "send", "k"])]
    {
        let mut receiver = bench.rmq(receive).args(["-e", "x", "-n", "1"]);
        receiver = receiver.stdout("hi\n").stderr(" [*] Waiting for logs. To exit press CTRL+C\n");
        let mut receiver = receiver.spawn();
        receiver.wait_stderr_line("Waiting");
        bench.rmq(send).args(["-e", "x", "hi"]).stderr(" [x] Sent k:hi\n").run();
        receiver.finish();
    }
    let mut running = bench.rmq(["receive", "-e", "x", "--exchange-type", "topic"]).stdout("all\n");
    running = running.stderr(" [*] Waiting for logs. To exit press CTRL+C\n");
    let mut running = running.spawn();
    running.wait_stderr_line("Waiting");
    assert!(vhost.publish("x", "", "all", &json!({})));
    running.wait_stdout_line("all");
    running.signal(Signal::INT);
    running.finish();
}
