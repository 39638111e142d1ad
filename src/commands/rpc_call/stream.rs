//! A request for each line of stdin, many under way at a time, and their replies in the order of the lines.

use tokio::time::{Instant, sleep_until};

use super::super::shared::{Records, again, is_curable, unique_id, write};
use super::window::{Turn, Window};
use super::{Args, error_in, ignore, patience, with_id};
use crate::amqp::{Backoff, Caller, Fault, Message, Properties, Session};
use crate::context::Context;
use crate::exit::{self, Complaint, Exit};
use crate::output::Printer;
use crate::shutdown::Signal;

/// A run of `rpc-call --lines`.
pub(super) struct Stream<'a> {
    args: &'a Args,
    context: &'a Context,
    session: &'a mut Session,
    caller: Caller,
    backoff: Backoff,
    /// When the connection was made.
    since: Instant,
    printer: Printer,
    properties: Properties,
    /// What the correlation ids begin with; the number of the line follows.
    prefix: String,
    window: Window,
    /// Lines that had their turn, and those of them that had no good reply.
    answered: u64,
    failed: u64,
    /// The code of the first failure.
    first_failure: Option<Exit>,
    /// Why no more lines are taken.
    ended: Option<Ended>,
}

#[derive(Clone, Copy)]
enum Ended {
    Input,
    Signal(Signal),
}

impl<'a> Stream<'a> {
    /// Sends a request for each line and prints the replies.
    pub(super) async fn run(
        args: &'a Args,
        context: &'a Context,
        session: &'a mut Session,
        properties: Properties,
    ) -> anyhow::Result<Exit> {
        let id = properties.correlation_id().as_ref().map(ToString::to_string);
        let mut stream = Self {
            caller: context.unless_stopped(args.open(context, session)).await?,
            backoff: patience(context)?,
            since: Instant::now(),
            args,
            context,
            session,
            printer: args.printer(context),
            properties,
            prefix: id.unwrap_or_else(unique_id) + "-",
            window: Window::new(args.in_flight),
            answered: 0,
            failed: 0,
            first_failure: None,
            ended: None,
        };
        let mut records = Records::start(args.print.null);
        match stream.pump(&mut records).await {
            Ok(()) => stream.verdict(),
            Err(error) => Err(stream.counted(error)),
        }
    }

    async fn pump(&mut self, records: &mut Records) -> anyhow::Result<()> {
        let output = self.context.output.clone();
        let reader_gone = output.reader_gone();
        tokio::pin!(reader_gone);
        while self.ended.is_none() || !self.window.is_empty() {
            let takes = self.ended.is_none() && self.window.has_room();
            let deadline = self.window.deadline();
            tokio::select! {
                biased;
                signal = self.context.shutdown.requested(), if self.ended.is_none() => {
                    self.ended = Some(Ended::Signal(signal));
                }
                error = &mut reader_gone => return Err(error),
                reply = self.caller.next() => if let Err(error) = self.take(reply).await {
                    self.resume(error).await?;
                },
                () = until(deadline) => self.print().await?,
                record = records.next(), if takes => match record {
                    Some(record) => self.request(record?.bytes)?,
                    None => self.ended = Some(Ended::Input),
                },
            }
        }
        Ok(())
    }

    fn request(&mut self, body: bytes::Bytes) -> Result<(), Complaint> {
        let properties = with_id(self.properties.clone(), &format!("{}{}", self.prefix, self.window.next()))?;
        self.caller.request(properties, body.clone());
        self.window.sent(body, Instant::now() + self.args.timeout);
        Ok(())
    }

