//! Owns the peak of memory of a sender and a receiver while lines flow from one to the other.
//!
//! The kernel keeps the peak itself (`VmHWM`, proc_pid_status(5)), but only while the process lives. So both are read
//! when all has arrived and both still wait: the sender for more lines, the receiver for more messages.

use std::fs;
use std::io::{self, Read, Write};
use std::process::{ChildStdin, ChildStdout, Stdio};
use std::thread;
use std::time::Duration;

use super::clients::Client;
use super::program::{self, Program, succeeded};
use super::stage::{BODY, Stage};
use super::support::Signal;
use super::work::Job;

/// Five million messages take some minutes.
const LIMIT: Duration = Duration::from_secs(2 * 3600);

/// Lines that are written at a time.
const CHUNK: u64 = 1000;

/// MiB of the sender and of the receiver of `count` lines.
pub fn flow(stage: &Stage, job: &Job<'_>, count: u64) -> Result<Vec<f64>, String> {
    let mut sender = program::command(stage, Client::Rmq, "send -q -u {url} -Q {queue} --lines", job);
    let mut receiver = program::command(stage, Client::Rmq, "receive -q -u {url} -Q {queue}", job);
    sender.stdin(Stdio::piped()).stdout(Stdio::null());
    receiver.stdout(Stdio::piped());
    let mut receiver = Program::start(stage, receiver, LIMIT)?;
    let mut sender = Program::start(stage, sender, LIMIT)?;
    let (lines, arrived) = (sender.child.stdin.take(), receiver.child.stdout.take());
    let arrived = thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let written = lines.map(|lines| write(lines, count));
            if !matches!(written, Some(Ok(_))) {
                // What does not leave does not arrive.
                receiver.signal(Signal::TERM);
            }
            written
        });
        let arrived = arrived.map_or(0, |output| read(output, count));
        let peaks = [peak(&sender), peak(&receiver)];
        receiver.signal(Signal::TERM);
        // The sender's stdin ends with this.
        (arrived, peaks, writing.join().is_ok())
    });
    let (arrived, peaks, _) = arrived;
    succeeded(stage, sender.wait())?;
    succeeded(stage, receiver.wait())?;
    match peaks {
        [Some(sender), Some(receiver)] if arrived == count => Ok(vec![sender, receiver]),
        _ => Err(format!("{arrived} of {count} messages arrived")),
    }
}

/// Writes lines, and leaves the pipe open.
fn write(mut pipe: ChildStdin, count: u64) -> io::Result<ChildStdin> {
    let chunk = [&BODY[..], b"\n"].concat().repeat(CHUNK as usize);
    let mut left = count;
    while left > 0 {
        let more = CHUNK.min(left);
        pipe.write_all(&chunk[..more as usize * (BODY.len() + 1)])?;
        left -= more;
    }
    Ok(pipe)
}

/// Reads until so many lines have come, or no more can; answers how many.
fn read(mut pipe: ChildStdout, count: u64) -> u64 {
    let (mut seen, mut buffer) = (0, vec![0; 64 * 1024]);
    while seen < count {
        match pipe.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(size) => seen += buffer[..size].iter().filter(|byte| **byte == b'\n').count() as u64,
        }
    }
    seen
}

/// MiB at the most so far.
fn peak(program: &Program<'_>) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", program.child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse::<f64>().ok().map(|kib| kib / 1024.0)
}
