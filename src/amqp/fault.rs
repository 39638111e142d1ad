//! The one typed error: what failed, why in the broker's own words, and what to do about it.

use std::io;

use lapin::protocol::{AMQPError, AMQPErrorKind};
use lapin::{Error, ErrorKind};

/// Why, when a broker broke the rules of the protocol.
const NOT_AMQP: &str = "the connection was lost: the broker sent what is not AMQP";
/// What to do when a connection that worked is gone.
const LOST: &str = "see that the broker runs, and start again; --wait 30s waits for one that is starting";

/// How to deal with a stream.
pub const STREAM: &str = "rmq receive reads a stream, with --offset first or next, say; other commands take from queues, and \
     a queue bound to the same exchange gets the same messages";

/// A failure between us and the broker.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{what}")]
pub struct Fault {
    /// What sort of failure it is; exit codes follow from it.
    pub kind: Kind,
    /// What failed, as a clause without a full stop.
    pub what: String,
    /// Why: the text of the broker or the operating system where there is one.
    pub why: String,
    /// What the user can do about it.
    pub hint: Option<String>,
    /// Which message it is about: what the publisher was told to call it.
    pub mark: Option<u64>,
}

/// The sorts of [`Fault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// No connection could be made, and another try may fare better: network, TLS, a broker that is starting.
    Connect,
    /// Another try will fare no better: the broker will not have us (authentication, virtual host, client certificate), or
    /// we not it (its certificate).
    Denied,
    /// The broker closed the channel or connection with this reply code (AMQP 0-9-1, 1.1 "Constants").
    Refused(u16),
    /// A mandatory message came back: no queue was bound for it.
    Returned,
    /// The broker answered a publish with `basic.nack`.
    Nacked,
    /// The connection ended while it was in use.
    Lost,
    /// What was consumed ended, or cannot be read, and another connection would make no difference.
    Ended,
    /// What was waited for did not come in time: a confirm, a reply, the end of a check.
    TimedOut,
    /// The broker did not answer a request in time: it is slow, or the connection is broken and nobody has noticed.
    Unanswered,
}

impl Fault {
    /// A fault without a hint.
    pub fn new(kind: Kind, what: impl Into<String>, why: impl Into<String>) -> Self {
        Self { kind, what: what.into(), why: why.into(), hint: None, mark: None }
    }

