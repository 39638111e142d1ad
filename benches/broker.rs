//! The inner broker beside RabbitMQ, in one run: messages in and out by raw socket, start, and memory.
//!
//! `cargo bench --bench broker` prints a table of medians; without RabbitMQ it measures the inner broker alone. Nothing
//! here passes or fails.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot run says so by panicking")]

#[allow(dead_code, unused_imports, reason = "the suite uses the rest of it")]
#[path = "../tests/support/mod.rs"]
mod support;

#[allow(dead_code, reason = "the other benchmark uses the rest of it")]
mod raw;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use raw::Raw;
use raw::frames::{TRANSIENT, message};

const MESSAGES: u64 = 300_000;
const QUEUED: u64 = 1_000_000;
const BODY: [u8; 40] = [b'x'; 40];
const ROUNDS: usize = 5;

fn main() {
    // `cargo test --benches` and the like only want to see that it builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let (inner, started) = Inner::start();
    println!("rmq broker: listening after {:.1} ms", started.as_secs_f64() * 1000.0);
    println!("rmq broker: {} KiB idle", inner.resident());
    let rabbitmq = Path::new("/usr/lib/rabbitmq/bin/rabbitmq-server").exists().then(|| support::Node::rabbitmq(""));
    let mut brokers = vec![("rmq broker", inner.port)];
    match &rabbitmq {
        Some(node) => brokers.push(("RabbitMQ", node.amqp_port())),
        None => println!("skipped: RabbitMQ is not installed"),
    }
    println!(
        "\n{MESSAGES} transient messages of {} bytes; thousands a second, median of {ROUNDS} (lowest to highest)\n",
        BODY.len()
    );
    println!("{:<26}{:>26}{:>26}{:>8}", "", "rmq broker", "RabbitMQ", "ratio");
    for (name, measure) in MEASURES {
        let mut rates = vec![Vec::new(); brokers.len()];
        for _ in 0..ROUNDS {
            for (rates, (_, port)) in rates.iter_mut().zip(&brokers) {
                let taken = measure(*port);
                rates.push(MESSAGES as f64 / taken.as_secs_f64() / 1000.0);
            }
        }
        let medians: Vec<_> = rates.iter_mut().map(|rates| median(rates)).collect();
        let cells: String = rates
            .iter()
            .zip(&medians)
            .map(|(rates, median)| {
                let spread = format!("{median:.0} ({:.0} to {:.0})", rates[0], rates[rates.len() - 1]);
                format!("{spread:>26}")
            })
            .collect();
        let ratio = medians.get(1).map_or_else(String::new, |other| format!("{:>8.1}", medians[0] / other));
        println!("{name:<26}{cells}{ratio}");
    }
    // A broker of its own: what the other rounds left behind is not to count.
    let (inner, _) = Inner::start();
    let before = inner.resident();
    fill(inner.port, "deep", QUEUED);
    let after = inner.resident();
    println!(
        "\nrmq broker with {QUEUED} messages queued: {} MiB ({} bytes each)",
        after / 1024,
        (after - before) * 1024 / QUEUED
    );
}

type Measure = fn(u16) -> Duration;

const MEASURES: [(&str, Measure); 5] = [
    ("in", publish),
    ("in, confirmed", publish_confirmed),
    ("out, acked by hundreds", consume),
    ("in and out at once", both),
    ("in and out, 1 M waiting", both_deep),
];

fn publish(port: u16) -> Duration {
    let queue = "bench-in";
    let taken = fill(port, queue, MESSAGES);
    Raw::open(port).delete(queue);
    taken
}

/// Publishes, and waits until all is in the queue.
fn fill(port: u16, queue: &str, count: u64) -> Duration {
    let mut client = Raw::open(port);
    client.declare(queue);
    let before = client.depth(queue);
    let message = message(queue, TRANSIENT, (0, &[]), &BODY);
    let start = Instant::now();
    client.publish(&message, count);
    while client.depth(queue) < before + count {
        thread::sleep(Duration::from_millis(1));
    }
    start.elapsed()
}

fn publish_confirmed(port: u16) -> Duration {
    let queue = "bench-confirmed";
    let mut client = Raw::open(port);
    client.declare(queue);
    let message = message(queue, TRANSIENT, (0, &[]), &BODY);
    let start = Instant::now();
    client.publish_confirmed(&message, MESSAGES);
    let taken = start.elapsed();
    client.delete(queue);
    taken
}

fn consume(port: u16) -> Duration {
    let queue = "bench-out";
    fill(port, queue, MESSAGES);
    let mut client = Raw::open(port);
    let start = Instant::now();
    client.consume(queue, MESSAGES);
    let taken = start.elapsed();
    client.delete(queue);
    taken
}

fn both(port: u16) -> Duration {
    through(port, "bench-both")
}

fn both_deep(port: u16) -> Duration {
    let queue = "bench-deep";
    fill(port, queue, QUEUED);
    through(port, queue)
}

fn through(port: u16, queue: &'static str) -> Duration {
    let mut client = Raw::open(port);
    client.declare(queue);
    let mut publisher = Raw::open(port);
    let message = message(queue, TRANSIENT, (0, &[]), &BODY);
    let start = Instant::now();
    let publishing = thread::spawn(move || {
        publisher.publish(&message, MESSAGES);
        publisher.depth(queue);
    });
    client.consume(queue, MESSAGES);
    publishing.join().expect("the publisher ends well");
    let taken = start.elapsed();
    client.delete(queue);
    taken
}

fn median(rates: &mut [f64]) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// A running `rmq broker`, killed on drop.
struct Inner {
    child: Child,
    port: u16,
}

impl Inner {
    fn start() -> (Self, Duration) {
        let start = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_rmq"))
            .args(["broker", "--listen", "127.0.0.1:0", "--http", "off"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut line).expect("it says where it is");
        let taken = start.elapsed();
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        (Self { child, port }, taken)
    }

    /// KiB of memory in use.
    fn resident(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
