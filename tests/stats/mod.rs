//! `rmq stats`: what it shows of which queues, what it makes of thresholds, and where it looks without the API.

mod absent;
mod access;
mod api;
mod choose;
mod gone;
mod gone_for_good;
mod json;
mod order;
mod screen;
mod strangers;
mod table;
mod thresholds;
mod urls;
mod vhosts;
mod waiting;
mod watch;

use serde_json::{Value, json};

use crate::support::{Bench, Cmd, Node, until};

/// The headings; the last ones stand as far apart as the cells below need it.
const HEADINGS: &str = "name[..]state[..]ready  unacked  total  in/s  out/s  cons[..]memory\n";

/// The headings over nothing but short cells.
const BARE: &str = "name  state  ready  unacked  total  in/s  out/s  cons  memory\n";

/// What every complaint that there is no API advises first.
const ENABLE: &str =
    "enable it at the broker (rabbitmq-plugins enable rabbitmq_management), or say where it is with --api-url";

/// And then, when nobody named a queue.
const BY_NAME: &str = "queues given by name, not by glob, can be counted without it";

/// `rmq stats` that finds the API of the bench.
fn stats(bench: &Bench, args: &[&str]) -> Cmd {
    stats_at(bench, &bench.api_url(), args)
}

/// `rmq stats` that is told of an API somewhere.
fn stats_at(bench: &Bench, api: &str, args: &[&str]) -> Cmd {
    bench.rmq(["stats", "--api-url", api]).args(args)
}

/// The address of the API as it is shown: without user and password.
fn shown(bench: &Bench) -> String {
    bench.api_url().replace("guest:guest@", "")
}

/// The lines over the table, for the bench's vhost.
fn head(bench: &Bench) -> String {
    format!("{}\n", heading(bench))
}

/// The same without the empty line.
fn heading(bench: &Bench) -> String {
    let (product, vhost) = (bench.broker().product(), bench.vhost().name());
    format!("{product} [..] at {}, vhost {vhost}\nall vhosts: [..]\n", shown(bench))
}

/// The lines over the table when a threshold made it count.
fn head_counted(bench: &Bench) -> String {
    format!("{}ready and cons by passive declare, not sampled\n\n", heading(bench))
}

/// The lines over the table without the API.
fn head_amqp(bench: &Bench, reason: &str) -> String {
    let port = Node::shared().amqp_port();
    let vhost = bench.vhost().name();
    format!("source: AMQP passive declare at amqp://127.0.0.1:{port}, vhost {vhost}\n{reason}\n\n")
}

/// The complaint that there is no API at `url`.
fn no_api(url: &str, why: &str, besides: &str) -> String {
    format!("error: no management API at {url}\n  why: {why}\n  try: {ENABLE}; {besides}\n")
}

/// The complaint about a queue that is not there.
fn no_queue(bench: &Bench, queue: &str) -> String {
    format!(
        "error: queue '{queue}' does not exist in vhost '{}'\n  try: check the name, or --vhost; without a name all queues are shown\n",
        bench.vhost().name()
    )
}

/// A queue with so many ready messages.
#[track_caller]
fn filled(bench: &Bench, queue: &str, messages: u32) {
    bench.vhost().declare_queue(queue, &json!({}));
    for _ in 0..messages {
        assert!(bench.vhost().publish("amq.default", queue, "x", &json!({})));
    }
}

/// Waits until the broker's sample of a queue is as it should be.
#[track_caller]
fn sampled(bench: &Bench, queue: &str, right: impl Fn(&Value) -> bool) {
    until(&format!("a sample of queue {queue}"), || bench.vhost().queue(queue).filter(|sample| right(sample)));
}

/// Waits until the broker has sampled so many ready messages.
#[track_caller]
fn sampled_ready(bench: &Bench, queue: &str, ready: u32) {
    sampled(bench, queue, |sample| sample["messages_ready"] == ready && sample["memory"].is_u64());
}
