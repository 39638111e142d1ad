//! Where to begin in a stream, as a flag.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::values::duration;
use crate::amqp::Offset;

/// Reads `--offset`: a word, a number, a time or a time span.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn offset(text: &str) -> Result<Offset, String> {
    match text {
        "first" => return Ok(Offset::First),
        "last" => return Ok(Offset::Last),
        "next" => return Ok(Offset::Next),
        _ => {}
    }
    // A bare number counts messages, and is no number of seconds as elsewhere.
    if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        return text.parse().map(Offset::Number).map_err(|_| "a larger number than any stream has".to_owned());
    }
    if text.parse::<f64>().is_err() && text.ends_with(|last: char| last.is_ascii_alphabetic() && last != 'Z') {
        // RabbitMQ knows no span of no time.
        let place = |ago: Duration| if ago.is_zero() { Offset::Next } else { Offset::Ago(ago) };
        return duration(text).map(place).map_err(|_| wrong());
    }
    let seconds = text.strip_prefix('@').map_or_else(|| utc(text), |seconds| seconds.parse().ok());
    seconds.map(Offset::Time).ok_or_else(wrong)
}

/// A day, or a day and a time of it.
fn utc(text: &str) -> Option<u64> {
    let whole = if text.len() == "2026-01-31".len() { format!("{text}T00:00:00Z") } else { text.to_owned() };
    let time: SystemTime = humantime::parse_rfc3339_weak(&whole).ok()?;
    time.duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs())
}

fn wrong() -> String {
    "none of first, last, next, a number, a time in UTC such as 2026-01-31T12:00:00Z, seconds since 1970 such as \
     @1700000000, or how long ago, such as 5m"
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_a_word_a_number_a_time_or_a_time_span() {
        for (text, place) in [
            ("first", Offset::First),
            ("last", Offset::Last),
            ("next", Offset::Next),
            ("0", Offset::Number(0)),
            ("1700000000", Offset::Number(1_700_000_000)),
            ("@1700000000", Offset::Time(1_700_000_000)),
            ("2023-11-14T22:13:20Z", Offset::Time(1_700_000_000)),
            ("2023-11-14 22:13:20", Offset::Time(1_700_000_000)),
            ("2023-11-14", Offset::Time(1_699_920_000)),
            ("5m", Offset::Ago(Duration::from_secs(300))),
            ("1h30m", Offset::Ago(Duration::from_secs(5400))),
            ("500ms", Offset::Ago(Duration::from_millis(500))),
            ("0s", Offset::Next),
        ] {
            assert_eq!(offset(text), Ok(place), "{text}");
        }
    }

    #[test]
    fn what_is_no_offset_is_said() {
        for text in [
            "",
            "-1",
            "1.5",
            "1e3",
            "First",
            "5 parsecs",
            "100y",
            "nan",
            "inf",
            "@",
            "@x",
            "@-1",
            "2023-11-14T22:13:20+01:00",
            "2023-13-14",
            "yesterday",
            "1969-12-31",
            "2023-11-1ö",
            "２",
            "9999999999999999999",
        ] {
            assert!(offset(text).is_err(), "{text}");
        }
    }
}
