//! `rpc-serve --jobs`: several requests at a time, and each acked after its reply.

use serde_json::json;

use super::{command, serving};
use crate::support::{AWAITING, Bench, Gate, NO_ACK, Node, User};

/// Publishes requests with these bodies, whose replies go to the queue `replies`.
fn requests(bench: &Bench, bodies: &[&str]) {
    bench.vhost().declare_queue("rpc_queue", &json!({}));
    bench.vhost().declare_queue("replies", &json!({}));
    for body in bodies {
        assert!(bench.vhost().publish("amq.default", "rpc_queue", body, &json!({"reply_to": "replies"})));
    }
}

#[test]
fn jobs_are_requests_that_are_served_at_the_same_time() {
    let bench = Bench::new();
    let mut gate = Gate::new(bench.dir(), "gate");
    requests(&bench, &["a", "a", "a"]);
    let cmd = command(&bench, &["--jobs", "2", "-n3"], "echo in >&2; read x <gate; cat");
    let mut server = cmd.stderr_matches(&format!("{AWAITING}{}", "[..]\n".repeat(6))).spawn();
    server.wait_stderr_line("in");
    server.wait_stderr_line("in");
    // Both are at the gate; the third is not with the server, which holds as many as it works on.
    bench.vhost().wait_depth("rpc_queue", 1, 2);
    (0..3).for_each(|_| gate.release());
    server.finish();
    bench.vhost().wait_depth("rpc_queue", 0, 0);
    bench.vhost().wait_depth("replies", 3, 0);
}

#[test]
fn a_short_request_is_answered_while_a_long_one_is_worked_on() {
    let bench = Bench::new();
    let mut gate = Gate::new(bench.dir(), "gate");
    let script = "read task; test $task != long || read x <gate; printf $task";
    let said = format!("{AWAITING} [.] long\n [.] short\n");
    let server = serving(command(&bench, &["-j2", "-n2", "-Q", "q"], script).stderr(&said));
    let call = |body: &str| {
        let said = format!(" [x] Requesting {body}\n");
        bench.rmq(["rpc-call", "-Q", "q", body]).stdout(&format!("{body}\n")).stderr(&said).spawn()
    };
    let long = call("long");
    bench.vhost().wait_depth("q", 0, 1);
    call("short").finish();
    gate.release();
    long.finish();
    server.finish();
}

#[test]
fn a_caller_that_has_gone_is_noted_and_the_others_are_answered() {
    let bench = Bench::new();
    bench.vhost().declare_queue("rpc_queue", &json!({}));
    bench.vhost().declare_queue("replies", &json!({}));
    for (body, reply_to) in [("1", "gone"), ("2", "replies"), ("3", "gone"), ("4", "replies")] {
        assert!(bench.vhost().publish("amq.default", "rpc_queue", body, &json!({"reply_to": reply_to})));
    }
    let gone =
        "warning: the reply could not be delivered: the message was returned: queue 'gone' does not exist: NO_ROUTE";
    let cmd = bench.rmq(["rpc-serve", "-j4", "-n4"]).stderr_matches(&format!("{AWAITING}{}", "[..]\n".repeat(6)));
    let said = cmd.run().stderr_text();
    assert_eq!(said.lines().filter(|line| *line == gone).count(), 2, "{said}");
    bench.vhost().wait_depth("rpc_queue", 0, 0);
    let mut replies: Vec<_> =
        bench.vhost().take("replies", 9).iter().map(|reply| reply["payload"].to_string()).collect();
    replies.sort();
    assert_eq!(replies, ["\"1\"", "\"3\""]);
}

#[test]
fn replies_that_are_refused_are_noted_one_by_one() {
    let bench = Bench::new();
    requests(&bench, &["1", "2", "3"]);
    let user = User::new(Node::shared());
    bench.vhost().permit(user.name(), [".*", "", ".*"]);
    let url = bench.url().replace("guest:guest", &format!("{}:{}", user.name(), user.password()));
    let refused = format!(
        "warning: the reply could not be delivered: cannot publish: ACCESS_REFUSED - access to exchange 'amq.default' in \
         vhost '{}' refused for user '{}'",
        bench.vhost().name(),
        user.name()
    );
    for jobs in ["1", "3"] {
        requests(&bench, &["4", "5", "6"]);
        let cmd = bench.rmq(["rpc-serve", "-n3", "-j", jobs]).env("RMQ_URL", &url);
        let said = cmd.stderr_matches(&format!("{AWAITING}{}", "[..]\n".repeat(6))).run().stderr_text();
        assert_eq!(said.lines().filter(|line| *line == refused).count(), 3, "{said}");
    }
    bench.vhost().wait_depth("rpc_queue", 3, 0);
    bench.vhost().wait_depth("replies", 0, 0);
}

#[test]
fn a_command_that_cannot_be_started_leaves_all_requests_in_hand() {
    let bench = Bench::new();
    requests(&bench, &["a", "b"]);
    let said = format!(
        "{AWAITING} [.] a\n...\nerror: cannot start the command './none'\n  why: No such file or directory (os error 2)\n  \
           try: check the command after --, which runs without a shell; the message stays in its queue\n"
    );
    let cmd = bench.rmq(["rpc-serve", "-j2", "--", "./none"]).stderr_matches(&said);
    cmd.status(1).run();
    bench.vhost().wait_depth("rpc_queue", 2, 0);
}

#[test]
fn a_request_is_acked_after_its_reply_has_arrived() {
    let bench = Bench::new();
    let mut gate = Gate::new(bench.dir(), "gate");
    requests(&bench, &["a", "b"]);
    let mut replies = bench.peer();
    replies.consume("replies", NO_ACK);
    let said = format!("{AWAITING} [.] a\nin\n [.] b\nin\n");
    let cmd = command(&bench, &["-n2"], "echo in >&2; read x <gate; cat");
    let mut server = cmd.stderr(&said).spawn();
    for body in ["a", "b"] {
        server.wait_stderr_line("in");
        gate.release();
        assert_eq!(replies.next().body, body.as_bytes());
    }
    server.finish();
    bench.vhost().wait_depth("rpc_queue", 0, 0);
}
