//! `rmq stats`: queues and their counters, once or again and again, and thresholds for scripts.

mod ask;
mod counter;
mod looks;
mod names;
mod report;
mod run;
mod sample;
mod sort;
mod source;
mod targets;
mod thresholds;
mod trouble;

use std::time::Duration;

use self::counter::Counter;
use self::names::Selection;
use self::report::Format;
use self::sort::Sort;
use self::source::Source;
use self::targets::targets;
use self::thresholds::Thresholds;
use super::shared::values::{duration, name};
use crate::amqp::{Settings, ShortStr};
use crate::context::Context;
use crate::exit::Exit;
use crate::management::Client;

/// Most time for one attempt to connect to the API; `--connect-timeout` may allow less.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Shortest interval of `--watch`: the broker samples its counters every five seconds.
const SHORTEST: Duration = Duration::from_millis(100);
/// Interval of `--watch` without one.
const USUAL: Duration = Duration::from_secs(5);

/// Show queues: messages, rates, consumers, memory
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The counters are samples that the broker takes every 5 seconds; `-` stands for
what is not known (yet). Without the management API, queues given by name still
have their ready messages and consumers counted over AMQP. Thresholds on such
queues are judged by that count too, so that they hold now and not 5 seconds
ago; --max-unacked has the sample only.

A watch whose broker goes away asks again, after pauses of up to 10 s, and goes
on when it is back (--reconnect); a refusal (401, 403) ends it.

Examples:
  rmq stats                                all queues of the virtual host
  rmq stats 'task*' --sort ready --watch   the fullest first, every 5 seconds
  rmq stats tasks --max-ready 100 --min-consumers 1 || alert
  rmq stats -f json | jq '.queues[] | select(.consumers == 0).name'")]
pub struct Args {
    /// Queues to show, by name or glob (* ? [a-z] {one,other}) [default: all]
    #[arg(value_name = "QUEUE", value_parser = name)]
    queues: Vec<ShortStr>,

    /// Management API [default: $RMQ_API_URL, the profile's, or port 15672 (with TLS 15671) of the AMQP host]
    #[arg(long, value_name = "URL")]
    api_url: Option<String>,

    /// Virtual host to look into [default: that of the AMQP URL]
    #[arg(long, value_name = "NAME", value_parser = name)]
    vhost: Option<ShortStr>,

    /// Look again at this interval [default with no value: 5s]
    #[arg(long, value_name = "INTERVAL", value_parser = watch, num_args = 0..=1, default_missing_value = "5s")]
    watch: Option<Watch>,

    /// How to print
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = Format::Table)]
    format: Format,

    /// Order by name, state, ready, unacked, total, in, out, consumers or memory; repeat for ties. Numbers go down
    /// unless :asc is said
    #[arg(long, value_name = "COLUMN[:asc|desc]", value_parser = sort::parse, value_delimiter = ',')]
    sort: Vec<Sort>,

    #[command(flatten)]
    thresholds: Thresholds,
}

/// What stands behind `--watch`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Watch {
    /// Its interval.
    Every(Duration),
    /// A queue: `rmq stats --watch hello`.
    Queue(ShortStr),
}

/// Reads what stands behind `--watch`. A word that does not begin like a number is a queue's name.
fn watch(text: &str) -> Result<Watch, String> {
    match duration(text) {
        Ok(interval) if interval < SHORTEST => Err("the shortest interval is 100ms".to_owned()),
        Ok(interval) => Ok(Watch::Every(interval)),
        Err(wrong) if text.starts_with(|first: char| first.is_ascii_digit() || first == '-') => Err(wrong),
        Err(_) => name(text).map(Watch::Queue),
    }
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let settings = context.settings()?;
        let mut source = self.source(context, settings)?;
        let ended = self.look(&mut source, settings.wait).await;
        if let Some(counter) = source.counter {
            counter.close().await;
        }
        // A watch has no end of its own: a signal is how it is meant to end.
        if self.watch.is_some() && context.shutdown.signal().is_some() { Ok(Exit::Done) } else { ended }
    }

    /// How often to look, if more than once.
    fn interval(&self) -> Option<Duration> {
        self.watch.as_ref().map(|watch| match watch {
            Watch::Every(interval) => *interval,
            Watch::Queue(_) => USUAL,
        })
    }

    /// Every queue that was asked for.
    fn names(&self) -> Vec<ShortStr> {
        let behind_watch = self.watch.iter().filter_map(|watch| match watch {
            Watch::Queue(name) => Some(name.clone()),
            Watch::Every(_) => None,
        });
        behind_watch.chain(self.queues.iter().cloned()).collect()
    }

    fn source<'a>(&self, context: &'a Context, settings: &Settings) -> anyhow::Result<Source<'a>> {
        let outright = match &self.api_url {
            Some(url) => Some(("--api-url", url.as_str())),
            None => context.api_url().map(|api| (api.origin.as_str(), api.url.as_str())),
        };
        let (targets, same_broker) = targets(outright, &settings.endpoints)?;
        let vhost = match (&self.vhost, settings.endpoints.first()) {
            (Some(vhost), _) => vhost.to_string(),
            (None, Some(endpoint)) => endpoint.vhost.clone(),
            (None, None) => "/".to_owned(),
        };
        let connect_timeout = CONNECT_TIMEOUT.min(settings.connect_timeout);
        let mut clients = Vec::new();
        for (target, tls) in targets {
            let output = context.output.clone();
            let client = Client::new(target.clone(), tls, connect_timeout, move |line| output.narrate(line));
            clients.push(client.map_err(|error| trouble::complain(&error, &target, &vhost))?);
        }
        let selection = Selection::parse(&self.names())?;
        Ok(Source {
            context,
            exact: self.thresholds.can_be_counted() && selection.plain().is_some(),
            warned: false,
            needs_api: self.thresholds.need_management(),
            selection,
            clients,
            counter: same_broker.then(|| Counter::new(settings.clone(), &vhost)),
            vhost,
            overview: None,
            reason: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_watch_stands_an_interval_or_a_queue() {
        assert_eq!(watch("2"), Ok(Watch::Every(Duration::from_secs(2))));
        assert_eq!(watch("500ms"), Ok(Watch::Every(Duration::from_millis(500))));
        assert_eq!(watch("task*"), name("task*").map(Watch::Queue));
        for wrong in ["0", "50ms", "5x", "-1", ""] {
            assert!(watch(wrong).is_err(), "{wrong}");
        }
    }
}
