//! A command run for one message: the body on stdin, what else is known of the message in the environment.

use std::ffi::OsString;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};

use crate::amqp::{Delivery, FIELDS, headers_to_json};
use crate::exit::{Complaint, Exit};

/// How long a command may take to end after SIGTERM before it is killed.
const GRACE: Duration = Duration::from_secs(2);
/// How long output may lag behind the end of a command that left a process of its own holding the pipe.
const LAG: Duration = Duration::from_secs(1);
/// Longest value that is put into the environment; Linux takes 128 KiB for one, and all of it must fit beside the rest.
const LONGEST_VALUE: usize = 64 * 1024;

/// The user's command, run without a shell in between.
#[derive(Debug, Clone)]
pub struct Task {
    /// Program and arguments, at least the program.
    pub command: Vec<OsString>,
    /// How long it may run.
    pub timeout: Option<Duration>,
    /// Its stdout is wanted; otherwise it is ours.
    pub capture: bool,
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

    fn start(&self, delivery: &Delivery, queue: &str, attempt: u32) -> Result<Child, Complaint> {
        let mut words = self.command.iter();
        let mut command = Command::new(words.next().cloned().unwrap_or_default());
        command.args(words).stdin(Stdio::piped()).kill_on_drop(true);
        // Ctrl-C at the terminal is for us, who finish the task in hand; the command must not see it.
        command.process_group(0);
        if self.capture {
            command.stdout(Stdio::piped());
        }
        for (name, value) in environment(delivery, queue, attempt) {
            match value.filter(|value| value.len() <= LONGEST_VALUE && !value.contains('\0')) {
                Some(value) => command.env(name, value),
                // Also so that no value of an outer worker's message shows through.
                None => command.env_remove(name),
            };
        }
        command.spawn().map_err(|error| {
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

/// What a command learns of a message beside its body.
fn environment(delivery: &Delivery, queue: &str, attempt: u32) -> Vec<(String, Option<String>)> {
    let message = &delivery.message;
    let own = [
        ("RMQ_QUEUE", queue.to_owned()),
        ("RMQ_EXCHANGE", message.exchange.clone()),
        ("RMQ_ROUTING_KEY", message.routing_key.clone()),
        ("RMQ_REDELIVERED", message.redelivered.to_string()),
        ("RMQ_DELIVERY_TAG", delivery.tag.to_string()),
        ("RMQ_ATTEMPT", attempt.to_string()),
        ("RMQ_HEADERS", headers_to_json(&message.properties)),
    ];
    let properties = FIELDS.iter().map(|field| {
        let value = field.get(&message.properties).map(|value| value.to_string());
        (format!("RMQ_{}", field.name.to_uppercase()), value)
    });
    own.into_iter().map(|(name, value)| (name.to_owned(), Some(value))).chain(properties).collect()
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
