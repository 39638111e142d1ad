//! Parse, run, exit code: nothing to read here.

use std::process::ExitCode;

fn main() -> ExitCode {
    rmq::cli::main().into()
}
