//! The basic properties of a message as flags.

use clap::Args;

use super::values::{expiration, priority, short_text, timestamp};
use crate::amqp::{Properties, PropertyValue, ShortStr, Table, Value, field, parse_header};

/// Makes a table of pairs; a later pair wins over an earlier one of the same key.
pub fn to_table(pairs: &[(ShortStr, Value)]) -> Table {
    let mut table = Table::default();
    for (key, value) in pairs {
        table.insert((&**key).into(), value.clone());
    }
    table
}

/// A flag for each basic property.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Message")]
pub struct PropertyArgs {
    /// Header, as K=V or K:TYPE=V with TYPE string, int, bool, float or json; repeat for several
    #[arg(short = 'H', long = "header", value_name = "K=V", value_parser = parse_header)]
    headers: Vec<(ShortStr, Value)>,

    /// Type of the body, such as application/json
    #[arg(long, value_name = "TYPE", value_parser = short_text)]
    content_type: Option<String>,

    /// Encoding of the body, such as gzip
    #[arg(long, value_name = "ENCODING", value_parser = short_text, hide_short_help = true)]
    content_encoding: Option<String>,

    /// Priority, 0 to 255; queues with x-max-priority heed it
    #[arg(long, value_name = "N", value_parser = priority)]
    priority: Option<u8>,

    /// Correlation id
    #[arg(long, value_name = "ID", value_parser = short_text)]
    correlation_id: Option<String>,

    /// Queue that a reply is to go to
    #[arg(long, value_name = "QUEUE", value_parser = short_text)]
    reply_to: Option<String>,

    /// How long the message may wait in a queue: milliseconds, or with a unit such as 30s
    #[arg(long, value_name = "TIME", value_parser = expiration)]
    expiration: Option<String>,

    /// Message id
    #[arg(long, value_name = "ID", value_parser = short_text)]
    message_id: Option<String>,

    /// Seconds since 1970, or `now`
    #[arg(long, value_name = "TIME", value_parser = timestamp, hide_short_help = true)]
    timestamp: Option<u64>,

    /// Type of the message
    #[arg(long = "type", value_name = "TYPE", value_parser = short_text, hide_short_help = true)]
    kind: Option<String>,

    /// User that sends it; the broker insists that it is the connection's
    #[arg(long, value_name = "USER", value_parser = short_text, hide_short_help = true)]
    user_id: Option<String>,

    /// Application that sends it
    #[arg(long, value_name = "APP", value_parser = short_text, hide_short_help = true)]
    app_id: Option<String>,

    /// Cluster id; AMQP has it, RabbitMQ carries it
    #[arg(long, value_name = "ID", value_parser = short_text, hide_short_help = true)]
    cluster_id: Option<String>,

    /// Survive a restart of the broker in a durable queue (delivery mode 2); the default
    #[arg(long, conflicts_with = "transient")]
    persistent: bool,

    /// Do not survive a restart of the broker (delivery mode 1)
    #[arg(long)]
    transient: bool,
}

impl PropertyArgs {
    /// Sets on `base` what the flags say; headers are added to those that are there.
    ///
    /// # Errors
    /// One sentence when a value does not fit its property.
    pub fn apply(&self, base: Properties) -> Result<Properties, String> {
        let text = |value: &Option<String>| value.clone().map(PropertyValue::Text);
        let delivery_mode = match (self.persistent, self.transient) {
            (true, _) => Some(PropertyValue::Number(2)),
            (_, true) => Some(PropertyValue::Number(1)),
            _ => None,
        };
        let flags = [
            ("content_type", text(&self.content_type)),
            ("content_encoding", text(&self.content_encoding)),
            ("delivery_mode", delivery_mode),
            ("priority", self.priority.map(|number| PropertyValue::Number(number.into()))),
            ("correlation_id", text(&self.correlation_id)),
            ("reply_to", text(&self.reply_to)),
            ("expiration", text(&self.expiration)),
            ("message_id", text(&self.message_id)),
            ("timestamp", self.timestamp.map(PropertyValue::Number)),
            ("type", text(&self.kind)),
            ("user_id", text(&self.user_id)),
            ("app_id", text(&self.app_id)),
            ("cluster_id", text(&self.cluster_id)),
        ];
        let mut properties = base;
        for (name, value) in flags {
            if let (Some(field), Some(value)) = (field(name), value) {
                properties = field.set(properties, &value)?;
            }
        }
        if !self.headers.is_empty() {
            let mut headers = properties.headers().clone().unwrap_or_default();
            for (key, value) in &self.headers {
                headers.insert((&**key).into(), value.clone());
            }
            properties = properties.with_headers(headers);
        }
        Ok(properties)
    }

    /// The properties of a message that brings none of its own: what the flags say, and persistent unless they say
    /// otherwise.
    ///
    /// # Errors
    /// As [`PropertyArgs::apply`].
    pub fn fresh(&self) -> Result<Properties, String> {
        self.apply(Properties::default().with_delivery_mode(2))
    }
}
