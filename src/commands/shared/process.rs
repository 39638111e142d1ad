//! A command run for one message: the body on stdin, what else is known of the message in the environment.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write as _};
use std::process::{ExitStatus, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};

use super::program::find_program;
use crate::amqp::{Delivery, FIELDS, headers_to_json};
use crate::exit::{Complaint, Exit};

/// How long a command may take to end after SIGTERM before it is killed.
const GRACE: Duration = Duration::from_secs(2);
/// How long output may lag behind the end of a command that left a process of its own holding the pipe.
const LAG: Duration = Duration::from_secs(1);
/// Longest value that is put into the environment; Linux takes 128 KiB for one, and all of it must fit beside the rest.
const LONGEST_VALUE: usize = 64 * 1024;
/// A body up to this long is in its pipe before the command starts: every pipe takes a page at least (pipe(7)).
const FITS_A_PIPE: usize = 4096;

/// Our own variables that a command must not inherit from an outer worker.
static INHERITED: LazyLock<HashSet<OsString>> = LazyLock::new(|| {
    std::env::vars_os().map(|(name, _)| name).filter(|name| name.as_encoded_bytes().starts_with(b"RMQ_")).collect()
});

/// The user's command, run without a shell in between.
#[derive(Debug, Clone)]
pub struct Task {
    /// Program and arguments as the user wrote them, at least the program.
    command: Vec<OsString>,
    /// Where the program is.
    program: OsString,
    timeout: Option<Duration>,
    capture: bool,
}

/// What became of a command that was started.
#[derive(Debug)]
pub enum Outcome {
    /// It ended with status 0; its stdout, if captured.
    Done(Vec<u8>),
    /// It failed, and how.
    Failed(String),
}

impl Task {
    /// The `command`, program and arguments, which may run for `timeout`, and whose stdout is wanted (`capture`) or ours.
    #[must_use]
    pub fn new(command: &[OsString], timeout: Option<Duration>, capture: bool) -> Self {
        let program = command.first().map(|name| find_program(name)).unwrap_or_default();
        Self { command: command.to_vec(), program, timeout, capture }
    }

    /// Runs the command for a message from `queue`, for the `attempt`th time.
    ///
    /// # Errors
    /// The command cannot be started at all.
    pub async fn run(&self, delivery: &Delivery, queue: &str, attempt: u32) -> Result<Outcome, Complaint> {
        let mut child = self.start(delivery, queue, attempt)?;
        let mut group = Group::of(&child);
        let stdin = child.stdin.take();
        let stdout = child.stdout.take();
        let body = &delivery.message.body;
        let feed = async {
            if let Some(mut stdin) = stdin {
                // A command need not read what it is given.
                let _ = stdin.write_all(body).await;
            }
            std::future::pending::<()>().await;
        };
        let mut output = Vec::new();
        let drain = async {
            if let Some(mut stdout) = stdout {
                // What could be read is the reply; a command that failed is told by its status.
                let _ = stdout.read_to_end(&mut output).await;
            }
        };
        let wait = self.wait(&mut child, &mut group);
        let ended = {
            tokio::pin!(feed, drain, wait);
            let mut drained = false;
            let ended = loop {
                tokio::select! {
                    ended = &mut wait => break ended,
                    () = &mut drain, if !drained => drained = true,
                    () = &mut feed => {}
                }
            };
            if !drained {
                let _ = tokio::time::timeout(LAG, drain).await;
            }
            ended
        };
        group.disband();
        Ok(match ended {
            Ok(()) => Outcome::Done(output),
            Err(reason) => Outcome::Failed(format!("{} {reason}", self.name())),
        })
    }

