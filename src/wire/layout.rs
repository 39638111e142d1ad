//! The fields of every method, as data (AMQP 0-9-1, chapter 1 of the reference, and RabbitMQ's extensions).

use super::error::Malformed;
use super::reader::Reader;
use super::walk;

/// How a field is encoded. Bits that follow each other share an octet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// One octet.
    Octet,
    /// Up to eight bits.
    Bits,
    /// Two octets.
    Short,
    /// Four octets.
    Long,
    /// Eight octets.
    LongLong,
    /// A length in one octet, then text.
    ShortString,
    /// A length in four octets, then bytes.
    LongString,
    /// A length in four octets, then names and values.
    Table,
}

/// What is wrong with the fields of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// They end too early or too late.
    Length,
    /// A short string is not UTF-8.
    Text,
    /// A table is malformed.
    Table(Malformed),
}

use Field::{Bits, Long, LongLong, LongString, Octet, Short, ShortString, Table};

/// The fields of a method; `None` when there is no such method.
pub fn of(class: u16, method: u16) -> Option<&'static [Field]> {
    match class {
        10 => connection(method),
        20 => channel(method),
        30 => access(method),
        40 => exchange(method),
        50 => queue(method),
        60 => basic(method),
        85 => matches!(method, 10 | 11).then_some(if method == 10 { &[Bits] } else { &[] }),
        90 => matches!(method, 10 | 11 | 20 | 21 | 30 | 31).then_some(&[]),
        _ => None,
    }
}

fn connection(method: u16) -> Option<&'static [Field]> {
    Some(match method {
        10 => &[Octet, Octet, Table, LongString, LongString],
        11 => &[Table, ShortString, LongString, ShortString],
        20 | 21 => &[LongString],
        30 | 31 => &[Short, Long, Short],
        40 => &[ShortString, ShortString, Bits],
        41 | 60 => &[ShortString],
        50 => &[Short, ShortString, Short, Short],
        51 | 61 | 71 => &[],
        70 => &[LongString, ShortString],
        _ => return None,
    })
}

fn channel(method: u16) -> Option<&'static [Field]> {
    Some(match method {
        10 => &[ShortString],
        11 => &[LongString],
        20 | 21 => &[Bits],
        40 => &[Short, ShortString, Short, Short],
        41 => &[],
        _ => return None,
    })
}

fn access(method: u16) -> Option<&'static [Field]> {
    Some(match method {
        10 => &[ShortString, Bits],
        11 => &[Short],
        _ => return None,
    })
}

fn exchange(method: u16) -> Option<&'static [Field]> {
    Some(match method {
        10 => &[Short, ShortString, ShortString, Bits, Table],
        20 => &[Short, ShortString, Bits],
        30 | 40 => &[Short, ShortString, ShortString, ShortString, Bits, Table],
        11 | 21 | 31 | 51 => &[],
        _ => return None,
    })
}

fn queue(method: u16) -> Option<&'static [Field]> {
    Some(match method {
        10 => &[Short, ShortString, Bits, Table],
        11 => &[ShortString, Long, Long],
        20 => &[Short, ShortString, ShortString, ShortString, Bits, Table],
        30 | 40 => &[Short, ShortString, Bits],
        31 | 41 => &[Long],
        50 => &[Short, ShortString, ShortString, ShortString, Table],
        21 | 51 => &[],
        _ => return None,
    })
}

fn basic(method: u16) -> Option<&'static [Field]> {
    Some(match method {
        10 => &[Long, Short, Bits],
        20 => &[Short, ShortString, ShortString, Bits, Table],
        21 | 31 | 72 => &[ShortString],
        30 => &[ShortString, Bits],
        40 => &[Short, ShortString, ShortString, Bits],
        50 => &[Short, ShortString, ShortString, ShortString],
        60 => &[ShortString, LongLong, Bits, ShortString, ShortString],
        70 => &[Short, ShortString, Bits],
        71 => &[LongLong, Bits, ShortString, ShortString, Long],
        80 | 90 | 120 => &[LongLong, Bits],
        100 | 110 => &[Bits],
        11 | 111 => &[],
        _ => return None,
    })
}

/// Checks the fields of a method (what follows class and method number). Lengths go first, over all fields: that is
/// how RabbitMQ looks at them, and so the same bytes get the same reply code.
pub fn check(fields: &[Field], bytes: &[u8]) -> Result<(), Wrong> {
    let mut reader = Reader::new(bytes);
    for field in fields {
        read(*field, &mut reader).ok_or(Wrong::Length)?;
    }
    if !reader.is_empty() {
        return Err(Wrong::Length);
    }
    let mut reader = Reader::new(bytes);
    for field in fields {
        let value = read(*field, &mut reader).ok_or(Wrong::Length)?;
        match field {
            ShortString if std::str::from_utf8(value).is_err() => return Err(Wrong::Text),
            Table => walk::table(value).map_err(Wrong::Table)?,
            _ => {}
        }
    }
    Ok(())
}

fn read<'a>(field: Field, reader: &mut Reader<'a>) -> Option<&'a [u8]> {
    match field {
        Octet | Bits => reader.take(1),
        Short => reader.take(2),
        Long => reader.take(4),
        LongLong => reader.take(8),
        ShortString => reader.short_string(),
        LongString | Table => reader.long_string(),
    }
}
