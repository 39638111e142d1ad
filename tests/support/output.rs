//! Owns what a program wrote, for tests that look closer and for the report of a failure.

use std::fmt::Write;

use super::pattern::shown;

/// What a program wrote.
#[derive(Clone, Debug)]
pub struct Output {
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// What the terminal showed, with `\n` for its `\r\n`.
    pub screen: Vec<u8>,
}

impl Output {
    /// Standard output as text.
    pub fn stdout_text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// Standard error as text.
    pub fn stderr_text(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// All of it, for the report of a failure.
    pub fn report(&self) -> String {
        let mut report = String::new();
        for (name, bytes) in self.streams() {
            let _ = write!(report, "--- {name}:\n{}", shown(bytes));
        }
        report
    }

    /// Its streams by name.
    pub fn streams(&self) -> [(&'static str, &[u8]); 3] {
        [("stdout", &self.stdout), ("stderr", &self.stderr), ("screen", &self.screen)]
    }
}
