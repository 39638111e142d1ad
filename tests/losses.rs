//! The fault table: what breaks between `rmq` and a real RabbitMQ, and that nothing is lost by it.
//!
//! Each fault has numbered lines flow in or out, breaks something, and then counts: what was confirmed, what came out,
//! what came out again, and what is nowhere. The last must be 0.
//!
//! ```text
//! cargo test --test losses                          a part of each fault, in about a minute
//! cargo test --test losses -- --full                all of them, at full size
//! cargo test --test losses -- --full --markdown     the same as the table of the README
//! cargo test --test losses -- NAME                  those with NAME in their name
//! ```
//!
//! | module    | owns                                                     |
//! |-----------|----------------------------------------------------------|
//! | `fault`   | what a fault is, how large it is, what is counted        |
//! | `flow`    | numbered lines: what was confirmed, what came, what left |
//! | `line`    | a program that goes by way of a proxy                    |
//! | `many`    | trying something at many points                          |
//! | `options` | the arguments                                            |
//! | `runner`  | runs them                                                |
//! | `table`   | prints them                                              |
//! | `shared`  | the nodes: one that is left unharmed, and one to break   |
//! | `stream`  | a sender and a receiver at work while something breaks   |
//!
//! The others hold faults, one subject each.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "losses/alarm.rs"]
mod alarm;
#[path = "losses/calm.rs"]
mod calm;
#[path = "losses/cluster.rs"]
mod cluster;
#[path = "losses/cuts.rs"]
mod cuts;
#[path = "losses/death.rs"]
mod death;
#[path = "losses/fault.rs"]
mod fault;
#[path = "losses/flow.rs"]
mod flow;
#[path = "losses/kills.rs"]
mod kills;
#[path = "losses/line.rs"]
mod line;
#[path = "losses/many.rs"]
mod many;
#[path = "losses/operator.rs"]
mod operator;
#[path = "losses/options.rs"]
mod options;
#[path = "losses/outputs.rs"]
mod outputs;
#[path = "losses/runner.rs"]
mod runner;
#[path = "losses/shared.rs"]
mod shared;
#[path = "losses/silence.rs"]
mod silence;
#[path = "losses/stream.rs"]
mod stream;
#[allow(dead_code, unused_imports, reason = "the suite uses the rest of it")]
mod support;
#[path = "losses/table.rs"]
mod table;

use std::process::ExitCode;

use fault::Fault;
use options::Options;
use support::{MISSING, is_installed};

/// All faults, in the order of the table. Those that break a node wait for each other, and stand apart.
const FAULTS: &[&[Fault]] = &[
    calm::FAULTS,
    death::FAULTS,
    cluster::FAULTS,
    cuts::FAULTS,
    silence::FAULTS,
    alarm::FAULTS,
    operator::FAULTS,
    outputs::FAULTS,
    kills::FAULTS,
];

fn main() -> ExitCode {
    let options = Options::parse(std::env::args().skip(1));
    let faults: Vec<_> = FAULTS.iter().copied().flatten().filter(|fault| options.wants(fault)).collect();
    if options.list || faults.is_empty() {
        return ExitCode::SUCCESS;
    }
    if is_installed() {
        return runner::run(&faults, &options);
    }
    if std::env::var_os("RMQ_REQUIRE_ALL").is_some_and(|value| !value.is_empty()) {
        eprintln!("error: {MISSING}");
        return ExitCode::FAILURE;
    }
    println!("\nskipped: {MISSING}");
    ExitCode::SUCCESS
}
