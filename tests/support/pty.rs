//! Owns pseudo-terminals: starting a program with some or all of its streams on one.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};

use pty_process::Size;
use pty_process::blocking;

/// A standard stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    Stdin,
    Stdout,
    Stderr,
}

/// All three, as when a person runs the program.
pub const ALL: [Stream; 3] = [Stream::Stdin, Stream::Stdout, Stream::Stderr];

/// The key that interrupts.
pub const CTRL_C: &str = "\x03";

/// Starts `command` on a terminal of 80 by 24, its controlling terminal, but for the streams in `plain`.
/// The answer is the child and our side of the terminal.
pub fn spawn(command: Command, plain: impl Iterator<Item = (Stream, Stdio)>) -> io::Result<(Child, File)> {
    let (pty, pts) = blocking::open().map_err(io::Error::other)?;
    pty.resize(Size::new(24, 80)).map_err(io::Error::other)?;
    let mut command = blocking::Command::from(command);
    for (stream, stdio) in plain {
        command = match stream {
            Stream::Stdin => command.stdin(stdio),
            Stream::Stdout => command.stdout(stdio),
            Stream::Stderr => command.stderr(stdio),
        };
    }
    let child = command.spawn(pts).map_err(io::Error::other)?;
    Ok((child, File::from(OwnedFd::from(pty))))
}
