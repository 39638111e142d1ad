//! When two bindings of one destination are the same: equal key and equal arguments, with their types.

use std::collections::BTreeMap;
use std::ops::Bound;

use amq_protocol::types::{AMQPValue, FieldTable};

/// Bytes that are equal when key and arguments are. All that have one key share a beginning, which
/// [`any_with_key`] relies on.
pub(super) fn of(key: &[u8], arguments: &FieldTable) -> Box<[u8]> {
    let mut out = beginning(key);
    put_table(arguments, &mut out);
    out.into_boxed_slice()
}

/// Whether one of the identities has this key.
pub(super) fn any_with_key<T>(identities: &BTreeMap<Box<[u8]>, T>, key: &[u8]) -> bool {
    let beginning = beginning(key);
    let from = (Bound::Included(beginning.as_slice()), Bound::Unbounded);
    identities.range::<[u8], _>(from).next().is_some_and(|(identity, _)| identity.starts_with(&beginning))
}

fn beginning(key: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(key.len() + 16);
    put_bytes(key, &mut out);
    out
}

fn put_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
    out.extend_from_slice(bytes);
}

fn put_table(table: &FieldTable, out: &mut Vec<u8>) {
    out.extend_from_slice(&(table.inner().len() as u64).to_be_bytes());
    for (name, value) in table {
        put_bytes(name.as_str().as_bytes(), out);
        put_value(value, out);
    }
}

fn put_value(value: &AMQPValue, out: &mut Vec<u8>) {
    out.push(value.get_type().get_id() as u8);
    match value {
        AMQPValue::Boolean(v) => out.push(u8::from(*v)),
        AMQPValue::ShortShortInt(v) => out.extend_from_slice(&v.to_be_bytes()),
        AMQPValue::ShortShortUInt(v) => out.push(*v),
        AMQPValue::ShortInt(v) => out.extend_from_slice(&v.to_be_bytes()),
        AMQPValue::ShortUInt(v) => out.extend_from_slice(&v.to_be_bytes()),
        AMQPValue::LongInt(v) => out.extend_from_slice(&v.to_be_bytes()),
        AMQPValue::LongUInt(v) => out.extend_from_slice(&v.to_be_bytes()),
        AMQPValue::LongLongInt(v) => out.extend_from_slice(&v.to_be_bytes()),
        // Adding zero makes the negative zero, which equals the other, the other.
        AMQPValue::Float(v) => out.extend_from_slice(&(v + 0.0).to_be_bytes()),
        AMQPValue::Double(v) => out.extend_from_slice(&(v + 0.0).to_be_bytes()),
        AMQPValue::DecimalValue(v) => {
            out.push(v.scale);
            out.extend_from_slice(&v.value.to_be_bytes());
        }
        AMQPValue::ShortString(v) => put_bytes(v.as_str().as_bytes(), out),
        AMQPValue::LongString(v) => put_bytes(v.as_bytes(), out),
        AMQPValue::ByteArray(v) => put_bytes(v.as_slice(), out),
        AMQPValue::Timestamp(v) => out.extend_from_slice(&v.to_be_bytes()),
        AMQPValue::FieldTable(v) => put_table(v, out),
        AMQPValue::FieldArray(v) => {
            out.extend_from_slice(&(v.as_slice().len() as u64).to_be_bytes());
            for value in v.as_slice() {
                put_value(value, out);
            }
        }
        AMQPValue::Void => (),
    }
}

#[cfg(test)]
mod tests {
    use amq_protocol::types::{ByteArray, LongString};

    use super::*;

    fn table(fields: &[(&str, AMQPValue)]) -> FieldTable {
        let mut table = FieldTable::default();
        for (name, value) in fields {
            table.insert((*name).into(), value.clone());
        }
        table
    }

    #[test]
    fn types_count_and_order_does_not() {
        let one = |value: AMQPValue| of(b"", &table(&[("k", value)]));
        let text = || LongString::from("1");
        assert_ne!(one(AMQPValue::LongInt(1)), one(AMQPValue::LongLongInt(1)));
        assert_ne!(one(AMQPValue::LongInt(1)), one(AMQPValue::Double(1.0)));
        assert_ne!(one(AMQPValue::LongString(text())), one(AMQPValue::ByteArray(ByteArray::from(&b"1"[..]))));
        assert_eq!(one(AMQPValue::Double(0.0)), one(AMQPValue::Double(-0.0)));
        let (a, b) = (("a", AMQPValue::LongInt(1)), ("b", AMQPValue::LongInt(2)));
        assert_eq!(of(b"", &table(&[a.clone(), b.clone()])), of(b"", &table(&[b.clone(), a.clone()])));
        assert_ne!(of(b"", &table(&[a])), of(b"", &table(&[b])));
    }

    #[test]
    fn a_key_is_found_among_others() {
        let known = BTreeMap::from([(of(b"ab", &FieldTable::default()), 1)]);
        assert!(any_with_key(&known, b"ab"));
        for other in [&b""[..], b"a", b"abc", b"zz", b"aa"] {
            assert!(!any_with_key(&known, other));
        }
        let known = BTreeMap::from([(of(b"k", &table(&[("x", AMQPValue::Void)])), 1)]);
        assert!(any_with_key(&known, b"k"));
    }
}
