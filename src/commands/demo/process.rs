//! One program of the demo: this same executable as a child, on a terminal of its own.
//!
//! On a pseudo-terminal it says what a newcomer would see: the tutorials' lines, colours, moving bars. It is also the
//! terminal that ends it should the demo be killed: whose terminal goes away gets SIGHUP.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};

use anyhow::Context as _;
use pty_process::{Command, Size};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::AsyncReadExt as _;
use tokio::process::Child;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;

use super::words::words;
use crate::output::{Seen, Teletype};

/// Lines of the terminal: what nobody scrolls back to.
const ROWS: u16 = 24;

/// What a program did.
#[derive(Debug)]
pub enum Event {
    /// It wrote.
    Seen(Seen),
    /// It will write no more.
    Silent,
}

/// What all programs of a demo have in common.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// This executable.
    pub program: PathBuf,
    /// Environment variables that say where the broker is.
    pub environment: Vec<(&'static str, String)>,
    /// Whether their colours are kept.
    pub color: bool,
}

/// A started program. Dropping it kills it.
pub struct Process {
    child: Child,
    reader: JoinHandle<()>,
}

impl Process {
    /// Starts `rmq ...` on a terminal with so many columns, and sends to `events` what it does, under its `index`.
    ///
    /// # Errors
    /// The operating system's.
    pub fn start(
        surroundings: &Surroundings,
        command: &str,
        columns: u16,
        index: usize,
        events: UnboundedSender<(usize, Event)>,
    ) -> anyhow::Result<Self> {
        let failed = || format!("cannot start {command}");
        let (mut terminal, side) = pty_process::open().with_context(failed)?;
        terminal.resize(Size::new(ROWS, columns)).with_context(failed)?;
        let mut child = Command::new(&surroundings.program).args(words(command).skip(1)).kill_on_drop(true);
        for name in std::env::vars_os().map(|(name, _)| name).filter(|name| misleads(name)) {
            child = child.env_remove(name);
        }
        // The broker goes with the demo, for good.
        child = child.env("TERM", "xterm-256color").env("RMQ_RECONNECT", "never").stdin(Stdio::null());
        for (name, value) in &surroundings.environment {
            child = child.env(name, value);
        }
        let child = child.spawn(side).with_context(failed)?;
        let mut teletype = Teletype::new(surroundings.color);
        let reader = tokio::spawn(async move {
            let mut buffer = vec![0; 4096];
            // A terminal that nobody writes to any more is an error to read.
            while let Ok(count @ 1..) = terminal.read(&mut buffer).await {
                for seen in teletype.read(&buffer[..count]) {
                    let _ = events.send((index, Event::Seen(seen)));
                }
            }
            let _ = events.send((index, Event::Silent));
        });
        Ok(Self { child, reader })
    }

    /// Its process id, until its end was waited for.
    #[must_use]
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Sends it a signal, if it still runs.
    pub fn signal(&self, signal: Signal) {
        let pid = self.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // It has ended and was not waited for yet: then it needs no signal.
            let _ = kill_process(pid, signal);
        }
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// The operating system's.
    pub async fn wait(&mut self) -> std::io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Kills it if it still runs, and waits until it is gone.
    pub async fn kill(mut self) {
        // The error of somebody who has ended already.
        let _ = self.child.kill().await;
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

/// Variables that would send a program to another broker, or make it look different.
fn misleads(name: &OsStr) -> bool {
    let name = OsString::from(name);
    let name = name.to_string_lossy();
    name.starts_with("RMQ_") || ["AMQP_URL", "NO_COLOR"].contains(&&*name)
}
