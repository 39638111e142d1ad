//! Queue arguments: which there are, for which type of queue, what is right, and what it means.

use amq_protocol::types::{AMQPValue, FieldTable};

use super::fault::{Outcome, Refusal};
use super::names;
use super::rules::Rules;
use crate::broker::term::{integer, type_name};

/// Sorts of queues.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum QueueType {
    /// The ordinary one.
    #[default]
    Classic,
    /// One that would be replicated in a cluster.
    Quorum,
}

impl QueueType {
    /// As in `x-queue-type`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Quorum => "quorum",
        }
    }

    /// As RabbitMQ calls it in errors.
    pub fn module(self) -> &'static str {
        match self {
            Self::Classic => "rabbit_classic_queue",
            Self::Quorum => "rabbit_quorum_queue",
        }
    }
}

/// What happens when a queue is full.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Overflow {
    /// The oldest message goes.
    #[default]
    DropHead,
    /// The new one is refused; a publisher that asked for confirms gets a nack.
    RejectPublish,
    /// The same, and the refused one is dead-lettered.
    RejectPublishDlx,
}

/// What the arguments of a queue mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// `x-queue-type`.
    pub queue_type: QueueType,
    /// `x-message-ttl`, milliseconds.
    pub message_ttl: Option<u64>,
    /// `x-expires`, milliseconds.
    pub expires: Option<u64>,
    /// `x-max-length`, messages.
    pub max_length: Option<u64>,
    /// `x-max-length-bytes`.
    pub max_bytes: Option<u64>,
    /// `x-overflow`.
    pub overflow: Overflow,
    /// `x-dead-letter-exchange`.
    pub dead_letter_exchange: Option<String>,
    /// `x-dead-letter-routing-key`.
    pub dead_letter_key: Option<String>,
    /// `x-max-priority`; 0 for none.
    pub max_priority: u8,
    /// `x-single-active-consumer`.
    pub single_active: bool,
    /// `x-delivery-limit` of a quorum queue.
    pub delivery_limit: Option<u64>,
}

/// The largest time that RabbitMQ's timers take, in milliseconds.
const LONGEST: i64 = 4_294_967_295;

type Check = fn(&AMQPValue, &FieldTable) -> Result<(), String>;

struct Argument {
    name: &'static str,
    check: Check,
    classic: bool,
    quorum: bool,
}

const fn argument(name: &'static str, check: Check, classic: bool, quorum: bool) -> Argument {
    Argument { name, check, classic, quorum }
}

/// In the order in which RabbitMQ compares them when a queue is declared again: first those of both types.
const ARGUMENTS: [Argument; 20] = [
    argument("x-expires", expires, true, true),
    argument("x-message-ttl", ttl, true, true),
    argument("x-dead-letter-exchange", string, true, true),
    argument("x-dead-letter-routing-key", dead_letter_key, true, true),
    argument("x-dead-letter-strategy", strategy, false, true),
    argument("x-max-length", not_negative, true, true),
    argument("x-max-length-bytes", not_negative, true, true),
    argument("x-max-in-memory-length", not_negative, false, true),
    argument("x-max-in-memory-bytes", not_negative, false, true),
    argument("x-max-priority", priority, true, false),
    argument("x-overflow", overflow, true, true),
    argument("x-queue-mode", queue_mode, true, false),
    argument("x-queue-version", queue_version, true, false),
    argument("x-single-active-consumer", boolean, true, true),
    argument("x-queue-type", anything, true, true),
    argument("x-queue-master-locator", anything, true, false),
    argument("x-quorum-initial-group-size", positive, false, true),
    argument("x-delivery-limit", anything, false, true),
    argument("x-queue-leader-locator", leader_locator, false, true),
    argument("x-max-age", anything, false, false),
];

/// The names of the arguments that are compared when a queue of this type is declared again.
pub fn compared(queue_type: QueueType) -> impl Iterator<Item = &'static str> {
    let of = move |argument: &&Argument| match queue_type {
        QueueType::Classic => argument.classic,
        QueueType::Quorum => argument.quorum,
    };
    ARGUMENTS.iter().filter(of).map(|argument| argument.name)
}

