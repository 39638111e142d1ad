//! What to do about RabbitMQ, given what is on the machine and what was asked for.

use std::ffi::OsString;
use std::path::Path;

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Plan {
    /// Nothing: the tests are listed by the target that holds them.
    Nothing,
    /// Go on without it.
    Skip,
    /// Fail, because it must be there.
    Missing,
    /// Run cargo with these arguments.
    Run(Vec<OsString>),
}

/// Decides. `program` is the path of this program, which tells the profile; `args` are libtest's.
pub fn plan(installed: bool, required: bool, program: &Path, args: &[OsString]) -> Plan {
    if args.iter().any(|arg| arg == "--list") {
        return Plan::Nothing;
    }
    match (installed, required) {
        (true, _) => Plan::Run(tests(program, args)),
        (false, true) => Plan::Missing,
        (false, false) => Plan::Skip,
    }
}

fn tests(program: &Path, args: &[OsString]) -> Vec<OsString> {
    // The path ends with PROFILE/deps/PROGRAM.
    let profile = program.ancestors().nth(2).and_then(Path::file_name).unwrap_or_default();
    let mut cargo: Vec<OsString> = vec!["test".into(), "--quiet".into()];
    if profile != "debug" {
        cargo.extend(["--profile".into(), profile.to_owned()]);
    }
    cargo.extend(["--test", "suite", "--test", "nodes", "--"].map(OsString::from));
    cargo.extend_from_slice(args);
    cargo
}
