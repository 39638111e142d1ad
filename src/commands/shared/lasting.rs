//! Work that outlives its connection: when that is lost, another is made, and the work begun again on it.

use std::future::pending;
use std::pin::pin;
use std::time::Duration;

use tokio::time::Instant;

use super::stop::{Ending, Stop};
use crate::amqp::{Backoff, Fault, Kind, Reconnect, Session};
use crate::context::Context;
use crate::exit::{Exit, complaint};
use crate::shutdown::Signal;

/// Does `work` on a connection, and on another one when it is lost, until it is done. What was delivered and not acked
/// comes again then. Of several brokers not the first is tried first, but any: not all who listen are to be at one node.
///
/// # Errors
/// What cannot be cured by another connection; a connection that could not be made again, or not in the time that there was.
pub async fn lasting(
    context: &Context,
    stop: Stop,
    work: impl AsyncFnMut(&mut Session, &mut Stop) -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    lasting_unless(context, stop, pending(), work).await
}

/// As [`lasting`]; while there is no connection, `in_vain` ends it: nobody wants the outcome any more.
///
/// # Errors
/// As [`lasting`], and that of `in_vain`.
pub async fn lasting_unless(
    context: &Context,
    mut stop: Stop,
    in_vain: impl Future<Output = anyhow::Error>,
    mut work: impl AsyncFnMut(&mut Session, &mut Stop) -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    let mut in_vain = pin!(in_vain);
    let settings = context.settings()?.clone().spread();
    settings.warn_of_plain_text();
    // A queue that nobody can see is not idle; but only who asked to wait for it waits for longer than that.
    let patient = settings.reconnect.is_some();
    let mut backoff = Backoff::new(settings.reconnect.unwrap_or(Reconnect::Forever));
    let mut session = context.unless_stopped(Session::open(settings)).await?;
    let mut remade = false;
    loop {
        let begun = Instant::now();
        let outcome = work(&mut session, &mut stop).await;
        let error = match outcome {
            Err(error) if is_curable(&error) => error,
            outcome => {
                session.close().await;
                return match (outcome, context.shutdown.signal()) {
                    // Who listened already, and was about to do so again, ends as a listener does.
                    (Err(error), Some(signal)) if remade && is_stop(&error, signal) => {
                        Ok(stop.verdict(Ending::Signal(signal))?)
                    }
                    (outcome, _) => outcome,
                };
            }
        };
        backoff.held(begun.elapsed(), error.downcast_ref(), context.settings()?.connect_timeout);
        let lost = error.downcast_ref::<Fault>().cloned();
        stop.touch();
        let connecting = again(context, &mut session, &mut backoff, error);
        let ending = tokio::select! {
            biased;
            signal = context.shutdown.requested() => Ending::Signal(signal),
            error = &mut in_vain => return Err(error),
            elapsed = stop.elapsed(patient) => elapsed,
            connected = connecting => {
                connected?;
                remade = true;
                continue;
            }
        };
        let exit = stop.verdict(ending)?;
        // Time is up, and nobody knows what came meanwhile.
        let told = matches!(ending, Ending::Signal(_));
        return lost.filter(|_| !told).map_or(Ok(exit), |lost| Err(lost.into()));
    }
}

/// Connects again after `error`, for as long and as often as may be. Safe to drop.
///
/// # Errors
/// The last one that stood in the way.
pub async fn again(
    context: &Context,
    session: &mut Session,
    backoff: &mut Backoff,
    error: anyhow::Error,
) -> anyhow::Result<()> {
    retry(context, backoff, error, |error| !is_denied(error), async || session.reconnect().await.map_err(Into::into))
        .await
}

/// As [`again`], but not beyond a moment: then the words of what stood in the way last are given back.
pub async fn again_until(
    until: Instant,
    context: &Context,
    session: &mut Session,
    backoff: &mut Backoff,
    error: anyhow::Error,
) -> Result<anyhow::Result<()>, String> {
    let mut last = in_words(&error);
    let may_pass = |error: &anyhow::Error| {
        last = in_words(error);
        !is_denied(error)
    };
    let attempts = retry(context, backoff, error, may_pass, async || session.reconnect().await.map_err(Into::into));
    tokio::time::timeout_at(until, attempts).await.map_err(|_| last)
}

/// Makes attempts after `error`, with a pause before each, until one succeeds. Safe to drop.
///
/// # Errors
/// The last one when there are to be no more attempts, or the first that may not pass.
pub async fn retry<T>(
    context: &Context,
    backoff: &mut Backoff,
    mut error: anyhow::Error,
    mut may_pass: impl FnMut(&anyhow::Error) -> bool,
    mut attempt: impl AsyncFnMut() -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let mut told = false;
    loop {
        let Some((number, pause)) = backoff.next_pause() else { return Err(error) };
        // Each loss; while there is no connection the first times, and then less and less often.
        if !std::mem::replace(&mut told, true) || number.is_power_of_two() {
            context.output.warn(format!("{}; connecting again in {}", in_words(&error), rounded(pause)));
        }
        tokio::time::sleep(pause).await;
        match attempt().await {
            Ok(done) => {
                context.output.note(" [*]", "Connected again");
                return Ok(done);
            }
            Err(last) if may_pass(&last) => error = last,
            Err(last) => return Err(last),
        }
    }
}

/// Whether nothing but a signal was in the way.
fn is_stop(error: &anyhow::Error, signal: Signal) -> bool {
    complaint(error).is_some_and(|complaint| complaint.exit == signal.exit() && complaint.what.is_empty())
}

/// A broker that will not have us will not have us later either.
fn is_denied(error: &anyhow::Error) -> bool {
    error.downcast_ref().is_some_and(|fault: &Fault| fault.kind == Kind::Denied)
}

/// Whether another connection may help.
pub fn is_curable(error: &anyhow::Error) -> bool {
    let fault = error.downcast_ref::<Fault>();
    fault.is_some_and(|fault| matches!(fault.kind, Kind::Lost | Kind::Connect | Kind::Unanswered))
}

/// What failed and why, in one line.
pub fn in_words(error: &anyhow::Error) -> String {
    complaint(error).map_or_else(|| error.to_string(), |complaint| complaint.in_one_line())
}

fn rounded(pause: Duration) -> humantime::FormattedDuration {
    humantime::format_duration(Duration::from_millis(u64::try_from(pause.as_millis()).unwrap_or(u64::MAX)))
}
