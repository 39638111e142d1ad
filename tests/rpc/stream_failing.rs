//! `rpc-call --lines` when a reply is an error, when none comes, and when none can.

use serde_json::json;

use super::stream::NOBODY;
use super::{server, serving};
use crate::support::{AWAITING, Bench, LOST, Stdin, error};

const WHY: &str = "'x' is not a whole number from 0 to 186";
const GO_ON: &str = "--keep-going prints an empty reply in its place, and goes on";

/// What a server says of these requests, of which `x` is none.
fn served(requests: &[&str]) -> String {
    let line = |request: &&str| {
        let failed = if *request == "x" { format!("warning: answered with an error: {WHY}\n") } else { String::new() };
        format!(" [.] fib({request})\n{failed}")
    };
    requests.iter().map(line).collect()
}

#[test]
fn an_error_reply_ends_the_stream_with_the_number_of_its_line() {
    let bench = Bench::new();
    let server = server(&bench, &served(&["10", "20", "x", "30"]), 4);
    let said = error("the server answered line 3 with an error", WHY, GO_ON);
    let cmd = bench.rmq(["rpc-call", "--lines"]).input("10\n20\nx\n30\n");
    cmd.stdout("55\n6765\n").stderr(&said).status(3).run();
    server.finish();
}

#[test]
fn with_keep_going_an_empty_reply_stands_in_place_of_an_error() {
    let bench = Bench::new();
    let server = server(&bench, &served(&["10", "x", "20", "x"]), 4);
    let said = format!(
        "warning: the server answered line 2 with an error: {WHY}\n\
         warning: the server answered line 4 with an error: {WHY}\n\
         error: 2 of 4 requests failed\n"
    );
    let cmd = bench.rmq(["rpc-call", "--lines", "--keep-going"]).input("10\nx\n20\nx\n");
    cmd.stdout("55\n\n6765\n\n").stderr(&said).status(3).run();
    server.finish();
}

#[test]
fn with_keep_going_and_json_there_is_an_object_for_each_line() {
    let bench = Bench::new();
    let server = server(&bench, &served(&["x"]), 1);
    let said = format!("warning: the server answered line 1 with an error: {WHY}\nerror: 1 of 1 request failed\n");
    let cmd = bench.rmq(["rpc-call", "--lines", "--keep-going", "-f", "json"]).input("x\n");
    let empty = "{\"body\":\"\",\"exchange\":\"\",\"routing_key\":\"\",\"redelivered\":false}\n";
    cmd.stdout(empty).stderr(&said).status(3).run();
    server.finish();
}

#[test]
fn no_reply_in_time_ends_the_stream_with_the_number_of_its_line() {
    let bench = Bench::new();
    let mut peer = bench.server("rpc_queue");
    let hint = "see that a server is running; --timeout allows more time";
    let said = error("timed out waiting for the reply to line 2", "no reply came within 500ms", hint);
    let cmd = bench.rmq(["rpc-call", "--lines", "--timeout", "500ms"]).stdin(Stdin::Piped);
    let mut call = cmd.stdout("A\n").stderr(&said).status(124).spawn();
    call.write_stdin("a\nb\nc\n");
    let [a, _, c] = [peer.next(), peer.next(), peer.next()];
    peer.reply(&c, b"C");
    peer.reply(&a, b"A");
    call.finish();
}

#[test]
fn with_keep_going_a_reply_that_is_late_is_not_printed() {
    let bench = Bench::new();
    let mut peer = bench.server("rpc_queue");
    let said = "warning: timed out waiting for the reply to line 1: no reply came within 300ms\nerror: 1 of 2 requests failed\n";
    let args = ["rpc-call", "--lines", "--keep-going", "--timeout", "300ms", "--in-flight", "1"];
    let mut call = bench.rmq(args).input("a\nb\n").stdout("\nB\n").stderr(said).status(124).spawn();
    let a = peer.next();
    call.wait_stderr_line("line 1");
    peer.reply(&a, b"A");
    let b = peer.next();
    peer.reply(&b, b"B");
    call.finish();
}

#[test]
fn a_queue_that_does_not_exist_is_told_before_any_line_is_read() {
    let bench = Bench::new();
    let said = format!(
        "error: nobody can answer: queue 'none' does not exist\n  \
           why: NOT_FOUND - no queue 'none' in vhost '{}'\n  try: start a server first: rmq rpc-serve -Q 'none'\n",
        bench.vhost().name()
    );
    bench.rmq(["rpc-call", "--lines", "-Q", "none"]).stdin(Stdin::Piped).stderr(&said).status(4).run();
}

