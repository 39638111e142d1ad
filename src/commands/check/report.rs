//! What a check has come to: as text, or as one line of JSON.

use std::time::Duration;

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use super::latency::Latency;
use super::record::{Failure, Passed, stages};
use super::step::Step;
use crate::amqp::Attempt;
use crate::exit::{Complaint, Exit};
use crate::output::{Lines, Mark, StepLine, Stream, escape, render_steps};

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// The broker, and a line for each step
    Text,
    /// One JSON object on one line
    Json,
}

/// Everything that is known in the end.
pub(super) struct Report {
    /// The brokers that were tried; the last is the one that was checked.
    pub(super) attempts: Vec<Attempt>,
    pub(super) passed: Vec<Passed>,
    pub(super) failure: Option<Failure>,
    /// All went well, but a threshold was crossed.
    pub(super) crossed: Option<Complaint>,
    pub(super) latency: Option<Latency>,
    /// From the beginning of the last attempt to the end.
    pub(super) took: Duration,
}

impl Report {
    /// How to end, when not well.
    pub(super) fn complaint(&self) -> Option<Complaint> {
        let failed = self.failure.as_ref().map(|Failure { step, complaint, .. }| {
            let what = format!("check failed at {}: {}", step.name(), complaint.what);
            Complaint { what, ..complaint.clone() }
        });
        failed.or_else(|| self.crossed.clone())
    }

    /// One line for each broker before the one that was checked.
    pub(super) fn passed_over(&self) -> Vec<String> {
        let words =
            |(url, step, why): (String, &str, String)| format!("{url} was passed over, it failed at {step}: {why}");
        self.failed_before().map(words).collect()
    }

    /// Where, at which step and why those before failed.
    fn failed_before(&self) -> impl Iterator<Item = (String, &'static str, String)> {
        let before = self.attempts.split_last().map(|(_, before)| before).unwrap_or_default();
        before.iter().filter_map(|attempt| {
            let (stage, _) = attempt.pending()?;
            Some((attempt.endpoint.to_string(), Step::Connect(stage).name(), attempt.fault.clone()?.why))
        })
    }

    /// The steps that are done, also those of a connection that was not made.
    fn steps(&self) -> Vec<Passed> {
        if self.passed.is_empty() {
            return self.attempts.last().map(stages).unwrap_or_default();
        }
        self.passed.clone()
    }

    /// Writes it down.
    ///
    /// # Errors
    /// None that can happen with the fields there are.
    pub(super) fn render(&self, format: Format, stream: Stream) -> anyhow::Result<String> {
        Ok(match format {
            Format::Text => self.text(stream.color),
            Format::Json => {
                let line = serde_json::to_string(&self.json())?;
                let line = if stream.terminal { escape(line.as_bytes(), Lines::Escape) } else { line };
                line + "\n"
            }
        })
    }

    fn text(&self, color: bool) -> String {
        let mut text = String::new();
        if let Some(Attempt { endpoint, product, version, .. }) = self.attempts.last() {
            let name = [product, version].into_iter().flatten().map(|word| format!("{word} ")).collect::<String>();
            let at = if name.is_empty() { "" } else { "at " };
            let user = endpoint.login().unwrap_or("from the client certificate");
            let line = format!("{name}{at}{}, vhost {}, user {user}", endpoint.url(), endpoint.vhost);
            text = escape(line.as_bytes(), Lines::Escape) + "\n";
        }
        let done =
            |step: Passed| StepLine { mark: Mark::Done, name: step.step.name(), took: step.took, detail: step.detail };
        let mut lines: Vec<_> = self.steps().into_iter().map(done).collect();
        lines.push(match &self.failure {
            Some(failure) => StepLine {
                mark: Mark::Failed,
                name: failure.step.name(),
                took: Some(failure.took),
                detail: String::new(),
            },
            None => StepLine { mark: Mark::Sum, name: "total", took: Some(self.took), detail: String::new() },
        });
        text.push_str(&render_steps(&lines, color));
        if let Some(Latency { count, min, p50, p99, max }) = self.latency.filter(|latency| latency.count > 1) {
            let [min, p50, p99, max] =
                [min, p50, p99, max].map(|time| format!("{:.2} ms", time.as_secs_f64() * 1000.0));
            text.push_str(&format!(
                "{count} rounds from publishing to delivery: min {min}, p50 {p50}, p99 {p99}, max {max}\n"
            ));
        }
        text
    }

    fn json(&self) -> Value {
        let last = self.attempts.last();
        let complaint = self.complaint();
        let mut steps: Vec<_> = self.steps().iter().map(passed).collect();
        steps.extend(self.failure.as_ref().map(failed));
        let passed_over: Vec<_> =
            self.failed_before().map(|(url, step, why)| json!({ "url": url, "step": step, "why": why })).collect();
        json!({
            "ok": complaint.is_none(),
            "exit_code": complaint.as_ref().map_or(Exit::Done, |complaint| complaint.exit).code(),
            "url": last.map(|attempt| attempt.endpoint.url()),
            "vhost": last.map(|attempt| &attempt.endpoint.vhost),
            "user": last.and_then(|attempt| attempt.endpoint.login()),
            "broker": {
                "product": last.and_then(|attempt| attempt.product.as_ref()),
                "version": last.and_then(|attempt| attempt.version.as_ref()),
            },
            "steps": steps,
            "rounds": self.latency.as_ref().map(rounds),
            "total_milliseconds": milliseconds(self.took),
            "error": complaint.as_ref().map(error),
            "passed_over": passed_over,
        })
    }
}

fn passed(step: &Passed) -> Value {
    let mut object = Map::new();
    object.insert("name".to_owned(), json!(step.step.name()));
    object.insert("ok".to_owned(), json!(true));
    object.insert("milliseconds".to_owned(), json!(step.took.map(milliseconds)));
    if !step.detail.is_empty() {
        object.insert("detail".to_owned(), json!(step.detail));
    }
    Value::Object(object)
}

fn failed(failure: &Failure) -> Value {
    json!({
        "name": failure.step.name(),
        "ok": false,
        "milliseconds": milliseconds(failure.took),
        "error": error(&failure.complaint),
    })
}

fn error(complaint: &Complaint) -> Value {
    json!({ "what": complaint.what, "why": complaint.why, "try": complaint.hint })
}

fn rounds(latency: &Latency) -> Value {
    json!({
        "count": latency.count,
        "milliseconds": {
            "min": milliseconds(latency.min),
            "p50": milliseconds(latency.p50),
            "p99": milliseconds(latency.p99),
            "max": milliseconds(latency.max),
        },
    })
}

/// To a thousandth: what follows is noise.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}
