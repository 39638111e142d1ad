//! `--prefetch`: how much a receiver holds that does not get rid of its output.

use std::fs;
use std::process::Command;

use super::{WAITING, receive};
use crate::support::{Bench, Running, Signal};

/// Larger than any pipe, so that the first message is already too much for one that nobody reads.
const LARGE: usize = 1_100_000;

/// A receiver whose output goes into a pipe that nobody reads.
fn stuck(bench: &Bench, args: &str) -> Running {
    let fifo = bench.dir().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo is there").success());
    let script = format!("exec \"$0\" receive -Q q {args} 1<>fifo");
    bench.program("sh", ["-c", &script, env!("CARGO_BIN_EXE_rmq")]).stderr(WAITING).spawn()
}

fn fill(bench: &Bench, count: usize) -> String {
    let lines = ("x".repeat(LARGE) + "\n").repeat(count);
    let said = format!(" [x] Sent {count} messages\n");
    bench.rmq(["send", "-Q", "q", "--lines"]).input(&lines).stderr(&said).run();
    bench.vhost().wait_depth("q", count as u64, 0);
    lines
}

#[test]
fn a_receiver_that_cannot_write_holds_no_more_than_its_prefetch() {
    let bench = Bench::new();
    let lines = fill(&bench, 6);
    let running = stuck(&bench, "--prefetch 4 --count 6");
    bench.vhost().wait_depth("q", 2, 4);
    assert_eq!(bench.vhost().wait_consumers("q", 1)[0]["prefetch_count"], 4);
    // As much as there is, then the end of the receiver, which holds the pipe open for writing.
    let reader = std::thread::spawn({
        let fifo = bench.dir().join("fifo");
        move || fs::read(fifo).expect("a pipe can be read")
    });
    running.finish();
    assert_eq!(reader.join().expect("the reader reads"), lines.as_bytes());
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn what_was_not_written_goes_back_when_the_receiver_is_ended() {
    let bench = Bench::new();
    fill(&bench, 3);
    let running = stuck(&bench, "--prefetch 2");
    bench.vhost().wait_depth("q", 1, 2);
    running.signal(Signal::KILL);
    drop(running);
    bench.vhost().wait_depth("q", 3, 0);
}

#[test]
fn the_prefetch_is_bounded_when_nobody_says() {
    let bench = Bench::new();
    let mut running = receive(&bench, "q", &[]).spawn();
    running.wait_stderr_line("Waiting");
    let consumers = bench.vhost().wait_consumers("q", 1);
    assert_eq!((&consumers[0]["prefetch_count"], &consumers[0]["ack_required"]), (&256.into(), &true.into()));
    running.signal(Signal::INT);
    running.finish();
}
