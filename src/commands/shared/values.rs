//! How values on the command line are written. What is wrong with one is said without repeating it: it may stand where a
//! secret was meant to, and whoever shows it makes it harmless.

use std::net::{Ipv4Addr, SocketAddr};
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

/// Reads how often a message may come back to its queue.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn delivery_limit(text: &str) -> Result<i32, String> {
    text.parse()
        .ok()
        .filter(|limit| *limit >= 0)
        .ok_or_else(|| format!("expected a whole number from 0 to {}", i32::MAX))
}

/// Reads the priority of a message.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn priority(text: &str) -> Result<u8, String> {
    text.parse().map_err(|_| "expected a whole number from 0 to 255".to_owned())
}

/// Reads a size in bytes: `64MB`, `1GiB`, or a bare number.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn bytes(text: &str) -> Result<usize, String> {
    let wrong = || "not a size such as 64MB, 1GiB or 500000".to_owned();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let factor: usize = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return Err(wrong()),
    };
    let size = number.parse::<usize>().ok().and_then(|number| number.checked_mul(factor));
    size.filter(|size| *size > 0).ok_or_else(wrong)
}

/// Reads an address to listen at: `ADDRESS:PORT`, or a bare port on 127.0.0.1.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn listen_address(text: &str) -> Result<SocketAddr, String> {
    if let Ok(port) = text.parse::<u16>() {
        return Ok((Ipv4Addr::LOCALHOST, port).into());
    }
    let text = text.strip_prefix("localhost:").map_or_else(|| text.to_owned(), |port| format!("127.0.0.1:{port}"));
    text.parse().map_err(|_| "neither ADDRESS:PORT, such as 127.0.0.1:5672, nor a port".to_owned())
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
    fn sizes_have_units_or_are_bytes() {
        for (text, size) in [("7", 7), ("64MB", 64_000_000), ("1GiB", 1 << 30), ("2 kb", 2000)] {
            assert_eq!(bytes(text).unwrap(), size, "{text}");
        }
        for text in ["", "0", "MB", "-1", "1.5GB", "9999999999999999999GB", "1 parsec"] {
            assert!(bytes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_is_a_port_or_has_one() {
        assert_eq!(listen_address("0").unwrap().to_string(), "127.0.0.1:0");
        assert_eq!(listen_address("localhost:5672").unwrap().to_string(), "127.0.0.1:5672");
        assert_eq!(listen_address("[::1]:1").unwrap().to_string(), "[::1]:1");
        for text in ["", "x", "70000", "127.0.0.1", "example.com:1"] {
            assert!(listen_address(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_timestamp_is_seconds_or_now() {
        assert_eq!(timestamp("0").unwrap(), 0);
        assert!(timestamp("now").unwrap() > 1_700_000_000);
        assert!(timestamp("tomorrow").is_err());
    }
}
