//! Field values as Erlang terms: the names of their types, and the way RabbitMQ prints them in its refusals.

use amq_protocol::types::{AMQPValue, FieldTable};

/// RabbitMQ's name of a value's type.
pub const fn type_name(value: &AMQPValue) -> &'static str {
    match value {
        AMQPValue::Boolean(_) => "bool",
        AMQPValue::ShortShortInt(_) => "byte",
        AMQPValue::ShortShortUInt(_) => "unsignedbyte",
        AMQPValue::ShortInt(_) => "short",
        AMQPValue::ShortUInt(_) => "unsignedshort",
        AMQPValue::LongInt(_) => "signedint",
        AMQPValue::LongUInt(_) => "unsignedint",
        AMQPValue::LongLongInt(_) => "long",
        AMQPValue::Float(_) => "float",
        AMQPValue::Double(_) => "double",
        AMQPValue::DecimalValue(_) => "decimal",
        AMQPValue::ShortString(_) | AMQPValue::LongString(_) => "longstr",
        AMQPValue::FieldArray(_) => "array",
        AMQPValue::Timestamp(_) => "timestamp",
        AMQPValue::FieldTable(_) => "table",
        AMQPValue::ByteArray(_) => "binary",
        AMQPValue::Void => "void",
    }
}

/// A whole number, of whatever size it is on the wire.
pub fn integer(value: &AMQPValue) -> Option<i64> {
    Some(match value {
        AMQPValue::ShortShortInt(number) => (*number).into(),
        AMQPValue::ShortShortUInt(number) => (*number).into(),
        AMQPValue::ShortInt(number) => (*number).into(),
        AMQPValue::ShortUInt(number) => (*number).into(),
        AMQPValue::LongInt(number) => (*number).into(),
        AMQPValue::LongUInt(number) => (*number).into(),
        AMQPValue::LongLongInt(number) => *number,
        _ => return None,
    })
}

/// A value as `~p` of Erlang prints it, but on one line whatever its length.
pub fn print(value: &AMQPValue) -> String {
    match value {
        AMQPValue::Boolean(v) => v.to_string(),
        AMQPValue::ShortShortInt(v) => v.to_string(),
        AMQPValue::ShortShortUInt(v) => v.to_string(),
        AMQPValue::ShortInt(v) => v.to_string(),
        AMQPValue::ShortUInt(v) => v.to_string(),
        AMQPValue::LongInt(v) => v.to_string(),
        AMQPValue::LongUInt(v) => v.to_string(),
        AMQPValue::LongLongInt(v) => v.to_string(),
        AMQPValue::Timestamp(v) => v.to_string(),
        AMQPValue::Float(v) => float(f64::from(*v)),
        AMQPValue::Double(v) => float(*v),
        AMQPValue::DecimalValue(v) => format!("{{{},{}}}", v.scale, v.value),
        AMQPValue::ShortString(v) => binary(v.as_str().as_bytes()),
        AMQPValue::LongString(v) => binary(v.as_bytes()),
        AMQPValue::ByteArray(v) => binary(v.as_slice()),
        AMQPValue::FieldArray(v) => list(v.as_slice().iter().map(|v| format!("{{{},{}}}", type_name(v), print(v)))),
        AMQPValue::FieldTable(v) => table(v),
        AMQPValue::Void => "undefined".to_owned(),
    }
}

