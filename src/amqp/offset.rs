//! Where in a stream to begin to read (<https://www.rabbitmq.com/docs/streams#consuming>).

use std::time::Duration;

use lapin::types::{AMQPValue, FieldTable};

use super::Fault;

/// A place in a stream. RabbitMQ begins with the whole chunk of messages that `Last`, `Time` and `Ago` fall into, so some
/// before it come too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offset {
    /// The first message that is still there.
    First,
    /// The last chunk of messages.
    Last,
    /// What is published from now on.
    Next,
    /// The message of this number; they count from 0.
    Number(i64),
    /// Seconds since 1970.
    Time(u64),
    /// So long ago, by the broker's clock.
    Ago(Duration),
}

impl Offset {
    fn value(self) -> AMQPValue {
        let text = |text: &str| AMQPValue::LongString(text.into());
        match self {
            Self::First => text("first"),
            Self::Last => text("last"),
            Self::Next => text("next"),
            Self::Number(number) => AMQPValue::LongLongInt(number),
            Self::Time(seconds) => AMQPValue::Timestamp(seconds),
            // RabbitMQ knows one number with one unit, and no fractions.
            Self::Ago(ago) => text(&format!("{}s", ago.as_secs() + u64::from(ago.subsec_nanos() > 0))),
        }
    }
}

/// What a stream is refused for, in words of ours: its own are about a priority that nobody asked for.
pub(super) fn refused(fault: Fault) -> Fault {
    if fault.why.contains("'x-priority'") && fault.why.ends_with("rabbit_stream_queue") {
        return Fault { why: "it is a stream, and nothing is taken from those".to_owned(), ..fault };
    }
    fault
}

/// The arguments of a consumer that reads a stream from a place, or that takes from a queue.
///
/// AMQP does not tell what is a stream. But a queue knows priorities of consumers, of which 0 is the usual one, and a
/// stream refuses whoever has one: so nobody takes a stream for a queue, and waits there for what is long behind.
pub(super) fn arguments(offset: Option<Offset>) -> FieldTable {
    let mut arguments = FieldTable::default();
    match offset {
        Some(offset) => arguments.insert("x-stream-offset".into(), offset.value()),
        None => arguments.insert("x-priority".into(), AMQPValue::LongInt(0)),
    };
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_span_is_a_whole_number_of_seconds_and_never_shorter() {
        for (ago, text) in [(300_000, "300s"), (1, "1s"), (1500, "2s"), (0, "0s")] {
            let value = Offset::Ago(Duration::from_millis(ago)).value();
            assert_eq!(value, AMQPValue::LongString(text.into()));
        }
    }
}
