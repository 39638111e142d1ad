//! `--delivery-limit`, `--single-active-consumer`, `--offset`: what they choose, and where they are out of place.

use serde_json::json;

use super::wrong_options::refused;
use super::{WAITING, receive};
use crate::support::{Bench, Signal, error};

const STREAM: &str = "rmq receive reads a stream, with --offset first or next, say; other commands take from queues, and a \
                      queue bound to the same exchange gets the same messages";

#[test]
fn a_quorum_queue_has_the_delivery_limit_that_was_chosen() {
    let bench = Bench::new();
    let args = ["--queue-type", "quorum", "--delivery-limit", "3", "--single-active-consumer"];
    bench.rmq(["send", "-Q", "q", "x"]).args(args).stderr(" [x] Sent x\n").run();
    let queue = bench.vhost().queue("q").expect("the queue is there");
    let arguments = json!({"x-queue-type": "quorum", "x-delivery-limit": 3, "x-single-active-consumer": true});
    assert_eq!((&queue["durable"], &queue["arguments"]), (&json!(true), &arguments));
    // The same again is no other shape, and a worker may choose it as well.
    let done = format!("{WAITING} [x] Received x\n [x] Done\n");
    bench.rmq(["worker", "-Q", "q", "-n", "1"]).args(args).stderr(&done).run();
}

#[test]
fn a_delivery_limit_is_for_quorum_queues() {
    let bench = Bench::new();
    let why = format!(
        "PRECONDITION_FAILED - invalid arg 'x-delivery-limit' for queue 'q' in vhost '{}' of queue type rabbit_classic_queue",
        bench.vhost().name()
    );
    let hint = "only quorum queues have a delivery limit: add --queue-type quorum";
    let stderr = error("cannot declare queue 'q'", &why, hint);
    bench.rmq(["send", "-Q", "q", "--delivery-limit", "3", "x"]).stderr(&stderr).status(6).run();
    let why = why.replace("x-delivery-limit", "x-max-in-memory-length");
    let hint = "another --queue-type may have this argument: choose that, or leave the argument out";
    let stderr = error("cannot declare queue 'q'", &why, hint);
    bench.rmq(["receive", "-Q", "q", "--queue-arg", "x-max-in-memory-length=1"]).stderr(&stderr).status(6).run();
}

#[test]
fn of_several_consumers_one_is_active_and_the_next_takes_over() {
    let bench = Bench::new();
    let mut first = receive(&bench, "q", &["--single-active-consumer"]).stdout("a\n").spawn();
    first.wait_stderr_line("Waiting");
    let mut second = receive(&bench, "q", &[]).stdout("b\n").spawn();
    second.wait_stderr_line("Waiting");
    bench.rmq(["send", "-q", "-Q", "q", "a"]).run();
    first.wait_stdout_line("a");
    first.signal(Signal::INT);
    first.finish();
    bench.rmq(["send", "-q", "-Q", "q", "b"]).run();
    second.wait_stdout_line("b");
    second.signal(Signal::INT);
    second.finish();
}

#[test]
fn an_offset_is_no_place_in_a_queue() {
    let bench = Bench::new();
    for kind in ["classic", "quorum"] {
        bench.vhost().declare_queue(kind, &json!({"durable": true, "arguments": {"x-queue-type": kind}}));
        bench.rmq(["send", "-q", "-Q", kind, "x"]).run();
        let why = format!(
            "PRECONDITION_FAILED - invalid arg 'x-stream-offset' for queue '{kind}' in vhost '{}' of queue type rabbit_{kind}_queue",
            bench.vhost().name()
        );
        let hint = format!("'{kind}' is a queue and no stream: leave out --offset, or use another name");
        let stderr = error(&format!("cannot consume from queue '{kind}'"), &why, &hint);
        for offset in ["first", "next", "7", "@1700000000", "2026-01-31", "5m"] {
            bench.rmq(["receive", "-Q", kind, "--offset", offset]).stderr(&stderr).status(6).run();
        }
        bench.vhost().wait_depth(kind, 1, 0);
    }
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_is_connected() {
    let usage = |one: &str, other: &str, usage: &str| {
        format!("the argument '{one}' cannot be used with '{other}'\n\nUsage: rmq {usage}")
    };
    let limit = "expected a whole number from 0 to 2147483647";
    let wrong_limit = |value: &str| format!("invalid value '{value}' for '--delivery-limit <N>': {limit}");
    let wrong_offset = |value: &str| {
        format!(
            "invalid value '{value}' for '--offset <WHERE>': none of first, last, next, a number, a time in UTC such as \
             2026-01-31T12:00:00Z, seconds since 1970 such as @1700000000, or how long ago, such as 5m"
        )
    };
    let cases = [
        (
            &["send", "-e", "x", "--delivery-limit", "1"][..],
            usage("--exchange <NAME>", "--delivery-limit <N>", "send --exchange <NAME> [MESSAGE]..."),
        ),
        (
            &["receive", "--requeue", "--single-active-consumer"],
            usage("--requeue", "--single-active-consumer", "receive --requeue"),
        ),
        (&["receive", "--requeue", "--offset", "first"], usage("--requeue", "--offset <WHERE>", "receive --requeue")),
        (
            &["worker", "--no-declare", "--delivery-limit", "1"],
            usage("--no-declare", "--delivery-limit <N>", "worker --no-declare [-- <COMMAND>...]"),
        ),
        (&["worker", "--delivery-limit=-1"], wrong_limit("-1")),
        (&["worker", "--delivery-limit", "many"], wrong_limit("many")),
        (&["worker", "--delivery-limit", "2147483648"], wrong_limit("2147483648")),
        (&["receive", "--offset", "yesterday"], wrong_offset("yesterday")),
        (&["receive", "--offset=-1"], wrong_offset("-1")),
        (&["receive", "--offset", "2026-01-31T12:00:00+01:00"], wrong_offset("2026-01-31T12:00:00+01:00")),
        (
            &["receive", "--offset", "9223372036854775808"],
            "invalid value '9223372036854775808' for '--offset <WHERE>': a larger number than any stream has".to_owned(),
        ),
        (
            &["receive", "-e", "x", "--offset", "first"],
            "--offset is for a stream with a name\n  try: name it with --queue, or leave --offset out".to_owned(),
        ),
        (
            &["receive", "--queue-type", "quorum", "--offset", "first"],
            "--offset is a place in a stream, and --queue-type says that there is none\n  try: leave one of them out, or say \
             --queue-type stream"
                .to_owned(),
        ),
        (&["receive", "--queue-type", "stream"], format!("nothing is taken from a stream\n  try: {STREAM}")),
        (&["worker", "--queue-type", "stream"], format!("nothing is taken from a stream\n  try: {STREAM}")),
        (&["rpc-serve", "--queue-type", "stream"], format!("nothing is taken from a stream\n  try: {STREAM}")),
        (
            &["forward", "http", "http://localhost", "--queue-type", "stream"],
            format!("nothing is taken from a stream\n  try: {STREAM}"),
        ),
    ];
    let cases: Vec<_> = cases.iter().map(|(args, said)| (*args, said.as_str())).collect();
    refused(&cases);
}
