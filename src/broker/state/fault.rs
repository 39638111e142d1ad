//! Why the broker refuses something: a reply code and the words that go with it.
//!
//! The codes are those of AMQP 0-9-1 section 1.2 (constants); the words are RabbitMQ's, as client programs match on them.

use std::fmt;

/// A refusal, which closes the channel or, for the codes that the protocol calls hard errors, the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The reply code.
    pub code: u16,
    /// The reply text: the name of the code and what is wrong.
    pub text: String,
}

/// What a handler answers.
pub type Outcome<T = ()> = Result<T, Refusal>;

/// Every code with its name; soft errors close the channel only.
const CODES: [(u16, &str, Scope); 18] = [
    (311, "CONTENT_TOO_LARGE", Scope::Channel),
    (312, "NO_ROUTE", Scope::Channel),
    (313, "NO_CONSUMERS", Scope::Channel),
    (320, "CONNECTION_FORCED", Scope::Connection),
    (402, "INVALID_PATH", Scope::Connection),
    (403, "ACCESS_REFUSED", Scope::Channel),
    (404, "NOT_FOUND", Scope::Channel),
    (405, "RESOURCE_LOCKED", Scope::Channel),
    (406, "PRECONDITION_FAILED", Scope::Channel),
    (501, "FRAME_ERROR", Scope::Connection),
    (502, "SYNTAX_ERROR", Scope::Connection),
    (503, "COMMAND_INVALID", Scope::Connection),
    (504, "CHANNEL_ERROR", Scope::Connection),
    (505, "UNEXPECTED_FRAME", Scope::Connection),
    (506, "RESOURCE_ERROR", Scope::Connection),
    (530, "NOT_ALLOWED", Scope::Connection),
    (540, "NOT_IMPLEMENTED", Scope::Connection),
    (541, "INTERNAL_ERROR", Scope::Connection),
];

/// What an error ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The channel it came on.
    Channel,
    /// The whole connection.
    Connection,
}

impl Refusal {
    /// A refusal with this code; the code's name is put in front of the words.
    pub fn new(code: u16, words: impl fmt::Display) -> Self {
        let name = CODES.iter().find(|(known, ..)| *known == code).map_or("INTERNAL_ERROR", |(_, name, _)| name);
        Self { code, text: format!("{name} - {words}") }
    }

    /// 403: not permitted.
    pub fn access(words: impl fmt::Display) -> Self {
        Self::new(403, words)
    }

    /// 404: no such thing.
    pub fn not_found(words: impl fmt::Display) -> Self {
        Self::new(404, words)
    }

    /// 405: somebody else's.
    pub fn locked(words: impl fmt::Display) -> Self {
        Self::new(405, words)
    }

    /// 406: not like this.
    pub fn precondition(words: impl fmt::Display) -> Self {
        Self::new(406, words)
    }

    /// 530: not allowed.
    pub fn not_allowed(words: impl fmt::Display) -> Self {
        Self::new(530, words)
    }

    /// 540: nobody does this, here.
    pub fn not_implemented(words: impl fmt::Display) -> Self {
        Self::new(540, words)
    }

    /// What it ends.
    pub fn scope(&self) -> Scope {
        CODES.iter().find(|(known, ..)| *known == self.code).map_or(Scope::Connection, |(.., scope)| *scope)
    }
}
