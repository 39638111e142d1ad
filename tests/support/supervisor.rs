//! Owns the shell script that owns a broker's processes and directory; see `supervisor.sh` for what they say.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin};

use rustix::process::Pid;

use super::capture::Capture;
use super::poll::{Deadline, PATIENCE, until};
use super::scratch;

/// A running `supervisor.sh`. Dropping it ends the processes and removes the directory.
pub struct Supervisor {
    script: Child,
    stdin: Option<ChildStdin>,
    reports: Capture,
    dir: PathBuf,
    started: Vec<String>,
}

impl Supervisor {
    /// Starts the script, which makes the directory, and no process yet.
    pub fn new() -> Self {
        let mut script = scratch::shell(include_str!("supervisor.sh"), &[]);
        let reports = Capture::of(script.stdout.take().expect("stdout is piped"));
        let dir = until("the directory of a node", || reported(&reports, "dir ").pop());
        Self { stdin: script.stdin.take(), reports, script, dir: dir.into(), started: Vec::new() }
    }

    /// The directory, in which the processes run.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Writes a file of the directory.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.dir.join(name), text).expect("the directory is writable");
    }

    /// Starts a process, for the first time or again, and answers when it has a pid. The shell script ends
    /// with the `exec` of one program.
    pub fn start(&mut self, name: &str, script: &str) {
        self.write(&format!("{name}.sh"), script);
        let prefix = format!("{name} pid ");
        let before = reported(&self.reports, &prefix).len();
        let stdin = self.stdin.as_mut().expect("open until drop");
        stdin.write_all(format!("start {name}\n").as_bytes()).expect("the script reads its orders");
        until("a process", || (reported(&self.reports, &prefix).len() > before).then_some(()));
        if !self.started.iter().any(|started| started == name) {
            self.started.push(name.to_owned());
        }
    }

    /// The process id of one that was started, while it runs.
    pub fn pid(&self, name: &str) -> Option<Pid> {
        let last = reported(&self.reports, &format!("{name} ")).pop()?;
        Pid::from_raw(last.strip_prefix("pid ")?.parse().ok()?)
    }

    /// The process ids of all that run.
    pub fn pids(&self) -> Vec<Pid> {
        self.started.iter().filter_map(|name| self.pid(name)).collect()
    }

    /// Whether everything runs that was started.
    pub fn all_run(&self) -> bool {
        self.pids().len() == self.started.len()
    }

    /// What a process has written to standard output since it was started last.
    pub fn output(&self, name: &str) -> String {
        self.file(&format!("{name}.out"))
    }

    /// What all processes have written to both streams, for the report of a failure.
    pub fn said(&self) -> String {
        let files = self.started.iter().flat_map(|name| [format!("{name}.out"), format!("{name}.err")]);
        files.map(|file| self.file(&file)).collect()
    }

    fn file(&self, name: &str) -> String {
        fs::read(self.dir.join(name)).map_or_else(|_| String::new(), |text| String::from_utf8_lossy(&text).into_owned())
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        drop(self.stdin.take());
        // The script does its work also when this does not wait for it; a drop must not panic.
        let _ = Deadline::after(PATIENCE).poll(|| self.script.try_wait().ok().flatten());
    }
}

/// The rest of every line so far that begins with `prefix`.
fn reported(reports: &Capture, prefix: &str) -> Vec<String> {
    let bytes = reports.bytes();
    let text = String::from_utf8_lossy(&bytes);
    let complete = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
    complete.filter_map(|line| line.strip_prefix(prefix)).map(str::to_owned).collect()
}

/// Text as one word for the shell.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
