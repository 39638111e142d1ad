//! Changes to raw properties. What is not changed stays as it came, octet by octet: names that are not UTF-8, types
//! that the library would turn into others, fields that are there twice.

use amq_protocol::frame::WriteContext;
use amq_protocol::types::AMQPValue;
use amq_protocol::types::generation::gen_value;
use amq_protocol::types::parsing::parse_value;
use bytes::{BufMut, Bytes};

use super::content::{self, CUT_SHORT, PROPERTIES, Property};
use super::error::Malformed;
use super::reader::Reader;
use super::walk;

const NOT_UTF8: Malformed = Malformed("a name within a header is not UTF-8");

/// One change to properties.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change<'a> {
    /// Sets a header, whatever it was. Adds the table of headers when there is none.
    SetHeader(&'a str, &'a AMQPValue),
    /// Takes a header away. The table stays, also when it becomes empty.
    RemoveHeader(&'a str),
    /// Sets the reply-to address.
    SetReplyTo(&'a str),
    /// Takes a property away.
    Remove(Property),
}

/// The value of a header; `None` when there is no such header. Of two with one name it is the first, as for RabbitMQ.
/// `headers` is a table with its length, as [`super::Summary`] has it.
///
/// # Errors
/// The table is malformed, or the value is a table with a name that is not UTF-8.
pub fn header(headers: &[u8], name: &str) -> Result<Option<AMQPValue>, Malformed> {
    for field in walk::fields(headers.get(4..).ok_or(CUT_SHORT)?) {
        let (found, value) = field?;
        if found == name.as_bytes() {
            return match parse_value(value) {
                Ok(([], value)) => Ok(Some(value)),
                _ => Err(NOT_UTF8),
            };
        }
    }
    Ok(None)
}

/// Raw properties with some changes made to them, the later over the earlier; changes of headers come last.
///
/// # Errors
/// The properties are malformed. Those of a [`super::Content`] never are.
pub fn edit(raw: &[u8], changes: &[Change<'_>]) -> Result<Bytes, Malformed> {
    let mut reader = Reader::new(raw);
    let flags = reader.short().ok_or(CUT_SHORT)?;
    let mut values: [Option<&[u8]>; PROPERTIES.len()] = [None; PROPERTIES.len()];
    content::each(flags, reader, |property, encoded| values[property as usize] = Some(encoded))?;

    let mut reply_to = Vec::new();
    for change in changes {
        match change {
            Change::SetReplyTo(address) => {
                reply_to.clear();
                short_string(&mut reply_to, address.as_bytes());
            }
            Change::Remove(property) => {
                values[*property as usize] = None;
                if *property == Property::ReplyTo {
                    reply_to.clear();
                }
            }
            Change::SetHeader(..) | Change::RemoveHeader(_) => {}
        }
    }
    if !reply_to.is_empty() {
        values[Property::ReplyTo as usize] = Some(&reply_to);
    }
    let headers = headers(values[Property::Headers as usize], changes)?;
    if let Some(headers) = &headers {
        values[Property::Headers as usize] = Some(headers);
    }
    Ok(encode(&values))
}

/// The table of headers with its length after the changes; `None` when none of them is about headers.
fn headers(before: Option<&[u8]>, changes: &[Change<'_>]) -> Result<Option<Vec<u8>>, Malformed> {
    let about = |name: &[u8]| {
        changes
            .iter()
            .rev()
            .find(|change| matches!(change, Change::SetHeader(n, _) | Change::RemoveHeader(n) if n.as_bytes() == name))
    };
    let sets = changes.iter().any(|change| matches!(change, Change::SetHeader(..)));
    let removes = changes.iter().any(|change| matches!(change, Change::RemoveHeader(_)));
    let concerned = sets || (removes && before.is_some());
    if !concerned {
        return Ok(None);
    }
    let mut table = vec![0; 4];
    for field in walk::fields(before.and_then(|table| table.get(4..)).unwrap_or_default()) {
        let (name, value) = field?;
        if about(name).is_none() {
            short_string(&mut table, name);
            table.put_slice(value);
        }
    }
    for change in changes {
        if let Change::SetHeader(name, value) = change
            && about(name.as_bytes()).is_some_and(|last| std::ptr::eq(last, change))
        {
            short_string(&mut table, name.as_bytes());
            // A vector takes every byte, so there is no error to report.
            if let Ok(context) = gen_value(value)(WriteContext::from(Vec::new())) {
                table.put_slice(&context.into_inner().0);
            }
        }
    }
    let length = u32::try_from(table.len() - 4).unwrap_or(u32::MAX);
    table[..4].copy_from_slice(&length.to_be_bytes());
    Ok(Some(table))
}

fn encode(values: &[Option<&[u8]>; PROPERTIES.len()]) -> Bytes {
    let mut flags = 0;
    let mut raw = vec![0; 2];
    for (property, value) in PROPERTIES.iter().zip(values) {
        if let Some(value) = value {
            flags |= property.flag();
            raw.put_slice(value);
        }
    }
    raw[..2].copy_from_slice(&flags.to_be_bytes());
    Bytes::from(raw)
}

/// Appends a short string, cut to 255 octets.
fn short_string(out: &mut Vec<u8>, text: &[u8]) {
    let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
    out.put_u8(length);
    out.put_slice(&text[..usize::from(length)]);
}
