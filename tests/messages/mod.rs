//! What one process does with messages: sending, receiving, printing, and refusing.

mod attributes;
mod bodies;
mod confirms;
mod counts;
mod elsewhere;
mod exchanges;
mod headers;
mod input;
mod interrupted;
mod large_headers;
mod narrated;
mod peek;
mod prefetch;
mod properties;
mod publishing;
mod queues;
mod round_trip;
mod routing;
mod sources;
mod stops;
mod templates;
mod unreadable;
mod wrong_lines;
mod wrong_options;
mod wrong_urls;
mod wrong_values;

use std::ops::RangeInclusive;

use crate::support::{Bench, Cmd, Running};

/// What a listener says once it consumes from a queue.
pub const WAITING: &str = " [*] Waiting for messages. To exit press CTRL+C\n";
/// What a listener says once its queue is bound to an exchange.
pub const WAITING_LOGS: &str = " [*] Waiting for logs. To exit press CTRL+C\n";

/// `rmq receive` of a queue, which says nothing on stderr but that it waits.
pub fn receive(bench: &Bench, queue: &str, args: &[&str]) -> Cmd {
    bench.rmq(["receive", "--queue", queue]).args(args).stderr(WAITING)
}

/// Takes `count` messages off a queue and compares their bodies, each with a newline.
#[track_caller]
pub fn holds(bench: &Bench, queue: &str, count: usize, lines: &str) {
    receive(bench, queue, &["--no-declare", "--count", &count.to_string()]).stdout(lines).run();
    bench.vhost().wait_depth(queue, 0, 0);
}

/// Numbers, one a line.
pub fn numbers(range: RangeInclusive<usize>) -> String {
    range.map(|number| format!("{number}\n")).collect()
}

/// Sends the numbers from 1 to `count` to a queue.
#[track_caller]
pub fn fill(bench: &Bench, queue: &str, count: usize) {
    let said = format!(" [x] Sent {count} messages\n");
    bench.rmq(["send", "--lines", "--queue", queue]).input(numbers(1..=count)).stderr(&said).run();
    bench.vhost().wait_depth(queue, count as u64, 0);
}

/// Starts a listener and waits until it listens: what is published from then on comes to it.
#[track_caller]
pub fn listen(bench: &Bench, args: &[&str], expected: &str) -> Running {
    let mut running = bench.rmq(args).stdout(expected).stderr(WAITING_LOGS).spawn();
    running.wait_stderr_line("[*] Waiting");
    running
}

/// The one message of a queue as `receive` writes it in JSON, without the newline.
#[track_caller]
pub fn json_of(bench: &Bench, queue: &str) -> String {
    let cmd = receive(bench, queue, &["--count", "1", "--format", "json"]).stdout_matches("[..]\n");
    cmd.run().stdout_text().trim_end().to_owned()
}
