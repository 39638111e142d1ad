//! The body of every `forward`: take a message, post it until it has arrived, then ack it.

use std::cell::Cell;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use tokio::time::Instant;

use super::unfinished::Unfinished;
use super::verdict::Verdict;
use crate::amqp::{Consumer, ConsumerOptions, Delivery, ShortStr};
use crate::commands::shared::values::duration;
use crate::commands::shared::{
    Closing, Failures, OnFailure, QueueArgs, Settlement, SourceArgs, StopArgs, doubled, lasting, preview, work_off,
};
use crate::context::Context;
use crate::exit::{Complaint, Exit};
use crate::http::{Answer, Client, Method, Request, Secrets, Trouble, Url};
use crate::tls::{Files, Tls};

/// Pause before a server that is not well is tried again; it doubles with each try.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Shortest time to hold a message.
const SHORTEST_HOLD: Duration = Duration::from_secs(1);
/// Of failures in a row the 1st, 2nd, 4th, 8th and so on is told, and beyond this each that is a multiple of it.
const SELDOM: u64 = 64;

/// What every `forward` can be told.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Posting")]
pub(super) struct RelayArgs {
    /// How long a request may take until its answer is whole; then it is tried again
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "30s")]
    request_timeout: Duration,

    /// Trust the authorities in this PEM file, not the system's, to have signed the certificate of who is posted to
    #[arg(long, value_name = "FILE")]
    http_ca: Option<PathBuf>,

    /// Times to try again after 5xx and network errors before --on-failure [default: for ever]
    #[arg(long, value_name = "N")]
    retries: Option<u32>,

    /// What to do with a message that is refused, or cannot be posted at all
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = OnFailure::Requeue)]
    on_failure: OnFailure,

    /// Longest time to hold a message that cannot be posted yet; then it goes back to its queue, and comes again.
    /// RabbitMQ closes the channel of who holds one for 30 minutes
    #[arg(long, value_name = "DURATION", value_parser = hold, default_value = "20m", hide_short_help = true)]
    hold: Duration,

    #[command(flatten)]
    source: SourceArgs,

    #[command(flatten)]
    stop: StopArgs,

    #[command(flatten)]
    declare: QueueArgs,
}

/// Reads how long to hold a message: long enough for it not to go back and forth all the time.
fn hold(text: &str) -> Result<Duration, String> {
    duration(text)
        .and_then(|hold| if hold < SHORTEST_HOLD { Err("shorter than a second".to_owned()) } else { Ok(hold) })
}

/// Who gets the messages: how they are written down, and what the answers mean.
pub(super) trait Receiver {
    /// The requests that carry a message, one after the other.
    ///
    /// # Errors
    /// Why it cannot be posted at all, in words that follow "cannot post:".
    fn requests(&self, delivery: &mut Delivery, queue: &str) -> Result<Vec<Request>, String>;

    /// What an answer means.
    fn judge(&self, answer: &Answer) -> Verdict;
}

/// What became of a request.
enum Posted {
    Done,
    Refused(String),
    /// It was held for too long.
    Overdue,
    /// The end came while it waited for better times.
    Left,
    /// Trying again is of no use, with this message or another one.
    Hopeless(Complaint),
}

/// A client of the address to post to, which is not looked for yet.
///
/// # Errors
/// `--http-ca` cannot be used; no TLS, for want of certificates that the system trusts.
pub(super) fn client(address: (Method, Url), args: &RelayArgs, secrets: Secrets) -> Result<Client, Complaint> {
    let origin = address.1.origin().ascii_serialization();
    // The files of the broker's URL are for the broker: who trusts its authority does not trust it with the web.
    let tls = Tls::new(Files { ca: args.http_ca.clone(), ..Files::default() });
    tls.read()?;
    Client::new(address, tls, args.request_timeout, secrets).map_err(|trouble| {
        untrusted(&origin, trouble.to_string())
            .advise("install them (package ca-certificates), or name a file with the server's authority with --http-ca")
    })
}

