//! `rmq worker`: take tasks from a queue, a few at a time, and ack each when its work is done.

use std::ffi::OsString;
use std::time::Duration;

use super::shared::values::{duration, name, prefetch};
use super::shared::{
    Closing, Failures, OnFailure, Outcome, QueueArgs, Settlement, StopArgs, Task, doubled, lasting, preview, work_off,
};
use crate::amqp::{Consumer, ConsumerOptions, Delivery, QueueShape, ShortStr};
use crate::context::Context;
use crate::exit::Exit;

/// Pause before a failed command is tried again for the same message; it doubles with each try.
const FIRST_RETRY: Duration = Duration::from_millis(100);
const LONGEST_RETRY: Duration = Duration::from_secs(10);

/// Take tasks from a queue and work on them: simulated work, or a command for each
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A command gets the body on stdin and the rest in its environment: RMQ_QUEUE,
RMQ_EXCHANGE, RMQ_ROUTING_KEY, RMQ_REDELIVERED, RMQ_DELIVERY_TAG, RMQ_ATTEMPT,
RMQ_HEADERS (JSON), and a variable for each property that the message has, such
as RMQ_MESSAGE_ID or RMQ_CONTENT_TYPE. When it ends with status 0 the message is
acked; anything else is a failure.

A message goes back to its queue after a pause of one second, which doubles up
to 30 while failures go on. With --count, a task that failed was taken and not
done (exit 3).

Examples:
  rmq worker                               each # in a message is 2 s of work
  rmq worker --jobs 4 --unit 100ms         four at a time, 100 ms for each #
  rmq worker -- ./resize.sh                run a command for each message
  rmq worker --retries 3 --on-failure reject --task-timeout 1m -- ./import")]
pub struct Args {
    /// Command to run for each message, without a shell
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,

    /// Queue to take tasks from; created durable when it is missing
    #[arg(short = 'Q', long, value_name = "NAME", value_parser = name, default_value = "task_queue")]
    queue: ShortStr,

    /// Work for each # in a message, without a command
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "2s")]
    unit: Duration,

    /// Tasks to work on at a time
    #[arg(short, long, value_name = "N", default_value = "1", value_parser = prefetch)]
    jobs: u16,

    /// Most messages to hold, those in work included, so that short tasks need not wait for the broker; other workers
    /// do not get these [default: as many as --jobs, and never fewer]
    #[arg(long, value_name = "N", value_parser = prefetch)]
    prefetch: Option<u16>,

    /// How long a command may run; then it and its children are ended, and it has failed
    #[arg(long, value_name = "DURATION", value_parser = duration, requires = "command")]
    task_timeout: Option<Duration>,

    /// Times to run a failed command again before --on-failure
    #[arg(long, value_name = "N", default_value = "0", requires = "command")]
    retries: u32,

    /// What to do with a message whose command failed
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = OnFailure::Requeue, requires = "command")]
    on_failure: OnFailure,

    #[command(flatten)]
    stop: StopArgs,

    #[command(flatten)]
    declare: QueueArgs,
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let spec = self
            .declare
            .spec_to_take_from(self.queue.clone(), QueueShape { durable: true, ..QueueShape::default() })?;
        let stop = self.stop.start("task was done", "tasks were done");
        lasting(context, stop, async |session, stop| {
            let queue = context.unless_stopped(session.queue(&spec)).await?;
            let options =
                ConsumerOptions { prefetch: self.held(), limit: stop.wanted(), offset: None, holds_back: false };
            let consumer = context.unless_stopped(Consumer::open(session, &queue.name, options)).await?;
            context.output.note(" [*]", "Waiting for messages. To exit press CTRL+C");
            let closing = Closing::new();
            let worker = Worker {
                context,
                work: self.work(),
                retries: self.retries,
                jobs: self.jobs.into(),
                queue: queue.name,
                failures: Failures::new(context, &closing, self.on_failure),
                closing: &closing,
            };
            work_off(context, consumer, stop, (worker.jobs, &closing), |delivery| worker.handle(delivery)).await
        })
        .await
    }

    /// As many as are worked on, unless more are asked for: what a busy worker holds is kept from one that is free.
    fn held(&self) -> u16 {
        self.prefetch.unwrap_or(self.jobs).max(self.jobs)
    }

    fn work(&self) -> Work {
        if self.command.is_empty() {
            Work::Simulated(self.unit)
        } else {
            Work::Command(Task::new(&self.command, self.task_timeout, false))
        }
    }
}

enum Work {
    Simulated(Duration),
    Command(Task),
}

struct Worker<'a> {
    context: &'a Context,
    work: Work,
    retries: u32,
    jobs: usize,
    queue: ShortStr,
    failures: Failures<'a>,
    closing: &'a Closing,
}

impl Worker<'_> {
    async fn handle(&self, delivery: Delivery) -> Settlement {
        let output = &self.context.output;
        let title = preview(&delivery.message.body);
        output.note(" [x]", format!("Received {title}"));
        let settlement = match &self.work {
            Work::Simulated(unit) => self.simulate(&delivery, &title, *unit).await,
            Work::Command(task) => self.command(task, &delivery).await,
        };
        if let Settlement::Ack = settlement {
            output.note(" [x]", if self.jobs == 1 { "Done".to_owned() } else { format!("Done {title}") });
        }
        settlement
    }

    async fn simulate(&self, delivery: &Delivery, title: &str, unit: Duration) -> Settlement {
        let units = delivery.message.body.iter().filter(|byte| **byte == b'#').count();
        let bar = self.context.output.task_bar(title, units as u64);
        for _ in 0..units {
            tokio::time::sleep(unit).await;
            bar.advance();
        }
        Settlement::Ack
    }

    async fn command(&self, task: &Task, delivery: &Delivery) -> Settlement {
        let mut attempt = 1;
        let reason = loop {
            let reason = match task.run(delivery, &self.queue, attempt).await {
                Err(complaint) => return Settlement::Stop(complaint.into()),
                Ok(Outcome::Done(_)) => {
                    self.failures.end();
                    return Settlement::Ack;
                }
                Ok(Outcome::Failed(reason)) => reason,
            };
            if attempt > self.retries || self.closing.has_begun() {
                break reason;
            }
            self.context.output.warn(format!("{reason}; trying again ({attempt} of {})", self.retries));
            self.closing.pause(doubled(FIRST_RETRY, LONGEST_RETRY, attempt - 1)).await;
            attempt += 1;
        };
        self.failures.settle(reason).await
    }
}
