//! Owns the properties of messages: the content header.

use std::fmt;

use super::value::{Reader, Table, Value, put_short_text, put_table};

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Table,
    Octet,
    Time,
}

/// The basic class's properties in the order of their flags, the highest bit first.
const PROPERTIES: [(&str, Kind); 14] = [
    ("content-type", Kind::Text),
    ("content-encoding", Kind::Text),
    ("headers", Kind::Table),
    ("delivery-mode", Kind::Octet),
    ("priority", Kind::Octet),
    ("correlation-id", Kind::Text),
    ("reply-to", Kind::Text),
    ("expiration", Kind::Text),
    ("message-id", Kind::Text),
    ("timestamp", Kind::Time),
    ("type", Kind::Text),
    ("user-id", Kind::Text),
    ("app-id", Kind::Text),
    ("cluster-id", Kind::Text),
];

/// A message's properties.
#[derive(Clone, Default)]
pub struct Properties([Option<Value>; PROPERTIES.len()]);

impl Properties {
    /// Sets one, an octet as an integer.
    #[track_caller]
    pub fn set(&mut self, name: &str, value: Value) {
        let place = PROPERTIES.iter().position(|(known, _)| *known == name);
        self.0[place.unwrap_or_else(|| panic!("no property {name}"))] = Some(value);
    }

    /// A text property, empty when it is not there.
    pub fn text(&self, name: &str) -> &str {
        let place = PROPERTIES.iter().position(|(known, _)| *known == name);
        match place.and_then(|place| self.0[place].as_ref()) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The headers, when there are any.
    pub fn headers_mut(&mut self) -> Option<&mut Table> {
        match &mut self.0[2] {
            Some(Value::Table(headers)) => Some(headers),
            _ => None,
        }
    }

    /// The payload of the header frame of a body of `size` bytes.
    pub fn encode(&self, size: usize) -> Vec<u8> {
        let mut out = vec![0, 60, 0, 0];
        out.extend((size as u64).to_be_bytes());
        let flags = (0..).zip(&self.0).filter(|(_, value)| value.is_some());
        out.extend(flags.fold(0, |flags, (place, _)| flags | 0x8000_u16 >> place).to_be_bytes());
        for value in self.0.iter().flatten() {
            match value {
                Value::Text(text) => put_short_text(&mut out, text),
                Value::Table(table) => put_table(&mut out, table),
                Value::Timestamp(time) => out.extend(time.to_be_bytes()),
                Value::Int(octet) => out.push(u8::try_from(*octet).expect("an octet")),
                other => panic!("{other} is no property"),
            }
        }
        out
    }

    /// The size of the body and the properties from the payload of a header frame.
    pub fn decode(payload: &[u8]) -> Option<(u64, Self)> {
        let mut reader = Reader(payload);
        reader.number::<4>()?;
        let size = reader.number::<8>()?;
        let flags = reader.number::<2>()?;
        let mut properties = Self::default();
        for (place, (_, kind)) in PROPERTIES.iter().enumerate().filter(|(place, _)| flags & 0x8000 >> place != 0) {
            properties.0[place] = Some(match kind {
                Kind::Text => Value::Text(reader.short_text()?),
                Kind::Table => Value::Table(reader.table()?),
                Kind::Octet => Value::Int(i32::from(reader.bytes::<1>()?[0])),
                Kind::Time => Value::Timestamp(reader.number::<8>()?),
            });
        }
        reader.0.is_empty().then_some((size, properties))
    }
}

impl fmt::Display for Properties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = PROPERTIES.iter().zip(&self.0);
        let set = named.filter_map(|((name, _), value)| Some(format!("{name}={}", value.as_ref()?)));
        write!(f, "{}", set.collect::<Vec<_>>().join(" "))
    }
}
