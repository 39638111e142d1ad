//! The four exchange types of AMQP 0-9-1 (section 3.1.3) by name.

use std::fmt;
use std::str::FromStr;

/// How an exchange chooses among its bindings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExchangeType {
    /// The binding's key is the message's key.
    Direct,
    /// Every binding.
    Fanout,
    /// The binding's key is a pattern of words, `*` and `#`.
    Topic,
    /// The binding's arguments are compared with the message's headers.
    Headers,
}

impl ExchangeType {
    /// The name that goes over the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Fanout => "fanout",
            Self::Topic => "topic",
            Self::Headers => "headers",
        }
    }
}

impl fmt::Display for ExchangeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A name that is no exchange type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown exchange type '{0}'")]
pub struct UnknownType(pub String);

impl FromStr for ExchangeType {
    type Err = UnknownType;

    fn from_str(name: &str) -> Result<Self, UnknownType> {
        [Self::Direct, Self::Fanout, Self::Topic, Self::Headers]
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| UnknownType(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_both_ways() {
        for name in ["direct", "fanout", "topic", "headers"] {
            assert_eq!(name.parse::<ExchangeType>().unwrap().to_string(), name);
        }
        for name in ["", "Direct", "x-random", "direct "] {
            assert_eq!(name.parse::<ExchangeType>(), Err(UnknownType(name.to_owned())));
        }
    }
}
