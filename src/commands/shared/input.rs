//! Where the messages to send come from: the command line, or stdin whole, by lines or by JSON lines.

use std::io::{BufRead, BufReader, IsTerminal, Read, stdin};
use std::os::fd::AsFd;

use anyhow::Context as _;
use clap::Args;
use tokio::sync::mpsc;

use crate::context::Context;
use crate::exit::Complaint;

/// Largest body that any RabbitMQ can be set to take (`max_message_size`,
/// <https://www.rabbitmq.com/docs/configure#config-items>).
const LARGEST: usize = 512 * 1024 * 1024;
/// Records handed over at once: few enough to keep memory small, many enough to make the hand-over cheap.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 1024 * 1024;

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

/// One record of a stream, and where it stood.
#[derive(Debug)]
pub struct Record {
    /// Number of the line, from 1.
    pub number: u64,
    /// The line without its end.
    pub bytes: Vec<u8>,
}

/// What there is to send.
pub enum Input {
    /// One message.
    One(Vec<u8>),
    /// A message for each record.
    Many(Records),
}

/// Records of stdin, read on a thread of their own.
pub struct Records {
    batches: mpsc::Receiver<anyhow::Result<Vec<Record>>>,
    current: std::vec::IntoIter<Record>,
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

fn too_large() -> Complaint {
    Complaint::usage("the message is larger than 512 MiB")
        .because("no RabbitMQ takes a larger one")
        .advise("send it in parts, such as with --lines")
}

fn read_whole() -> anyhow::Result<Vec<u8>> {
    let mut body = Vec::new();
    stdin().lock().take(LARGEST as u64 + 1).read_to_end(&mut body).context("cannot read stdin")?;
    if body.len() > LARGEST {
        return Err(too_large().into());
    }
    Ok(body)
}

impl Records {
    /// Begins to read stdin: records end with a newline, or with NUL.
    pub fn start(null: bool) -> Self {
        let end = if null { b'\0' } else { b'\n' };
        let (sender, batches) = mpsc::channel(2);
        std::thread::spawn(move || read_records(end, &sender));
        Self { batches, current: Vec::new().into_iter() }
    }

    /// The next record; `None` at the end. Safe to drop and call again.
    ///
    /// # Errors
    /// stdin cannot be read, or a record is larger than any broker takes.
    pub async fn next(&mut self) -> Option<anyhow::Result<Record>> {
        loop {
            if let Some(record) = self.current.next() {
                return Some(Ok(record));
            }
            match self.batches.recv().await? {
                Ok(batch) => self.current = batch.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// Reads records until the end, an error, or until nobody listens. A batch goes out as soon as no other record is buffered
/// whole, so that none waits for the rest of the next.
fn read_records(end: u8, sender: &mpsc::Sender<anyhow::Result<Vec<Record>>>) {
    let mut input = BufReader::with_capacity(64 * 1024, stdin());
    let mut number = 0;
    loop {
        let mut batch = Vec::new();
        let mut bytes = 0;
        let ended = loop {
            match read_record(&mut input, end) {
                Ok(Some(record)) => {
                    number += 1;
                    bytes += record.len();
                    batch.push(Record { number, bytes: record });
                }
                Ok(None) => break Some(None),
                Err(error) => break Some(Some(error)),
            }
            if !input.buffer().contains(&end) || batch.len() >= BATCH || bytes >= BATCH_BYTES {
                break None;
            }
        };
        if !batch.is_empty() && sender.blocking_send(Ok(batch)).is_err() {
            return;
        }
        match ended {
            None => {}
            Some(None) => return,
            Some(Some(error)) => {
                // Nobody listens any more: then nobody wants to know.
                let _ = sender.blocking_send(Err(error));
                return;
            }
        }
    }
}

fn read_record(input: &mut impl BufRead, end: u8) -> anyhow::Result<Option<Vec<u8>>> {
    let mut record = Vec::new();
    input.take(LARGEST as u64 + 1).read_until(end, &mut record).context("cannot read stdin")?;
    if record.last() == Some(&end) {
        record.pop();
    } else if record.is_empty() {
        return Ok(None);
    } else if record.len() > LARGEST {
        return Err(too_large().into());
    }
    Ok(Some(record))
}

#[cfg(test)]
mod tests {
    use super::read_record;

    fn records(mut input: &[u8], end: u8) -> Vec<Vec<u8>> {
        std::iter::from_fn(|| read_record(&mut input, end).unwrap()).collect()
    }

    #[test]
    fn a_record_ends_at_its_end_or_at_the_end_of_input() {
        assert_eq!(records(b"a\n\nb", b'\n'), [&b"a"[..], b"", b"b"]);
        assert_eq!(records(b"a\n", b'\n'), [b"a"]);
        assert_eq!(records(b"a\nb\0c", b'\0'), [&b"a\nb"[..], b"c"]);
        assert!(records(b"", b'\n').is_empty());
    }
}
