//! Owns leaving out what is different each time: generated names, times, and the name of the vhost.

use super::properties::Properties;
use super::value::Value;

/// What precedes a generated part.
const GENERATED: [&str; 3] = ["amq.gen-", "amq.ctag-", "amq.rabbitmq.reply-to."];

/// A text without them.
pub fn scrub(text: &str, vhost: &str) -> String {
    let mut text =
        if vhost.is_empty() { text.to_owned() } else { text.replace(&format!("vhost '{vhost}'"), "vhost '/'") };
    for prefix in GENERATED {
        let mut parts = text.split(prefix);
        let mut scrubbed = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c: char| !(c.is_ascii_alphanumeric() || "-_=+/.".contains(c)));
            scrubbed += &format!("{prefix}*{}", &part[end.unwrap_or(part.len())..]);
        }
        text = scrubbed;
    }
    text
}

/// The headers without the times of death.
pub fn scrub_headers(properties: &mut Properties) {
    let Some(Value::Array(deaths)) = properties.headers_mut().and_then(|headers| headers.get_mut("x-death")) else {
        return;
    };
    for death in deaths {
        if let Value::Table(death) = death
            && let Some(Value::Timestamp(time)) = death.get_mut("time")
        {
            *time = 0;
        }
    }
}
