//! The summary of a run: as text, or as one line of JSON.

use serde_json::{Value, json};

use super::Args;
use super::histogram::Histogram;
use super::options::Format;
use super::summary::{Ended, Flow, Summary};
use crate::amqp::ShortStr;
use crate::exit::{Complaint, Exit};
use crate::output::{Column, Lines, Stream, escape, render_table};

const FLOWS: [Column; 5] = [
    Column { heading: "", number: false },
    Column { heading: "messages", number: true },
    Column { heading: "msg/s", number: true },
    Column { heading: "MB/s", number: true },
    Column { heading: "seconds", number: true },
];
const TIMES: [Column; 5] = [
    Column { heading: "", number: false },
    Column { heading: "p50 ms", number: true },
    Column { heading: "p95 ms", number: true },
    Column { heading: "p99 ms", number: true },
    Column { heading: "max ms", number: true },
];

/// Everything that is known in the end.
pub(super) struct Report<'a> {
    pub(super) args: &'a Args,
    /// `None` when the run ended before one was made.
    pub(super) queue: Option<&'a ShortStr>,
    pub(super) summary: &'a Summary,
    pub(super) complaint: Option<&'a Complaint>,
}

/// Who works: `1 producer and 2 consumers`.
pub(super) fn people(args: &Args) -> String {
    let some = |number: u16, name: &str| match number {
        0 => None,
        1 => Some(format!("1 {name}")),
        number => Some(format!("{number} {name}s")),
    };
    let people = [some(args.producers, "producer"), some(args.consumers, "consumer")];
    people.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

impl Report<'_> {
    /// Writes it down.
    ///
    /// # Errors
    /// None that can happen with the fields there are.
    pub(super) fn render(&self, stream: Stream) -> anyhow::Result<String> {
        Ok(match self.args.format {
            Format::Text => self.text(),
            Format::Json => {
                let line = serde_json::to_string(&self.json())?;
                let line = if stream.terminal { escape(line.as_bytes(), Lines::Escape) } else { line };
                line + "\n"
            }
        })
    }

    fn text(&self) -> String {
        let totals = &self.summary.totals;
        let mut text = self.headline();
        let flows = [("sent", totals.sent), ("confirmed", totals.confirmed), ("received", totals.received)];
        let rows = flows.into_iter().filter_map(|(name, flow)| Some(flow_row(name, flow?)));
        text.push_str(&render_table(&FLOWS, rows));
        let times = [("confirm", &totals.confirm), ("delivery", &totals.delivery)];
        let rows: Vec<_> = times
            .into_iter()
            .filter(|(_, times)| times.count() > 0)
            .map(|(name, times)| times_row(name, times))
            .collect();
        if !rows.is_empty() {
            // Under the columns above.
            text.push('\n');
            text.push_str(&render_table(&TIMES, rows));
        }
        text.push('\n');
        text.push_str(&self.ending());
        text
    }

    /// The queue's name, as soon as it has one.
    fn name(&self) -> Option<&str> {
        self.queue.or(self.args.queue.as_ref()).map(|name| &**name)
    }

    /// Of which type the queue is, if it is one of ours.
    fn made(&self) -> Option<&'static str> {
        self.args.queue.is_none().then(|| self.args.queue_type.name())
    }

    /// Who did what, and through which queue.
    fn headline(&self) -> String {
        let args = self.args;
        let mut first = people(args);
        let mut details = Vec::new();
        if args.producers > 0 {
            if let Some(rate) = args.rate {
                first.push_str(&format!(", {rate} messages a second"));
            }
            let mode = if args.transient { "transient" } else { "persistent" };
            let confirms = if args.no_confirm { "no confirms" } else { "confirms" };
            details.push(format!("{} bytes, {mode}, {confirms}, window {}", args.size, args.window));
        }
        if args.consumers > 0 {
            details.push(format!("prefetch {}", args.prefetch));
        }
        let kind = self.made().unwrap_or("was there before");
        let queue = escape(self.name().unwrap_or_default().as_bytes(), Lines::Escape);
        format!("{first}\n{}\nqueue {queue} ({kind})\n\n", details.join(", "))
    }

    /// What is missing, and why it stopped.
    fn ending(&self) -> String {
        let (args, totals) = (self.args, &self.summary.totals);
        let mut words = Vec::new();
        if args.both() {
            words.push(match self.summary.missing(args) {
                0 => "none lost".to_owned(),
                missing => format!("{missing} sent and not received"),
            });
        }
        if totals.others > 0 && args.both() {
            words.push(format!("{} received were not of this run", totals.others));
        }
        words.push(match &self.summary.ended {
            Ended::Duration if args.duration.is_some() => "stopped by --duration".to_owned(),
            Ended::Duration => "stopped after 10 seconds, as --duration was not given".to_owned(),
            Ended::Count => "stopped by --count".to_owned(),
            Ended::Quiet => format!("stopped after {} without a message", humantime::format_duration(args.drain)),
            Ended::Signal(_) => "stopped by a signal".to_owned(),
            Ended::Failed(_) => "stopped by an error".to_owned(),
        });
        words.join("; ") + "\n"
    }

    fn json(&self) -> Value {
        let (args, totals) = (self.args, &self.summary.totals);
        let ended = match self.summary.ended {
            Ended::Duration => "duration",
            Ended::Count => "count",
            Ended::Quiet => "quiet",
            Ended::Signal(_) => "signal",
            Ended::Failed(_) => "error",
        };
        let error = self.complaint.filter(|complaint| !complaint.what.is_empty());
        json!({
            "producers": args.producers,
            "consumers": args.consumers,
            "queue": self.name(),
            "queue_type": self.made(),
            "size": args.size,
            "persistent": !args.transient,
            "confirms": !args.no_confirm,
            "window": args.window,
            "prefetch": args.prefetch,
            "rate": args.rate,
            "ended": ended,
            "exit_code": self.complaint.map_or(Exit::Done, |complaint| complaint.exit).code(),
            "error": error.map(|error| json!({ "what": error.what, "why": error.why, "try": error.hint })),
            "seconds": rounded(self.summary.took.as_secs_f64(), 1e6),
            "sent": totals.sent.map(flow_json),
            "confirmed": totals.confirmed.map(flow_json),
            "received": totals.received.map(flow_json),
            "lost": totals.sent.and(totals.received).map(|_| self.summary.missing(args)),
            "others": totals.others,
            "confirm_milliseconds": times_json(&totals.confirm),
            "delivery_milliseconds": times_json(&totals.delivery),
        })
    }
}

