//! `rmq bench`: what does the broker carry, and how long does a message take?

mod client;
mod consumer;
mod histogram;
mod options;
mod producer;
mod queue;
mod report;
mod run;
mod shared;
mod stamp;
mod summary;
mod verdict;

use std::sync::Arc;
use std::time::Duration;

use self::options::{Format, Kind, amount, clients, size, window};
use self::queue::TestQueue;
use self::report::Report;
use self::summary::Summary;
use super::shared::values::{duration, name, prefetch};
use crate::amqp::{Session, Settings, ShortStr, Value, parse_argument};
use crate::context::Context;
use crate::exit::{self, Complaint, Exit};

/// What only the long help and the man page tell.
const NOTES: &str = "\
Each producer and each consumer has a connection and a thread of its own. A
message begins with the number of the run and the time at which it was
published; both clocks are this program's, so latencies need no synchronised
machines. A confirm and a delivery both count from publishing, a message waits
for its turn in --window before. Megabytes (10^6) are those of the bodies.

A run ends after --duration, or when --count messages are published and
received; with neither, after 10 seconds. Producers stop first; what is under
way then has --drain. Rates are over the time from the start to the last message
of their kind. Without consumers the messages stay in the queue. Without
producers nothing is published, and --count is what to take from --queue; if
there is no --duration, the run ends when nothing has come for --drain (exit 3).

The queue is durable, has a name of its own, and is deleted in the end. Should
rmq be killed, the broker deletes it (x-expires). A queue given with --queue is
used as it is and never deleted: whatever is in it is taken too, and what was
published and not received stays there.

The report is on stdout, of a run that failed too; of one that could not begin,
only as JSON, and of a command line that is wrong (exit 2), not at all. Messages
that were published and did not arrive within --drain are exit 3, as are fewer
than --count.

JSON: one object on one line.
  producers consumers size persistent confirms window prefetch rate
                 as chosen
  queue          its name; null when it was not made yet
  queue_type     its type; null with --queue
  ended          duration, count, quiet, signal or error
  exit_code      how rmq ends
  error          has what, why and try, or is null
  seconds        from the start to the end of draining
  sent, confirmed, received
                 null, or messages, seconds, messages_per_second and
                 megabytes_per_second
  lost           sent and not received; null unless both sides ran
  others         messages taken that are not of this run
  confirm_milliseconds, delivery_milliseconds
                 null, or p50, p95, p99 and max

";

const EXAMPLES: &str = "\
Examples:
  rmq bench                                     10 s, one producer, one consumer
  rmq bench -p 2 -c 2 --size 1kB --queue-type quorum --duration 1m
  rmq bench --rate 10k --duration 30s           latency under a given load
  rmq bench --count 100000 --format json | jq .received.messages_per_second
  rmq bench -c 0 -n 1000000 --queue backlog     fill a queue of yours
  rmq bench -p 0 -n 1000000 --queue backlog     and drain it";

/// Load the broker, and measure rates and latencies
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, after_long_help = NOTES.to_owned() + EXAMPLES)]
pub struct Args {
    /// Producers; with 0 nothing is published
    #[arg(short, long, value_name = "N", value_parser = clients, default_value = "1", help_heading = "Load")]
    producers: u16,

    /// Consumers; with 0 nothing is received
    #[arg(short, long, value_name = "N", value_parser = clients, default_value = "1", help_heading = "Load")]
    consumers: u16,

    /// Size of a body: bytes, or with a unit such as kB or MiB
    #[arg(short, long, value_name = "SIZE", value_parser = size, default_value = "40", help_heading = "Load")]
    size: usize,

    /// Publish this many messages a second, all producers together [default: as many as possible]
    #[arg(short, long, value_name = "N", value_parser = amount, help_heading = "Load")]
    rate: Option<u64>,

    /// Do not wait for publisher confirms
    #[arg(long, help_heading = "Load")]
    no_confirm: bool,

    /// Most messages of a producer that are published and not yet confirmed, of large ones 8 MiB
    #[arg(long, value_name = "N", value_parser = window, default_value = "1000", help_heading = "Load")]
    window: usize,