#[test]
fn a_queue_that_goes_in_mid_stream_ends_it_at_once() {
    for keep_going in [&[][..], &["--keep-going"]] {
        let bench = Bench::new();
        bench.vhost().declare_queue("rpc_queue", &json!({}));
        let said = format!(
            "{NOBODY}{}",
            error(
                "the message was returned: queue 'rpc_queue' does not exist; 1 request answered",
                "NO_ROUTE",
                "create the queue first, or leave out --no-declare",
            )
        );
        let cmd = bench.rmq([&["rpc-call", "--lines"], keep_going].concat()).stdin(Stdin::Piped);
        let mut call = cmd.stdout("55\n").stderr(&said).status(4).spawn();
        call.write_stdin("10\n");
        bench.vhost().wait_depth("rpc_queue", 1, 0);
        bench.rmq(["rpc-serve", "-q", "-n1"]).run();
        call.wait_stdout_line("55");
        bench.vhost().delete_queue("rpc_queue");
        call.write_stdin("20\n");
        call.finish();
    }
}

#[test]
fn a_queue_that_is_full_ends_the_stream_at_once() {
    let bench = Bench::new();
    let full = json!({"arguments": {"x-max-length": 1, "x-overflow": "reject-publish"}});
    bench.vhost().declare_queue("rpc_queue", &full);
    bench.vhost().publish("amq.default", "rpc_queue", "x", &json!({}));
    let nacked = error(
        "the broker refused a message (basic.nack); 0 requests answered",
        "the queue is full (x-overflow=reject-publish) or could not store it",
        "make room in the queue, or look at the broker's log",
    );
    let cmd = bench.rmq(["rpc-call", "--lines"]).input("10\n");
    cmd.stderr(&format!("{NOBODY}{nacked}")).status(4).run();
}

#[test]
fn a_connection_that_is_closed_ends_the_stream_with_its_count() {
    let bench = Bench::new();
    let server = serving(bench.rmq(["rpc-serve", "-n1"]).stderr(&format!("{AWAITING} [.] fib(10)\n")));
    let said = error(
        "cannot wait for the reply; 1 request answered",
        "CONNECTION_FORCED - Closed via management plugin",
        LOST,
    );
    let cmd = bench.rmq(["rpc-call", "--lines"]).stdin(Stdin::Piped);
    let mut call = cmd.stdout("55\n").stderr(&said).status(1).spawn();
    call.write_stdin("10\n");
    call.wait_stdout_line("55");
    server.finish();
    bench.vhost().close_connection("rmq rpc-call");
    call.wait_stderr_line("cannot wait");
    call.finish();
}

#[test]
fn options_of_a_stream_are_for_a_stream() {
    let bench = Bench::new();
    for (args, what) in [
        (&["--in-flight", "2"][..], "the following required arguments were not provided:\n  --lines"),
        (&["--keep-going"], "the following required arguments were not provided:\n  --lines"),
        (&["--in-flight", "2", "30"], "the argument '--in-flight <N>' cannot be used with '[MESSAGE]...'"),
        (&["--keep-going", "30"], "the argument '--keep-going' cannot be used with '[MESSAGE]...'"),
        (&["--lines", "30"], "the argument '--lines' cannot be used with '[MESSAGE]...'"),
        (&["--lines", "--in-flight", "0"], "invalid value '0' for '--in-flight <N>': [..]"),
        (&["--lines", "--in-flight", "x"], "invalid value 'x' for '--in-flight <N>': [..]"),
    ] {
        let cmd = bench.rmq(["rpc-call"].iter().chain(args));
        cmd.stderr_matches(&format!("error: {what}\n...")).status(2).run();
    }
}

#[test]
fn a_correlation_id_leaves_room_for_the_number_of_the_line() {
    let bench = Bench::new();
    bench.vhost().declare_queue("rpc_queue", &json!({}));
    let id = "i".repeat(254);
    let said = "error: correlation_id is [..]; 0 requests answered\n";
    let cmd = bench.rmq(["rpc-call", "--lines", "--correlation-id", &id]).input("1\n");
    cmd.stderr_matches(&format!("{NOBODY}{said}")).status(2).run();
}
