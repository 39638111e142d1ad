//! `rmq worker`: take tasks from a queue, a few at a time, and ack each when its work is done.

use std::cell::Cell;
use std::ffi::OsString;
use std::time::Duration;

use super::shared::values::{duration, name, prefetch};
use super::shared::{Outcome, QueueArgs, Settlement, StopArgs, Task, preview, work};
use crate::amqp::{Ack, Consumer, ConsumerOptions, Delivery, QueueShape, ShortStr};
use crate::context::Context;
use crate::exit::{Complaint, Exit};
use clap::ValueEnum;

/// Pause before a failed command is tried again for the same message; it doubles with each try.
const FIRST_RETRY: Duration = Duration::from_millis(100);
const LONGEST_RETRY: Duration = Duration::from_secs(10);
/// Pause before a failed message goes back to its queue; it doubles while failures go on, so that nothing spins.
const FIRST_REQUEUE: Duration = Duration::from_secs(1);
const LONGEST_REQUEUE: Duration = Duration::from_secs(30);

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

/// `--on-failure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OnFailure {
    /// Put it back into the queue, after a pause that grows while failures go on
    Requeue,
    /// Drop it, or dead-letter it where the queue has a dead letter exchange
    Reject,
    /// Leave it in the queue and end with exit code 1
    Stop,
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let spec = self.declare.spec(self.queue.clone(), QueueShape { durable: true, ..QueueShape::default() });
        context
            .session(async |session| {
                let queue = context.unless_stopped(session.queue(&spec)).await?;
                let options = ConsumerOptions { prefetch: self.held(), ack: Ack::Manual, limit: self.stop.count };
                let consumer = context.unless_stopped(Consumer::open(session, &queue.name, options)).await?;
                context.output.note(" [*]", "Waiting for messages. To exit press CTRL+C");
                let worker = Worker {
                    context,
                    work: self.work(),
                    retries: self.retries,
                    on_failure: self.on_failure,
                    jobs: self.jobs,
                    queue: queue.name,
                    failures: Cell::new(0),
                };
                let stop = self.stop.start("task was done", "tasks were done");
                work(context, consumer, stop, self.jobs, |delivery| worker.handle(delivery)).await
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
            Work::Command(Task { command: self.command.clone(), timeout: self.task_timeout, capture: false })
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
    on_failure: OnFailure,
    jobs: u16,
    queue: ShortStr,
    /// Failures since the last success.
    failures: Cell<u32>,
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
                    self.failures.set(0);
                    return Settlement::Ack;
                }
                Ok(Outcome::Failed(reason)) => reason,
            };
            if attempt > self.retries || self.context.shutdown.signal().is_some() {
                break reason;
            }
            self.context.output.warn(format!("{reason}; trying again ({attempt} of {})", self.retries));
            self.pause(FIRST_RETRY, LONGEST_RETRY, attempt - 1).await;
            attempt += 1;
        };
        self.failed(reason).await
    }

    async fn failed(&self, reason: String) -> Settlement {
        let warn = |what: &str| self.context.output.warn(format!("{reason}; {what}"));
        match self.on_failure {
            OnFailure::Requeue => {
                warn("the message goes back to the queue");
                let failures = self.failures.get();
                self.failures.set(failures.saturating_add(1));
                self.pause(FIRST_REQUEUE, LONGEST_REQUEUE, failures).await;
                Settlement::Nack { requeue: true }
            }
            OnFailure::Reject => {
                warn("the message is rejected");
                Settlement::Nack { requeue: false }
            }
            OnFailure::Stop => Settlement::Stop(
                Complaint::new(Exit::Failure, reason)
                    .because("--on-failure stop: the message stays in its queue")
                    .into(),
            ),
        }
    }

    /// Waits for `first` doubled `times` times, or until a signal comes.
    async fn pause(&self, first: Duration, longest: Duration, times: u32) {
        let pause = first.saturating_mul(2_u32.saturating_pow(times)).min(longest);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = self.context.shutdown.requested() => {}
        }
    }
}
