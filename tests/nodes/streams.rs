//! Streams, which the inner broker refuses: read from every place, again and again, and nothing is taken.

use serde_json::json;

use crate::support::{Bench, Node, Signal, WAITING, error};

const STREAM: &str = "rmq receive reads a stream, with --offset first or next, say; other commands take from queues, and a \
                      queue bound to the same exchange gets the same messages";

/// The numbers from 0 on, one a line: each is the offset of its message.
fn numbers(range: std::ops::Range<usize>) -> String {
    range.map(|number| format!("{number}\n")).collect()
}

/// A stream `s` of so many messages, all of them to be read.
fn fill(bench: &Bench, count: usize) {
    let said = format!(" [x] Sent {count} messages\n");
    let send = bench.rmq(["send", "-Q", "s", "--queue-type", "stream", "--lines"]);
    send.input(numbers(0..count)).stderr(&said).run();
}

#[test]
fn a_stream_is_created_and_used() {
    let node = Node::rabbitmq("");
    let bench = Bench::on(&node);
    bench.rmq(["send", "-Q", "q", "x", "--queue-type", "stream"]).stderr(" [x] Sent x\n").run();
    let queue = bench.vhost().queue("q").expect("the queue is there");
    assert_eq!((&queue["durable"], &queue["type"]), (&json!(true), &json!("stream")));
    bench.rmq(["send", "-Q", "q", "y"]).stderr(" [x] Sent y\n").run();
    let read = |args: &[&str], stdout: &str| {
        bench.rmq(["receive", "-Q", "q"]).args(args).stdout(stdout).stderr(WAITING).run();
    };
    for _ in 0..2 {
        read(&["--offset", "first", "-n", "2"], "x\ny\n");
    }
    read(&["--offset", "1", "-n", "1", "--template", "%h{x-stream-offset} %b"], "1 y\n");
    // One that is missing is created by who reads it, with further arguments too.
    bench.rmq(["receive", "-Q", "new", "--offset", "next", "--timeout", "0"]).stderr(WAITING).run();
    let args = ["--offset", "first", "--queue-arg", "x-max-age=1h", "--timeout", "0"];
    bench.rmq(["receive", "-Q", "aged"]).args(args).stderr(WAITING).run();
    let (new, aged) = (bench.vhost().queue("new"), bench.vhost().queue("aged"));
    assert_eq!(new.expect("it was created")["type"], "stream");
    let arguments = json!({"x-queue-type": "stream", "x-max-age": "1h"});
    assert_eq!(aged.expect("it was created")["arguments"], arguments);
}

#[test]
fn a_stream_is_read_from_the_place_that_was_asked_for() {
    let node = Node::rabbitmq("");
    let bench = Bench::on(&node);
    fill(&bench, 3000);
    for (offset, first) in [("first", 0), ("0", 0), ("2500", 2500), ("5m", 0), ("@1", 0), ("2020-01-01 00:00:00", 0)] {
        // More than once the prefetch, so that acks have to bring the rest; and less than all that there are.
        for (prefetch, count) in [("256", 500), ("7", 100), ("1", 3), ("300", 1)] {
            let args = ["--offset", offset, "--prefetch", prefetch, "--count", &count.to_string()];
            let receive = bench.rmq(["receive", "-Q", "s"]).args(args);
            receive.stdout(&numbers(first..first + count)).stderr(WAITING).run();
        }
    }
    // The last chunk has one message or more, and ends with the last one.
    let last = bench.rmq(["receive", "-q", "-Q", "s", "--offset", "last"]).stdout_matches("...\n2999\n");
    let mut last = last.spawn();
    last.wait_stdout_line("2999");
    last.signal(Signal::INT);
    assert!(last.finish().stdout_text().lines().count() <= 3000);
    let after = ["next", "3000", "9000000000", "2900-01-01"];
    let mut waiting: Vec<_> = after
        .iter()
        .map(|offset| bench.rmq(["receive", "-Q", "s", "--offset", offset]))
        .zip(["new\n", "new\n", "", "new\n"])
        .map(|(cmd, stdout)| cmd.stdout(stdout).stderr(WAITING).spawn())
        .collect();
    for running in &mut waiting {
        running.wait_stderr_line("Waiting");
    }
    bench.rmq(["send", "-q", "-Q", "s", "new"]).run();
    for (mut running, offset) in waiting.into_iter().zip(after) {
        if offset != "9000000000" {
            running.wait_stdout_line("new");
        }
        running.signal(Signal::INT);
        running.finish();
    }
}

#[test]
fn nothing_is_taken_from_a_stream_and_who_would_is_told() {
    let node = Node::rabbitmq("");
    let bench = Bench::on(&node);
    fill(&bench, 3);
    let why = "it is a stream, and nothing is taken from those";
    let stderr = error("cannot consume from queue 's'", why, STREAM);
    for args in [
        &["receive"][..],
        &["receive", "-n", "1"],
        &["receive", "--requeue"],
        &["receive", "--requeue", "-n", "1"],
        &["worker"],
        &["rpc-serve"],
        &["bench", "-q", "-p", "0", "-n", "1"],
        &["forward", "http", "http://localhost:9"],
    ] {
        let report = if args[0] == "bench" { "...\n\nstopped by an error\n" } else { "" };
        bench.rmq(args).args(["-Q", "s"]).stdout_matches(report).stderr(&stderr).status(6).run();
    }
    let why = format!(
        "PRECONDITION_FAILED - invalid arg 'x-single-active-consumer' for queue 't' in vhost '{}' of queue type \
         rabbit_stream_queue",
        bench.vhost().name()
    );
    let hint = "a stream gives all that it has to each who reads it: leave out --single-active-consumer";
    let stderr = error("cannot declare queue 't'", &why, hint);
    let send = bench.rmq(["send", "-Q", "t", "x", "--queue-type", "stream", "--single-active-consumer"]);
    send.stderr(&stderr).status(6).run();
    // Acks let the broker send more, when asked to before the writing too; and all is there again.
    for ack in ["auto", "manual"] {
        let read = bench.rmq(["receive", "-Q", "s", "--offset", "first", "--ack", ack, "--prefetch", "1", "-n", "3"]);
        read.stdout(&numbers(0..3)).stderr(WAITING).run();
    }
}

#[test]
fn a_stream_is_read_on_where_it_was_after_a_lost_connection() {
    let node = Node::rabbitmq("");
    let bench = Bench::on(&node);
    fill(&bench, 1000);
    let again = "warning: cannot consume from queue '[..]': [..]; connecting again in [..]ms\n [*] Connected again\n";
    let stderr = format!("{WAITING}{again}{WAITING}");
    let read = |args: &[&str], stdout: &str| {
        let cmd = bench.rmq(["receive", "--reconnect", "forever"]).args(args);
        let mut running = cmd.stdout(stdout).stderr_matches(&stderr).spawn();
        running.wait_stderr_line(WAITING.trim_end());
        running
    };
    // Each once, and no more than were asked for.
    let mut running = read(&["-Q", "s", "--offset", "first", "-n", "1001", "--prefetch", "10"], &numbers(0..1001));
    running.wait_stdout_line("999");
    bench.vhost().close_connection("rmq receive");
    running.wait_stderr_line("Connected again");
    bench.rmq(["send", "-q", "-Q", "s", "1000"]).run();
    running.finish();
    // What came while nobody listened belongs to what is new, although nothing had come yet.
    let running = read(&["-Q", "empty", "--offset", "next", "-n", "1"], "new\n");
    bench.vhost().close_connection("rmq receive");
    bench.rmq(["send", "-q", "-Q", "empty", "new"]).run();
    running.finish();
}
