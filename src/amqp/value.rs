//! Typed values: what AMQP allows in its tables, and how people write them.
//!
//! `k=v` is a string, `k:int=7`, `k:bool=true`, `k:float=1.5` and `k:json=...` say otherwise. As JSON, the types that JSON
//! has stand for themselves; the others are objects with one key that begins with `$`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use lapin::types::{AMQPValue, DecimalValue, FieldArray, FieldTable, LongString};
use serde_json::{Map, Number, Value as Json, json};

use super::short::short;
use super::{ShortStr, Table, Value};

/// Reads `K=V` or `K:TYPE=V`; without a type, V is a string.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn parse_header(text: &str) -> Result<(ShortStr, Value), String> {
    parse_pair(text, |value| AMQPValue::LongString(value.into()))
}

/// Reads `K=V` or `K:TYPE=V`; without a type, V is a number or a boolean where it looks like one, as the arguments of
/// queues want.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn parse_argument(text: &str) -> Result<(ShortStr, Value), String> {
    parse_pair(text, |value| match (value.parse::<i64>(), value.parse::<bool>()) {
        (Ok(number), _) => integer(number),
        (_, Ok(flag)) => AMQPValue::Boolean(flag),
        _ => AMQPValue::LongString(value.into()),
    })
}

fn parse_pair(text: &str, untyped: impl Fn(&str) -> Value) -> Result<(ShortStr, Value), String> {
    let (left, value) = text.split_once('=').ok_or("expected KEY=VALUE or KEY:TYPE=VALUE")?;
    let (key, kind) = match left.rsplit_once(':') {
        Some((key, kind)) => (key, Some(kind)),
        None => (left, None),
    };
    if key.is_empty() {
        return Err("the key before '=' is empty".to_owned());
    }
    let key = ShortStr::new(key).map_err(|error| format!("the key is {error}"))?;
    let value = match kind {
        None => untyped(value),
        Some("string") => AMQPValue::LongString(value.into()),
        Some("int") => integer(value.parse().map_err(|_| format!("'{value}' is not a whole number of 64 bits"))?),
        Some("bool") => AMQPValue::Boolean(value.parse().map_err(|_| format!("'{value}' is neither true nor false"))?),
        // RabbitMQ cannot read the others, and drops the connection of whoever sends them.
        Some("float") => AMQPValue::Double(
            (value.parse().ok().filter(|number: &f64| number.is_finite()))
                .ok_or_else(|| format!("'{value}' is not a finite number"))?,
        ),
        Some("json") => from_json(&serde_json::from_str(value).map_err(|error| format!("not JSON: {error}"))?)?,
        Some(other) => {
            return Err(format!(
                "unknown type '{other}': string, int, bool, float or json (a key with a colon is written {key}:{other}:string=...)"
            ));
        }
    };
    Ok((key, value))
}

/// The smaller of the two integer types in common use that holds the number, as other clients choose it: a headers
/// exchange compares types as well as values.
fn integer(number: i64) -> Value {
    i32::try_from(number).map_or(AMQPValue::LongLongInt(number), AMQPValue::LongInt)
}

/// The JSON image of a table.
pub(super) fn table_to_json(table: &Table) -> Map<String, Json> {
    table.inner().iter().map(|(key, value)| (key.to_string(), to_json(value))).collect()
}

/// The JSON image of a value, from which [`from_json`] makes the same value again.
fn to_json(value: &Value) -> Json {
    match value {
        AMQPValue::Boolean(flag) => json!(flag),
        AMQPValue::ShortShortInt(number) => json!({ "$int8": number }),
        AMQPValue::ShortShortUInt(number) => json!({ "$uint8": number }),
        AMQPValue::ShortInt(number) => json!({ "$int16": number }),
        AMQPValue::ShortUInt(number) => json!({ "$uint16": number }),
        AMQPValue::LongInt(number) => json!(number),
        AMQPValue::LongUInt(number) => json!({ "$uint32": number }),
        AMQPValue::LongLongInt(number) if i32::try_from(*number).is_ok() => json!({ "$int64": number }),
        AMQPValue::LongLongInt(number) => json!(number),
        AMQPValue::Float(number) if number.is_finite() => json!({ "$float": f64::from(*number) }),
        AMQPValue::Float(number) => json!({ "$float_bits": format!("{:08x}", number.to_bits()) }),
        AMQPValue::Double(number) => match Number::from_f64(*number) {
            Some(number) => Json::Number(number),
            None => json!({ "$double_bits": format!("{:016x}", number.to_bits()) }),
        },
        AMQPValue::DecimalValue(number) => json!({ "$decimal": { "scale": number.scale, "value": number.value } }),
        AMQPValue::ShortString(text) => json!(text.as_str()),
        AMQPValue::LongString(text) => match std::str::from_utf8(text.as_bytes()) {
            Ok(text) => json!(text),
            Err(_) => json!({ "$string_bytes": BASE64.encode(text.as_bytes()) }),
        },
        AMQPValue::FieldArray(values) => values.as_slice().iter().map(to_json).collect(),
        AMQPValue::Timestamp(seconds) => json!({ "$timestamp": seconds }),
        AMQPValue::FieldTable(table) => {
            let object = table_to_json(table);
            match object.keys().next() {
                Some(key) if object.len() == 1 && key.starts_with('$') => json!({ "$table": object }),
                _ => Json::Object(object),
            }
        }
        AMQPValue::ByteArray(bytes) => json!({ "$bytes": BASE64.encode(bytes.as_slice()) }),
        AMQPValue::Void => Json::Null,
    }
}

