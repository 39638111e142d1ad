//! What to run, given what is on the machine and what was asked for.

use std::ffi::OsString;
use std::path::Path;

/// Tests on a kind of broker.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    /// What `RMQ_TEST_BROKER` is.
    pub broker: &'static str,
    /// The arguments of cargo.
    pub cargo: Vec<OsString>,
}

/// Decides. `program` is the path of this program, which tells the profile; `args` are libtest's; `left_out` is what
/// the names of the tests of `interop` begin with that cannot be run, out of so many `parts`.
pub fn plan(program: &Path, args: &[OsString], rabbitmq: bool, left_out: &[&str], parts: usize) -> Vec<Run> {
    let interop = (left_out.len() < parts).then_some("interop");
    let mut runs = Vec::new();
    if interop.is_some() {
        runs.push(Run { broker: "inner", cargo: cargo(program, interop, left_out, args) });
    }
    if rabbitmq {
        let targets = ["suite", "nodes"].into_iter().chain(interop);
        runs.push(Run { broker: "rabbitmq", cargo: cargo(program, targets, left_out, args) });
    }
    runs
}

fn cargo<'a>(
    program: &Path,
    targets: impl IntoIterator<Item = &'a str>,
    left_out: &[&'a str],
    args: &[OsString],
) -> Vec<OsString> {
    // The path ends with PROFILE/deps/PROGRAM.
    let profile = program.ancestors().nth(2).and_then(Path::file_name).unwrap_or_default();
    let mut cargo: Vec<OsString> = vec!["test".into(), "--quiet".into()];
    if profile != "debug" {
        cargo.extend(["--profile".into(), profile.to_owned()]);
    }
    cargo.extend(targets.into_iter().flat_map(|target| ["--test", target]).map(OsString::from));
    cargo.push("--".into());
    cargo.extend(left_out.iter().flat_map(|tests| ["--skip", tests]).map(OsString::from));
    cargo.extend_from_slice(args);
    cargo
}
