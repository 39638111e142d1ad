//! Owns what a sequence is made of: one thing that a client does.

use std::fmt;

use super::method::Method;
use super::properties::Properties;

/// What a client does on one of its channels.
#[derive(Clone)]
pub struct Step {
    pub connection: usize,
    pub channel: u16,
    pub action: Action,
}

/// Nothing in it depends on what a broker has answered before: any part of a sequence is a sequence.
#[derive(Clone)]
pub enum Action {
    /// Sends a method whose fields are known beforehand.
    Call(Method),
    /// Publishes `text`, made longer with so many bytes.
    Publish { method: Method, properties: Properties, text: String, padding: usize },
    /// Acknowledges, negatively or not.
    Settle { method: Method, which: Which },
    /// Closes the channel; like after any end of a channel, it is opened again.
    CloseChannel,
    /// Closes the connection; like after any end of a connection, there is a new one.
    CloseConnection,
    /// Takes all messages off a queue.
    Drain { queue: &'static str },
}

/// The routing key that stands for the direct reply-to address that the client was sent last.
pub const REPLY: &str = "REPLY";

/// Which delivery to settle.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// The nth of those that are not settled, counted round; nothing is done when there is none.
    Nth(usize),
    /// One that there never was.
    Unknown,
    /// Tag 0: with `multiple`, all that are not settled.
    Zero,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{} {}", self.connection, self.channel, self.action)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(method) => write!(f, "{method}"),
            Self::Publish { method, properties, text, padding: 0 } => write!(f, "{method} '{text}' {properties}"),
            Self::Publish { method, properties, text, padding } => {
                write!(f, "{method} '{text}' and {padding} bytes {properties}")
            }
            Self::Settle { method, which } => write!(f, "{method} {which:?}"),
            Self::CloseChannel => write!(f, "close the channel"),
            Self::CloseConnection => write!(f, "close the connection"),
            Self::Drain { queue } => write!(f, "drain '{queue}'"),
        }
    }
}