/// Reads a table from its JSON image.
pub(super) fn table_from_json(object: &Map<String, Json>) -> Result<Table, String> {
    let mut table = FieldTable::default();
    for (key, value) in object {
        let name = short(key).map_err(|error| format!("the key '{key}' is {error}"))?;
        table.insert(name, from_json(value).map_err(|error| format!("'{key}': {error}"))?);
    }
    Ok(table)
}

fn from_json(value: &Json) -> Result<Value, String> {
    Ok(match value {
        Json::Null => AMQPValue::Void,
        Json::Bool(flag) => AMQPValue::Boolean(*flag),
        Json::String(text) => AMQPValue::LongString(text.as_str().into()),
        Json::Array(values) => {
            AMQPValue::FieldArray(FieldArray::from(values.iter().map(from_json).collect::<Result<Vec<_>, _>>()?))
        }
        Json::Number(number) => match (number.as_i64(), number.is_u64(), number.as_f64()) {
            (Some(number), _, _) => integer(number),
            (None, false, Some(number)) => AMQPValue::Double(number),
            _ => return Err(format!("{number} does not fit 64 bits")),
        },
        Json::Object(object) => match object.iter().next() {
            Some((tag, value)) if object.len() == 1 && tag.starts_with('$') => tagged(tag, value)
                .ok_or_else(|| format!("{value} is not a value for '{tag}', or '{tag}' is no type"))?,
            _ => AMQPValue::FieldTable(table_from_json(object)?),
        },
    })
}

/// Reads the value behind one of the `$` keys; `None` when it is no such value or no such key.
fn tagged(tag: &str, value: &Json) -> Option<Value> {
    fn whole<T: TryFrom<i64>>(value: &Json) -> Option<T> {
        value.as_i64().and_then(|number| T::try_from(number).ok())
    }
    let bytes = || value.as_str().and_then(|text| BASE64.decode(text).ok());
    Some(match tag {
        "$int8" => AMQPValue::ShortShortInt(whole(value)?),
        "$uint8" => AMQPValue::ShortShortUInt(whole(value)?),
        "$int16" => AMQPValue::ShortInt(whole(value)?),
        "$uint16" => AMQPValue::ShortUInt(whole(value)?),
        "$uint32" => AMQPValue::LongUInt(whole(value)?),
        "$int64" => AMQPValue::LongLongInt(value.as_i64()?),
        #[allow(clippy::cast_possible_truncation, reason = "the image of a 32-bit number is exact in 64 bits")]
        "$float" => AMQPValue::Float(value.as_f64()? as f32),
        "$float_bits" => AMQPValue::Float(f32::from_bits(u32::from_str_radix(value.as_str()?, 16).ok()?)),
        "$double_bits" => AMQPValue::Double(f64::from_bits(u64::from_str_radix(value.as_str()?, 16).ok()?)),
        "$decimal" => AMQPValue::DecimalValue(DecimalValue {
            scale: whole(value.get("scale")?)?,
            value: whole(value.get("value")?)?,
        }),
        "$timestamp" => AMQPValue::Timestamp(value.as_u64()?),
        "$bytes" => AMQPValue::ByteArray(bytes()?.into()),
        "$string_bytes" => AMQPValue::LongString(LongString::from(bytes()?)),
        "$table" => AMQPValue::FieldTable(table_from_json(value.as_object()?).ok()?),
        _ => return None,
    })
}

