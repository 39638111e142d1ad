//! `rmq` beside the other clients that people have, and beside a raw socket, which is about all that anybody can get out
//! of a broker: in one run, taking turns, on a RabbitMQ node that is started for it and ended with it.
//!
//! `cargo bench --bench peers` prints a table of ratios, with the goals of the project where it has one. Nothing here
//! passes or fails. `cargo bench --bench peers -- --help` says how to measure less, or more.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot run says so by panicking")]

#[allow(dead_code, unused_imports, reason = "the suite uses the rest of it")]
#[path = "../tests/support/mod.rs"]
mod support;

#[path = "../tests/interop/pika/python.rs"]
mod python;

#[allow(dead_code, reason = "the other benchmark uses the rest of it")]
mod raw;

#[path = "peers/clients.rs"]
mod clients;
#[path = "peers/memory.rs"]
mod memory;
#[path = "peers/options.rs"]
mod options;
#[path = "peers/program.rs"]
mod program;
#[path = "peers/report.rs"]
mod report;
#[path = "peers/rounds.rs"]
mod rounds;
#[path = "peers/rpc.rs"]
mod rpc;
#[path = "peers/stage.rs"]
mod stage;
#[path = "peers/statistics.rs"]
mod statistics;
#[path = "peers/work.rs"]
mod work;
#[path = "peers/works.rs"]
mod works;

use clap::Parser as _;

use options::Options;
use stage::Stage;

fn main() {
    let options = Options::parse();
    // `cargo test --benches` and the like only want to see that it builds.
    if !options.bench {
        return;
    }
    if !std::path::Path::new(RABBITMQ).exists() {
        println!("skipped: RabbitMQ is not installed");
        return;
    }
    let stage = Stage::new();
    let works = works::WORKS.iter().filter(|work| options.wants(work.key));
    let results: Vec<_> = works.map(|work| rounds::play(&stage, work, &options)).collect();
    report::print(&stage, &results, &options);
}

/// Where its packages put the server.
const RABBITMQ: &str = "/usr/lib/rabbitmq/bin/rabbitmq-server";
