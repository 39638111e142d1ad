//! The body of every command that prints messages: `receive`, and the receiving half of `route`, `topic` and `headers`.
//!
//! The loop is put together from values: a source, a printer, when to stop, and what to do with a message that was
//! printed. A batch of messages is written and flushed, then acked: never the other way round.

use std::time::Duration;

use clap::{Args, ValueEnum};
use tokio::time::Instant;

use super::lasting::lasting_unless;
use super::place::Place;
use super::print::PrintArgs;
use super::source::Source;
use super::stop::{Ending, Stop, StopArgs};
use super::values::prefetch;
use super::write::write;
use crate::amqp::{Consumer, ConsumerOptions, Delivery, Offset, QueueState, Session, ShortStr};
use crate::context::Context;
use crate::exit::{Complaint, Exit};
use crate::output::Printer;

/// Most messages, and about how many bytes, that one write and one ack cover.
const BATCH: u64 = 256;
const BATCH_BYTES: usize = 1024 * 1024;
/// How long a batch of a busy stream is waited for, and how soon after one another batches make a stream busy. A write and
/// an ack for each handful of messages would cost us and the broker more than the messages do.
const LINGER: Duration = Duration::from_millis(1);
const BUSY: Duration = Duration::from_millis(4);
/// Most messages that a peek holds unless `--count` says so: a broker keeps unacked messages in memory.
const PEEK: u64 = 1000;
/// What is counted.
const WORDS: (&str, &str) = ("message came", "messages came");
/// How long a peek without limits waits for a message that another consumer may have taken meanwhile.
const PEEK_IDLE: Duration = Duration::from_secs(1);

/// How to listen, and how to print.
#[derive(Debug, Clone, Args)]
pub struct ListenArgs {
    #[command(flatten)]
    stop: StopArgs,

    /// When a message counts as delivered: `manual`, once it is written and flushed, or `auto`, once it is sent
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = AckWhen::Manual, help_heading = "Delivery")]
    ack: AckWhen,

    /// Most messages to hold that are not acked yet
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = prefetch, help_heading = "Delivery")]
    prefetch: u16,

    #[command(flatten)]
    print: PrintArgs,
}

/// `--ack`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AckWhen {
    /// Once it is written and flushed
    Manual,
    /// Once the broker has sent it
    Auto,
}

/// What to do with a message that was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposal {
    /// Ack it, and be done.
    Take,
    /// Leave it unacked: it goes back to its place in the queue when the connection is closed. After a nack, a quorum
    /// queue would put it at the end.
    PutBack,
}

/// Prints messages until it is time to stop.
///
/// # Errors
/// No connection; a refusal; fewer messages than asked for; stdout cannot be written to.
pub async fn listen(context: &Context, source: Source, disposal: Disposal, args: &ListenArgs) -> anyhow::Result<Exit> {
    if disposal == Disposal::PutBack && args.stop.count.is_some_and(|count| count > u64::from(u16::MAX)) {
        let what = "--requeue holds at most 65535 messages";
        return Err(Complaint::usage(what).advise("choose a smaller --count").into());
    }
    if disposal == Disposal::PutBack {
        return context.session(async |session| peek(session, context, &source, args).await).await;
    }
    let stop = args.stop.start(WORDS.0, WORDS.1);
    let mut place = Place::new(source.offset);
    lasting_unless(context, stop, context.output.reader_gone(), async |session, stop| {
        let queue = context.unless_stopped(source.prepare(session)).await?;
        let (limit, offset) = (stop.wanted(), place.offset());
        let options = ConsumerOptions { prefetch: args.prefetch, limit, offset, holds_back: true };
        listen_on(session, context, (&source, queue), &mut place, (args, disposal, options, stop)).await
    })
    .await
}

/// Prints what is there, and leaves it there. A lost connection ends it: what was seen would come again.
async fn peek(session: &mut Session, context: &Context, source: &Source, args: &ListenArgs) -> anyhow::Result<Exit> {
    let queue = context.unless_stopped(source.prepare(session)).await?;
    let mut stop_args = args.stop.clone();
    let count = peek_count(context, &queue, &mut stop_args);
    let most = *count.as_ref().unwrap_or(&1);
    let prefetch = u16::try_from(most).unwrap_or(u16::MAX);
    let options = ConsumerOptions { prefetch, limit: Some(most), offset: None, holds_back: true };
    if let Err(empty) = count {
        // A stream seems empty for a while, and is none to look into like this.
        context.unless_stopped(Consumer::open(session, &queue.name, options)).await?;
        return Err(empty.into());
    }
    let mut stop = stop_args.start(WORDS.0, WORDS.1);
    let how = (args, Disposal::PutBack, options, &mut stop);
    listen_on(session, context, (source, queue), &mut Place::new(None), how).await
}

