//! Owns talking to a program while it runs: input, keys, signals, and waiting for what it says.

use std::fs::File;
use std::io::Write;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, Signal, kill_process};

use super::running::Running;

impl Running {
    /// Its process id.
    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).expect("a child that nobody waited for can be signalled");
    }

    /// Writes to its standard input, which must be [`Stdin::Piped`].
    #[track_caller]
    pub fn write_stdin(&mut self, bytes: impl AsRef<[u8]>) {
        let stdin = self.stdin.as_mut().expect("standard input is piped and open");
        stdin.write_all(bytes.as_ref()).expect("it reads its standard input");
    }

    /// Ends its standard input.
    pub fn close_stdin(&mut self) {
        self.stdin = None;
    }

    /// Closes the reading end of its standard output: its next write fails with a broken pipe.
    #[track_caller]
    pub fn close_stdout(&mut self) {
        // A program that another test starts at this moment has a copy of the reading end until its `exec`, and what
        // is written until then fails nowhere. A writing end tells when the last copy is gone.
        let writing_end = File::options().write(true).open(format!("/proc/{}/fd/1", self.pid().as_raw_nonzero()));
        self.stdout.close();
        // There is none when the program has ended.
        if let Ok(pipe) = writing_end {
            let left = self.deadline.left().and_then(|left| left.try_into().ok()).unwrap_or_default();
            let broken = poll(&mut [PollFd::new(&pipe, PollFlags::ERR)], Some(&left));
            assert_eq!(broken, Ok(1), "{}: somebody still reads its standard output", self.name);
        }
    }

    /// Presses keys on its terminal.
    #[track_caller]
    pub fn send_keys(&mut self, keys: &str) {
        let terminal = self.keys.as_mut().expect("it has a terminal");
        terminal.write_all(keys.as_bytes()).expect("a terminal takes keys");
    }

    /// Waits for the next complete line with `text` in it on standard output, and answers that line.
    #[track_caller]
    pub fn wait_stdout_line(&mut self, text: &str) -> String {
        let found = self.stdout.wait_for(text, true, self.deadline);
        found.unwrap_or_else(|| self.missed("line on stdout", text))
    }

    /// Waits for the next complete line with `text` in it on standard error, and answers that line.
    #[track_caller]
    pub fn wait_stderr_line(&mut self, text: &str) -> String {
        let found = self.stderr.wait_for(text, true, self.deadline);
        found.unwrap_or_else(|| self.missed("line on stderr", text))
    }

    /// Waits for the next `text` on the terminal, and answers what was shown up to there.
    #[track_caller]
    pub fn wait_screen(&mut self, text: &str) -> String {
        let found = self.screen.wait_for(text, false, self.deadline);
        found.unwrap_or_else(|| self.missed("text on the terminal", text))
    }

    #[track_caller]
    fn missed(&self, what: &str, text: &str) -> String {
        panic!("{}: no {what} with {text:?}\n{}", self.name, self.output().report());
    }
}
