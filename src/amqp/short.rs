//! Short strings: names of queues and exchanges, routing keys, the textual properties.

use std::fmt;
use std::ops::Deref;

use lapin::types::ShortString;

/// Longest short string in bytes (AMQP 0-9-1, 4.2.5.3).
const SHORT_MAX: usize = 255;

/// A name or key that AMQP can carry: a short string, at most 255 bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShortStr(String);

impl ShortStr {
    /// Takes a text of at most 255 bytes.
    ///
    /// # Errors
    /// One sentence when it is longer.
    pub fn new(text: impl Into<String>) -> Result<Self, String> {
        let text = text.into();
        short(&text)?;
        Ok(Self(text))
    }

    /// A name that is written in the program.
    #[must_use]
    pub fn fixed(text: &'static str) -> Self {
        debug_assert!(text.len() <= SHORT_MAX);
        Self(text.to_owned())
    }

    pub(super) fn to_short(&self) -> ShortString {
        ShortString::try_new(self.0.as_str()).unwrap_or_default()
    }

    pub(super) fn from_short(text: &ShortString) -> Self {
        Self(text.as_str().to_owned())
    }
}

impl std::str::FromStr for ShortStr {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::new(text)
    }
}

impl Deref for ShortStr {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ShortStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Makes a short string.
///
/// # Errors
/// One sentence when it is longer than 255 bytes.
pub fn short(text: &str) -> Result<ShortString, String> {
    ShortString::try_new(text)
        .map_err(|_| format!("longer than {SHORT_MAX} bytes (it has {}), the most that AMQP allows here", text.len()))
}