    /// The same fault with advice.
    #[must_use]
    pub fn advise(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Translates an error of the client library that came up while trying to `what` ("declare queue 'x'").
    pub(super) fn from_library(what: &str, error: &Error) -> Self {
        let what = format!("cannot {what}");
        match error.kind() {
            // What the library says of a broker that broke the rules, and not what a broker says.
            ErrorKind::ProtocolError(reply) if is_own_verdict(reply) => {
                Self::new(Kind::Lost, what, NOT_AMQP).advise(LOST)
            }
            ErrorKind::ProtocolError(reply) => Self::closed(what, reply.get_id(), reply.get_message().to_string()),
            // An end without a reason has a name of the library's own.
            ErrorKind::IOError(io) if io.kind() != io::ErrorKind::ConnectionAborted => {
                Self::new(Kind::Lost, what, format!("the connection was lost: {io}")).advise(LOST)
            }
            // What the parser says of it is of no use to anybody.
            ErrorKind::ParsingError(_) => Self::new(Kind::Lost, what, NOT_AMQP).advise(LOST),
            ErrorKind::MissingHeartbeatError => {
                Self::new(Kind::Lost, what, "the connection was lost: no heartbeat came from the broker").advise(LOST)
            }
            ErrorKind::IOError(_)
            | ErrorKind::InvalidChannelState(..)
            | ErrorKind::InvalidConnectionState(_)
            | ErrorKind::InvalidChannel(_) => Self::new(Kind::Lost, what, "the connection was lost").advise(LOST),
            _ => Self::new(Kind::Lost, what, error.to_string()),
        }
    }

    /// The broker closed a channel or the connection, with this reply code and in these words, while we tried to `what`.
    pub(super) fn closed(what: String, code: u16, why: String) -> Self {
        // 320 CONNECTION_FORCED: an operator or a shutdown closed the connection; nothing was refused.
        if code == 320 {
            return Self::new(Kind::Lost, what, why).advise(LOST);
        }
        let hint = advice(code, &why);
        Self { hint, ..Self::new(Kind::Refused(code), what, why) }
    }

    /// The reply code of the broker, when it refused something.
    #[must_use]
    pub fn reply_code(&self) -> Option<u16> {
        match self.kind {
            Kind::Refused(code) => Some(code),
            _ => None,
        }
    }

    /// True when `error` says only that the channel is gone, and the reason must be looked for elsewhere.
    pub(super) fn is_aftermath(error: &Error) -> bool {
        matches!(
            error.kind(),
            ErrorKind::InvalidChannelState(..) | ErrorKind::InvalidConnectionState(_) | ErrorKind::InvalidChannel(_)
        )
    }

    /// True when the whole connection ended with this error, not only the channel.
    pub(super) fn ends_connection(error: &Error) -> bool {
        match error.kind() {
            ErrorKind::ProtocolError(reply) => matches!(reply.kind(), AMQPErrorKind::Hard(_)),
            _ => true,
        }
    }
}

/// Whether this is how the library calls a frame that it did not expect: 505, but not in a broker's words.
fn is_own_verdict(reply: &AMQPError) -> bool {
    reply.get_id() == 505 && !reply.get_message().as_str().starts_with("UNEXPECTED_FRAME")
}

/// What to do about a refusal, from its reply code and the broker's text.
fn advice(code: u16, text: &str) -> Option<String> {
    let advice = match code {
        403 if text.contains("reserved prefix") => "choose a name that does not begin with 'amq.'",
        403 if text.contains("exclusive use") => "another consumer holds this queue for itself: stop that one first",
        403 => "ask for the permission (rabbitmqctl set_permissions), or use another user or virtual host in --url",
        404 if text.contains("no queue") => {
            "check the name and the virtual host, or create the queue: leave out --no-declare"
        }
        404 if text.contains("no exchange") => {
            "check the name and the virtual host, or create the exchange: leave out --no-declare, or give --exchange-type"
        }
        405 => "the queue is exclusive to another connection: use another name",
        406 if text.contains("inequivalent arg") => return Some(inequivalent(text)),
        406 if text.contains("larger than configured max size") => {
            "send it in parts, or raise max_message_size at the broker"
        }
        406 if text.contains("user_id property") => "--user-id must be the user of the connection, or left out",
        406 if text.contains("of queue type") => return Some(foreign(text)),
        406 if text.contains("invalid arg") => "correct the value given with --queue-arg",
        406 if text.contains("invalid expiration") => "expiration is a whole number of milliseconds, such as \"60000\"",
        // RabbitMQ 3 closes the connection with 503, and 4 the channel with 406.
        406 | 503 if text.contains("unknown exchange type") => {
            "use --exchange-type fanout|direct|topic|headers, or enable the broker's plugin for this type"
        }
        406 if text.contains("delivery acknowledgement on channel") => {
            "the task took longer than the broker's consumer_timeout: shorten it, or raise that at the broker"
        }
        406 => "correct what the broker objects to, in the options or in the message",
        501 if text.contains("too_large") || text.contains("too large") => {
            "the headers are too large: shorten them, or raise frame_max at the broker"
        }
        506 => "the broker is out of a resource: see its log",
        540 if text.contains("streams are not supported") => "RabbitMQ has streams since 3.9, and rmq broker has none",
        540 => "the broker does not do this with this kind of queue: try it without the option that asks for it",
        541 if text.contains("deprecated") => {
            "choose what the broker still permits, such as --durable or --queue-type quorum"
        }
        _ => return None,
    };
    Some(advice.to_owned())
}

/// Explains `invalid arg 'x-delivery-limit' for queue 'q' in vhost '/' of queue type rabbit_classic_queue`.
fn foreign(text: &str) -> String {
    let mut quoted = text.split('\'').skip(1).step_by(2);
    let (argument, name) = (quoted.next().unwrap_or_default(), quoted.next().unwrap_or_default());
    let is_stream = text.ends_with("rabbit_stream_queue");
    match argument {
        "x-stream-offset" => format!("'{name}' is a queue and no stream: leave out --offset, or use another name"),
        "x-priority" if is_stream => STREAM.to_owned(),
        "x-delivery-limit" => "only quorum queues have a delivery limit: add --queue-type quorum".to_owned(),
        "x-single-active-consumer" if is_stream => {
            "a stream gives all that it has to each who reads it: leave out --single-active-consumer".to_owned()
        }
        _ => "another --queue-type may have this argument: choose that, or leave the argument out".to_owned(),
    }
}

/// Explains `inequivalent arg 'durable' for queue 'q' in vhost '/': received 'false' but current is 'true'`.
fn inequivalent(text: &str) -> String {
    let mut quoted = text.split('\'').skip(1).step_by(2);
    match (quoted.next(), quoted.next()) {
        // Whoever chose an argument only has not chosen this.
        (Some("durable"), Some(name)) if text.ends_with("current is 'true'") => format!(
            "'{name}' exists already and is durable: add --durable, leave out --queue-type and --queue-arg (an existing \
             one is used as it is), or use another name"
        ),
        (Some(attribute), Some(name)) => format!(
            "'{name}' exists already with another '{attribute}': leave out the options that choose it (an existing one is \
             used as it is), use another name, or delete it first"
        ),
        _ => "it exists already with other attributes: leave out the options that choose them, or delete it first"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{advice, inequivalent};

    #[test]
    fn an_inequivalent_argument_is_explained_by_name() {
        let text = "PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'q' in vhost '/': received 'true' but current is 'false'";
        assert!(inequivalent(text).starts_with("'q' exists already with another 'durable'"));
        assert_eq!(advice(406, text), Some(inequivalent(text)));
        let text = text.replace("'true' but current is 'false'", "'false' but current is 'true'");
        assert!(inequivalent(&text).starts_with("'q' exists already and is durable: add --durable"));
    }

    #[test]
    fn an_unknown_code_has_no_advice() {
        assert_eq!(advice(599, "whatever"), None);
    }
}
