//! Owns round trips, one at a time: `rmq` or a raw socket asks, a raw socket or `rmq` answers.
//!
//! The raw client asks as `rpc-call` does: a reply queue of its own, a consumer without acks, confirms on, the request
//! mandatory and persistent.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::clients::Client;
use super::program::{self, Program, succeeded};
use super::raw::Raw;
use super::raw::frames::{BODY, DELIVER, HEADER, METHOD, TRANSIENT, message, short};
use super::stage::{MANNER, Stage};
use super::statistics::percentile;
use super::support::Signal;
use super::work::Job;

/// What is asked: `rpc-serve` knows an answer to it, and the raw server says it back.
const REQUEST: &[u8] = b"30";

/// Round trips before those that count.
const WARM_UP: u64 = 50;

/// How long all of them may take.
const LIMIT: Duration = Duration::from_secs(300);

/// Flags of the properties `correlation-id` and `reply-to` (AMQP 0-9-1, 4.2.6.1).
const CORRELATION_ID: u16 = 1 << 10;
const REPLY_TO: u16 = 1 << 9;

pub fn rmq_asks_raw(stage: &Stage, job: &Job<'_>) -> Result<Vec<f64>, String> {
    let server = Echo::start(stage, job);
    let taken = rmq_asks(stage, job);
    server.end(stage, job);
    taken
}

fn rmq_asks(stage: &Stage, job: &Job<'_>) -> Result<Vec<f64>, String> {
    let mut command = program::command(stage, Client::Rmq, "rpc-call -q -u {url} -Q {queue} --lines", job);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut client = Program::start(stage, command, LIMIT)?;
    let mut requests = client.child.stdin.take().expect("stdin is piped");
    let mut replies = BufReader::new(client.child.stdout.take().expect("stdout is piped"));
    let (line, mut reply) = ([REQUEST, b"\n"].concat(), Vec::new());
    let taken = round_trips(job, || {
        reply.clear();
        requests.write_all(&line).is_ok() && replies.read_until(b'\n', &mut reply).is_ok() && reply == line
    });
    drop(requests);
    succeeded(stage, client.wait())?;
    taken.ok_or_else(|| "a reply did not come".to_owned())
}

pub fn raw_asks_raw(stage: &Stage, job: &Job<'_>) -> Result<Vec<f64>, String> {
    let server = Echo::start(stage, job);
    let taken = raw_asks(stage, job);
    server.end(stage, job);
    taken.ok_or_else(|| "a reply did not come".to_owned())
}

pub fn raw_asks_rmq(stage: &Stage, job: &Job<'_>) -> Result<Vec<f64>, String> {
    let mut command = program::command(stage, Client::Rmq, "rpc-serve -q -u {url} -Q {queue}", job);
    command.stdout(Stdio::null());
    let mut server = Program::start(stage, command, LIMIT)?;
    while stage.consumers(job.queue) == 0 {
        if let Ok(Some(status)) = server.child.try_wait() {
            succeeded(stage, status)?;
            return Err("ended at once".to_owned());
        }
        thread::sleep(Duration::from_millis(5));
    }
    let taken = raw_asks(stage, job);
    server.signal(Signal::TERM);
    succeeded(stage, server.wait())?;
    taken.ok_or_else(|| "a reply did not come".to_owned())
}

fn raw_asks(stage: &Stage, job: &Job<'_>) -> Option<Vec<f64>> {
    let mut client = Raw::open(stage.port());
    let callback = client.declare_exclusive();
    client.start_consumer(&callback, 0, true);
    client.confirms();
    let properties = [short("0123456789abcdef0123456789abcdef"), short(&callback)].concat();
    let request = message(job.queue, MANNER, (CORRELATION_ID | REPLY_TO, &properties), REQUEST);
    let taken = round_trips(job, || {
        client.send(&request);
        // Confirms come too, before or after.
        while client.next().0 != BODY {}
        true
    });
    client.close();
    taken
}

/// Microseconds of the 50th and of the 99th percentile.
fn round_trips(job: &Job<'_>, mut trip: impl FnMut() -> bool) -> Option<Vec<f64>> {
    let mut taken = Vec::with_capacity(job.count as usize);
    for number in 0..WARM_UP + job.count {
        let start = Instant::now();
        if !trip() {
            return None;
        }
        if number >= WARM_UP {
            taken.push(start.elapsed().as_secs_f64() * 1e6);
        }
    }
    Some(vec![percentile(&taken, 0.5), percentile(&taken, 0.99)])
}

/// A server that says back what it is asked, until a message comes that wants no reply.
struct Echo(JoinHandle<()>);

impl Echo {
    fn start(stage: &Stage, job: &Job<'_>) -> Self {
        let mut server = Raw::open(stage.port());
        server.start_consumer(job.queue, 1, false);
        Self(thread::spawn(move || {
            let (mut tag, mut reply) = ([0; 8], None);
            loop {
                let (kind, payload) = server.next();
                match kind {
                    METHOD if payload.starts_with(&DELIVER) => {
                        // Behind the consumer tag `c`.
                        tag = payload[6..14].try_into().expect("eight bytes");
                    }
                    HEADER => reply = addressed(payload),
                    BODY => {
                        let frames = reply
                            .take()
                            .map(|(to, id)| message(&to, TRANSIENT, (CORRELATION_ID, &short(&id)), payload));
                        let Some(frames) = frames else { break };
                        server.reply(&frames, tag);
                    }
                    _ => {}
                }
            }
            server.reply(&[], tag);
            server.close();
        }))
    }

    fn end(self, stage: &Stage, job: &Job<'_>) {
        stage.publish(job.queue, b"end", 1);
        self.0.join().expect("the server ends well");
    }
}

/// `reply-to` and `correlation-id` in the header of a message, which may have any properties before them.
fn addressed(header: &[u8]) -> Option<(String, String)> {
    let flags = u16::from_be_bytes([header[12], header[13]]);
    let mut rest = &header[14..];
    let mut take = |count: usize| {
        let (taken, after) = rest.split_at(count);
        rest = after;
        taken
    };
    let mut found = Vec::new();
    for bit in (9..16).rev().filter(|bit| flags & (1 << bit) != 0) {
        match bit {
            // The headers are a long table; delivery mode and priority are octets; the others are short strings.
            13 => {
                let size = u32::from_be_bytes(take(4).try_into().expect("four bytes"));
                take(size as usize);
            }
            11 | 12 => {
                take(1);
            }
            _ => {
                let size = take(1)[0];
                found.push((bit, String::from_utf8_lossy(take(size.into())).into_owned()));
            }
        }
    }
    let text = |wanted: u32| found.iter().find(|(bit, _)| *bit == wanted).map(|(_, text)| text.clone());
    Some((text(9)?, text(10).unwrap_or_default()))
}
