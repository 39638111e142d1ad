//! The body of every command that publishes: `send`, `emit-log`, and the sending half of `route`, `topic` and `headers`.

use std::time::Duration;

use clap::Args;

use super::input::{Input, InputArgs, Record};
use super::properties::PropertyArgs;
use super::values::duration;
use crate::amqp::{
    Address, ExchangeSpec, Fault, Key, Publisher, PublisherOptions, QueueSpec, Returned, Session, decode_line,
    headers_to_json,
};
use crate::context::Context;
use crate::exit::{self, Complaint, Exit};

/// Longest text that is repeated on stderr.
const PREVIEW: usize = 200;

/// Headers that are shorter than this as JSON fit the smaller frames: on the wire they are at most three times as long.
const SMALL_HEADERS: usize = 4096;

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

    /// How long to wait for a confirm (exit 124)
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "30s", help_heading = "Delivery")]
    timeout: Duration,
}

/// Where messages go when they do not say themselves, and what must be there first.
pub enum Destination {
    /// A queue, through the default exchange. A message that does not get there is an error.
    Queue(QueueSpec),
    /// An exchange.
    Exchange {
        /// The exchange.
        exchange: ExchangeSpec,
        /// The routing key.
        key: Key,
    },
}

impl Destination {
    fn address(&self) -> Address {
        match self {
            Self::Queue(queue) => Address { exchange: Key::default(), key: queue.name.clone() },
            Self::Exchange { exchange, key } => Address { exchange: exchange.name.clone(), key: key.clone() },
        }
    }

    async fn prepare(&self, session: &mut Session) -> Result<(), Fault> {
        match self {
            // What must not be created need not be looked for: the broker returns what it cannot route.
            Self::Queue(queue) if queue.declare == crate::amqp::Declare::Never => Ok(()),
            Self::Queue(queue) => match session.queue(queue).await {
                // Another connection's exclusive queue can be published to, though not looked at.
                Err(fault) if fault.reply_code() == Some(405) => Ok(()),
                outcome => outcome.map(|_| ()),
            },
            Self::Exchange { exchange, .. } => session.exchange(exchange).await,
        }
    }
}

/// Publishes everything, waits for every confirm, and says so. With `lines_decide`, a JSON line that names exchange and
/// routing key goes there; otherwise all goes to `destination`.
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
    let input = args.input.open(context, default).await?;
    // Of JSON lines that are yet to come nobody knows how large their headers are.
    let small = !args.input.json && headers_to_json(&fresh).len() < SMALL_HEADERS;
    let mut session = if small { context.connect_for_small_headers().await } else { context.connect().await }?;
    let mut run = Run {
        options: PublisherOptions { confirm: !args.no_confirm, mandatory: args.mandatory, timeout: args.timeout },
        destination,
        prepared: false,
        args,
        lines_decide: lines_decide && args.input.json,
        returned: 0,
        first_returned: None,
        earlier: 0,
    };
    let published = match input {
        Input::One(body) => {
            let address = run.destination.address();
            let sent = preview(&body);
            run.prepare(&mut session).await?;
            let mut publisher = Publisher::open(&session, run.options).await?;
            publisher.publish(&address, fresh, body).await?;
            publisher.finish().await?;
            run.collect(&mut publisher);
            let keyed = !address.exchange.is_empty() && !address.key.is_empty();
            context
                .output
                .note(" [x]", if keyed { format!("Sent {}:{sent}", address.key) } else { format!("Sent {sent}") });
            publisher.published()
        }
        Input::Many(mut records) => {
            if !run.lines_decide {
                run.prepare(&mut session).await?;
            }
            let mut publisher = Publisher::open(&session, run.options).await?;
            let ended = loop {
                let record = tokio::select! {
                    biased;
                    signal = context.shutdown.requested() => break Err(Complaint::new(signal.exit(), "").into()),
                    record = records.next() => record,
                };
                let record = match record {
                    None => break Ok(()),
                    Some(Err(error)) => break Err(error),
                    Some(Ok(record)) => record,
                };
                let (address, properties, body) = match run.message(record, &fresh) {
                    Ok(Some(message)) => message,
                    Ok(None) => continue,
                    Err(complaint) => break Err(complaint.into()),
                };
                if run.must_prepare(&address) {
                    // Preparing may need a new connection, so nothing may be under way on this one.
                    if let Err(fault) = publisher.finish().await {
                        break Err(fault.into());
                    }
                    run.collect(&mut publisher);
                    run.earlier += publisher.settled();
                    run.prepare(&mut session).await?;
                    publisher = Publisher::open(&session, run.options).await?;
                }
                if let Err(fault) = publisher.publish(&address, properties, body).await {
                    break Err(fault.into());
                }
            };
            // What was published before the end, whatever sort of end, gets its answers.
            let answered = publisher.finish().await.map_err(anyhow::Error::from);
            run.collect(&mut publisher);
            let done = run.earlier + publisher.settled();
            if let Err(error) = ended.and(answered) {
                return Err(counted(&error, done, args.no_confirm));
            }
            context.output.note(" [x]", format!("Sent {}", messages(done)));
            done
        }
    };
    run.warn_of_returned(context, published);
    session.close().await;
    Ok(Exit::Done)
}

