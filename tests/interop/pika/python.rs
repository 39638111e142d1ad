//! Owns where Python and pika are on this machine.

use std::path::PathBuf;
use std::process::Command;

/// `python3` of `PATH` with the user's own environment, in which pika may be anywhere.
const WHERE: &str = "\
import os, pika, sys
print(sys.executable)
print(os.path.dirname(os.path.dirname(pika.__file__)))
";

/// A Python, and the directory from which it imports pika.
pub struct Python {
    /// The interpreter itself, as what is in `PATH` may be a wrapper that needs more than a bare environment.
    pub program: PathBuf,
    pub packages: PathBuf,
}

impl Python {
    /// The one of this machine, if there is one that can import pika.
    pub fn find() -> Option<Self> {
        let output = Command::new("python3").args(["-c", WHERE]).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        let mut lines = text.lines().map(PathBuf::from);
        Some(Self { program: lines.next()?, packages: lines.next()? })
    }
}
