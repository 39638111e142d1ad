//! The way to the broker, which may have to be found again.

use tokio::time::Instant;

use super::super::shared::again;
use super::{Args, patience};
use crate::amqp::{Backoff, Caller, Session};
use crate::context::Context;

/// A session, and how often it may be made again.
pub(super) struct Line<'a> {
    args: &'a Args,
    context: &'a Context,
    session: &'a mut Session,
    backoff: Backoff,
    /// When the connection was made.
    since: Instant,
}

impl<'a> Line<'a> {
    /// By way of a session that was just opened.
    ///
    /// # Errors
    /// Wrong settings.
    pub(super) fn new(args: &'a Args, context: &'a Context, session: &'a mut Session) -> anyhow::Result<Self> {
        Ok(Self { args, context, session, backoff: patience(context)?, since: Instant::now() })
    }

    /// Why the broker takes no messages, if it says so.
    pub(super) fn blocked(&self) -> Option<String> {
        self.session.blocked()
    }

    /// Gets ready to send requests, on another connection where this one is of no use.
    ///
    /// # Errors
    /// Nobody can answer; no connection; nobody reads stdout any more.
    pub(super) async fn open(&mut self) -> anyhow::Result<Caller> {
        let fault = match self.args.open(self.context, self.session).await {
            Ok(caller) => return Ok(caller),
            Err(fault) => fault,
        };
        let output = self.context.output.clone();
        tokio::select! {
            biased;
            caller = self.connect(fault.into()) => caller,
            error = output.reader_gone() => Err(error),
        }
    }

    /// The same after `error`, on another connection.
    ///
    /// # Errors
    /// What cannot be cured by another connection; no connection. The last one.
    pub(super) async fn connect(&mut self, mut error: anyhow::Error) -> anyhow::Result<Caller> {
        let patience = self.context.settings()?.connect_timeout;
        self.backoff.held(self.since.elapsed(), error.downcast_ref(), patience);
        while self.args.may_pass(self.session, &error) {
            again(self.context, self.session, &mut self.backoff, error).await?;
            match self.args.open(self.context, self.session).await {
                Ok(caller) => {
                    self.since = Instant::now();
                    return Ok(caller);
                }
                Err(fault) => error = fault.into(),
            }
        }
        Err(error)
    }
}
