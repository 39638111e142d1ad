//! Owns the temporary directory of the test process and the promise that nothing started by a test outlives it.
//!
//! Statics are not dropped and a killed process drops nothing at all, so the cleaning is done by a small
//! shell script that sees its standard input end when this process does.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use tempfile::TempDir;

/// The environment variable by which the script finds what belongs to this test process.
const MARK: &str = "TEST_SCRATCH";

static SCRATCH: LazyLock<Scratch> = LazyLock::new(Scratch::new);

struct Scratch {
    root: PathBuf,
    /// Holds the pipe whose end the script waits for.
    _guard: Child,
}

impl Scratch {
    fn new() -> Self {
        let mut guard = shell(include_str!("scratch.sh"), &[]);
        let mut line = String::new();
        let stdout = guard.stdout.take().expect("stdout is piped");
        BufReader::new(stdout).read_line(&mut line).expect("the guard of the scratch directory answers");
        assert!(!line.is_empty(), "mktemp made no scratch directory");
        Self { root: PathBuf::from(line.trim_end()), _guard: guard }
    }
}

/// The directory that goes away with this test process.
pub fn root() -> &'static PathBuf {
    &SCRATCH.root
}

/// A new directory in [`root`], removed on drop or at the latest with this process.
pub fn dir() -> TempDir {
    TempDir::new_in(root()).expect("the scratch directory takes another one")
}

/// Marks a program that is to be started, and with it its children, as belonging to this test process.
pub fn mark(command: &mut Command) {
    command.env(MARK, root());
}

/// Runs `script` with its standard input and output piped and in a process group of its own,
/// so that a Ctrl-C meant for the tests leaves it alive to do its cleaning.
pub fn shell(script: &str, args: &[&str]) -> Child {
    Command::new("sh")
        .args(["-c", script, "sh"])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .process_group(0)
        .spawn()
        .expect("sh can be started")
}
