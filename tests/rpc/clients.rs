//! Several servers, several clients, and nobody at the other end.

use serde_json::json;

use super::{command, server, serving};
use crate::support::{AWAITING, Bench, Gate};

#[test]
fn two_servers_share_the_work() {
    let bench = Bench::new();
    let mut gate = Gate::new(bench.dir(), "gate");
    let serve = |name: &str| {
        let script = format!("read x <gate; printf {name}");
        serving(command(&bench, &["-n1"], &script).stderr(&format!("{AWAITING} [.] 1\n")))
    };
    let servers = [serve("first"), serve("second")];
    let call = || bench.rmq(["rpc-call", "1"]).stdout_matches("[..]\n").stderr(" [x] Requesting fib(1)\n").spawn();
    let calls = [call(), call()];
    bench.vhost().wait_depth("rpc_queue", 0, 2);
    gate.release();
    gate.release();
    let mut replies = calls.map(|call| call.finish().stdout_text());
    replies.sort();
    assert_eq!(replies, ["first\n", "second\n"]);
    servers.into_iter().for_each(|server| drop(server.finish()));
}

#[test]
fn each_of_several_clients_gets_its_own_reply() {
    let bench = Bench::new();
    let mut gate = Gate::new(bench.dir(), "gate");
    bench.vhost().declare_queue("rpc_queue", &json!({}));
    let numbers = [("10", "55"), ("20", "6765"), ("30", "832040"), ("40", "102334155")];
    let warning = "warning: queue 'rpc_queue' has no consumer: the request waits there for a server\n";
    let calls = numbers.map(|(n, number)| {
        let said = format!("{warning} [x] Requesting fib({n})\n");
        bench.rmq(["rpc-call", n]).stdout(&format!("{number}\n")).stderr(&said).spawn()
    });
    // All of them wait at once before anybody answers.
    bench.vhost().wait_depth("rpc_queue", numbers.len() as u64, 0);
    gate.release();
    let said = format!("{AWAITING}{}", " [.] fib([..]0)\n".repeat(numbers.len()));
    bench.rmq(["rpc-serve", "-n4"]).stderr_matches(&said).run();
    calls.into_iter().for_each(|call| drop(call.finish()));
}

#[test]
fn a_call_times_out_when_nobody_answers() {
    let bench = Bench::new();
    bench.vhost().declare_queue("rpc_queue", &json!({"durable": true}));
    let said = "warning: queue 'rpc_queue' has no consumer: the request waits there for a server\n \
                [x] Requesting fib(30)\n\
                error: timed out waiting for the reply\n  \
                  why: no reply came within 300ms\n  \
                  try: see that a server is running; --timeout allows more time\n";
    bench.rmq(["rpc-call", "--timeout", "300ms"]).stderr(said).status(124).run();
}

#[test]
fn a_call_to_a_queue_that_does_not_exist_is_told_at_once() {
    let bench = Bench::new();
    let said = format!(
        "error: nobody can answer: queue 'none' does not exist\n  \
           why: NOT_FOUND - no queue 'none' in vhost '{}'\n  \
           try: start a server first: rmq rpc-serve -Q 'none'\n",
        bench.vhost().name()
    );
    bench.rmq(["rpc-call", "-Q", "none", "1"]).stderr(&said).status(4).run();
}

#[test]
fn a_server_that_lost_its_client_serves_the_next() {
    let bench = Bench::new();
    let gone = " [.] fib(1)\nwarning: the reply could not be delivered: the message was returned: \
                queue 'gone' does not exist: NO_ROUTE\n";
    let server = server(&bench, &format!("{gone} [.] fib(2)\n"), 2);
    assert!(bench.vhost().publish("amq.default", "rpc_queue", "1", &json!({"reply_to": "gone"})));
    bench.rmq(["rpc-call", "2"]).stdout("1\n").stderr(" [x] Requesting fib(2)\n").run();
    server.finish();
    bench.vhost().wait_depth("rpc_queue", 0, 0);
}
