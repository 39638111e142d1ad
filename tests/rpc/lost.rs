//! `rpc-call` whose connection is lost while it waits for a reply.

use serde_json::json;

use super::stream::NOBODY;
use crate::support::{AWAITING, Bench, Cmd, LOST, Node, PrivateNode, Signal, Stdin, error};

const CLOSED: &str = "CONNECTION_FORCED - Closed via management plugin";
pub(super) const FOREVER: [&str; 2] = ["--reconnect", "forever"];
const AGAIN: &str = "warning: cannot wait for the reply: CONNECTION_FORCED - Closed via management plugin; \
                     connecting again in [..]ms\n [*] Connected again\n";
const REQUESTING: &str = " [x] Requesting fib(30)\n";

pub(super) fn bench() -> Bench<'static> {
    let bench = Bench::new();
    bench.vhost().declare_queue("rpc_queue", &json!({"durable": true}));
    bench
}

/// A server that answers so many requests, some of them to callers that have gone.
fn serve(bench: &Bench, count: &str) {
    bench.rmq(["rpc-serve", "-n", count]).stderr_matches(&format!("{AWAITING}...\n")).run();
}

#[test]
fn a_request_is_not_repeated_unless_that_is_asked_for() {
    for options in [&[][..], &["--reconnect", "never"]] {
        let bench = bench();
        let said = error("cannot wait for the reply", CLOSED, LOST);
        let cmd = bench.rmq(["rpc-call"]).args(options).env_remove("RMQ_RECONNECT");
        let call = cmd.stderr(&format!("{NOBODY}{REQUESTING}{said}")).status(1).spawn();
        bench.vhost().wait_depth("rpc_queue", 1, 0);
        bench.vhost().close_connection("rmq rpc-call");
        call.finish();
        bench.vhost().wait_depth("rpc_queue", 1, 0);
    }
}

#[test]
fn a_request_is_sent_again_with_its_correlation_id() {
    let bench = bench();
    let stderr = format!("{NOBODY}{REQUESTING}{AGAIN}{NOBODY}{REQUESTING}{AGAIN}{NOBODY}{REQUESTING}");
    let call = bench.rmq(["rpc-call"]).args(FOREVER).stdout("832040\n").stderr_matches(&stderr).spawn();
    bench.vhost().wait_depth("rpc_queue", 1, 0);
    bench.vhost().close_connection("rmq rpc-call");
    bench.vhost().wait_depth("rpc_queue", 2, 0);
    // The first one is to nobody.
    let ids: Vec<_> = bench
        .vhost()
        .take("rpc_queue", 2)
        .iter()
        .map(|request| request["properties"]["correlation_id"].clone())
        .collect();
    assert!(ids[0].is_string() && ids[0] == ids[1], "{ids:?}");
    bench.vhost().close_connection("rmq rpc-call");
    bench.vhost().wait_depth("rpc_queue", 1, 0);
    serve(&bench, "1");
    call.finish();
}

#[test]
fn of_a_stream_what_has_no_reply_is_sent_again() {
    let bench = bench();
    let stderr = format!("{NOBODY}{AGAIN}{NOBODY} [x] 3 requests answered\n");
    let args = ["rpc-call", "--lines"];
    let cmd = bench.rmq(args).args(FOREVER).stdin(Stdin::Piped).stdout("1\n1\n2\n").stderr_matches(&stderr);
    let mut call = cmd.spawn();
    call.write_stdin("1\n");
    bench.vhost().wait_depth("rpc_queue", 1, 0);
    serve(&bench, "1");
    call.wait_stdout_line("1");
    call.write_stdin("2\n3\n");
    bench.vhost().wait_depth("rpc_queue", 2, 0);
    bench.vhost().close_connection("rmq rpc-call");
    bench.vhost().wait_depth("rpc_queue", 4, 0);
    serve(&bench, "4");
    call.close_stdin();
    call.finish();
}

/// A broker that is killed under a call, which is sent a signal then.
#[track_caller]
fn killed(bench: &Bench, node: &PrivateNode, cmd: Cmd, signal: Option<Signal>) {
    let mut call = cmd.spawn();
    bench.vhost().wait_depth("rpc_queue", 1, 0);
    node.kill();
    call.wait_stderr_line("connecting again in");
    if let Some(signal) = signal {
        call.signal(signal);
    }
    call.finish();
}

#[test]
fn a_broker_that_does_not_come_back_is_waited_for_until_the_reply_is_overdue() {
    for (args, end) in [
        (&["rpc-call", "-t", "3s"][..], "error: timed out waiting for the reply\n"),
        (&["rpc-call", "-t", "3s", "--lines"], "error: timed out waiting for the reply to line 1\n"),
    ] {
        let node = Node::private();
        let bench = Bench::on(&node);
        bench.vhost().declare_queue("rpc_queue", &json!({"durable": true}));
        let stderr = format!(
            "{NOBODY}...\nwarning: [..]; connecting again in [..]ms\n...\n{end}  why: no reply came within 3s\n  \
             try: see that a server is running; --timeout allows more time\n"
        );
        let cmd = bench.rmq(args).args(FOREVER).input("30").stderr_matches(&stderr).status(124);
        killed(&bench, &node, cmd, None);
    }
}

#[test]
fn a_signal_ends_the_waiting() {
    for (args, end) in
        [(&["rpc-call"][..], ""), (&["rpc-call", "--lines"], "error: stopped by a signal; 0 requests answered\n")]
    {
        let node = Node::private();
        let bench = Bench::on(&node);
        bench.vhost().declare_queue("rpc_queue", &json!({"durable": true}));
        let stderr = format!("{NOBODY}...\nwarning: [..]; connecting again in [..]ms\n...\n{end}");
        let cmd = bench.rmq(args).args(FOREVER).input("30").stderr_matches(&stderr).status(143);
        killed(&bench, &node, cmd, Some(Signal::TERM));
    }
}
