//! Headers exchanges: a binding's arguments against a message's headers.

use amq_protocol::types::{AMQPValue, FieldTable};

use super::error::BindError;
use crate::broker::term;

const MATCH: &str = "x-match";

/// What a binding asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Rule {
    /// One field is enough; else every one must be there.
    any: bool,
    /// Fields whose names begin with `x-` count too.
    with_x: bool,
}

const ALL: Rule = Rule { any: false, with_x: false };

fn rule(text: &[u8]) -> Option<Rule> {
    Some(match text {
        b"all" => ALL,
        b"any" => Rule { any: true, with_x: false },
        b"all-with-x" => Rule { any: false, with_x: true },
        b"any-with-x" => Rule { any: true, with_x: true },
        _ => return None,
    })
}

/// Whether a headers exchange takes a binding with these arguments.
pub(super) fn check(arguments: &FieldTable) -> Result<(), BindError> {
    match arguments.inner().get(MATCH) {
        None => Ok(()),
        Some(AMQPValue::LongString(text)) if rule(text.as_bytes()).is_some() => Ok(()),
        Some(value @ AMQPValue::LongString(_)) => Err(BindError::MatchValue(term::print(value))),
        Some(value) => Err(BindError::MatchType { kind: term::type_name(value), value: term::print(value) }),
    }
}

/// Whether a message with these headers goes to a binding with these arguments.
///
/// With no field that counts, `all` lets everything through and `any` nothing.
pub(super) fn matches(arguments: &FieldTable, headers: &FieldTable) -> bool {
    let named = match arguments.inner().get(MATCH) {
        Some(AMQPValue::LongString(text)) => rule(text.as_bytes()),
        _ => None,
    };
    let rule = named.unwrap_or(ALL);
    let mut fields = arguments
        .into_iter()
        .filter(|(name, _)| name.as_str() != MATCH && (rule.with_x || !name.as_str().starts_with("x-")));
    let fits = |name: &str, wanted: &AMQPValue| {
        headers.inner().get(name).is_some_and(|there| *wanted == AMQPValue::Void || same(wanted, there))
    };
    if rule.any {
        fields.any(|(name, wanted)| fits(name.as_str(), wanted))
    } else {
        fields.all(|(name, wanted)| fits(name.as_str(), wanted))
    }
}

/// Whether two values are equal as RabbitMQ sees it: numbers by value, whatever their types, and bytes are text.
/// Inside arrays and tables types count. Of nested tables the order counts in RabbitMQ; it is lost here.
fn same(one: &AMQPValue, other: &AMQPValue) -> bool {
    if let (Some(one), Some(other)) = (number(one), number(other)) {
        return one.equals(other);
    }
    if let (Some(one), Some(other)) = (bytes(one), bytes(other)) {
        return one == other;
    }
    match (one, other) {
        // Both are the empty list.
        (AMQPValue::FieldArray(array), AMQPValue::FieldTable(table))
        | (AMQPValue::FieldTable(table), AMQPValue::FieldArray(array)) => {
            array.as_slice().is_empty() && table.inner().is_empty()
        }
        _ => one == other,
    }
}

#[derive(Clone, Copy)]
enum Number {
    Whole(i128),
    Real(f64),
}

impl Number {
    fn equals(self, other: Self) -> bool {
        match (self, other) {
            (Self::Whole(one), Self::Whole(other)) => one == other,
            (Self::Real(one), Self::Real(other)) => one == other,
            // Exactly, not by what the whole number would be rounded to: the cast saturates far outside 64 bits.
            (Self::Whole(whole), Self::Real(real)) | (Self::Real(real), Self::Whole(whole)) => {
                real.trunc() == real && real as i128 == whole
            }
        }
    }
}

fn number(value: &AMQPValue) -> Option<Number> {
    Some(match value {
        AMQPValue::ShortShortInt(v) => Number::Whole((*v).into()),
        AMQPValue::ShortShortUInt(v) => Number::Whole((*v).into()),
        AMQPValue::ShortInt(v) => Number::Whole((*v).into()),
        AMQPValue::ShortUInt(v) => Number::Whole((*v).into()),
        AMQPValue::LongInt(v) => Number::Whole((*v).into()),
        AMQPValue::LongUInt(v) => Number::Whole((*v).into()),
        AMQPValue::LongLongInt(v) => Number::Whole((*v).into()),
        AMQPValue::Timestamp(v) => Number::Whole((*v).into()),
        AMQPValue::Float(v) => Number::Real((*v).into()),
        AMQPValue::Double(v) => Number::Real(*v),
        _ => return None,
    })
}

fn bytes(value: &AMQPValue) -> Option<&[u8]> {
    match value {
        AMQPValue::LongString(v) => Some(v.as_bytes()),
        AMQPValue::ShortString(v) => Some(v.as_str().as_bytes()),
        AMQPValue::ByteArray(v) => Some(v.as_slice()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
