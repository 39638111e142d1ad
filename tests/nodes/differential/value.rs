//! Owns AMQP field values as the test sends, reads and shows them: its own coding, so that the broker's is checked
//! against something else. RabbitMQ's types; see its "errata" to AMQP 0-9-1.

use std::collections::BTreeMap;
use std::fmt;

/// A field table. It has no order in AMQP, hence none here.
pub type Table = BTreeMap<String, Value>;

/// A field value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Bool(bool),
    /// `b`, 8 bits
    Tiny(i8),
    /// `s`, 16 bits
    Short(i16),
    /// `I`, 32 bits
    Int(i32),
    /// `l`, 64 bits
    Long(i64),
    Double(f64),
    Text(String),
    Timestamp(u64),
    Void,
    Array(Vec<Value>),
    Table(Table),
    /// A value of another type, of which only the type is kept.
    Other(char),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::Tiny(value) => write!(f, "{value}b"),
            Self::Short(value) => write!(f, "{value}s"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Long(value) => write!(f, "{value}l"),
            Self::Double(value) => write!(f, "{value}d"),
            Self::Text(value) => write!(f, "'{value}'"),
            Self::Timestamp(value) => write!(f, "{value}T"),
            Self::Void => write!(f, "void"),
            Self::Array(values) => {
                let values: Vec<_> = values.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", values.join(", "))
            }
            Self::Table(table) => write!(f, "{}", show(table)),
            Self::Other(kind) => write!(f, "?{kind}"),
        }
    }
}

/// A table as one line.
pub fn show(table: &Table) -> String {
    let fields: Vec<_> = table.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    format!("{{{}}}", fields.join(", "))
}

/// Writes a short string: at most 255 bytes.
pub fn put_short_text(out: &mut Vec<u8>, text: &str) {
    out.push(u8::try_from(text.len()).expect("a short string is short"));
    out.extend_from_slice(text.as_bytes());
}

/// Writes what has its length in 32 bits before it.
pub fn put_long_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("less than 4 GiB");
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
}

/// Writes a table with its length.
pub fn put_table(out: &mut Vec<u8>, table: &Table) {
    let mut fields = Vec::new();
    for (name, value) in table {
        put_short_text(&mut fields, name);
        put_value(&mut fields, value);
    }
    put_long_bytes(out, &fields);
}

fn put_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Bool(value) => out.extend([b't', u8::from(*value)]),
        Value::Tiny(value) => out.extend([b'b', value.to_be_bytes()[0]]),
        Value::Short(value) => put_tagged(out, b's', &value.to_be_bytes()),
        Value::Int(value) => put_tagged(out, b'I', &value.to_be_bytes()),
        Value::Long(value) => put_tagged(out, b'l', &value.to_be_bytes()),
        Value::Double(value) => put_tagged(out, b'd', &value.to_be_bytes()),
        Value::Timestamp(value) => put_tagged(out, b'T', &value.to_be_bytes()),
        Value::Text(value) => {
            out.push(b'S');
            put_long_bytes(out, value.as_bytes());
        }
        Value::Void => out.push(b'V'),
        Value::Array(values) => {
            let mut items = Vec::new();
            values.iter().for_each(|value| put_value(&mut items, value));
            out.push(b'A');
            put_long_bytes(out, &items);
        }
        Value::Table(table) => {
            out.push(b'F');
            put_table(out, table);
        }
        Value::Other(kind) => panic!("a value of type {kind} cannot be sent"),
    }
}

fn put_tagged(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    out.extend_from_slice(bytes);
}

/// Reads fields off the front of a frame's payload; `None` when it is too short.
pub struct Reader<'a>(pub &'a [u8]);

impl Reader<'_> {
    /// The next `N` bytes.
    pub fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }

    /// A number of `N` bytes.
    pub fn number<const N: usize>(&mut self) -> Option<u64> {
        Some(self.bytes::<N>()?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn take(&mut self, length: u64) -> Option<&[u8]> {
        let (first, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(first)
    }

    /// A short string.
    pub fn short_text(&mut self) -> Option<String> {
        let length = self.number::<1>()?;
        Some(String::from_utf8_lossy(self.take(length)?).into_owned())
    }

    /// A long string.
    pub fn long_text(&mut self) -> Option<String> {
        let length = self.number::<4>()?;
        Some(String::from_utf8_lossy(self.take(length)?).into_owned())
    }

    /// A field table.
    pub fn table(&mut self) -> Option<Table> {
        let length = self.number::<4>()?;
        let mut fields = Reader(self.take(length)?);
        let mut table = Table::new();
        while !fields.0.is_empty() {
            let name = fields.short_text()?;
            table.insert(name, fields.value()?);
        }
        Some(table)
    }

    fn value(&mut self) -> Option<Value> {
        Some(match self.bytes::<1>()?[0] {
            b't' => Value::Bool(self.number::<1>()? != 0),
            b'b' => Value::Tiny(i8::from_be_bytes(self.bytes()?)),
            b's' => Value::Short(i16::from_be_bytes(self.bytes()?)),
            b'I' => Value::Int(i32::from_be_bytes(self.bytes()?)),
            b'l' => Value::Long(i64::from_be_bytes(self.bytes()?)),
            b'd' => Value::Double(f64::from_be_bytes(self.bytes()?)),
            b'T' => Value::Timestamp(self.number::<8>()?),
            b'S' => Value::Text(self.long_text()?),
            b'V' => Value::Void,
            b'F' => Value::Table(self.table()?),
            b'A' => {
                let length = self.number::<4>()?;
                let mut items = Reader(self.take(length)?);
                let mut values = Vec::new();
                while !items.0.is_empty() {
                    values.push(items.value()?);
                }
                Value::Array(values)
            }
            other => {
                // Of unknown length: what follows cannot be read.
                self.0 = &[];
                Value::Other(char::from(other))
            }
        })
    }
}
