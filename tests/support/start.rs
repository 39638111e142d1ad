//! Owns turning a [`Cmd`] into a child process.

use std::fs::{File, OpenOptions};
use std::io;
use std::process::{Child, Command, Stdio};

use super::cmd::{Cmd, Stdin};
use super::pty::{self, Stream};
use super::scratch;

/// Starts it. With a terminal, the answer has our side of that too.
pub fn start(cmd: &Cmd) -> io::Result<(Child, Option<File>)> {
    let mut command = command(cmd);
    let stdin = match &cmd.stdin {
        Stdin::Null | Stdin::Closed => Stdio::null(),
        Stdin::File(path) => File::open(path)?.into(),
        Stdin::Bytes(_) | Stdin::Piped => Stdio::piped(),
    };
    let stdout = match &cmd.stdout_file {
        Some(path) => OpenOptions::new().write(true).open(path)?.into(),
        None => Stdio::piped(),
    };
    let streams = [(Stream::Stdin, stdin), (Stream::Stdout, stdout), (Stream::Stderr, Stdio::piped())];
    if cmd.terminal.is_empty() {
        let [(_, stdin), (_, stdout), (_, stderr)] = streams;
        let child = command.stdin(stdin).stdout(stdout).stderr(stderr).spawn()?;
        return Ok((child, None));
    }
    let plain = streams.into_iter().filter(|(stream, _)| !cmd.terminal.contains(stream));
    let (child, terminal) = pty::spawn(command, plain)?;
    Ok((child, Some(terminal)))
}

fn command(cmd: &Cmd) -> Command {
    let mut command = Command::new(&cmd.program);
    if matches!(cmd.stdin, Stdin::Closed) {
        // The standard library cannot close a descriptor of a child; a shell that becomes the child can.
        command = Command::new("sh");
        command.args(["-c", r#"exec "$0" "$@" <&-"#]);
        command.arg(&cmd.program);
    }
    command.args(&cmd.args);
    command.env_clear().envs(&cmd.env);
    scratch::mark(&mut command);
    command.current_dir(cmd.cwd.as_deref().unwrap_or(cmd.home.path()));
    command
}