    /// Sends what has no reply yet again, on another connection, unless the oldest is overdue before there is one.
    async fn resume(&mut self, error: anyhow::Error) -> anyhow::Result<()> {
        self.backoff.held(self.since.elapsed());
        let shutdown = self.context.shutdown.clone();
        let (oldest, deadline) = (self.window.first(), self.window.deadline());
        tokio::select! {
            biased;
            signal = shutdown.requested() => return Err(signal.complaint().into()),
            connected = self.connect(error) => self.caller = connected?,
            () = until(deadline) => {
                return Err(self.args.overdue(self.session, &format!("the reply to line {oldest}")).into());
            }
        }
        self.since = Instant::now();
        for (number, body) in self.window.waiting() {
            let properties = with_id(self.properties.clone(), &format!("{}{number}", self.prefix))?;
            self.caller.request(properties, body.clone());
        }
        Ok(())
    }

    async fn connect(&mut self, mut error: anyhow::Error) -> anyhow::Result<Caller> {
        while is_curable(&error) {
            again(self.context, self.session, &mut self.backoff, error).await?;
            match self.args.open(self.context, self.session).await {
                Ok(caller) => return Ok(caller),
                Err(fault) => error = fault.into(),
            }
        }
        Err(error)
    }

    /// Takes a reply and those that are here already, and prints those whose turn has come.
    async fn take(&mut self, reply: Result<Message, Fault>) -> anyhow::Result<()> {
        let mut next = Some(reply);
        let mut broken = None;
        while let Some(reply) = next {
            match reply {
                Ok(reply) => self.put(reply),
                Err(fault) => {
                    broken = Some(fault);
                    break;
                }
            }
            next = self.caller.try_next();
        }
        self.print().await?;
        broken.map_or(Ok(()), |fault| Err(fault.into()))
    }

    fn put(&mut self, reply: Message) {
        let id = reply.properties.correlation_id().as_ref().map(ToString::to_string).unwrap_or_default();
        let number = id.strip_prefix(&self.prefix).and_then(|number| number.parse().ok());
        if !number.is_some_and(|number| self.window.replied(number, reply)) {
            ignore(self.context);
        }
    }

    /// Prints what has its turn; at a failure, what came before it.
    async fn print(&mut self) -> anyhow::Result<()> {
        let now = Instant::now();
        let mut bytes = Vec::new();
        let mut failure = None;
        while failure.is_none() {
            let Some((number, turn)) = self.window.turn(now) else { break };
            let reply = match self.judge(number, turn) {
                Ok(reply) => reply,
                Err(complaint) if self.args.keep_going => {
                    self.context.output.warn(in_one_line(&complaint));
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
    fn judge(&self, number: u64, turn: Turn) -> Result<Message, Complaint> {
        match turn {
            Turn::Overdue => {
                let fault = self.args.overdue(self.session, &format!("the reply to line {number}"));
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

    fn verdict(&self) -> anyhow::Result<Exit> {
        let (answered, failed) = (self.answered, self.failed);
        if let Some(Ended::Signal(signal)) = self.ended {
            return Err(self.counted(signal.complaint().into()));
        }
        match self.first_failure {
            Some(exit) => Err(Complaint::new(exit, format!("{failed} of {} failed", requests(answered))).into()),
            None => {
                self.context.output.note(" [x]", format!("{} answered", requests(answered)));
                Ok(Exit::Done)
            }
        }
    }

    /// Adds to an error how much was done all the same, where the error does not name a line.
    fn counted(&self, error: anyhow::Error) -> anyhow::Error {
        let Some(mut complaint) = exit::complaint(&error) else { return error };
        if matches!(complaint.exit, Exit::Expectation | Exit::TimedOut) {
            return error;
        }
        let what = if complaint.what.is_empty() { "stopped by a signal" } else { &complaint.what };
        complaint.what = format!("{what}; {} answered", requests(self.answered));
        complaint.into()
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

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

fn requests(count: u64) -> String {
    if count == 1 { "1 request".to_owned() } else { format!("{count} requests") }
}

fn in_one_line(complaint: &Complaint) -> String {
    match &complaint.why {
        Some(why) => format!("{}: {why}", complaint.what),
        None => complaint.what.clone(),
    }
}
