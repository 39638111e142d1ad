//! Programs that wait for messages go on waiting.

use serde_json::json;

use super::{CLOSED, again, cut};
use crate::support::{AWAITING, Bench, Broker, Gate, Signal, WAITING};

const LOST: &str = "cannot consume from queue 'q'";

#[test]
fn a_receiver_goes_on_where_it_was() {
    let bench = Bench::new();
    let stderr = format!("{WAITING}{}{WAITING}", again(LOST));
    let cmd = bench.rmq(["receive", "-Q", "q", "-n", "3", "--reconnect", "forever"]).env_remove("RMQ_RECONNECT");
    let mut running = cmd.stdout("1\n2\n3\n").stderr_matches(&stderr).spawn();
    running.wait_stderr_line(WAITING.trim_end());
    bench.vhost().publish("", "q", "1", &json!({}));
    running.wait_stdout_line("1");
    bench.vhost().wait_depth("q", 0, 0);
    cut(&bench, "receive", &running);
    running.wait_stderr_line("Connected again");
    bench.vhost().publish("", "q", "2", &json!({}));
    running.wait_stdout_line("2");
    bench.vhost().publish("", "q", "3", &json!({}));
    running.finish();
}

#[test]
fn each_loss_is_told_however_many_there_are() {
    let bench = Bench::new();
    let stderr = format!("{WAITING}{}", (again(LOST) + WAITING).repeat(3));
    let cmd = bench.rmq(["receive", "-Q", "q", "--reconnect", "forever"]).stderr_matches(&stderr);
    let mut running = cmd.spawn();
    running.wait_stderr_line(WAITING.trim_end());
    for _ in 0..3 {
        cut(&bench, "receive", &running);
        running.wait_stderr_line("Connected again");
        running.wait_stderr_line(WAITING.trim_end());
    }
    running.signal(Signal::TERM);
    running.finish();
}

#[test]
fn listeners_reconnect_without_being_told_to() {
    for (command, begun) in [("receive", WAITING), ("worker", WAITING), ("rpc-serve", AWAITING)] {
        let bench = Bench::new();
        let stderr = format!("{begun}{}{begun}", again(LOST));
        let cmd = bench.rmq([command, "-Q", "q"]).env_remove("RMQ_RECONNECT").stderr_matches(&stderr);
        let mut running = cmd.spawn();
        running.wait_stderr_line(begun.trim_end());
        cut(&bench, command, &running);
        running.wait_stderr_line("Connected again");
        // The broker has the consumer before the program knows: a signal in between finds no listener to end.
        running.wait_stderr_line(begun.trim_end());
        running.signal(Signal::TERM);
        running.finish();
    }
}

#[test]
fn a_temporary_queue_is_declared_and_bound_again() {
    let bench = Bench::new();
    let logs = " [*] Waiting for logs. To exit press CTRL+C\n";
    let stderr = format!("{logs}{}{logs}", again("cannot consume from queue 'amq.gen-[..]'"));
    let cmd = bench.rmq(["topic", "receive", "a.*", "-n", "1", "--reconnect", "5"]).stderr_matches(&stderr);
    let mut running = cmd.stdout("x\n").spawn();
    running.wait_stderr_line(logs.trim_end());
    cut(&bench, "topic", &running);
    running.wait_stderr_line("Connected again");
    // The second greeting comes once the new queue is bound.
    running.wait_stderr_line(logs.trim_end());
    bench.vhost().publish("topic_logs", "a.b", "x", &json!({}));
    running.finish();
}