/// The text of a value as a template shows it: strings and whole numbers as they are, all else as JSON.
pub(super) fn to_text(value: &Value) -> Vec<u8> {
    match value {
        AMQPValue::LongString(text) => text.as_bytes().to_vec(),
        AMQPValue::Void => Vec::new(),
        // The width is for JSON, which has to make the same number again.
        AMQPValue::ShortShortInt(number) => number.to_string().into_bytes(),
        AMQPValue::ShortShortUInt(number) => number.to_string().into_bytes(),
        AMQPValue::ShortInt(number) => number.to_string().into_bytes(),
        AMQPValue::ShortUInt(number) => number.to_string().into_bytes(),
        AMQPValue::LongUInt(number) => number.to_string().into_bytes(),
        AMQPValue::LongLongInt(number) => number.to_string().into_bytes(),
        other => to_json(other).to_string().into_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Value {
        parse_header(text).unwrap().1
    }

    #[test]
    fn a_header_is_a_string_unless_it_says_otherwise() {
        assert_eq!(header("k=007"), AMQPValue::LongString("007".into()));
        assert_eq!(header("k="), AMQPValue::LongString("".into()));
        assert_eq!(header("k=a=b"), AMQPValue::LongString("a=b".into()));
        assert_eq!(header("k:int=7"), AMQPValue::LongInt(7));
        assert_eq!(header("k:int=-3000000000"), AMQPValue::LongLongInt(-3_000_000_000));
        assert_eq!(header("k:bool=true"), AMQPValue::Boolean(true));
        assert_eq!(header("k:float=1.5"), AMQPValue::Double(1.5));
        assert_eq!(header(r#"k:json={"$int8":-1}"#), AMQPValue::ShortShortInt(-1));
        assert_eq!(&*parse_header("a:b:string=c").unwrap().0, "a:b");
    }

    #[test]
    fn an_argument_of_a_queue_is_what_it_looks_like() {
        assert_eq!(parse_argument("x-max-length=10").unwrap().1, AMQPValue::LongInt(10));
        assert_eq!(parse_argument("x=true").unwrap().1, AMQPValue::Boolean(true));
        assert_eq!(parse_argument("x=drop-head").unwrap().1, AMQPValue::LongString("drop-head".into()));
        assert_eq!(parse_argument("x:string=10").unwrap().1, AMQPValue::LongString("10".into()));
    }

    #[test]
    fn what_is_wrong_with_a_header_is_said_in_one_sentence() {
        for (text, words) in [
            ("k", "expected KEY=VALUE"),
            ("=v", "key before '=' is empty"),
            ("k:int=x", "'x' is not a whole number"),
            ("k:bool=yes", "neither true nor false"),
            ("k:float=x", "not a finite number"),
            ("k:float=nan", "not a finite number"),
            ("k:float=-inf", "not a finite number"),
            ("k:json={", "not JSON"),
            ("k:date=1", "unknown type 'date'"),
            (r#"k:json={"$int8":300}"#, "$int8"),
            (r#"k:json={"$what":1}"#, "is no type"),
            ("k:json=18446744073709551615", "does not fit"),
        ] {
            let error = parse_header(text).unwrap_err();
            assert!(error.contains(words), "{text}: {error}");
        }
        assert!(ShortStr::new("x".repeat(256)).unwrap_err().contains("255 bytes"));
    }

    #[test]
    fn a_whole_number_is_shown_as_it_is_whatever_its_width() {
        for text in ["k:int=7", r#"k:json={"$int64":7}"#, r#"k:json={"$uint8":7}"#, r#"k:json={"$int16":7}"#] {
            assert_eq!(to_text(&header(text)), b"7", "{text}");
        }
        assert_eq!(to_text(&header(r#"k:json={"$timestamp":7}"#)), br#"{"$timestamp":7}"#);
    }

    #[test]
    fn every_type_comes_back_from_its_json_image() {
        let mut inner = FieldTable::default();
        inner.insert("$int8".into(), AMQPValue::LongString("a table that looks like a tag".into()));
        let values = [
            AMQPValue::Boolean(false),
            AMQPValue::ShortShortInt(i8::MIN),
            AMQPValue::ShortShortUInt(u8::MAX),
            AMQPValue::ShortInt(i16::MIN),
            AMQPValue::ShortUInt(u16::MAX),
            AMQPValue::LongInt(i32::MIN),
            AMQPValue::LongUInt(u32::MAX),
            AMQPValue::LongLongInt(7),
            AMQPValue::LongLongInt(i64::MIN),
            AMQPValue::Float(0.1),
            AMQPValue::Float(f32::INFINITY),
            AMQPValue::Double(0.1),
            AMQPValue::Double(7.0),
            AMQPValue::Double(5e-324),
            AMQPValue::Double(f64::NEG_INFINITY),
            AMQPValue::DecimalValue(DecimalValue { scale: 2, value: 314 }),
            AMQPValue::LongString("ümläut\0\n".into()),
            AMQPValue::LongString(LongString::from(vec![0xff, 0xfe])),
            AMQPValue::FieldArray(FieldArray::from(vec![AMQPValue::Void, AMQPValue::LongInt(1)])),
            AMQPValue::Timestamp(u64::MAX),
            AMQPValue::FieldTable(inner),
            AMQPValue::FieldTable(FieldTable::default()),
            AMQPValue::ByteArray(vec![0, 255].into()),
            AMQPValue::Void,
        ];
        for value in values {
            let image = to_json(&value).to_string();
            assert_eq!(from_json(&serde_json::from_str(&image).unwrap()).unwrap(), value, "{image}");
        }
        let nan = AMQPValue::Double(f64::from_bits(0x7ff8_0000_0000_0001));
        assert_eq!(to_json(&from_json(&to_json(&nan)).unwrap()), to_json(&nan));
    }
}