fn table(table: &FieldTable) -> String {
    let row = |(name, value): (&amq_protocol::types::ShortString, &AMQPValue)| {
        format!("{{{},{},{}}}", binary(name.as_str().as_bytes()), type_name(value), print(value))
    };
    list(table.into_iter().map(row))
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

/// Text in quotes when every byte is printable in Latin-1, else the bytes' numbers.
fn binary(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "<<>>".to_owned();
    }
    let mut text = Vec::with_capacity(bytes.len());
    for byte in bytes {
        match *byte {
            b'\n' => text.extend_from_slice(b"\\n"),
            b'\r' => text.extend_from_slice(b"\\r"),
            b'\t' => text.extend_from_slice(b"\\t"),
            0x0b => text.extend_from_slice(b"\\v"),
            0x08 => text.extend_from_slice(b"\\b"),
            0x0c => text.extend_from_slice(b"\\f"),
            0x1b => text.extend_from_slice(b"\\e"),
            b'"' | b'\\' => text.extend_from_slice(&[b'\\', *byte]),
            0x20..=0x7e | 0xa0..=0xff => text.push(*byte),
            _ => {
                let numbers: Vec<_> = bytes.iter().map(u8::to_string).collect();
                return format!("<<{}>>", numbers.join(","));
            }
        }
    }
    format!("<<\"{}\">>", String::from_utf8_lossy(&text))
}

/// The shortest digits that read back as the same number, in the shorter of the two notations; from two to the
/// 53rd on, always with an exponent.
fn float(value: f64) -> String {
    let mut plain = value.to_string();
    if !plain.contains('.') {
        plain.push_str(".0");
    }
    let scientific = format!("{value:e}");
    let scientific = match scientific.split_once('e') {
        Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0e{exponent}"),
        _ => scientific,
    };
    let large = value.abs() >= 9_007_199_254_740_992.0;
    if large || scientific.len() < plain.len() { scientific } else { plain }
}

#[cfg(test)]
mod tests {
    use amq_protocol::types::DecimalValue;

    use super::*;

    #[test]
    fn binaries() {
        for (bytes, printed) in [
            (&b""[..], "<<>>"),
            (b"foo", "<<\"foo\">>"),
            ("é".as_bytes(), "<<\"é\">>"),
            (b"a\x01b", "<<97,1,98>>"),
            (b"a\nb\"\\c\td\x1be", "<<\"a\\nb\\\"\\\\c\\td\\ee\">>"),
            (b"\x80", "<<128>>"),
        ] {
            assert_eq!(print(&AMQPValue::LongString(bytes.to_vec().into())), printed);
        }
    }

    #[test]
    fn floats() {
        for (value, printed) in [
            (1.0, "1.0"),
            (0.1, "0.1"),
            (-0.0, "-0.0"),
            (0.01, "0.01"),
            (0.0001, "0.0001"),
            (0.000_12, "1.2e-4"),
            (1e-7, "1.0e-7"),
            (5e-324, "5.0e-324"),
            (1e5, "1.0e5"),
            (123_456.0, "123456.0"),
            (123_456_789.125, "123456789.125"),
            (1e15, "1.0e15"),
            (9_007_199_254_740_992.0, "9.007199254740992e15"),
            (4_611_686_018_427_387_904.0, "4.611686018427388e18"),
            (1.5e300, "1.5e300"),
        ] {
            assert_eq!(print(&AMQPValue::Double(value)), printed);
        }
        assert_eq!(print(&AMQPValue::Float(0.1)), "0.10000000149011612");
    }

    #[test]
    fn others() {
        let mut table = FieldTable::default();
        table.insert("a".into(), AMQPValue::LongInt(1));
        table.insert("b".into(), AMQPValue::FieldArray(vec![AMQPValue::Void, AMQPValue::Boolean(true)].into()));
        for (value, kind, printed) in [
            (AMQPValue::Void, "void", "undefined"),
            (AMQPValue::Boolean(false), "bool", "false"),
            (AMQPValue::ShortShortInt(-1), "byte", "-1"),
            (AMQPValue::Timestamp(u64::MAX), "timestamp", "18446744073709551615"),
            (AMQPValue::DecimalValue(DecimalValue { scale: 1, value: 10 }), "decimal", "{1,10}"),
            (AMQPValue::FieldArray(Vec::new().into()), "array", "[]"),
            (
                AMQPValue::FieldTable(table),
                "table",
                "[{<<\"a\">>,signedint,1},{<<\"b\">>,array,[{void,undefined},{bool,true}]}]",
            ),
        ] {
            assert_eq!((type_name(&value), print(&value).as_str()), (kind, printed));
        }
    }
}
