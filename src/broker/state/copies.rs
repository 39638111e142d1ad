//! Carbon copies: more routing keys in the headers `CC` and `BCC` (RabbitMQ documentation, "Sender-selected
//! Distribution").

use amq_protocol::types::{AMQPValue, FieldTable};
use bytes::Bytes;

use super::fault::{Outcome, Refusal};
use crate::broker::term::type_name;
use crate::wire::{self, Change};

/// Whether an encoded table can have a field `CC` or `BCC`, seen from its bytes.
pub fn mentioned(raw: &[u8]) -> bool {
    raw.windows(3).any(|part| part == b"\x02CC") || mentions_blind(raw)
}

fn mentions_blind(raw: &[u8]) -> bool {
    raw.windows(4).any(|part| part == b"\x03BCC")
}

/// The routing keys in `CC` and `BCC`; what is no string in them is none.
///
/// # Errors
/// 406 when one of the headers is no array.
pub fn keys(table: &FieldTable) -> Outcome<Vec<Vec<u8>>> {
    let mut keys = open_keys(table, "CC")?;
    keys.extend(open_keys(table, "BCC")?);
    Ok(keys)
}

/// The routing keys in one of the headers.
///
/// # Errors
/// 406 when it is no array.
pub fn open_keys(table: &FieldTable, header: &str) -> Outcome<Vec<Vec<u8>>> {
    match table.inner().get(header) {
        None => Ok(Vec::new()),
        Some(AMQPValue::FieldArray(values)) => {
            let texts = values.as_slice().iter().filter_map(|value| match value {
                AMQPValue::LongString(text) => Some(text.as_bytes().to_vec()),
                _ => None,
            });
            Ok(texts.collect())
        }
        Some(other) => {
            let found = type_name(other);
            let words = format!("invalid message: {{unacceptable_type_in_header,\"{header}\",{found}}}");
            Err(Refusal::precondition(words))
        }
    }
}

/// The raw properties without `BCC`, which is for the broker only; nothing when it is not there.
pub fn without_blind(raw: &[u8]) -> Option<Bytes> {
    wire::summary(raw).ok()?.headers.filter(|headers| mentions_blind(headers))?;
    wire::edit(raw, &[Change::RemoveHeader("BCC")]).ok()
}

/// The routing keys in `BCC`, to be kept where it was taken out.
pub fn blind_keys(raw: &[u8]) -> Option<Box<Vec<Vec<u8>>>> {
    let table = wire::table(wire::summary(raw).ok()?.headers?).ok()?;
    open_keys(&table, "BCC").ok().map(Box::new)
}
