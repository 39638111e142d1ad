//! A command's output as the reply.

use super::{command, serving};
use crate::support::{AWAITING, Bench, wait_ended};

const FAILED: &str = "error: the server answered with an error\n  why: ";

#[test]
fn a_command_s_output_is_the_reply_byte_for_byte() {
    let bench = Bench::new();
    let cmd = bench.rmq(["rpc-serve", "-n2", "-Q", "upper", "--", "tr", "a-z", "A-Z"]);
    let server = serving(cmd.stderr(&format!("{AWAITING} [.] abc\n [.] 4 bytes\n")));
    bench.rmq(["rpc-call", "-Q", "upper", "abc"]).stdout("ABC\n").stderr(" [x] Requesting abc\n").run();
    let call = bench.rmq(["rpc-call", "-Q", "upper", "-f", "body"]).input(b"a\0\xff\n");
    call.stdout_bytes(b"A\0\xff\n").stderr(" [x] Requesting 4 bytes\n").run();
    server.finish();
}

#[test]
fn a_failed_command_is_an_error_for_whoever_asked_and_for_nobody_else() {
    let bench = Bench::new();
    let script = "read n; echo out; echo err $n >&2; test $n != 1";
    let said =
        format!("{AWAITING} [.] 1\nerr 1\nwarning: answered with an error: 'sh' ended with status 1\n [.] 2\nerr 2\n");
    let server = serving(command(&bench, &["-n2"], script).stderr(&said));
    let failed = format!(" [x] Requesting fib(1)\n{FAILED}'sh' ended with status 1\n");
    bench.rmq(["rpc-call", "1"]).stderr(&failed).status(3).run();
    bench.rmq(["rpc-call", "2"]).stdout("out\n\n").stderr(" [x] Requesting fib(2)\n").run();
    server.finish();
}

#[test]
fn a_command_that_takes_too_long_is_ended_and_the_caller_told() {
    let bench = Bench::new();
    let why = "'sh' did not end within 500ms";
    let said = format!("{AWAITING} [.] 1\npid [..]\nwarning: answered with an error: {why}\n");
    let cmd = command(&bench, &["-n1", "--task-timeout", "500ms"], "sleep 1000 & echo pid $! >&2; wait");
    let mut server = serving(cmd.stderr_matches(&said));
    let failed = format!(" [x] Requesting fib(1)\n{FAILED}{why}\n");
    bench.rmq(["rpc-call", "1"]).stderr(&failed).status(3).run();
    wait_ended(server.wait_stderr_line("pid ").trim_start_matches("pid "));
    server.finish();
}

#[test]
fn a_command_that_cannot_be_started_ends_the_server_and_leaves_the_request() {
    let bench = Bench::new();
    let cmd = bench.rmq(["rpc-serve", "--", "./none"]);
    let said = format!(
        "{AWAITING} [.] 1\nerror: cannot start the command './none'\n  why: No such file or directory (os error 2)\n  \
           try: check the command after --, which runs without a shell; the message stays in its queue\n"
    );
    let server = serving(cmd.stderr(&said).status(1));
    let request = serde_json::json!({"reply_to": "nobody"});
    assert!(bench.vhost().publish("amq.default", "rpc_queue", "1", &request));
    server.finish();
    bench.vhost().wait_depth("rpc_queue", 1, 0);
}

#[test]
fn a_command_knows_the_request_by_its_environment() {
    let bench = Bench::new();
    let script = "printf %s \"$RMQ_CORRELATION_ID $RMQ_TYPE $RMQ_HEADERS $RMQ_QUEUE $RMQ_ATTEMPT\"";
    let server = serving(command(&bench, &["-n1"], script).stderr(&format!("{AWAITING} [.] 1\n")));
    bench
        .rmq(["rpc-call", "1", "--correlation-id", "mine", "--type", "t", "-H", "a:int=1"])
        .stdout("mine t {\"a\":1} rpc_queue 1\n")
        .stderr(" [x] Requesting fib(1)\n")
        .run();
    server.finish();
}
