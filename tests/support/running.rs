//! Owns a program that a test has started, to its end. Talking to it is in `talk`.

use std::fs::File;
use std::io::Write;
use std::process::{Child, ChildStdin};
use std::thread;

use tempfile::TempDir;

use super::capture::Capture;
use super::cmd::{Cmd, Stdin};
use super::expect::{Ending, Expect};
use super::output::Output;
use super::poll::Deadline;
use super::start::start;

/// A started program. Dropping it kills it.
pub struct Running {
    pub(super) name: String,
    pub(super) child: Child,
    pub(super) stdin: Option<ChildStdin>,
    pub(super) stdout: Capture,
    pub(super) stderr: Capture,
    pub(super) screen: Capture,
    pub(super) keys: Option<File>,
    expect: Expect,
    pub(super) deadline: Deadline,
    _home: TempDir,
}

impl Running {
    #[track_caller]
    pub(super) fn new(cmd: Cmd) -> Self {
        let name = format!("{} {:?}", cmd.program.display(), cmd.args);
        let deadline = Deadline::after(cmd.limit);
        let (mut child, keys) = match start(&cmd) {
            Ok(started) => started,
            Err(why) => panic!("{name}: cannot be started: {why}"),
        };
        let mut stdin = child.stdin.take();
        if let Stdin::Bytes(bytes) = cmd.stdin {
            let mut pipe = stdin.take().expect("bytes are for a standard input that is no terminal");
            // A program that does not read all of it is no failure of the writer.
            thread::spawn(move || pipe.write_all(&bytes));
        }
        let screen = keys.as_ref().map(|keys| keys.try_clone().expect("one more descriptor"));
        Self {
            stdin,
            stdout: child.stdout.take().map_or_else(Capture::nothing, Capture::of),
            stderr: child.stderr.take().map_or_else(Capture::nothing, Capture::of),
            screen: screen.map_or_else(Capture::nothing, Capture::of),
            name,
            child,
            keys,
            expect: cmd.expect,
            deadline,
            _home: cmd.home,
        }
    }

    /// Waits for its end and compares standard output, standard error, the terminal and how it ended with
    /// what the [`Cmd`] expects. Standard input is ended first, as nobody will write to it any more.
    #[track_caller]
    pub fn finish(mut self) -> Output {
        self.close_stdin();
        let waited = self.deadline.poll(|| self.child.try_wait().expect("a child can be waited for"));
        let Some(status) = waited else {
            panic!("{}: still running at its deadline\n{}", self.name, self.output().report());
        };
        let streams = [&self.stdout, &self.stderr, &self.screen];
        if !streams.iter().all(|stream| stream.wait_end(self.deadline)) {
            let output = self.output().report();
            panic!("{}: has ended, but something it started still has its output\n{output}", self.name);
        }
        let output = self.output();
        if let Some(report) = self.expect.differences(&output, Ending::from(status)) {
            panic!("{}: not as expected\n{report}", self.name);
        }
        output
    }

    /// What it wrote so far.
    pub fn output(&self) -> Output {
        let screen = String::from_utf8_lossy(&self.screen.bytes()).replace("\r\n", "\n");
        Output { stdout: self.stdout.bytes(), stderr: self.stderr.bytes(), screen: screen.into_bytes() }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails when it has ended, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
