//! `--prefetch`: how much a receiver holds that does not get rid of its output.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::thread;

use super::{WAITING, receive};
use crate::support::{Bench, Running, Signal, until};

/// Larger than any pipe, so that the first message is already too much for one that nobody reads.
const LARGE: usize = 1_100_000;

/// A receiver whose output goes into a pipe that nobody reads.
fn stuck(bench: &Bench, args: &str) -> Running {
    let fifo = bench.dir().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo is there").success());
    let script = format!("exec \"$0\" receive -Q q {args} 1<>fifo");
    bench.program("sh", ["-c", &script, env!("CARGO_BIN_EXE_rmq")]).stderr(WAITING).spawn()
}

fn output(bench: &Bench) -> File {
    File::open(bench.dir().join("fifo")).expect("a pipe can be opened")
}

/// As much as there is, up to the end of the receiver, which holds the pipe open for writing.
fn read_while(mut fifo: File, running: Running) -> Vec<u8> {
    let mut bytes = Vec::new();
    let reader = thread::spawn(move || {
        fifo.read_to_end(&mut bytes).expect("a pipe can be read");
        bytes
    });
    running.finish();
    reader.join().expect("the reader reads")
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
    assert_eq!(read_while(output(&bench), running), lines.as_bytes());
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn a_receiver_that_cannot_write_holds_little_however_large_the_messages_are() {
    const MUCH: usize = 200;
    let bench = Bench::new();
    let lines = fill(&bench, MUCH);
    let running = stuck(&bench, &format!("--count {MUCH}"));
    let mut before = 0;
    until("the receiver to read no more", || {
        let now = unread(&running);
        let still = now > 0 && now == before;
        before = now;
        still.then_some(())
    });
    // From the first ack on, what was sent already and what may still come must not be more than all.
    let (mut fifo, mut read) = (output(&bench), vec![0; lines.len() - LARGE]);
    fifo.read_exact(&mut read).expect("there is more");
    let most = peak(&running);
    assert!(most < lines.len() / 2, "{most} of {} octets", lines.len());
    read.append(&mut read_while(fifo, running));
    assert!(read == lines.as_bytes());
    bench.vhost().wait_depth("q", 0, 0);
}

/// Octets that came for the only connection of a program, and that it has not read.
fn unread(running: &Running) -> usize {
    let pid = running.pid();
    let open = fs::read_dir(format!("/proc/{pid}/fd")).expect("its files are listed").flatten();
    let sockets: Vec<_> = open.filter_map(|file| fs::read_link(file.path()).ok()).collect();
    let connections = fs::read_to_string(format!("/proc/{pid}/net/tcp")).expect("connections are listed");
    // proc(5): of the fields the fifth is tx_queue:rx_queue, and the tenth the inode.
    let counts = connections.lines().skip(1).filter_map(|line| {
        let fields: Vec<_> = line.split_whitespace().collect();
        let socket = Path::new(&format!("socket:[{}]", fields[9])).to_owned();
        let (_, count) = fields[4].split_once(':')?;
        sockets.contains(&socket).then(|| usize::from_str_radix(count, 16).expect("a number"))
    });
    counts.sum()
}

/// The most memory that a program had, in octets.
fn peak(running: &Running) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", running.pid())).expect("a program has a status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("it tells its peak");
    let kib: usize = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kib * 1024
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
