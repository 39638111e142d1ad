//! Where in a stream to begin to read (<https://www.rabbitmq.com/docs/streams#consuming>).

use std::time::Duration;

use lapin::types::{AMQPValue, FieldTable};

use super::{Fault, Message};

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
    /// The place behind a message of a stream; `None` for a message of a queue.
    #[must_use]
    pub fn behind(message: &Message) -> Option<Self> {
        match message.properties.headers().as_ref()?.inner().get("x-stream-offset")? {
            AMQPValue::LongLongInt(number) => Some(Self::Number(number.checked_add(1)?)),
            _ => None,
        }
    }

    /// The same place for who comes `later` to it: what is published from now on is then what was published since.
    #[must_use]
    pub fn seen_later(self, later: Duration) -> Self {
        match self {
            Self::Next => Self::Ago(later),
            Self::Ago(ago) => Self::Ago(ago.saturating_add(later)),
            same => same,
        }
    }

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
        for (ago, text) in [(300_000, "300s"), (1, "1s"), (1500, "2s")] {
            let value = Offset::Ago(Duration::from_millis(ago)).value();
            assert_eq!(value, AMQPValue::LongString(text.into()));
        }
    }

    #[test]
    fn a_place_behind_a_message_is_that_of_the_next_one() {
        let mut headers = FieldTable::default();
        let mut message = Message::default();
        assert_eq!(Offset::behind(&message), None);
        for (value, place) in [
            (AMQPValue::LongLongInt(41), Some(Offset::Number(42))),
            (AMQPValue::LongLongInt(i64::MAX), None),
            (AMQPValue::LongString("41".into()), None),
        ] {
            headers.insert("x-stream-offset".into(), value);
            message.properties = message.properties.clone().with_headers(headers.clone());
            assert_eq!(Offset::behind(&message), place);
        }
    }

    #[test]
    fn only_what_depends_on_the_clock_is_another_offset_later() {
        let (minute, hour) = (Duration::from_secs(60), Duration::from_secs(3600));
        assert_eq!(Offset::Next.seen_later(minute), Offset::Ago(minute));
        assert_eq!(Offset::Ago(hour).seen_later(minute), Offset::Ago(hour + minute));
        for same in [Offset::First, Offset::Last, Offset::Number(7), Offset::Time(7)] {
            assert_eq!(same.seen_later(minute), same);
        }
    }
}
