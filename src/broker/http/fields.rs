//! AMQP's tables as JSON, and JSON as tables (AMQP 0-9-1 section 4.2.5.5).

use amq_protocol::types::{AMQPValue, FieldTable, ShortString};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::answer::{Answer, Outcome};
use crate::broker::term::integer;

/// A table as an object. Texts that are not UTF-8 are shown with U+FFFD for what is not.
pub fn to_json(table: &FieldTable) -> Value {
    let fields = table.inner().iter();
    Value::Object(fields.map(|(key, value)| (key.to_string(), value_to_json(value))).collect())
}

fn value_to_json(value: &AMQPValue) -> Value {
    if let Some(number) = integer(value) {
        return number.into();
    }
    match value {
        AMQPValue::Boolean(yes) => (*yes).into(),
        AMQPValue::Timestamp(number) => (*number).into(),
        AMQPValue::Float(number) => f64::from(*number).into(),
        AMQPValue::Double(number) => (*number).into(),
        AMQPValue::DecimalValue(decimal) => (f64::from(decimal.value) / 10f64.powi(decimal.scale.into())).into(),
        AMQPValue::ShortString(text) => text.as_str().into(),
        AMQPValue::LongString(text) => String::from_utf8_lossy(text.as_bytes()).into(),
        AMQPValue::ByteArray(bytes) => STANDARD.encode(bytes.as_slice()).into(),
        AMQPValue::FieldArray(array) => array.as_slice().iter().map(value_to_json).collect(),
        AMQPValue::FieldTable(table) => to_json(table),
        // Whole numbers are above.
        _ => Value::Null,
    }
}

/// Arguments out of a request's body; no arguments when there are none.
///
/// # Errors
/// 400 for what is no table, or has in it what RabbitMQ refuses.
pub fn arguments(object: &Map<String, Value>) -> Outcome<FieldTable> {
    match object.get("arguments") {
        None => Ok(FieldTable::default()),
        // An empty list is an empty object to the programs that RabbitMQ's API was made for.
        Some(Value::Array(items)) if items.is_empty() => Ok(FieldTable::default()),
        Some(Value::Object(fields)) => from_json(fields),
        Some(_) => Err(Answer::bad("arguments are not an object")),
    }
}

/// An object as a table: whole numbers have eight octets, others are doubles, texts are long strings.
///
/// # Errors
/// 400 for null, which RabbitMQ refuses, numbers that do not fit, and names of more than 255 bytes.
pub fn from_json(fields: &Map<String, Value>) -> Outcome<FieldTable> {
    let mut table = FieldTable::default();
    for (key, value) in fields {
        table.insert(short(key)?, value_from_json(value)?);
    }
    Ok(table)
}

fn value_from_json(value: &Value) -> Outcome<AMQPValue> {
    Ok(match value {
        Value::Null => return Err(Answer::bad("null_not_allowed")),
        Value::Bool(yes) => AMQPValue::Boolean(*yes),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => AMQPValue::LongLongInt(number),
            (None, Some(other)) if !number.is_u64() => AMQPValue::Double(other),
            _ => return Err(Answer::bad(format!("{number} does not fit into 64 bits"))),
        },
        Value::String(text) => AMQPValue::LongString(text.as_str().into()),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(value_from_json).collect::<Outcome<_>>()?;
            AMQPValue::FieldArray(items.into())
        }
        Value::Object(fields) => AMQPValue::FieldTable(from_json(fields)?),
    })
}

/// A text as a short string.
///
/// # Errors
/// 400 when it has more than 255 bytes.
pub fn short(text: &str) -> Outcome<ShortString> {
    ShortString::try_new(text).map_err(|_| Answer::bad(format!("more than 255 bytes: {text}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tables_go_both_ways() {
        let fields = json!({"a": -1, "b": 1.5, "c": "x", "d": [true, {"e": []}], "f": {}});
        let table = from_json(fields.as_object().unwrap()).unwrap();
        assert_eq!(table.inner().get("a"), Some(&AMQPValue::LongLongInt(-1)));
        assert_eq!(to_json(&table), fields);
    }

    #[test]
    fn what_amqp_does_not_have_is_refused() {
        for fields in [json!({"a": null}), json!({"a": [null]}), json!({"a": u64::MAX}), json!({"k".repeat(256): 1})] {
            assert!(from_json(fields.as_object().unwrap()).is_err(), "{fields}");
        }
    }
}