/// Reads the type only: what is looked at before anything else.
pub fn queue_type(arguments: &FieldTable) -> QueueType {
    match text(arguments, "x-queue-type").as_deref() {
        Some("quorum") => QueueType::Quorum,
        _ => QueueType::Classic,
    }
}

/// Checks all arguments of a queue that does not exist yet, and says what they mean.
///
/// # Errors
/// 406 with the argument and what is wrong with it; 540 for a stream.
pub fn check(name: &str, vhost: &str, arguments: &FieldTable, rules: Rules) -> Outcome<Options> {
    let invalid = |argument: &str, why: &str| {
        Refusal::precondition(format!("invalid arg '{argument}' for {}: {why}", names::queue(name, vhost)))
    };
    if let Some(value) = arguments.inner().get("x-queue-type") {
        known_type(value, arguments).map_err(|why| invalid("x-queue-type", &why))?;
    }
    if text(arguments, "x-queue-type").as_deref() == Some("stream") {
        return Err(Refusal::not_implemented("streams are not supported by this development broker"));
    }
    let queue_type = queue_type(arguments);
    let of_type = |argument: &Argument| match queue_type {
        QueueType::Classic => argument.classic,
        QueueType::Quorum => argument.quorum,
    };
    for argument in ARGUMENTS.iter().filter(|argument| of_type(argument)) {
        if let Some(value) = arguments.inner().get(argument.name) {
            (argument.check)(value, arguments).map_err(|why| invalid(argument.name, &why))?;
        }
    }
    let version = arguments.inner().get("x-queue-version").and_then(integer);
    if let Some(number) = version.filter(|number| !rules.queue_versions.contains(number)) {
        return Err(invalid("x-queue-version", &unsupported_version(number)));
    }
    for (key, _) in arguments {
        if rules.removed_arguments.contains(&key.as_str()) {
            return Err(invalid(key.as_str(), "removed"));
        }
        if ARGUMENTS.iter().any(|argument| argument.name == key.as_str() && !of_type(argument)) {
            let queue = names::queue(name, vhost);
            let words = format!("invalid arg '{key}' for {queue} of queue type {}", queue_type.module());
            return Err(Refusal::precondition(words));
        }
    }
    Ok(options(queue_type, arguments))
}

fn options(queue_type: QueueType, arguments: &FieldTable) -> Options {
    let number = |name| integer(arguments.inner().get(name)?).and_then(|number| u64::try_from(number).ok());
    Options {
        queue_type,
        message_ttl: number("x-message-ttl"),
        expires: number("x-expires"),
        max_length: number("x-max-length"),
        max_bytes: number("x-max-length-bytes"),
        overflow: match text(arguments, "x-overflow").as_deref() {
            Some("reject-publish") => Overflow::RejectPublish,
            Some("reject-publish-dlx") => Overflow::RejectPublishDlx,
            _ => Overflow::DropHead,
        },
        dead_letter_exchange: text(arguments, "x-dead-letter-exchange"),
        dead_letter_key: text(arguments, "x-dead-letter-routing-key"),
        max_priority: number("x-max-priority").and_then(|number| u8::try_from(number).ok()).unwrap_or(0),
        single_active: arguments.inner().get("x-single-active-consumer") == Some(&AMQPValue::Boolean(true)),
        delivery_limit: number("x-delivery-limit"),
    }
}

/// A string out of a table.
pub fn text(arguments: &FieldTable, name: &str) -> Option<String> {
    match arguments.inner().get(name)? {
        AMQPValue::LongString(text) => Some(text.to_string()),
        AMQPValue::ShortString(text) => Some(text.to_string()),
        _ => None,
    }
}

fn anything(_: &AMQPValue, _: &FieldTable) -> Result<(), String> {
    Ok(())
}

fn a_number(value: &AMQPValue) -> Result<i64, String> {
    // A string in the broker's words is a list of characters in quotes.
    integer(value).ok_or_else(|| format!("\"expected integer, got {}\"", type_name(value)))
}

fn not_negative(value: &AMQPValue, _: &FieldTable) -> Result<(), String> {
    match a_number(value)? {
        number if number < 0 => Err(format!("{{value_negative,{number}}}")),
        _ => Ok(()),
    }
}

