//! Where the messages to send come from: the command line, or stdin whole, by lines or by JSON lines.

use std::io::{IsTerminal, Read, stdin};
use std::os::fd::AsFd;

use anyhow::Context as _;
use clap::Args;

use super::records::Records;
use crate::amqp::LARGEST_BODY;
use crate::context::Context;
use crate::exit::Complaint;

/// One message to send.
#[derive(Debug, Clone, Args)]
pub struct MessageArgs {
    /// The message, its words joined by spaces; `-` takes all of stdin. Without it: stdin if that is a pipe or a file
    #[arg(value_name = "MESSAGE", allow_negative_numbers = true)]
    message: Vec<String>,
}

/// Messages to send.
#[derive(Debug, Clone, Args)]
pub struct InputArgs {
    #[command(flatten)]
    one: MessageArgs,

    /// Send each line of stdin as one message
    #[arg(long, conflicts_with_all = ["message", "json"], help_heading = "Input")]
    lines: bool,

    /// Send each line of stdin as the message that this line describes in JSON, as `receive --format json` writes it
    #[arg(long, conflicts_with = "message", help_heading = "Input")]
    pub json: bool,

    /// Records on stdin end with NUL in place of a newline
    #[arg(long, conflicts_with = "message", help_heading = "Input")]
    null: bool,
}

/// What there is to send.
pub enum Input {
    /// One message.
    One(Vec<u8>),
    /// A message for each record.
    Many(Records),
}

impl InputArgs {
    /// Looks at the flags and at stdin.
    ///
    /// # Errors
    /// As [`MessageArgs::read`].
    pub async fn open(&self, context: &Context, default: &str) -> anyhow::Result<Input> {
        if self.lines || self.json || self.null {
            return Ok(Input::Many(Records::start(self.null)));
        }
        self.one.read(context, default).await.map(Input::One)
    }
}

impl MessageArgs {
    /// The message: from the command line, then stdin is not touched; or from stdin; or `default`.
    ///
    /// # Errors
    /// stdin cannot be read, or holds more than any broker takes; a signal came while reading.
    pub async fn read(&self, context: &Context, default: &str) -> anyhow::Result<Vec<u8>> {
        let whole = match self.message.as_slice() {
            [dash] if dash == "-" => true,
            [] => carries_data(),
            words => return Ok(words.join(" ").into_bytes()),
        };
        if !whole {
            return Ok(default.as_bytes().to_vec());
        }
        let reading = tokio::task::spawn_blocking(read_whole);
        tokio::select! {
            read = reading => read.context("cannot read stdin")?,
            signal = context.shutdown.requested() => Err(signal.complaint().into()),
        }
    }
}

/// True when somebody can have meant stdin for us: a pipe, a file or a socket, not a terminal and not `/dev/null`.
fn carries_data() -> bool {
    use rustix::fs::{FileType, fstat};
    let stdin = stdin();
    if stdin.is_terminal() {
        return false;
    }
    fstat(stdin.as_fd()).is_ok_and(|status| {
        matches!(FileType::from_raw_mode(status.st_mode), FileType::Fifo | FileType::RegularFile | FileType::Socket)
    })
}

pub(super) fn too_large() -> Complaint {
    Complaint::usage(format!("the message is larger than {} MiB", LARGEST_BODY >> 20))
        .because("no RabbitMQ takes a larger one")
        .advise("send it in parts, such as with --lines")
}

fn read_whole() -> anyhow::Result<Vec<u8>> {
    let mut body = Vec::new();
    stdin().lock().take(LARGEST_BODY as u64 + 1).read_to_end(&mut body).context("cannot read stdin")?;
    if body.len() > LARGEST_BODY {
        return Err(too_large().into());
    }
    Ok(body)
}
