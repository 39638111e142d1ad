//! Runs the suite, and the tests about RabbitMQ alone, on a real RabbitMQ where there is one, and says so where there is none.
//!
//! With `RMQ_REQUIRE_RABBITMQ` in the environment it must be there. Arguments are those of the test programs.

#[path = "support/installed.rs"]
mod installed;
#[path = "rabbitmq/plan.rs"]
mod plan;

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use installed::{MISSING, is_installed};
use plan::{Plan, plan};

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().skip(1).collect();
    let required = std::env::var_os("RMQ_REQUIRE_RABBITMQ").is_some_and(|value| !value.is_empty());
    let program = std::env::current_exe().unwrap_or_default();
    match plan(is_installed(), required, &program, &args) {
        Plan::Nothing => ExitCode::SUCCESS,
        Plan::Skip => {
            println!("\nskipped: {MISSING}\n");
            ExitCode::SUCCESS
        }
        Plan::Missing => {
            eprintln!("error: {MISSING}");
            ExitCode::FAILURE
        }
        Plan::Run(cargo) => {
            println!("\non a real RabbitMQ:");
            // Becomes cargo, whose output and status are those of the tests.
            let why = command(&cargo).exec();
            eprintln!("error: cannot start cargo: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Cargo as the user would call it: what the cargo that runs this tells of the package would make it build things anew.
fn command(args: &[OsString]) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into()));
    let ours = ["CARGO_PKG_", "CARGO_MANIFEST_"];
    for (name, _) in std::env::vars_os() {
        if ours.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            cargo.env_remove(name);
        }
    }
    cargo.current_dir(env!("CARGO_MANIFEST_DIR")).env("RMQ_TEST_BROKER", "rabbitmq").args(args);
    cargo
}