fn positive(value: &AMQPValue, arguments: &FieldTable) -> Result<(), String> {
    not_negative(value, arguments)?;
    match a_number(value)? {
        0 => Err("{value_zero,0}".to_owned()),
        _ => Ok(()),
    }
}

fn ttl(value: &AMQPValue, arguments: &FieldTable) -> Result<(), String> {
    let number = a_number(value)?;
    if number > LONGEST {
        return Err(format!("{{value_too_large,{number}}}"));
    }
    not_negative(value, arguments)
}

fn expires(value: &AMQPValue, arguments: &FieldTable) -> Result<(), String> {
    if a_number(value)? == 0 {
        return Err("{value_zero,0}".to_owned());
    }
    ttl(value, arguments)
}

fn priority(value: &AMQPValue, arguments: &FieldTable) -> Result<(), String> {
    not_negative(value, arguments)?;
    match a_number(value)? {
        number if number > 255 => Err(format!("{{max_value_exceeded,{number}}}")),
        _ => Ok(()),
    }
}

fn boolean(value: &AMQPValue, _: &FieldTable) -> Result<(), String> {
    match value {
        AMQPValue::Boolean(_) => Ok(()),
        other => Err(unacceptable(other)),
    }
}

fn unacceptable(value: &AMQPValue) -> String {
    format!("{{unacceptable_type,{}}}", type_name(value))
}

fn string(value: &AMQPValue, _: &FieldTable) -> Result<(), String> {
    match value {
        AMQPValue::LongString(_) => Ok(()),
        other => Err(unacceptable(other)),
    }
}

fn dead_letter_key(value: &AMQPValue, arguments: &FieldTable) -> Result<(), String> {
    string(value, arguments)?;
    if matches!(value, AMQPValue::LongString(key) if key.len() > usize::from(u8::MAX)) {
        // RabbitMQ takes it, and fails when it is used.
        return Err("longer than 255 bytes".to_owned());
    }
    match arguments.contains_key("x-dead-letter-exchange") {
        true => Ok(()),
        false => Err("routing_key_but_no_dlx_defined".to_owned()),
    }
}

fn one_of(value: &AMQPValue, known: &[&str], otherwise: &str) -> Result<(), String> {
    match value {
        AMQPValue::LongString(text) if known.iter().any(|known| known.as_bytes() == text.as_bytes()) => Ok(()),
        AMQPValue::LongString(_) => Err(otherwise.to_owned()),
        other => Err(unacceptable(other)),
    }
}

fn strategy(value: &AMQPValue, _: &FieldTable) -> Result<(), String> {
    one_of(value, &["at-most-once", "at-least-once"], "invalid_dlx_strategy")
}

fn overflow(value: &AMQPValue, _: &FieldTable) -> Result<(), String> {
    one_of(value, &["drop-head", "reject-publish", "reject-publish-dlx"], "invalid_overflow")
}

fn queue_mode(value: &AMQPValue, _: &FieldTable) -> Result<(), String> {
    match value {
        AMQPValue::LongString(text) if [&b"default"[..], b"lazy"].contains(&text.as_bytes()) => Ok(()),
        AMQPValue::LongString(text) => Err(format!("\"unsupported queue mode '{text}'\"")),
        other => Err(unacceptable(other)),
    }
}

fn leader_locator(value: &AMQPValue, _: &FieldTable) -> Result<(), String> {
    one_of(value, &["client-local", "balanced", "random", "least-leaders"], "invalid_queue_locator_arg")
}

fn queue_version(value: &AMQPValue, arguments: &FieldTable) -> Result<(), String> {
    not_negative(value, arguments)?;
    match a_number(value)? {
        1 | 2 => Ok(()),
        number => Err(unsupported_version(number)),
    }
}

fn unsupported_version(number: i64) -> String {
    format!("\"unsupported queue version '{number}'\"")
}

fn known_type(value: &AMQPValue, _: &FieldTable) -> Result<(), String> {
    match value {
        AMQPValue::LongString(text) if [&b"classic"[..], b"quorum", b"stream"].contains(&text.as_bytes()) => Ok(()),
        AMQPValue::LongString(text) => Err(format!("\"unsupported queue type '{text}'\"")),
        other => Err(unacceptable(other)),
    }
}