#[test]
fn a_task_in_hand_is_finished_and_comes_again() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    let mut gate = Gate::new(bench.dir(), "gate");
    let script = "echo begun $RMQ_REDELIVERED; read x <gate; echo done";
    let args = ["worker", "-Q", "q", "-n", "1", "--reconnect", "forever", "--", "sh", "-c", script];
    let again = again("cannot [..]");
    let (received, done) = (" [x] Received task\n", " [x] Done\n");
    let lost = format!("warning: {LOST}: {CLOSED}; what is in hand is finished first\n");
    let stderr = format!("{WAITING}{received}{lost}{done}{again}{WAITING}{received}{done}");
    let cmd = bench.rmq(args).stdout("begun false\ndone\nbegun true\ndone\n").stderr_matches(&stderr);
    let mut running = cmd.spawn();
    bench.vhost().publish("", "q", "task", &json!({}));
    running.wait_stdout_line("begun false");
    cut(&bench, "worker", &running);
    running.wait_stderr_line("finished first");
    gate.release();
    running.wait_stdout_line("begun true");
    gate.release();
    running.finish();
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn a_reply_that_has_no_connection_any_more_is_not_waited_for() {
    let bench = Bench::new();
    for queue in ["q", "replies"] {
        bench.vhost().declare_queue(queue, &json!({"durable": true}));
    }
    let mut gate = Gate::new(bench.dir(), "gate");
    let args = ["rpc-serve", "-Q", "q", "-n", "2", "--reconnect", "forever", "--", "sh", "-c", "read x <gate; cat"];
    let lost = format!("warning: {LOST}: {CLOSED}; what is in hand is finished first\n");
    let stderr = format!("{AWAITING} [.] one\n [.] two\n{lost}{}{AWAITING} [.] two\n", again("cannot [..]"));
    let mut running = bench.rmq(args).stderr_matches(&stderr).spawn();
    let ask = |body| bench.vhost().publish("", "q", body, &json!({"reply_to": "replies"}));
    ask("one");
    gate.release();
    bench.vhost().wait_depth("replies", 1, 0);
    ask("two");
    running.wait_stderr_line("two");
    cut(&bench, "rpc-serve", &running);
    running.wait_stderr_line("finished first");
    gate.release();
    running.wait_stderr_line("two");
    gate.release();
    running.finish();
    assert_eq!(bench.vhost().queue_depth("replies"), (2, 0));
}

#[test]
fn a_queue_that_went_with_its_broker_is_told() {
    // Looked for before it is created, or declared outright.
    for options in [&[][..], &["--queue-arg", "x-max-length:int=10"]] {
        let node = crate::support::Node::private();
        let bench = Bench::on(&node);
        let gone = "warning: queue 'q' is gone, with all that was in it, and is created again; a durable one stays\n";
        let stderr = format!(
            "{WAITING}warning: cannot consume from queue 'q': [..]; connecting again in [..]ms\n...\n [*] Connected \
             again\n{gone}{WAITING}"
        );
        let cmd = bench.rmq(["receive", "-Q", "q", "--reconnect", "forever"]).args(options).stderr_matches(&stderr);
        let mut running = cmd.spawn();
        running.wait_stderr_line(WAITING.trim_end());
        node.kill();
        running.wait_stderr_line("connecting again in");
        node.start_again();
        running.wait_stderr_line("Connected again");
        running.wait_stderr_line(WAITING.trim_end());
        running.signal(Signal::TERM);
        running.finish();
    }
}

#[test]
fn a_broker_that_was_killed_is_waited_for() {
    let node = crate::support::Node::private();
    let bench = Bench::on(&node);
    let cmd = bench.rmq(["receive", "-Q", "q", "--durable", "-n", "1", "--reconnect", "forever"]);
    // The inner broker keeps nothing on disk.
    let gone = match bench.broker() {
        Broker::Inner => "warning: queue 'q' is gone, with all that was in it, and is created again\n",
        Broker::RabbitMq => "",
    };
    let stderr = format!(
        "{WAITING}warning: cannot consume from queue 'q': [..]; connecting again in [..]ms\n...\n [*] Connected \
         again\n{gone}{WAITING}"
    );
    let mut running = cmd.stdout("x\n").stderr_matches(&stderr).spawn();
    running.wait_stderr_line(WAITING.trim_end());
    node.write_down();
    node.kill();
    running.wait_stderr_line("connecting again in");
    node.start_again();
    running.wait_stderr_line("Connected again");
    bench.vhost().wait_consumers("q", 1);
    bench.vhost().publish("", "q", "x", &json!({}));
    running.finish();
}
