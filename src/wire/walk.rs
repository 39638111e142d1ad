//! Walks over encoded tables without taking anything out of them (AMQP 0-9-1, section 4.2.5.5).

use super::error::Malformed;
use super::reader::Reader;

/// How many tables and arrays may stand within each other, the outermost counted.
pub const DEEPEST: usize = 128;

const CUT_SHORT: Malformed = Malformed("a table ends within a field");
const UNKNOWN_TYPE: Malformed = Malformed("a table has a field of an unknown type");
const TOO_DEEP: Malformed = Malformed("tables are nested deeper than 128 levels");

/// Checks the fields of a table; its length is not part of `fields`.
pub fn table(fields: &[u8]) -> Result<(), Malformed> {
    table_at(fields, 1)
}

fn table_at(fields: &[u8], depth: usize) -> Result<(), Malformed> {
    let mut reader = Reader::new(fields);
    while !reader.is_empty() {
        reader.short_string().ok_or(CUT_SHORT)?;
        value(&mut reader, depth)?;
    }
    Ok(())
}

fn array_at(values: &[u8], depth: usize) -> Result<(), Malformed> {
    let mut reader = Reader::new(values);
    while !reader.is_empty() {
        value(&mut reader, depth)?;
    }
    Ok(())
}

/// The fields of a table one after the other: name, and value with its type. Ends after an error.
pub fn fields(fields: &[u8]) -> impl Iterator<Item = Result<(&[u8], &[u8]), Malformed>> {
    let mut reader = Reader::new(fields);
    std::iter::from_fn(move || {
        if reader.is_empty() {
            return None;
        }
        let field = field(&mut reader);
        if field.is_err() {
            reader = Reader::new(&[]);
        }
        Some(field)
    })
}

fn field<'a>(reader: &mut Reader<'a>) -> Result<(&'a [u8], &'a [u8]), Malformed> {
    let name = reader.short_string().ok_or(CUT_SHORT)?;
    let before = reader.rest();
    value(reader, 1)?;
    Ok((name, &before[..before.len() - reader.rest().len()]))
}

/// One value with its type, of a table or array that stands at `depth`.
fn value(reader: &mut Reader<'_>, depth: usize) -> Result<(), Malformed> {
    let kind = reader.octet().ok_or(CUT_SHORT)?;
    let size = match kind {
        b'V' => 0,
        b't' | b'b' | b'B' => 1,
        b's' | b'u' => 2,
        b'I' | b'i' | b'f' => 4,
        b'D' => 5,
        b'l' | b'L' | b'd' | b'T' => 8,
        b'S' | b'x' => return reader.long_string().map(drop).ok_or(CUT_SHORT),
        b'F' | b'A' => {
            let inner = reader.long_string().ok_or(CUT_SHORT)?;
            if depth == DEEPEST {
                return Err(TOO_DEEP);
            }
            return if kind == b'F' { table_at(inner, depth + 1) } else { array_at(inner, depth + 1) };
        }
        _ => return Err(UNKNOWN_TYPE),
    };
    reader.take(size).map(drop).ok_or(CUT_SHORT)
}
