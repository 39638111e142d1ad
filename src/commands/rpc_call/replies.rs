//! The replies to a stream of requests: each is printed in its turn, or told why there is none.

use tokio::time::Instant;

use super::super::shared::write;
use super::window::{Turn, Window};
use super::{Args, error_in, ignore};
use crate::amqp::Message;
use crate::context::Context;
use crate::exit::{Complaint, Exit};
use crate::output::Printer;

/// What has become of the lines.
pub(super) struct Replies<'a> {
    args: &'a Args,
    context: &'a Context,
    printer: Printer,
    /// What the correlation ids begin with; the number of the line follows.
    prefix: String,
    /// Lines that have not had their turn.
    pub(super) window: Window,
    /// Lines that had it, and those of them that had no good reply.
    pub(super) answered: u64,
    failed: u64,
    /// The code of the first failure.
    first_failure: Option<Exit>,
}

impl<'a> Replies<'a> {
    /// None yet.
    pub(super) fn new(args: &'a Args, context: &'a Context, prefix: String) -> Self {
        let (printer, window) = (args.printer(context), Window::new(args.in_flight));
        Self { args, context, printer, prefix, window, answered: 0, failed: 0, first_failure: None }
    }

    /// The correlation id of the line with this number.
    pub(super) fn id(&self, number: u64) -> String {
        format!("{}{number}", self.prefix)
    }

    /// Keeps a reply until its turn.
    pub(super) fn put(&mut self, reply: Message) {
        let id = reply.properties.correlation_id().as_ref().map(ToString::to_string).unwrap_or_default();
        let number = id.strip_prefix(&self.prefix).and_then(|number| number.parse().ok());
        if !number.is_some_and(|number| self.window.replied(number, reply)) {
            ignore(self.context);
        }
    }

    /// Prints what has its turn; at a failure, what came before it. `blocked` is why the broker takes no messages, if it
    /// says so.
    ///
    /// # Errors
    /// Without `--keep-going` that of a line; stdout cannot be written to; a signal while it is.
    pub(super) async fn print(&mut self, blocked: Option<String>) -> anyhow::Result<()> {
        let now = Instant::now();
        let mut bytes = Vec::new();
        let mut failure = None;
        while failure.is_none() {
            let Some((number, turn)) = self.window.turn(now) else { break };
            let reply = match self.judge(number, turn, blocked.clone()) {
                Ok(reply) => reply,
                Err(complaint) if self.args.keep_going => {
                    self.context.output.warn(complaint.in_one_line());
                    self.failed += 1;
                    self.first_failure.get_or_insert(complaint.exit);
                    Message::default()
                }
                Err(complaint) => {
                    failure = Some(complaint);
                    continue;
                }
            };
            self.answered += 1;
            let reply = if self.args.print.is_text() { without_newline(reply) } else { reply };
            self.printer.print(&reply, &self.args.queue, &mut bytes);
        }
        if !bytes.is_empty()
            && let Some(signal) = write(self.context, bytes).await?
        {
            return Err(signal.complaint().into());
        }
        failure.map_or(Ok(()), |complaint| Err(complaint.into()))
    }

    /// The reply to print for a line, or why there is none.
    fn judge(&self, number: u64, turn: Turn, blocked: Option<String>) -> Result<Message, Complaint> {
        match turn {
            Turn::Overdue => {
                let fault = self.args.overdue(blocked, &format!("the reply to line {number}"));
                Err(Complaint::from(&fault))
            }
            Turn::Replied(reply) => match error_in(&reply) {
                None => Ok(reply),
                Some(text) => {
                    let what = format!("the server answered line {number} with an error");
                    let hint = "--keep-going prints an empty reply in its place, and goes on";
                    Err(Complaint::new(Exit::Expectation, what).because(text).advise(hint))
                }
            },
        }
    }

    /// Says how many there were, when all have had their turn.
    ///
    /// # Errors
    /// Some failed.
    pub(super) fn verdict(&self) -> anyhow::Result<Exit> {
        let (answered, failed) = (self.answered, self.failed);
        match self.first_failure {
            Some(exit) => Err(Complaint::new(exit, format!("{failed} of {} failed", requests(answered))).into()),
            None => {
                self.context.output.note(" [x]", format!("{} answered", requests(answered)));
                Ok(Exit::Done)
            }
        }
    }
}

/// Most commands end their output with a newline, and each reply has one line: one newline at the end is taken off, as a
/// shell's `$(...)` does.
fn without_newline(mut reply: Message) -> Message {
    if let Some(text) = reply.body.strip_suffix(b"\n") {
        reply.body.truncate(text.len());
    }
    reply
}

/// So many of them, in words.
pub(super) fn requests(count: u64) -> String {
    if count == 1 { "1 request".to_owned() } else { format!("{count} requests") }
}
