//! Where samples come from: the management API, and AMQP where there is none or where a sample is too old to judge by.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::ask::ask;
use super::counter::Counter;
use super::names::Selection;
use super::sample::{Origin, Row, Sample, Summary};
use super::trouble::{Outlook, complain, no_api, outlook};
use crate::amqp::Fault;
use crate::context::Context;
use crate::exit::complaint;
use crate::management::{Client, Overview};

/// Pauses between attempts while waiting for the API.
const PAUSE: Duration = Duration::from_millis(500);

/// What to look at, and over which way.
pub(super) struct Source<'a> {
    pub(super) context: &'a Context,
    pub(super) selection: Selection,
    pub(super) vhost: String,
    /// Brokers to ask in this order, of which the first has answered.
    pub(super) clients: Vec<Client>,
    /// AMQP, where it leads to the same broker.
    pub(super) counter: Option<Counter>,
    /// Ready messages and consumers are to be counted, not sampled.
    pub(super) exact: bool,
    /// It was said that they are sampled although they should be counted.
    pub(super) warned: bool,
    /// Only the API will do.
    pub(super) needs_api: bool,
    /// The overview that an API introduced itself with, until the first sample uses it.
    pub(super) overview: Option<Overview>,
    /// Why there is no API.
    pub(super) reason: Option<String>,
}

impl Source<'_> {
    /// Finds an API that answers, trying for as long as `wait` allows; or else sees to it that AMQP will do.
    ///
    /// # Errors
    /// A refusal by an API; or no API, and names to count over AMQP are not all there is.
    pub(super) async fn open(&mut self, wait: Option<Duration>) -> anyhow::Result<()> {
        let deadline = wait.map(|wait| Instant::now() + wait);
        loop {
            let mut last = None;
            for (index, client) in self.clients.iter().enumerate() {
                match self.context.unless_stopped(async { Ok::<_, anyhow::Error>(client.overview().await) }).await? {
                    Ok(overview) => {
                        self.clients.rotate_left(index);
                        self.overview = Some(overview);
                        return Ok(());
                    }
                    Err(error) if error.is_absence() => last = Some((error, client.target())),
                    Err(error) => return Err(complain(&error, client.target(), &self.vhost).into()),
                }
            }
            let Some((error, target)) = last else { anyhow::bail!("no URL was given") };
            if deadline.is_some_and(|end| Instant::now() + PAUSE < end) {
                self.context.output.narrate(format_args!("not yet: {error}; trying again"));
                self.pause(PAUSE).await?;
                continue;
            }
            let why_not_amqp = if self.needs_api {
                Some("without it, --max-unacked cannot be judged")
            } else if self.selection.plain().is_none() {
                Some("queues given by name, not by glob, can be counted without it")
            } else if self.counter.is_none() {
                Some("queues can be counted without it when --url names the same host")
            } else {
                None
            };
            if let Some(why_not) = why_not_amqp {
                return Err(no_api(&error, target, &self.vhost, why_not).into());
            }
            self.reason = Some(format!("no management API at {target}: {error}"));
            self.clients.clear();
            self.exact = true;
            return Ok(());
        }
    }

    /// Waits, but not beyond a signal.
    ///
    /// # Errors
    /// The signal.
    pub(super) async fn pause(&self, pause: Duration) -> anyhow::Result<()> {
        let sleeping = async {
            tokio::time::sleep(pause).await;
            Ok::<_, anyhow::Error>(())
        };
        self.context.unless_stopped(sleeping).await
    }

    /// Looks once.
    ///
    /// # Errors
    /// A queue or virtual host that does not exist, a glob that fits none; whatever the API or the broker refuses.
    pub(super) async fn sample(&mut self) -> anyhow::Result<Sample> {
        let known = self.overview.take();
        let (overview, mut rows) = match self.clients.first() {
            Some(client) => {
                let asking = ask(client, &self.vhost, self.selection.plain().unwrap_or_default(), known);
                let (overview, rows) = self.context.unless_stopped(asking).await?;
                (Some(Summary::from(overview)), self.selection.select(rows, &self.vhost)?)
            }
            None => (None, self.blank_rows()),
        };
        let mut counted = false;
        if self.exact
            && let Some(counter) = &mut self.counter
        {
            match counter.count(self.context, &mut rows).await {
                Ok(()) => {
                    counted = true;
                    self.warned = false;
                }
                // The sample stands, and its counters are the next best.
                Err(error) if overview.is_some() && error.is::<Fault>() => self.warn_of_samples(&error),
                Err(error) => return Err(error),
            }
        }
        let origin = match (self.clients.first(), &self.counter) {
            (None, Some(counter)) => {
                Origin::Amqp { url: counter.url(), reason: self.reason.clone().unwrap_or_default() }
            }
            (client, _) => {
                Origin::Management { url: client.map_or_else(String::new, |client| client.target().to_string()) }
            }
        };
        let time = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        Ok(Sample { time, origin, passive_declare: counted, vhost: self.vhost.clone(), overview, rows })
    }

    /// Looks once, at the first broker that answers.
    ///
    /// # Errors
    /// As of [`Source::sample`].
    pub(super) async fn sample_anywhere(&mut self) -> anyhow::Result<Sample> {
        let mut others = self.clients.len().saturating_sub(1);
        loop {
            match self.sample().await {
                Err(error) if others > 0 && outlook(&error) == Outlook::Again => {
                    self.clients.rotate_left(1);
                    others -= 1;
                }
                outcome => return outcome,
            }
        }
    }

    /// Says once, until counting works again, that it does not.
    fn warn_of_samples(&mut self, error: &anyhow::Error) {
        if !std::mem::replace(&mut self.warned, true)
            && let Some(complaint) = complaint(error)
        {
            let why = complaint.why.map(|why| format!(" ({why})")).unwrap_or_default();
            let what = complaint.what;
            self.context
                .output
                .warn(format!("ready and cons are the API's samples, which are up to 5 s old: {what}{why}"));
        }
    }

    fn blank_rows(&self) -> Vec<Row> {
        self.selection
            .plain()
            .unwrap_or_default()
            .into_iter()
            .map(|name| Row { vhost: self.vhost.clone(), ..Row::named(name) })
            .collect()
    }
}