async fn listen_on(
    session: &mut Session,
    context: &Context,
    (source, queue): (&Source, QueueState),
    place: &mut Place,
    (args, disposal, options, stop): (&ListenArgs, Disposal, ConsumerOptions, &mut Stop),
) -> anyhow::Result<Exit> {
    let mut listener = Listener {
        context,
        printer: args.print.printer(context.output.stdout(), source.greeting),
        disposal,
        enough: u64::from(options.prefetch / 4).max(1),
        consumer: context.unless_stopped(Consumer::open(session, &queue.name, options)).await?,
        queue: queue.name,
        // Not the broker's own automatic acks: it would send all that it has, whether it can be printed or not.
        acks_on_receipt: args.ack == AckWhen::Auto,
        place,
        stop,
    };
    context.output.note(" [*]", source.waiting());
    listener.stop.begin();
    let ending = listener.run().await?;
    Ok(listener.stop.verdict(ending)?)
}

/// How many messages to peek at: as many as asked for, or what is there now.
fn peek_count(context: &Context, queue: &QueueState, stop: &mut StopArgs) -> Result<u64, Complaint> {
    if let Some(count) = stop.count {
        return Ok(count);
    }
    match u64::from(queue.messages) {
        0 => Err(Complaint::new(Exit::Expectation, format!("queue '{}' is empty", queue.name))),
        ready => {
            if ready > PEEK {
                context.output.warn(format!("showing the first {PEEK} of {ready} messages: --count shows more"));
            }
            if stop.idle.is_none() && stop.timeout.is_none() {
                stop.idle = Some(PEEK_IDLE);
            }
            Ok(ready.min(PEEK))
        }
    }
}

struct Listener<'a> {
    context: &'a Context,
    printer: Printer,
    disposal: Disposal,
    consumer: Consumer,
    /// Messages that are worth a write and an ack: the broker is to have more on their way meanwhile.
    enough: u64,
    queue: ShortStr,
    acks_on_receipt: bool,
    place: &'a mut Place,
    stop: &'a mut Stop,
}

impl Listener<'_> {
    async fn run(&mut self) -> anyhow::Result<Ending> {
        let output = self.context.output.clone();
        let reader_gone = output.reader_gone();
        tokio::pin!(reader_gone);
        let mut last = None;
        loop {
            let first = tokio::select! {
                biased;
                signal = self.context.shutdown.requested() => return Ok(Ending::Signal(signal)),
                ending = self.stop.elapsed(false) => return Ok(ending),
                error = &mut reader_gone => return Err(error),
                delivery = self.consumer.next() => delivery,
            };
            let Some(first) = first else { return Ok(Ending::Count) };
            let busy = last.is_some_and(|(at, count): (Instant, u64)| count > 1 && at.elapsed() < BUSY);
            let batch = self.batch(&first?, busy).await;
            let count = batch.count;
            if let Some(ending) = self.handle(batch).await? {
                return Ok(ending);
            }
            last = Some((Instant::now(), count));
        }
    }

    /// Prints into memory the message that came and those that are here already; while the stream is busy, also those
    /// that come in a moment, but no more than the broker can spare.
    async fn batch(&mut self, first: &Delivery, busy: bool) -> Batch {
        let mut batch = Batch::default();
        self.print(first, &mut batch);
        let mut linger = None;
        while batch.count < BATCH && batch.bytes.len() < BATCH_BYTES {
            let next = match self.consumer.try_next() {
                None if busy && batch.count < self.enough => {
                    let until = *linger.get_or_insert_with(|| Instant::now() + LINGER);
                    match tokio::time::timeout_at(until, self.consumer.next()).await {
                        Ok(next) => next,
                        Err(_) => break,
                    }
                }
                next => next,
            };
            // An error is kept by the consumer and comes again at the next wait, after this batch is safe.
            let Some(Ok(delivery)) = next else { break };
            self.print(&delivery, &mut batch);
        }
        batch
    }

    fn print(&self, delivery: &Delivery, batch: &mut Batch) {
        self.printer.print(&delivery.message, &self.queue, &mut batch.bytes);
        batch.last = delivery.tag;
        batch.behind = self.place.behind(&delivery.message);
        batch.count += 1;
    }

    /// Writes a batch, then acks it; or the other way round where that was asked for. Tells when to stop instead: a
    /// signal came, and whoever reads stdout does not take the batch.
    async fn handle(&mut self, batch: Batch) -> anyhow::Result<Option<Ending>> {
        let acks = self.disposal == Disposal::Take;
        if acks && self.acks_on_receipt {
            self.consumer.ack(batch.last, batch.count, true).await?;
        }
        if let Some(signal) = write(self.context, batch.bytes).await? {
            return Ok(Some(Ending::Signal(signal)));
        }
        self.place.read(batch.behind);
        let mut acked = Ok(());
        if acks && !self.acks_on_receipt {
            acked = self.consumer.ack(batch.last, batch.count, true).await;
        }
        // What was read of a stream does not come again, acked or not.
        if acked.is_ok() || batch.behind.is_some() {
            self.stop.seen(batch.count);
        }
        acked?;
        Ok(None)
    }
}

/// Messages that were printed into memory.
#[derive(Default)]
struct Batch {
    /// Tag of the last one.
    last: u64,
    count: u64,
    /// The place in a stream behind them.
    behind: Option<Offset>,
    bytes: Vec<u8>,
}
