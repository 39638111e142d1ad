//! A request for each line of stdin, many under way at a time, and their replies in the order of the lines.

use bytes::Bytes;
use tokio::time::{Instant, sleep_until};

use super::super::shared::{Records, unique_id};
use super::line::Line;
use super::replies::{Replies, requests};
use super::{Args, with_id};
use crate::amqp::{Caller, Fault, Message, Properties, Session};
use crate::context::Context;
use crate::exit::{self, Complaint, Exit};
use crate::shutdown::Signal;

/// A run of `rpc-call --lines`.
pub(super) struct Stream<'a> {
    args: &'a Args,
    context: &'a Context,
    line: Line<'a>,
    caller: Caller,
    properties: Properties,
    replies: Replies<'a>,
    /// A line that was read while there was no connection, to see whether there is one.
    ahead: Option<Bytes>,
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
        let mut line = Line::new(args, context, session)?;
        let mut stream = Self {
            caller: context.unless_stopped(line.open()).await?,
            line,
            args,
            context,
            properties,
            replies: Replies::new(args, context, id.unwrap_or_else(unique_id) + "-"),
            ahead: None,
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
        while !self.is_done() {
            let takes = self.ended.is_none() && self.replies.window.has_room();
            let deadline = self.replies.window.deadline();
            tokio::select! {
                biased;
                signal = self.context.shutdown.requested(), if self.ended.is_none() => {
                    self.ended = Some(Ended::Signal(signal));
                }
                error = &mut reader_gone => return Err(error),
                reply = self.caller.next() => if let Err(error) = self.take(reply).await {
                    self.resume(error, records).await?;
                },
                () = until(deadline) => self.replies.print(self.line.blocked()).await?,
                line = next(&mut self.ahead, records), if takes => match line? {
                    Some(line) => self.request(line)?,
                    None => self.ended = Some(Ended::Input),
                },
            }
        }
        Ok(())
    }

    /// No line is to come, and none has no answer.
    fn is_done(&self) -> bool {
        self.ended.is_some() && self.replies.window.is_empty()
    }

    fn request(&mut self, body: Bytes) -> Result<(), Complaint> {
        let id = self.replies.id(self.replies.window.next());
        self.caller.request(with_id(self.properties.clone(), &id)?, body.clone());
        self.replies.window.sent(body, Instant::now() + self.args.timeout);
        Ok(())
    }

    /// Sends what has no reply yet again, on another connection. What is overdue before there is one has had its turn; no
    /// line is sent for that time, but the end of the input is noticed.
    async fn resume(&mut self, error: anyhow::Error, records: &mut Records) -> anyhow::Result<()> {
        let output = self.context.output.clone();
        let connecting = self.line.connect(error);
        let reader_gone = output.reader_gone();
        tokio::pin!(connecting, reader_gone);
        self.caller = loop {
            let deadline = self.replies.window.deadline();
            let idle = self.replies.window.is_empty();
            tokio::select! {
                biased;
                signal = self.context.shutdown.requested() => return Err(signal.complaint().into()),
                error = &mut reader_gone => return Err(error),
                connected = &mut connecting => break connected?,
                () = until(deadline) => self.replies.print(None).await?,
                line = records.next(), if idle && self.ended.is_none() && self.ahead.is_none() => match line {
                    Some(line) => self.ahead = Some(line?.bytes),
                    None => self.ended = Some(Ended::Input),
                },
            }
            // As `is_done` says it.
            if self.ended.is_some() && self.replies.window.is_empty() {
                return Ok(());
            }
        };
        for (number, body) in self.replies.window.waiting() {
            let properties = with_id(self.properties.clone(), &self.replies.id(number))?;
            self.caller.request(properties, body.clone());
        }
        Ok(())
    }

    /// Takes a reply and those that are here already, and prints those whose turn has come.
    async fn take(&mut self, reply: Result<Message, Fault>) -> anyhow::Result<()> {
        let mut next = Some(reply);
        let mut broken = None;
        while let Some(reply) = next {
            match reply {
                Ok(reply) => self.replies.put(reply),
                Err(fault) => {
                    broken = Some(fault);
                    break;
                }
            }
            next = self.caller.try_next();
        }
        self.replies.print(self.line.blocked()).await?;
        broken.map_or(Ok(()), |fault| Err(fault.into()))
    }

    fn verdict(&self) -> anyhow::Result<Exit> {
        match self.ended {
            Some(Ended::Signal(signal)) => Err(self.counted(signal.complaint().into())),
            _ => self.replies.verdict(),
        }
    }

    /// Adds to an error how much was done all the same, where the error does not name a line.
    fn counted(&self, error: anyhow::Error) -> anyhow::Error {
        let Some(mut complaint) = exit::complaint(&error) else { return error };
        if matches!(complaint.exit, Exit::Expectation | Exit::TimedOut) {
            return error;
        }
        let what = if complaint.what.is_empty() { "stopped by a signal" } else { &complaint.what };
        complaint.what = format!("{what}; {} answered", requests(self.replies.answered));
        complaint.into()
    }
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// The line that was read ahead, or the next.
async fn next(ahead: &mut Option<Bytes>, records: &mut Records) -> anyhow::Result<Option<Bytes>> {
    match ahead.take() {
        Some(line) => Ok(Some(line)),
        None => Ok(records.next().await.transpose()?.map(|record| record.bytes)),
    }
}