/// What a run of `publish` knows.
struct Run<'a> {
    options: PublisherOptions,
    destination: Destination,
    prepared: bool,
    args: &'a PublishArgs,
    lines_decide: bool,
    returned: u64,
    first_returned: Option<Returned>,
    /// Messages settled by publishers that were left.
    earlier: u64,
}

impl Run<'_> {
    async fn prepare(&mut self, session: &mut Session) -> Result<(), Fault> {
        self.prepared = true;
        self.destination.prepare(session).await
    }

    /// True once: when the first message goes to the destination itself and not to an address of its own.
    fn must_prepare(&self, address: &Address) -> bool {
        !self.prepared && *address == self.destination.address()
    }

    /// The message that a record describes; `None` for a blank line among JSON lines.
    fn message(
        &self,
        record: Record,
        fresh: &crate::amqp::Properties,
    ) -> Result<Option<(Address, crate::amqp::Properties, Vec<u8>)>, Complaint> {
        if !self.args.input.json {
            return Ok(Some((self.destination.address(), fresh.clone(), record.bytes)));
        }
        if record.bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        let wrong = |why: String| {
            Complaint::usage(format!("line {} of the input is not a message", record.number)).because(why)
        };
        let line = decode_line(&record.bytes).map_err(wrong)?;
        let properties = self.args.properties.apply(line.properties).map_err(wrong)?;
        let address = match (self.lines_decide, line.exchange, line.routing_key) {
            (true, exchange, Some(key)) => Address { exchange: exchange.unwrap_or_default(), key },
            (true, Some(exchange), None) => Address { exchange, key: Key::default() },
            _ => self.destination.address(),
        };
        Ok(Some((address, properties, line.body)))
    }

    fn collect(&mut self, publisher: &mut Publisher) {
        for returned in publisher.take_returned() {
            self.returned += 1;
            self.first_returned.get_or_insert(returned);
        }
    }

    fn warn_of_returned(&self, context: &Context, published: u64) {
        let Some(first) = &self.first_returned else { return };
        let who = format!("no queue is bound to exchange '{}' for key '{}'", first.exchange, first.key);
        context.output.warn(match (self.returned, published) {
            (1, 1) => format!("nobody got the message: {who}"),
            (returned, published) => format!("nobody got {returned} of {published} messages; of the first: {who}"),
        });
    }
}

/// Adds to an error how much was done before it.
fn counted(error: &anyhow::Error, done: u64, unconfirmed: bool) -> anyhow::Error {
    let word = if unconfirmed { "published" } else { "published and confirmed" };
    match exit::complaint(error) {
        None => Complaint::new(Exit::Failure, "stdin was closed").into(),
        Some(mut complaint) => {
            let count = format!("{} {word} before that", messages(done));
            complaint.what = if complaint.what.is_empty() {
                format!("stopped by a signal; {count}")
            } else {
                format!("{}; {count}", complaint.what)
            };
            complaint.into()
        }
    }
}

fn messages(count: u64) -> String {
    if count == 1 { "1 message".to_owned() } else { format!("{count} messages") }
}

/// A body as a line of ours may repeat it: short text as it is, anything else by its size.
#[must_use]
pub fn preview(body: &[u8]) -> String {
    match std::str::from_utf8(body) {
        Ok(text) if text.len() <= PREVIEW => text.trim_end_matches(['\r', '\n']).to_owned(),
        _ => format!("{} bytes", body.len()),
    }
}
