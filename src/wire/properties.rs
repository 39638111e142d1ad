//! Properties and tables taken apart and put together, away from the hot path.

use amq_protocol::frame::WriteContext;
use amq_protocol::protocol::BasicProperties;
use amq_protocol::protocol::basic::{gen_properties, parse_properties};
use amq_protocol::types::FieldTable;
use amq_protocol::types::generation::gen_field_table;
use amq_protocol::types::parsing::parse_field_table;
use bytes::Bytes;

use super::content;
use super::error::Malformed;
use super::walk;

const NOT_A_TABLE: Malformed = Malformed("a table is not as long as it says");
const NOT_UTF8: Malformed = Malformed("a name or short string is not UTF-8");

/// Decodes raw properties.
///
/// # Errors
/// They are malformed, or a short string is not UTF-8, which is allowed on the wire but not in the library.
pub fn properties(raw: &[u8]) -> Result<BasicProperties, Malformed> {
    content::check(raw)?;
    match parse_properties(raw) {
        Ok(([], properties)) => Ok(properties),
        _ => Err(NOT_UTF8),
    }
}

/// Encodes properties: flags and values, as they follow the body size in a header frame.
pub fn encode_properties(properties: &BasicProperties) -> Bytes {
    // A vector takes every byte, so there is no error to report.
    gen_properties(properties)(WriteContext::from(Vec::new()))
        .map(|context| Bytes::from(context.into_inner().0))
        .unwrap_or_else(|_| Bytes::from_static(&[0, 0]))
}

/// Octets of an encoded table, with its length.
pub fn table_size(table: &FieldTable) -> usize {
    // A vector takes every byte, so there is no error to report.
    gen_field_table(table)(WriteContext::from(Vec::new())).map_or(0, |context| context.into_inner().0.len())
}

/// Decodes a table; its length in four octets stands before it.
///
/// # Errors
/// It is malformed, nested too deep, or has a name that is not UTF-8. The last is allowed on the wire but not in the
/// library.
pub fn table(raw: &[u8]) -> Result<FieldTable, Malformed> {
    let (length, fields) = raw.split_first_chunk::<4>().ok_or(NOT_A_TABLE)?;
    if u32::from_be_bytes(*length) as usize != fields.len() {
        return Err(NOT_A_TABLE);
    }
    walk::table(fields)?;
    match parse_field_table(raw) {
        Ok(([], table)) => Ok(table),
        _ => Err(NOT_UTF8),
    }
}