/// Nobody who can be trusted is there.
fn untrusted(origin: &str, why: String) -> Complaint {
    Complaint::new(Exit::NoConnection, format!("cannot post to {origin}")).because(why)
}

/// Posts messages, at most `jobs` at a time, until it is time to stop.
///
/// # Errors
/// No connection; a refusal by the broker; one by the server with `--on-failure stop`; fewer messages than asked for.
pub(super) async fn relay(
    context: &Context,
    receiver: impl Receiver,
    client: Client,
    jobs: u16,
    args: RelayArgs,
) -> anyhow::Result<Exit> {
    let source = args.source.source(&args.declare, None)?;
    // What was posted of a message, and whom to leave alone for how long, holds on the next connection too.
    let (unfinished, not_before) = (Unfinished::default(), Cell::new(Instant::now()));
    let stop = args.stop.start("message was posted", "messages were posted");
    lasting(context, stop, async |session, stop| {
        let queue = context.unless_stopped(source.prepare(session)).await?;
        let options = ConsumerOptions { prefetch: jobs, limit: stop.wanted(), offset: None, holds_back: false };
        let consumer = context.unless_stopped(Consumer::open(session, &queue.name, options)).await?;
        context.output.note(" [*]", source.waiting());
        let closing = Closing::new();
        let relay = Relay {
            context,
            receiver: &receiver,
            client: &client,
            queue: queue.name,
            retries: args.retries,
            hold: args.hold,
            failures: Failures::new(context, &closing, args.on_failure),
            closing: &closing,
            troubles: Cell::new(0),
            not_before: &not_before,
            unfinished: &unfinished,
        };
        work_off(context, consumer, stop, (jobs.into(), &closing), |delivery| relay.handle(delivery)).await
    })
    .await
}

struct Relay<'a, R> {
    context: &'a Context,
    receiver: &'a R,
    client: &'a Client,
    queue: ShortStr,
    retries: Option<u32>,
    hold: Duration,
    failures: Failures<'a>,
    closing: &'a Closing,
    /// Requests since the last success that are to be tried again.
    troubles: Cell<u64>,
    /// The server wants to be left alone until then, by all requests.
    not_before: &'a Cell<Instant>,
    unfinished: &'a Unfinished,
}