    // Nothing here may keep the standard library from `posix_spawn`, which does not copy our page tables as a fork does:
    // no hook before the exec, no other user, no PATH of the command's own.
    fn start(&self, delivery: &Delivery, queue: &str, attempt: u32) -> Result<Child, Complaint> {
        let mut words = self.command.iter();
        let mut command = Command::new(&self.program);
        command.arg0(words.next().unwrap_or(&self.program)).args(words).kill_on_drop(true);
        // Ctrl-C at the terminal is for us, who finish the task in hand; the command must not see it.
        command.process_group(0);
        if self.capture {
            command.stdout(Stdio::piped());
        }
        set_environment(&mut command, delivery, queue, attempt);
        let started = stdin_with(&delivery.message.body).and_then(|stdin| command.stdin(stdin).spawn());
        started.map_err(|error| {
            Complaint::new(Exit::Failure, format!("cannot start the command {}", self.name()))
                .because(error.to_string())
                .advise("check the command after --, which runs without a shell; the message stays in its queue")
        })
    }

    async fn wait(&self, child: &mut Child, group: &mut Group) -> Result<(), String> {
        let status = match self.timeout {
            None => child.wait().await,
            Some(timeout) => match tokio::time::timeout(timeout, child.wait()).await {
                Ok(status) => status,
                Err(_) => {
                    group.signal(Signal::TERM);
                    let ended = tokio::time::timeout(GRACE, child.wait()).await.is_ok();
                    // The command may have ended and left children that did not.
                    group.signal(Signal::KILL);
                    if !ended {
                        let _ = child.wait().await;
                    }
                    return Err(format!("did not end within {}", humantime::format_duration(timeout)));
                }
            },
        };
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(in_words(status)),
            Err(error) => Err(format!("cannot be waited for: {error}")),
        }
    }

    fn name(&self) -> String {
        format!("'{}'", self.command.first().map(|word| word.to_string_lossy()).unwrap_or_default())
    }
}

fn in_words(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt as _;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with status {code}"),
        (None, Some(signal)) => format!("was killed by signal {signal}"),
        (None, None) => "ended without a status".to_owned(),
    }
}

/// A pipe to read the body from. A short one is in it already, which spares us to wait for the pipe.
fn stdin_with(body: &[u8]) -> io::Result<Stdio> {
    if body.len() > FITS_A_PIPE {
        return Ok(Stdio::piped());
    }
    let (reader, mut writer) = io::pipe()?;
    writer.write_all(body)?;
    Ok(reader.into())
}

/// Tells a command what else there is to know of a message.
fn set_environment(command: &mut Command, delivery: &Delivery, queue: &str, attempt: u32) {
    let mut set = |name: &str, value: Option<String>| match value
        .filter(|value| value.len() <= LONGEST_VALUE && !value.contains('\0'))
    {
        Some(value) => _ = command.env(name, value),
        None if INHERITED.contains(OsStr::new(name)) => _ = command.env_remove(name),
        None => {}
    };
    let message = &delivery.message;
    set("RMQ_QUEUE", Some(queue.to_owned()));
    set("RMQ_EXCHANGE", Some(message.exchange.clone()));
    set("RMQ_ROUTING_KEY", Some(message.routing_key.clone()));
    set("RMQ_REDELIVERED", Some(message.redelivered.to_string()));
    set("RMQ_DELIVERY_TAG", Some(delivery.tag.to_string()));
    set("RMQ_ATTEMPT", Some(attempt.to_string()));
    set("RMQ_HEADERS", Some(headers_to_json(&message.properties)));
    for field in &FIELDS {
        let value = field.get(&message.properties).map(|value| value.to_string());
        if value.is_some() || !INHERITED.is_empty() {
            set(&format!("RMQ_{}", field.name.to_uppercase()), value);
        }
    }
}

/// The process group of a command. Dropped early, when we end at once, it takes the whole group along.
struct Group(Option<Pid>);

impl Group {
    fn of(child: &Child) -> Self {
        Self(child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw))
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.0 {
            // The group may have ended by itself just now.
            let _ = kill_process_group(group, signal);
        }
    }

    /// The command has ended: its group id may soon be somebody else's.
    fn disband(&mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
    }
}
