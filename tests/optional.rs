//! Runs what needs more than Rust, as far as it is there, and says so where it is not: the suite and the tests about
//! RabbitMQ alone on a real RabbitMQ, and on both kinds of brokers the tests with programs of others.
//!
//! With `RMQ_REQUIRE_ALL` in the environment everything must be there. Arguments are those of the test programs.

#[path = "support/installed.rs"]
mod installed;
#[path = "optional/parts.rs"]
mod parts;
#[path = "optional/plan.rs"]
mod plan;
#[path = "interop/pika/python.rs"]
#[allow(dead_code, reason = "whether it is there is enough")]
mod python;

use std::process::{Command, ExitCode};

use parts::{Found, PARTS};
use plan::{Run, plan};

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().skip(1).collect();
    // The tests are listed by the targets that hold them.
    if args.iter().any(|arg| arg == "--list") {
        return ExitCode::SUCCESS;
    }
    let found = Found::here();
    let complaints = found.complaints();
    if !complaints.is_empty() && std::env::var_os("RMQ_REQUIRE_ALL").is_some_and(|value| !value.is_empty()) {
        complaints.iter().for_each(|complaint| eprintln!("error: {complaint}"));
        return ExitCode::FAILURE;
    }
    println!();
    complaints.iter().for_each(|complaint| println!("skipped: {complaint}"));
    let program = std::env::current_exe().unwrap_or_default();
    let left_out: Vec<_> = found.missing.iter().map(|part| part.tests).collect();
    let runs = plan(&program, &args, found.rabbitmq, &left_out, PARTS.len());
    if runs.iter().all(succeeds) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn succeeds(run: &Run) -> bool {
    let Run { broker, .. } = run;
    println!(
        "\n{}:",
        if *broker == "inner" { "programs of others, on the inner broker" } else { "on a real RabbitMQ" }
    );
    match command(run).status() {
        Ok(status) => status.success(),
        Err(why) => {
            eprintln!("error: cannot start cargo: {why}");
            false
        }
    }
}

/// Cargo as the user would call it: what the cargo that runs this tells of the package would make it build things anew.
fn command(run: &Run) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into()));
    let ours = ["CARGO_PKG_", "CARGO_MANIFEST_"];
    for (name, _) in std::env::vars_os() {
        if ours.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            cargo.env_remove(name);
        }
    }
    cargo.current_dir(env!("CARGO_MANIFEST_DIR")).env("RMQ_TEST_BROKER", run.broker).args(&run.cargo);
    cargo
}
