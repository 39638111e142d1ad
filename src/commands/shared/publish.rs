//! The body of every command that publishes: `send`, `emit-log`, and the sending half of `route`, `topic` and `headers`.

use std::collections::{HashSet, VecDeque};
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use clap::Args;
use tokio::time::Instant;

use super::destination::Destination;
use super::input::{Input, InputArgs};
use super::lasting::{again_until, is_curable};
use super::properties::PropertyArgs;
use super::records::{Record, Records};
use super::sent::{counted, foremost, is_returned, messages, nacked, preview};
use super::values::duration;
use crate::amqp::{
    Address, Backoff, Envelope, Fault, Publisher, PublisherOptions, Reconnect, Returned, Session, ShortStr,
    Unconfirmed, decode_line,
};
use crate::context::Context;
use crate::exit::{Complaint, Exit};

/// Largest body that is published before anybody has looked whether its queue is there: the broker would send a larger one
/// back, and it would go out twice, which takes longer than the look.
const HOPEFUL: usize = 64 * 1024;

/// How long a confirm may take, where nobody says so.
const CONFIRM: Duration = Duration::from_secs(30);

/// As good as for ever.
const YEARS: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// How long those that are under way may take to be confirmed once a signal came.
const LAST_CONFIRMS: Duration = Duration::from_secs(5);

/// What to publish, and how.
#[derive(Debug, Clone, Args)]
pub struct PublishArgs {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    properties: PropertyArgs,

    /// Do not wait for the broker to confirm; faster, and a message can be lost unnoticed
    #[arg(long, help_heading = "Delivery")]
    no_confirm: bool,

    /// A message to an exchange that nobody listens for is an error (exit 4); to a queue it always is
    #[arg(long, help_heading = "Delivery")]
    mandatory: bool,

    /// How long to wait for a confirm (exit 124), and, but with --reconnect forever, for another connection [default: 30s]
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "Delivery")]
    timeout: Option<Duration>,
}

/// Publishes everything, waits for every confirm, and says so. With `lines_decide`, a JSON line that names an exchange or
/// a routing key goes there; otherwise all goes to `destination`, with the line's key where that has none.
///
/// # Errors
/// Bad input; no connection; a message that was returned, nacked, refused or not confirmed in time.
pub async fn publish(
    context: &Context,
    destination: Destination,
    args: &PublishArgs,
    default: &str,
    lines_decide: bool,
) -> anyhow::Result<Exit> {
    let fresh = args.properties.fresh().map_err(Complaint::usage)?;
    context.settings()?;
    let mut input = args.input.open(context, default).await?;
    let mut run = Run {
        context,
        options: PublisherOptions {
            confirm: !args.no_confirm,
            mandatory: args.mandatory,
            timeout: args.timeout.unwrap_or(CONFIRM),
        },
        envelope: Arc::new(Envelope::new(destination.address(), &fresh)),
        destination,
        prepared: HashSet::new(),
        args,
        lines_decide: lines_decide && args.input.json,
        returned: 0,
        one_returned: None,
        begun: false,
        remade: false,
        earlier: 0,
        first: VecDeque::new(),
    };
    // A stream that is wrong from its first line on is told so before anything is connected.
    if let (Input::Many(records), true) = (&mut input, args.input.json) {
        let first = run.next(records, None).await?;
        run.first.extend(first);
    }
    context
        .session(async |session| {
            let published = match input {
                Input::One(body) => run.one(session, body).await?,
                Input::Many(mut records) => run.many(session, &mut records).await?,
            };
            run.warn_of_returned(published);
            Ok(Exit::Done)
        })
        .await
}

/// A message on its way out.
struct Outgoing {
    envelope: Arc<Envelope>,
    body: Bytes,
    /// Number of its line.
    line: u64,
}

impl From<Unconfirmed> for Outgoing {
    fn from(message: Unconfirmed) -> Self {
        Self { envelope: message.envelope, body: message.body, line: message.mark }
    }
}

/// What a run of `publish` knows.
struct Run<'a> {
    context: &'a Context,
    options: PublisherOptions,
    destination: Destination,
    /// Queues or exchanges that have been seen to.
    prepared: HashSet<ShortStr>,
    args: &'a PublishArgs,
    /// The destination, and the properties of a message that brings none of its own.
    envelope: Arc<Envelope>,
    lines_decide: bool,
    returned: u64,
    one_returned: Option<Returned>,
    /// Something may have been published.
    begun: bool,
    /// This is not the first connection.
    remade: bool,
    /// Messages settled by publishers that were left.
    earlier: u64,
    /// Messages that were read ahead, or have to be published again.
    first: VecDeque<Outgoing>,
}

