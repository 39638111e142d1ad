//! A sample as text: two lines about the broker and a table, or one line of JSON.

use clap::ValueEnum;

use super::sample::{Origin, Row, Sample, Summary};
use crate::output::{Column, Lines, Stream, escape, render_table};

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Two lines about the broker, and a table
    Table,
    /// One JSON object on one line
    Json,
}

const COLUMNS: [Column; 9] = [
    Column { heading: "name", number: false },
    Column { heading: "state", number: false },
    Column { heading: "ready", number: true },
    Column { heading: "unacked", number: true },
    Column { heading: "total", number: true },
    Column { heading: "in/s", number: true },
    Column { heading: "out/s", number: true },
    Column { heading: "cons", number: true },
    Column { heading: "memory", number: true },
];

/// Writes one sample.
///
/// # Errors
/// None that can happen with the fields there are.
pub(super) fn render(sample: &Sample, format: Format, stream: Stream) -> anyhow::Result<String> {
    match format {
        Format::Table => Ok(format!("{}\n\n{}", headline(sample), table(&sample.rows))),
        Format::Json => {
            let line = serde_json::to_string(sample)?;
            Ok(if stream.terminal { escape(line.as_bytes(), Lines::Escape) } else { line } + "\n")
        }
    }
}

/// Who answered and what the table is about; then what there is in all, or why that is not known.
fn headline(sample: &Sample) -> String {
    let vhost = &sample.vhost;
    let (source, rest) = match &sample.origin {
        Origin::Management { url } => {
            let summary = sample.overview.clone().unwrap_or_default();
            (format!("{} at {url}, vhost {vhost}", product(&summary)), format!("all vhosts: {}", in_all(&summary)))
        }
        Origin::Amqp { url, reason } => {
            (format!("source: AMQP passive declare at {url}, vhost {vhost}"), reason.clone())
        }
    };
    let mut lines = vec![source, rest];
    if sample.passive_declare && matches!(sample.origin, Origin::Management { .. }) {
        lines.push("ready and cons by passive declare, not sampled".to_owned());
    }
    let lines: Vec<_> = lines.iter().map(|line| escape(line.as_bytes(), Lines::Escape)).collect();
    lines.join("\n")
}

fn product(summary: &Summary) -> String {
    let product = summary.product.as_deref().unwrap_or("RabbitMQ");
    summary.version.as_ref().map_or_else(|| product.to_owned(), |version| format!("{product} {version}"))
}

fn in_all(summary: &Summary) -> String {
    let objects = |count: Option<u64>, what: &str| {
        count.map(|count| format!("{count} {what}{}", if count == 1 { "" } else { "s" }))
    };
    let messages = |count: Option<u64>, what: &str| count.map(|count| format!("{count} {what}"));
    let parts = [
        objects(summary.queues, "queue"),
        messages(summary.ready, "ready"),
        messages(summary.unacked, "unacked"),
        objects(summary.connections, "connection"),
    ];
    let known: Vec<_> = parts.into_iter().flatten().collect();
    if known.is_empty() { "not known yet".to_owned() } else { known.join(", ") }
}

/// A name can hold anything, and must not break the table, on a pipe either.
fn table(rows: &[Row]) -> String {
    let count = |count: Option<u64>| count.map_or_else(unknown, |count| count.to_string());
    let rate = |rate: Option<f64>| rate.map_or_else(unknown, |rate| format!("{rate:.1}"));
    render_table(
        &COLUMNS,
        rows.iter().map(|row| {
            vec![
                escape(row.name.as_bytes(), Lines::Escape),
                row.state.as_ref().map_or_else(unknown, |state| escape(state.as_bytes(), Lines::Escape)),
                count(row.ready),
                count(row.unacked),
                count(row.total),
                rate(row.incoming_rate),
                rate(row.delivery_rate),
                count(row.consumers),
                row.memory.map_or_else(unknown, bytes),
            ]
        }),
    )
}

fn unknown() -> String {
    "-".to_owned()
}

/// Bytes in the largest unit of 1024 that leaves at least one.
#[allow(clippy::cast_precision_loss, reason = "one decimal is shown")]
fn bytes(count: u64) -> String {
    let mut amount = count as f64;
    let mut unit = "B";
    for next in ["KiB", "MiB", "GiB", "TiB"] {
        // What would be shown as 1024.0 belongs to the next unit.
        if amount < 1023.95 {
            break;
        }
        amount /= 1024.0;
        unit = next;
    }
    if unit == "B" { format!("{count} B") } else { format!("{amount:.1} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIPE: Stream = Stream { terminal: false, color: false, animated: false, pipe: false, file: false };

    fn sample(origin: Origin, rows: Vec<Row>) -> Sample {
        let overview =
            Summary { version: Some("3.10.8".into()), queues: Some(1), ready: Some(3), ..Summary::default() };
        Sample {
            time: "2026-11-21T10:33:25Z".into(),
            overview: matches!(origin, Origin::Management { .. }).then_some(overview),
            origin,
            passive_declare: false,
            vhost: "/".into(),
            rows,
        }
    }

    #[test]
    fn the_table_follows_what_is_known_of_the_broker() {
        let busy = Row {
            state: Some("running".into()),
            ready: Some(3),
            unacked: Some(2),
            total: Some(5),
            incoming_rate: Some(0.25),
            delivery_rate: Some(12.0),
            consumers: Some(1),
            memory: Some(21064),
            ..Row::named("hello")
        };
        let sample = sample(Origin::Management { url: "http://h:1".into() }, vec![busy, Row::named("a\n\x1b[31m")]);
        assert_eq!(
            render(&sample, Format::Table, PIPE).unwrap(),
            "RabbitMQ 3.10.8 at http://h:1, vhost /\nall vhosts: 1 queue, 3 ready\n\n\
             name         state    ready  unacked  total  in/s  out/s  cons    memory\n\
             hello        running      3        2      5   0.2   12.0     1  20.6 KiB\n\
             a\\n\\x1b[31m  -            -        -      -     -      -     -         -\n"
        );
    }

    #[test]
    fn the_source_is_named_in_both_formats() {
        let origin = Origin::Amqp { url: "amqp://h:1".into(), reason: "the management API did not answer".into() };
        let sample = sample(origin, vec![Row { ready: Some(1), ..Row::named("a\nb") }]);
        let table = render(&sample, Format::Table, PIPE).unwrap();
        assert!(table.starts_with("source: AMQP passive declare at amqp://h:1, vhost /\nthe management"), "{table}");
        let line = render(&sample, Format::Json, PIPE).unwrap();
        let json: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(line.matches('\n').count(), 1);
        assert_eq!((json["source"].as_str(), json["overview"].is_null()), (Some("amqp"), true));
        assert_eq!(json["queues"][0]["name"], "a\nb");
        assert_eq!(json["queues"][0]["ready"], 1);
        assert!(json["queues"][0]["unacked"].is_null() && json["queues"][0]["type"].is_null());
    }

    #[test]
    fn memory_has_a_unit() {
        for (count, text) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1.0 KiB"),
            (21064, "20.6 KiB"),
            (1024 * 1024 - 1, "1.0 MiB"),
            (5 << 30, "5.0 GiB"),
            (u64::MAX, "16777216.0 TiB"),
        ] {
            assert_eq!(bytes(count), text);
        }
    }
}