fn flow_row(name: &str, flow: Flow) -> Vec<String> {
    vec![
        name.to_owned(),
        flow.messages.to_string(),
        format!("{:.0}", flow.rate()),
        format!("{:.2}", flow.megabytes()),
        format!("{:.2}", flow.seconds),
    ]
}

fn flow_json(flow: Flow) -> Value {
    json!({
        "messages": flow.messages,
        "seconds": rounded(flow.seconds, 1e6),
        "messages_per_second": rounded(flow.rate(), 1e3),
        "megabytes_per_second": rounded(flow.megabytes(), 1e6),
    })
}

/// The percentiles and the maximum, in milliseconds.
fn percentiles(times: &Histogram) -> [f64; 4] {
    [times.percentile(50), times.percentile(95), times.percentile(99), times.max()].map(|time| time as f64 / 1e6)
}

fn times_row(name: &str, times: &Histogram) -> Vec<String> {
    std::iter::once(name.to_owned()).chain(percentiles(times).map(|time| format!("{time:.2}"))).collect()
}

fn times_json(times: &Histogram) -> Option<Value> {
    let [p50, p95, p99, max] = percentiles(times).map(|time| rounded(time, 1e6));
    (times.count() > 0).then(|| json!({ "p50": p50, "p95": p95, "p99": p99, "max": max }))
}

/// What follows is noise.
fn rounded(number: f64, steps: f64) -> f64 {
    (number * steps).round() / steps
}