impl Run<'_> {
    /// Publishes one message; tells how many were published.
    async fn one(&mut self, session: &mut Session, body: Vec<u8>) -> anyhow::Result<u64> {
        let envelope = self.envelope.clone();
        let (address, body) = (&envelope.address, Bytes::from(body));
        let sent = preview(&body);
        // Most queues are there, and the broker says so when one is not: it gives the message back.
        let hopeful = self.destination.tells_when_missing() && body.len() <= HOPEFUL;
        let publisher = match self.try_one(session, body.clone(), !hopeful).await {
            Err(error) if hopeful && is_returned(&error) => self.try_one(session, body, true).await?,
            outcome => outcome?,
        };
        self.collect(&publisher);
        let keyed = !address.exchange.is_empty() && !address.key.is_empty();
        let sent = if keyed { format!("Sent {}:{sent}", address.key) } else { format!("Sent {sent}") };
        self.context.output.note(" [x]", sent);
        Ok(publisher.published())
    }

    async fn try_one(&mut self, session: &mut Session, body: Bytes, prepare: bool) -> anyhow::Result<Publisher> {
        if prepare {
            self.prepare(self.missing(&self.envelope.address), session).await?;
        }
        let mut publisher = Publisher::open(session, self.options).await?;
        publisher.publish(&self.envelope, body, 1).await?;
        self.finish(&mut publisher).await?;
        Ok(publisher)
    }

    /// Publishes a message for each record; tells how many were published.
    async fn many(&mut self, session: &mut Session, records: &mut Records) -> anyhow::Result<u64> {
        let reconnect = self.context.settings()?.reconnect;
        let mut backoff = Backoff::new(reconnect.unwrap_or(Reconnect::Forever));
        // What has waited as long as a confirm may take has waited long enough, unless somebody said for ever.
        let forever = reconnect == Some(Reconnect::Forever) && self.args.timeout.is_none();
        // Since when nothing was confirmed, once something went wrong.
        let mut stuck = None;
        loop {
            let (begun, before) = (Instant::now(), self.earlier);
            let Err(mut error) = self.connected(session, records).await else { break };
            let patience = self.context.settings()?.connect_timeout;
            if backoff.held(begun.elapsed(), error.downcast_ref(), patience) || self.earlier > before {
                stuck = None;
            }
            // A replicated queue whose leader has died refuses whoever comes before there is another one.
            let leaderless = nacked(&error).filter(|_| self.remade && self.earlier == before);
            let may_be_cured = is_curable(&error) || leaderless.is_some();
            // Without confirms nobody knows what to publish again.
            if may_be_cured && self.options.confirm && !self.context.is_stopped() {
                let limit = if forever && leaderless.is_none() { YEARS } else { self.options.timeout };
                let until = *stuck.get_or_insert_with(Instant::now) + limit;
                let connected = async {
                    let connected = again_until(until, self.context, session, &mut backoff, error).await;
                    connected.unwrap_or_else(|why| Err(leaderless.map_or_else(|| overdue(why), Into::into)))
                };
                match self.context.unless_stopped(connected).await {
                    Ok(()) => {
                        self.remade = true;
                        self.prepared.clear();
                        continue;
                    }
                    Err(hopeless) => error = hopeless,
                }
            }
            return Err(if self.begun { counted(error, self.earlier, self.args.no_confirm) } else { error });
        }
        self.context.output.note(" [x]", format!("Sent {}", messages(self.earlier)));
        Ok(self.earlier)
    }

    /// Publishes what an earlier connection left unconfirmed and then what the records say, as far as this one carries it.
    async fn connected(&mut self, session: &mut Session, records: &mut Records) -> anyhow::Result<()> {
        if !self.lines_decide {
            self.prepare(self.missing(&self.envelope.address), session).await?;
        }
        let mut publisher = Publisher::open(session, self.options).await?;
        self.begun = true;
        let ended = self.pump(session, &mut publisher, records).await;
        // What was published before the end, whatever sort of end, gets its answers.
        let answered = self.finish(&mut publisher).await;
        self.collect(&publisher);
        self.earlier += publisher.settled();
        // They go first next time, before those that were not even published.
        let mut first: VecDeque<_> = publisher.take_unconfirmed().into_iter().map(Outgoing::from).collect();
        first.append(&mut self.first);
        self.first = first;
        foremost(ended, answered)
    }

    /// Publishes records until there are no more, one is wrong, or a signal comes.
    async fn pump(
        &mut self,
        session: &mut Session,
        publisher: &mut Publisher,
        records: &mut Records,
    ) -> anyhow::Result<()> {
        let mut alone = self.remade;
        while let Some(message) = self.next(records, Some(publisher)).await? {
            if let Err(error) = self.put(session, publisher, &message).await {
                // It was not published: another connection may carry it.
                self.first.push_front(message);
                return Err(error);
            }
            // The first one on another connection shows whether its queue takes any: behind one that is refused, none may
            // be taken, or they would be there in another order.
            if std::mem::take(&mut alone) {
                self.finish(publisher).await?;
            }
        }
        Ok(())
    }

    async fn put(
        &mut self,
        session: &mut Session,
        publisher: &mut Publisher,
        Outgoing { envelope, body, line }: &Outgoing,
    ) -> anyhow::Result<()> {
        if let Some(name) = self.missing(&envelope.address) {
            // Preparing may need a new connection, so nothing may be under way on this one.
            self.finish(publisher).await?;
            self.prepare(Some(name), session).await?;
            let next = Publisher::open(session, self.options).await?;
            self.collect(publisher);
            self.earlier += std::mem::replace(publisher, next).settled();
        }
        if !publisher.has_room(body.len())? {
            self.context.unless_stopped(publisher.room(body.len())).await?;
        }
        Ok(publisher.put(envelope, body.clone(), *line).await?)
    }

    /// Waits for what is under way; after a signal, not for long, and what has no answer then is not done.
    async fn finish(&self, publisher: &mut Publisher) -> anyhow::Result<()> {
        let hurry = async {
            let signal = self.context.shutdown.requested().await;
            tokio::time::sleep(LAST_CONFIRMS).await;
            signal
        };
        tokio::select! {
            answered = publisher.finish() => Ok(answered?),
            signal = hurry => Err(signal.complaint().into()),
        }
    }

    /// The next message; `None` when there are no more. While it is waited for, the `publisher` is heard: an early bad
    /// answer, and a broker that has gone, are told at once.
    async fn next(
        &mut self,
        records: &mut Records,
        mut publisher: Option<&mut Publisher>,
    ) -> anyhow::Result<Option<Outgoing>> {
        if let Some(first) = self.first.pop_front() {
            return Ok(Some(first));
        }
        loop {
            let record = match records.ready() {
                Some(record) => record,
                None => tokio::select! {
                    biased;
                    signal = self.context.shutdown.requested() => return Err(signal.complaint().into()),
                    fault = trouble(&mut publisher) => return Err(fault.into()),
                    record = records.next() => match record {
                        Some(record) => record?,
                        None => return Ok(None),
                    },
                },
            };
            if let Some(message) = self.message(record)? {
                return Ok(Some(message));
            }
        }
    }

    /// What an address needs and nobody has seen to yet.
    fn missing(&self, address: &Address) -> Option<ShortStr> {
        self.destination.needs(address).filter(|name| !self.prepared.contains(name))
    }

    async fn prepare(&mut self, name: Option<ShortStr>, session: &mut Session) -> anyhow::Result<()> {
        if let Some(name) = name {
            self.context.unless_stopped(self.destination.prepare(&name, session)).await?;
            self.prepared.insert(name);
        }
        Ok(())
    }

    /// The message that a record describes; `None` for a blank line among JSON lines.
    fn message(&self, record: Record) -> Result<Option<Outgoing>, Complaint> {
        if !self.args.input.json {
            let Record { number: line, bytes: body } = record;
            return Ok(Some(Outgoing { envelope: self.envelope.clone(), body, line }));
        }
        if record.bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        let wrong = |why: String| {
            Complaint::usage(format!("line {} of the input is not a message", record.number)).because(why)
        };
        let line = decode_line(&record.bytes).map_err(wrong)?;
        let properties = self.args.properties.apply(line.properties).map_err(wrong)?;
        let address = match (&self.destination, line.exchange, line.routing_key) {
            (_, exchange, Some(key)) if self.lines_decide => Address { exchange: exchange.unwrap_or_default(), key },
            (_, Some(exchange), None) if self.lines_decide => Address { exchange, key: ShortStr::default() },
            (Destination::Exchange { exchange, key: None }, _, Some(key)) => {
                Address { exchange: exchange.name.clone(), key }
            }
            _ => self.destination.address(),
        };
        let envelope = Arc::new(Envelope::new(address, &properties));
        Ok(Some(Outgoing { envelope, body: line.body.into(), line: record.number }))
    }

    fn collect(&mut self, publisher: &Publisher) {
        let (returned, first) = publisher.returned();
        self.returned += returned;
        if self.one_returned.is_none() {
            self.one_returned = first.cloned();
        }
    }

    fn warn_of_returned(&self, published: u64) {
        let Some(one) = &self.one_returned else { return };
        let who = format!("no queue is bound to exchange '{}' for key '{}'", one.exchange, one.key);
        self.context.output.warn(match (self.returned, published) {
            (1, 1) => format!("nobody got the message: {who}"),
            (returned, published) => match one.mark {
                Some(line) => format!("nobody got {returned} of {published} messages; the first, line {line}: {who}"),
                None => format!("nobody got {returned} of {published} messages; for one, {who}"),
            },
        });
    }
}

/// There was no connection in time for this reason.
fn overdue(why: String) -> anyhow::Error {
    let complaint = Complaint::new(Exit::TimedOut, "timed out waiting for another connection").because(why);
    complaint.advise("--timeout allows more time").into()
}

async fn trouble(publisher: &mut Option<&mut Publisher>) -> Fault {
    match publisher {
        Some(publisher) => publisher.trouble().await,
        None => pending().await,
    }
}
