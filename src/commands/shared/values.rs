//! How values on the command line are written. What is wrong with one is said without repeating it: it may stand where a
//! secret was meant to, and whoever shows it makes it harmless.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Longest duration that is taken: beyond it clocks overflow, and nobody waits.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

/// Reads `30s`, `500ms`, `1h30m`, or a bare number of seconds.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "not a duration such as 30s, 500ms or 5m".to_owned();
    let duration = match text.parse::<f64>() {
        Ok(seconds) => Duration::try_from_secs_f64(seconds).map_err(|_| wrong())?,
        Err(_) => humantime::parse_duration(text).map_err(|_| wrong())?,
    };
    if duration > LONGEST {
        return Err("longer than ten years".to_owned());
    }
    Ok(duration)
}

/// Reads the expiration of a message: milliseconds as AMQP has it, or a duration with a unit.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn expiration(text: &str) -> Result<String, String> {
    if text.parse::<u32>().is_ok() {
        return Ok(text.to_owned());
    }
    let duration =
        humantime::parse_duration(text).map_err(|_| "neither milliseconds nor a duration such as 30s".to_owned())?;
    // RabbitMQ takes at most 2^32 - 1 milliseconds (https://www.rabbitmq.com/docs/ttl).
    u32::try_from(duration.as_millis())
        .map(|milliseconds| milliseconds.to_string())
        .map_err(|_| "longer than 49 days, the most that RabbitMQ takes".to_owned())
}

/// Reads seconds since 1970, or `now`.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn timestamp(text: &str) -> Result<u64, String> {
    if text == "now" {
        return Ok(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs());
    }
    text.parse().map_err(|_| "neither seconds since 1970 nor 'now'".to_owned())
}

/// Reads how many of something there are to be: at least one.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn count(text: &str) -> Result<u64, String> {
    text.parse().ok().filter(|count| *count > 0).ok_or_else(|| "expected a whole number above 0".to_owned())
}

/// Reads how many unacked messages there may be, at most as many as AMQP can say.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn prefetch(text: &str) -> Result<u16, String> {
    text.parse().ok().filter(|count| *count > 0).ok_or_else(|| "expected a whole number from 1 to 65535".to_owned())
}

/// Reads the priority of a message.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn priority(text: &str) -> Result<u8, String> {
    text.parse().map_err(|_| "expected a whole number from 0 to 255".to_owned())
}

/// Reads a name that must not be empty, of at most 255 bytes.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn name(text: &str) -> Result<crate::amqp::ShortStr, String> {
    if text.is_empty() {
        return Err("the name is empty".to_owned());
    }
    // RabbitMQ drops these from the names of queues that it declares, and then has no queue of the name given.
    if text.contains(['\r', '\n']) {
        return Err("a name has no line breaks".to_owned());
    }
    crate::amqp::ShortStr::new(text)
}

/// Reads a text that AMQP carries as a short string, of at most 255 bytes.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn short_text(text: &str) -> Result<String, String> {
    crate::amqp::ShortStr::new(text).map(|key| key.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units_or_are_seconds() {
        for (text, milliseconds) in [
            ("30s", 30_000),
            ("500ms", 500),
            ("5m", 300_000),
            ("1h30m", 5_400_000),
            ("2", 2000),
            ("0.5", 500),
            ("0", 0),
        ] {
            assert_eq!(duration(text).unwrap(), Duration::from_millis(milliseconds), "{text}");
        }
        for text in ["", "x", "-1", "nan", "inf", "1e300", "5 parsecs", "100y"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_expiration_is_milliseconds_unless_it_has_a_unit() {
        assert_eq!(expiration("60000").unwrap(), "60000");
        assert_eq!(expiration("30s").unwrap(), "30000");
        for text in ["", "x", "-1", "60d"] {
            assert!(expiration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_timestamp_is_seconds_or_now() {
        assert_eq!(timestamp("0").unwrap(), 0);
        assert!(timestamp("now").unwrap() > 1_700_000_000);
        assert!(timestamp("tomorrow").is_err());
    }
}
