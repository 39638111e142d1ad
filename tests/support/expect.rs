//! Owns what a program must have done by the time it has ended, and the report when it did not.

use std::fmt::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use rustix::process::Signal;

use super::cmd::Cmd;
use super::output::Output;
use super::pattern::{Expected, shown};

/// What must hold in the end. By default: nothing was written, and the exit status is 0.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    pub stdout: Expected,
    pub stderr: Expected,
    /// What the terminal showed, with `\n` for its `\r\n`.
    pub screen: Expected,
    pub ending: Ending,
}

/// How a program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By itself, with this exit status.
    Status(i32),
    /// By this signal.
    Signal(i32),
}

impl Default for Ending {
    fn default() -> Self {
        Self::Status(0)
    }
}

impl From<ExitStatus> for Ending {
    fn from(status: ExitStatus) -> Self {
        match (status.code(), status.signal()) {
            (Some(code), _) => Self::Status(code),
            (None, Some(signal)) => Self::Signal(signal),
            (None, None) => unreachable!("a process that was waited for has ended"),
        }
    }
}

impl Expect {
    /// The differences between what is expected and what was; `None` when there are none.
    pub fn differences(&self, output: &Output, ending: Ending) -> Option<String> {
        let mut report = String::new();
        if ending != self.ending {
            let _ = writeln!(report, "--- ended with {ending:?}, expected {:?}", self.ending);
        }
        let expected = [&self.stdout, &self.stderr, &self.screen];
        for ((name, actual), expected) in output.streams().into_iter().zip(expected) {
            if expected.holds(actual) {
                continue;
            }
            let wanted = match expected {
                Expected::Exact(bytes) => shown(bytes),
                Expected::Pattern(pattern) => shown(pattern.as_bytes()),
            };
            let _ = write!(report, "--- {name} expected:\n{wanted}");
        }
        (!report.is_empty()).then(|| report + &output.report())
    }
}

/// What is expected of it.
impl Cmd {
    /// Expects exactly this text on standard output.
    pub fn stdout(self, text: &str) -> Self {
        self.stdout_bytes(text)
    }

    /// Expects exactly these bytes on standard output.
    pub fn stdout_bytes(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.expect.stdout = Expected::Exact(bytes.as_ref().to_owned());
        self
    }

    /// Expects text with wildcards (see `pattern`) on standard output.
    pub fn stdout_matches(mut self, pattern: &str) -> Self {
        self.expect.stdout = Expected::Pattern(pattern.to_owned());
        self
    }

    /// Expects exactly this text on standard error.
    pub fn stderr(mut self, text: &str) -> Self {
        self.expect.stderr = Expected::Exact(text.into());
        self
    }

    /// Expects text with wildcards (see `pattern`) on standard error.
    pub fn stderr_matches(mut self, pattern: &str) -> Self {
        self.expect.stderr = Expected::Pattern(pattern.to_owned());
        self
    }

    /// Expects text with wildcards (see `pattern`) on the terminal.
    pub fn screen_matches(mut self, pattern: &str) -> Self {
        self.expect.screen = Expected::Pattern(pattern.to_owned());
        self
    }

    /// Expects this exit status.
    pub fn status(mut self, status: i32) -> Self {
        self.expect.ending = Ending::Status(status);
        self
    }

    /// Expects it to be ended by this signal.
    pub fn killed_by(mut self, signal: Signal) -> Self {
        self.expect.ending = Ending::Signal(signal.as_raw());
        self
    }
}
