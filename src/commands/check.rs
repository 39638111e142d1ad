//! `rmq check`: does the broker really work, and what does each step take?

mod exercise;
mod latency;
mod record;
mod report;
mod step;
mod token;

use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use self::exercise::{clean_up, exercise};
use self::latency::Latency;
use self::record::{Failure, Record};
use self::report::{Format, Report};
use super::shared::values::{count, duration};
use crate::amqp::{Fault, Kind, Session, Settings, Timeline};
use crate::context::Context;
use crate::exit::{Complaint, Exit};

/// Check that the broker works, step by step, with the time of each
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The steps: resolve the host, tcp, tls (with amqps://), the AMQP handshake,
login, vhost, a channel with publisher confirms, declare a queue, consume,
publish a message, see that it was routed, have it delivered, compare it, ack
it, clean up. A step counts from the end of the one before; publish (to the
confirm) and deliver both count from publishing.

The queue is exclusive and named by the broker, which deletes it with the
connection: nothing is left behind, even when rmq is killed. The user needs the
permissions to configure and read it (amq.gen-...) and to write to the default
exchange. Of several brokers, the first that answers is checked.

The report is on stdout, of a failure too. With -q there is none on success.

Examples:
  rmq check --wait 60s                     a broker that may still be starting
  rmq check -q --timeout 5s || exit        in a script
  rmq check --rounds 100 --max-latency 50ms
  rmq check --format json | jq '.steps[] | select(.milliseconds > 100)'")]
pub struct Args {
    /// Messages to send and get back, one after the other
    #[arg(short = 'n', long, value_name = "N", value_parser = count, default_value = "1")]
    rounds: u64,

    /// Fail when a message takes longer from publishing to delivery; of several rounds their p99 counts (exit 3)
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    max_latency: Option<Duration>,

    /// Most time for the whole check, what --wait waits for not counted (exit 124)
    #[arg(short, long, value_name = "DURATION", value_parser = duration, default_value = "30s")]
    timeout: Duration,

    /// How to print
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let settings = context.settings()?.clone();
        settings.warn_of_plain_text();
        let (timeline, record) = (Timeline::default(), Record::new());
        let ended = self.check(context, settings, &timeline, &record).await?;
        let attempts = timeline.attempts();
        let took = attempts.last().map(|attempt| attempt.began.elapsed()).unwrap_or_default();
        let latency = Latency::of(record.latencies());
        let crossed = ended.as_ref().ok().and_then(|()| self.crossed(latency.as_ref()));
        let report = Report { attempts, passed: record.passed(), failure: ended.err(), crossed, latency, took };
        for words in report.passed_over() {
            context.output.warn(words);
        }
        let text = report.render(self.format, context.output.stdout())?.into_bytes();
        match report.complaint() {
            Some(complaint) => {
                // That nobody takes the report must not hide what is in it.
                let _ = context.output.write(text).await;
                Err(complaint.into())
            }
            None if context.output.is_quiet() => Ok(Exit::Done),
            None => context.output.write(text).await.map(|()| Exit::Done),
        }
    }

    /// Goes through the steps.
    ///
    /// # Errors
    /// A signal. A step that fails is an answer.
    async fn check(
        &self,
        context: &Context,
        settings: Settings,
        timeline: &Timeline,
        record: &Record,
    ) -> anyhow::Result<Result<(), Failure>> {
        let limit = settings.wait.unwrap_or_default() + self.timeout;
        let opening = async { Ok::<_, Complaint>(timeout(limit, Session::open_watched(settings, timeline)).await) };
        let opened = match context.unless_stopped(opening).await? {
            Ok(Ok(session)) => Ok(session),
            Ok(Err(fault)) => Err((&fault).into()),
            Err(_) => Err(self.overdue(limit, None)),
        };
        let mut session = match opened {
            Ok(session) => session,
            Err(complaint) => return Ok(Err(Failure::of_connecting(timeline, complaint))),
        };
        record.connected(timeline);
        let spent = timeline.attempts().last().map(|attempt| attempt.began.elapsed()).unwrap_or_default();
        let deadline = Instant::now() + self.timeout.saturating_sub(spent);
        let working = async { Ok(timeout_at(deadline, exercise(&mut session, record, self.rounds)).await) };
        match context.unless_stopped::<_, Complaint>(working).await {
            Ok(Ok(Ok(way))) => {
                let cleaning = async { Ok(timeout_at(deadline, clean_up(session, way)).await) };
                let cleaned = context.unless_stopped::<_, Complaint>(cleaning).await?;
                Ok(cleaned.unwrap_or_else(|_| Err(record.interrupted(self.overdue(self.timeout, None)))))
            }
            Ok(Ok(Err(failure))) => {
                // Who did not answer before is not waited for again.
                if failure.complaint.exit != Exit::TimedOut {
                    session.close().await;
                }
                Ok(Err(failure))
            }
            Ok(Err(_)) => Ok(Err(record.interrupted(self.overdue(self.timeout, session.blocked())))),
            Err(signal) => {
                session.close().await;
                Err(signal)
            }
        }
    }

    fn overdue(&self, limit: Duration, blocked: Option<String>) -> Complaint {
        let (why, hint) = match blocked {
            Some(reason) => (
                format!("the broker takes no messages for now: {reason}"),
                "free what it is short of (rabbitmq-diagnostics alarms); --timeout allows more time",
            ),
            None => (
                format!("it was not done within {}", humantime::format_duration(limit)),
                "see that the broker is well; --timeout allows more time",
            ),
        };
        let fault = Fault::new(Kind::TimedOut, "timed out", why).advise(hint);
        (&fault).into()
    }

    /// What is to be said when the threshold was crossed.
    fn crossed(&self, latency: Option<&Latency>) -> Option<Complaint> {
        let (limit, latency) = (self.max_latency?, latency?);
        if latency.p99 <= limit {
            return None;
        }
        let subject = match latency.count {
            1 => "the message took".to_owned(),
            count => format!("the p99 of {count} rounds is"),
        };
        let (found, limit) = (latency.p99.as_secs_f64() * 1000.0, humantime::format_duration(limit));
        let what = format!("{subject} {found:.2} ms from publishing to delivery, more than {limit}");
        Some(Complaint::new(Exit::Expectation, what))
    }
}