    /// Most messages of a consumer that are delivered and not yet acked
    #[arg(long, value_name = "N", value_parser = prefetch, default_value = "1000", help_heading = "Load")]
    prefetch: u16,

    /// Messages that survive a restart of the broker (delivery mode 2); the default
    #[arg(long, conflicts_with = "transient", help_heading = "Load")]
    persistent: bool,

    /// Messages that do not survive a restart of the broker (delivery mode 1)
    #[arg(long, help_heading = "Load")]
    transient: bool,

    /// Use this queue, which must exist, and leave it there
    #[arg(short = 'Q', long, value_name = "NAME", value_parser = name, help_heading = "Queue")]
    queue: Option<ShortStr>,

    /// Type of the queue that is made
    #[arg(long, value_enum, value_name = "TYPE", default_value_t = Kind::Classic, conflicts_with = "queue", help_heading = "Queue")]
    queue_type: Kind,

    /// Make the queue with this argument, as K=V or K:TYPE=V; repeat for several
    #[arg(long, value_name = "K=V", value_parser = parse_argument, conflicts_with = "queue", help_heading = "Queue")]
    queue_arg: Vec<(ShortStr, Value)>,

    /// Stop after this many messages, all producers together; fewer are an error (exit 3)
    #[arg(short = 'n', long, value_name = "N", value_parser = amount, help_heading = "When to stop")]
    count: Option<u64>,

    /// Stop after this long [default: 10s without --count]
    #[arg(short, long, value_name = "DURATION", value_parser = duration, help_heading = "When to stop")]
    duration: Option<Duration>,

    /// How long confirms and deliveries may take once the producers have stopped; without producers, and without
    /// --duration, how long to wait for each next message
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "10s", help_heading = "When to stop")]
    drain: Duration,

    /// Give up when a message is not confirmed for this long (exit 124)
    #[arg(short, long, value_name = "DURATION", value_parser = duration, default_value = "30s", help_heading = "When to stop")]
    timeout: Duration,

    /// How to print
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        self.check()?;
        let settings = context.settings()?.clone();
        let args = Arc::new(self);
        let mut queue = None;
        let (summary, outcome) = match measure(context, &args, &settings, &mut queue).await {
            Ok((summary, verdict)) => (summary, verdict.map_err(anyhow::Error::from)),
            Err(error) if args.format == Format::Text => return Err(error),
            Err(error) => (Summary::not_begun(&error), Err(error)),
        };
        let complaint = outcome.as_ref().err().and_then(exit::complaint);
        let queue = queue.as_ref().map(|queue| &queue.name);
        let report = Report { args: &args, queue, summary: &summary, complaint: complaint.as_ref() };
        let written = context.output.write(report.render(context.output.stdout())?.into_bytes()).await;
        // That nobody takes the report must not hide what is in it.
        outcome.and(written).map(|()| Exit::Done)
    }
}

/// Makes the queue if it is to be made, runs the load, removes the queue, and judges. `made` is the queue once there is one.
///
/// # Errors
/// Why the run could not begin.
async fn measure(
    context: &Context,
    args: &Arc<Args>,
    settings: &Settings,
    made: &mut Option<TestQueue>,
) -> anyhow::Result<(Summary, Result<(), Complaint>)> {
    let mut session = context.unless_stopped(Session::open(settings.clone())).await?;
    let queue = match context.unless_stopped(TestQueue::prepare(&mut session, args)).await {
        Ok(queue) => made.insert(queue),
        Err(error) => {
            session.close().await;
            return Err(error);
        }
    };
    if let Some(words) = queue.warning(args) {
        context.output.warn(words);
    }
    let ran = run::run(context, args, settings, queue).await;
    let left = match &ran {
        Ok(summary) if summary.missing(args) > 0 => queue.depth(&mut session).await,
        _ => None,
    };
    if let Some(words) = queue.remove(session, settings).await {
        context.output.warn(words);
    }
    let summary = ran?;
    let verdict = summary.verdict(args, queue, left);
    Ok((summary, verdict))
}