impl<R: Receiver> Relay<'_, R> {
    async fn handle(&self, mut delivery: Delivery) -> Settlement {
        let overdue = Instant::now() + self.hold;
        let title = preview(&delivery.message.body);
        let posting = async {
            match self.receiver.requests(&mut delivery, &self.queue) {
                Ok(requests) => self.post_all(&requests, &delivery.message.body, &title, overdue).await,
                Err(why) => self.failures.settle(format!("cannot post: {why}")).await,
            }
        };
        tokio::select! {
            settlement = posting => settlement,
            // Whether it arrives or not, it will come again.
            () = self.closing.lost() => Settlement::Leave,
        }
    }

    async fn post_all(&self, requests: &[Request], body: &[u8], title: &str, overdue: Instant) -> Settlement {
        let first = self.unfinished.resume(body);
        for (index, request) in requests.iter().enumerate().skip(first) {
            let posted = self.post(request, overdue).await;
            if !matches!(posted, Posted::Done) {
                self.unfinished.remember(body, index);
            }
            return match posted {
                Posted::Done => continue,
                Posted::Refused(reason) => self.failures.settle(reason).await,
                Posted::Overdue => Settlement::Nack { requeue: true },
                Posted::Left => Settlement::Leave,
                Posted::Hopeless(complaint) => Settlement::Stop(complaint.into()),
            };
        }
        self.failures.end();
        let parts = if requests.len() > 1 { format!(" ({} parts)", requests.len()) } else { String::new() };
        self.context.output.note(" [x]", format!("Posted {title}{parts}"));
        Settlement::Ack
    }

    /// Posts until there is an answer that settles it.
    async fn post(&self, request: &Request, overdue: Instant) -> Posted {
        let mut tries = 0;
        let mut retries = 0;
        let mut pause = Duration::ZERO;
        loop {
            if let Some(stopped) = self.wait(pause, overdue).await {
                return stopped;
            }
            let verdict = match self.ask(request).await {
                Ok(verdict) => verdict,
                Err(complaint) => return Posted::Hopeless(complaint),
            };
            let (why, told, at_once) = match verdict {
                Verdict::Done => {
                    self.troubles.set(0);
                    return Posted::Done;
                }
                Verdict::Refused(why) => return Posted::Refused(why),
                // Who says how long to wait, and then says so again, did not mean it.
                Verdict::Wait { why, told } => (why, told, told.is_some() && tries == 0),
                Verdict::Again { why, told: _ } if self.retries.is_some_and(|most| retries >= most) => {
                    return Posted::Refused(why);
                }
                Verdict::Again { why, told } => {
                    retries += 1;
                    (why, told.filter(|told| !told.is_zero()), false)
                }
            };
            self.tell(&why, told);
            self.leave_alone(told.unwrap_or_default());
            pause = if at_once { Duration::ZERO } else { jittered(doubled(FIRST_PAUSE, LONGEST_PAUSE, tries)) };
            tries += 1;
        }
    }

    /// Sends the request once.
    ///
    /// # Errors
    /// Whoever is there cannot be trusted until somebody changes something.
    async fn ask(&self, request: &Request) -> Result<Verdict, Complaint> {
        let output = &self.context.output;
        output.narrate(format_args!("{}, {} bytes", self.client.narrates(), request.body.len()));
        let origin = self.client.origin();
        let named = |why: String| self.client.hide(&format!("{origin} {why}"));
        Ok(match self.client.send(request).await {
            Err(Trouble::Tls(trouble)) if trouble.lasting => {
                return Err(untrusted(&origin, trouble.why).advise(trouble.hint));
            }
            Err(trouble) => Verdict::Again { why: format!("cannot post to {origin}: {trouble}"), told: None },
            Ok(answer) => {
                output.narrate(format_args!("{}, {} bytes", answer.status, answer.body.len()));
                match self.receiver.judge(&answer) {
                    Verdict::Done => Verdict::Done,
                    Verdict::Wait { why, told } => Verdict::Wait { why: named(why), told },
                    Verdict::Again { why, told } => Verdict::Again { why: named(why), told },
                    Verdict::Refused(why) => Verdict::Refused(named(why)),
                }
            }
        })
    }

    /// Says what keeps it from posting, but not each time.
    fn tell(&self, why: &str, told: Option<Duration>) {
        let count = self.troubles.get() + 1;
        self.troubles.set(count);
        let what = match told {
            Some(told) => format!("{why}; waiting {} as told", humantime::format_duration(told)),
            None => format!("{why}; trying again"),
        };
        if count == 1 {
            self.context.output.warn(what);
        } else if count.is_power_of_two() || count.is_multiple_of(SELDOM) {
            self.context.output.warn(format!("{what} (failure {count} in a row)"));
        }
    }

    /// Nobody asks the server anything for so long.
    fn leave_alone(&self, told: Duration) {
        self.not_before.set(self.not_before.get().max(Instant::now() + told));
    }

    /// Waits so long and until the server may be asked, unless the end comes before, or the message has to be given
    /// back. Who need not wait is not stopped.
    async fn wait(&self, pause: Duration, overdue: Instant) -> Option<Posted> {
        let mut waited = !pause.is_zero();
        self.closing.pause(pause).await;
        loop {
            let now = Instant::now();
            if waited && self.closing.has_begun() {
                return Some(Posted::Left);
            }
            if waited && now >= overdue {
                return Some(Posted::Overdue);
            }
            let until = self.not_before.get();
            if until <= now {
                return None;
            }
            waited = true;
            self.closing.pause(until.min(overdue).saturating_duration_since(now)).await;
        }
    }
}

/// Up to a quarter more or less, so that many who wait do not come back at the same moment.
fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(0.75 + fastrand::f64() / 2.0)
}
