//! Owns the description of a program to run: the real `rmq`, or another one beside it.
//!
//! Output and status are always compared (see `expect`). What a test does not mention must be empty, or 0.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::expect::Expect;
use super::output::Output;
use super::poll::PATIENCE;
use super::pty::Stream;
use super::running::Running;
use super::scratch;

/// What the program finds on its standard input.
#[derive(Clone, Debug, Default)]
pub enum Stdin {
    /// `/dev/null`
    #[default]
    Null,
    /// A pipe that holds these bytes and then ends.
    Bytes(Vec<u8>),
    /// This file.
    File(PathBuf),
    /// A pipe that the test writes to.
    Piped,
    /// Nothing at all: the descriptor is closed.
    Closed,
}

/// A program, how to run it, and what to expect of it.
pub struct Cmd {
    pub(super) program: OsString,
    pub(super) args: Vec<OsString>,
    pub(super) env: BTreeMap<OsString, OsString>,
    pub(super) cwd: Option<PathBuf>,
    pub(super) stdin: Stdin,
    pub(super) stdout_file: Option<PathBuf>,
    pub(super) terminal: Vec<Stream>,
    pub(super) limit: Duration,
    pub(super) expect: Expect,
    pub(super) home: TempDir,
}

impl Cmd {
    /// The `rmq` of this build.
    pub fn rmq() -> Self {
        Self::new(env!("CARGO_BIN_EXE_rmq"))
    }

    /// Any program, with a home directory of its own and an environment that is the same everywhere.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let home = scratch::dir();
        let mut env = BTreeMap::new();
        // The profile variable is for measuring test coverage; the rest of the environment stays outside.
        for name in ["PATH", "LLVM_PROFILE_FILE"] {
            env.extend(std::env::var_os(name).map(|value| (name.into(), value)));
        }
        env.insert("HOME".into(), home.path().into());
        env.insert("LANG".into(), "C.UTF-8".into());
        // A lost connection is the end of it, unless a test is about another.
        env.insert("RMQ_RECONNECT".into(), "never".into());
        Self {
            program: program.as_ref().to_owned(),
            args: Vec::new(),
            env,
            cwd: None,
            stdin: Stdin::default(),
            stdout_file: None,
            terminal: Vec::new(),
            limit: PATIENCE,
            expect: Expect::default(),
            home,
        }
    }

    /// Adds arguments.
    pub fn args(mut self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        let args = args.into_iter().map(|arg| arg.as_ref().to_owned());
        self.args.extend(args);
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.env.insert(name.into(), value.as_ref().to_owned());
        self
    }

    /// Removes an environment variable that is set by default.
    pub fn env_remove(mut self, name: &str) -> Self {
        self.env.remove(OsStr::new(name));
        self
    }

    /// Runs it in this directory rather than in a fresh one.
    pub fn cwd(mut self, dir: impl AsRef<Path>) -> Self {
        self.cwd = Some(dir.as_ref().to_owned());
        self
    }

    /// Chooses what is on standard input; `/dev/null` by default.
    pub fn stdin(mut self, stdin: Stdin) -> Self {
        self.stdin = stdin;
        self
    }

    /// Puts `bytes` on standard input.
    pub fn input(self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin(Stdin::Bytes(bytes.as_ref().to_owned()))
    }

    /// Sends standard output to a file that exists, such as `/dev/full`.
    pub fn stdout_file(mut self, path: impl AsRef<Path>) -> Self {
        self.stdout_file = Some(path.as_ref().to_owned());
        self
    }

    /// Puts these streams on a terminal of 80 by 24; what it shows is the `screen`.
    pub fn terminal(mut self, streams: &[Stream]) -> Self {
        self.terminal = streams.to_vec();
        self.env("TERM", "xterm-256color")
    }

    /// Allows it this long rather than 30 s.
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Starts it and waits for its end: see [`Running::finish`].
    #[track_caller]
    pub fn run(self) -> Output {
        self.spawn().finish()
    }

    /// Starts it.
    #[track_caller]
    pub fn spawn(self) -> Running {
        Running::new(self)
    }
}
