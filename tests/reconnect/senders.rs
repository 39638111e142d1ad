//! A stream of messages is carried on by the next connection.

use std::collections::BTreeSet;

use serde_json::json;

use super::{again, cut};
use crate::support::{Bench, Cmd, Running, Stdin};

/// Begins to send lines, and closes the connection when the first is there.
fn cut_after_one(bench: &Bench, cmd: Cmd) -> Running {
    let mut running = cmd.stdin(Stdin::Piped).spawn();
    running.write_stdin(b"1\n");
    bench.vhost().wait_depth("q", 1, 0);
    cut(bench, "send", &running);
    running
}

#[test]
fn a_stream_goes_on_and_loses_nothing() {
    let bench = Bench::new();
    let stderr = format!("{} [x] Sent 3 messages\n", again("cannot publish"));
    let cmd = bench.rmq(["send", "--lines", "-Q", "q"]).env_remove("RMQ_RECONNECT").stderr_matches(&stderr);
    let mut running = cut_after_one(&bench, cmd);
    running.write_stdin(b"2\n3\n");
    running.close_stdin();
    running.finish();
    bench.rmq(["receive", "-q", "-Q", "q", "-n", "3"]).stdout("1\n2\n3\n").run();
}

#[test]
fn a_fast_stream_that_is_cut_again_and_again_arrives_whole_and_in_order() {
    const LINES: u32 = 60_000;
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    let said = format!("...\n [x] Sent {LINES} messages\n");
    let cmd = bench.rmq(["send", "--lines", "-Q", "q", "--reconnect", "forever"]).stderr_matches(&said);
    let mut running = cmd.stdin(Stdin::Piped).spawn();
    let third = |from: u32| (from..from + LINES / 3).map(|n| format!("{n}\n")).collect::<String>().into_bytes();
    for part in 0..3 {
        running.write_stdin(third(part * LINES / 3));
        if part < 2 {
            cut(&bench, "send", &running);
        }
    }
    running.close_stdin();
    running.finish();
    let output = bench.rmq(["receive", "-q", "-Q", "q", "--idle", "1s"]).stdout_matches("...\n").run();
    let came: Vec<u32> = output.stdout_text().lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(came.iter().copied().collect::<BTreeSet<_>>().len(), LINES as usize, "none is lost");
    // What comes twice comes again in order: where the numbers fall, a connection was made again.
    let falls = came.windows(2).filter(|pair| pair[1] <= pair[0]).count();
    assert!(falls <= 2, "{falls} falls");
}

#[test]
fn without_confirms_nothing_is_published_again() {
    let bench = Bench::new();
    let lost =
        "error: cannot publish; [..] handed over without confirms\n  why: CONNECTION_FORCED - [..]\n  try: [..]\n";
    let cmd = bench.rmq(["send", "--lines", "-Q", "q", "--no-confirm", "--reconnect", "forever"]).status(1);
    let mut running = cut_after_one(&bench, cmd.stderr_matches(lost));
    // It ends at once, while its input is open: to write more to it might come too late.
    running.wait_stderr_line("cannot publish");
    running.finish();
}
