//! Owns methods: fields by name, their coding by the table of methods, and how they are shown.

use std::fmt;

use super::spec::{Kind, SPECS, Spec};
use super::value::{Reader, Table, Value, put_long_bytes, put_short_text, put_table, show};
use Kind::{Bits, LongLong, LongText, Octet, ShortText};

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
enum Field {
    Number(u64),
    Text(String),
    Table(Table),
}

/// A method with its fields; those not set are 0, empty and false.
#[derive(Clone)]
pub struct Method {
    spec: &'static Spec,
    fields: Vec<Field>,
}

impl Method {
    /// The method of this name.
    #[track_caller]
    pub fn new(name: &str) -> Self {
        let spec = SPECS.iter().find(|spec| spec.name == name);
        let spec = spec.unwrap_or_else(|| panic!("no method {name}"));
        let fields = spec.fields.iter().map(|(_, kind)| match kind {
            Octet | Kind::Short | Kind::Long | LongLong | Bits(_) => Field::Number(0),
            ShortText | LongText => Field::Text(String::new()),
            Kind::Table => Field::Table(Table::new()),
        });
        Self { spec, fields: fields.collect() }
    }

    /// Its name, such as `queue.declare`.
    pub fn name(&self) -> &'static str {
        self.spec.name
    }

    /// Sets a text.
    #[track_caller]
    pub fn text(mut self, field: &str, text: impl Into<String>) -> Self {
        *self.field_mut(field) = Field::Text(text.into());
        self
    }

    /// Sets a number.
    #[track_caller]
    pub fn number(mut self, field: &str, number: u64) -> Self {
        *self.field_mut(field) = Field::Number(number);
        self
    }

    /// Sets a table.
    #[track_caller]
    pub fn table(mut self, field: &str, table: Table) -> Self {
        *self.field_mut(field) = Field::Table(table);
        self
    }

    /// Sets a bit.
    #[track_caller]
    pub fn bit(mut self, name: &str, set: bool) -> Self {
        let (index, mask) = self.bit_place(name).unwrap_or_else(|| panic!("{} has no bit {name}", self.spec.name));
        if let (Field::Number(bits), true) = (&mut self.fields[index], set) {
            *bits |= mask;
        }
        self
    }

    /// Whether there is such a bit and it is set.
    pub fn has(&self, name: &str) -> bool {
        let place = self.bit_place(name);
        place.is_some_and(|(index, mask)| matches!(self.fields[index], Field::Number(bits) if bits & mask != 0))
    }

    /// A number by its name; 0 when there is none.
    pub fn get_number(&self, field: &str) -> u64 {
        match self.index(field).map(|index| &self.fields[index]) {
            Some(Field::Number(number)) => *number,
            _ => 0,
        }
    }

    /// A text by its name; empty when there is none.
    pub fn get_text(&self, field: &str) -> &str {
        match self.index(field).map(|index| &self.fields[index]) {
            Some(Field::Text(text)) => text,
            _ => "",
        }
    }

    fn index(&self, field: &str) -> Option<usize> {
        self.spec.fields.iter().position(|(name, _)| *name == field && !field.is_empty())
    }

    #[track_caller]
    fn field_mut(&mut self, field: &str) -> &mut Field {
        let index = self.index(field).unwrap_or_else(|| panic!("{} has no field {field}", self.spec.name));
        &mut self.fields[index]
    }

    fn bit_place(&self, bit: &str) -> Option<(usize, u64)> {
        self.spec.fields.iter().enumerate().find_map(|(index, (_, kind))| match kind {
            Bits(names) => Some((index, 1 << names.iter().position(|name| *name == bit)?)),
            _ => None,
        })
    }

    /// The payload of its frame.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = [self.spec.class.to_be_bytes(), self.spec.method.to_be_bytes()].concat();
        for ((_, kind), field) in self.spec.fields.iter().zip(&self.fields) {
            match (kind, field) {
                (LongText, Field::Text(text)) => put_long_bytes(&mut out, text.as_bytes()),
                (_, Field::Text(text)) => put_short_text(&mut out, text),
                (_, Field::Table(table)) => put_table(&mut out, table),
                (_, Field::Number(number)) => out.extend(&number.to_be_bytes()[8 - kind.width()..]),
            }
        }
        out
    }

    /// The method in a frame's payload, or how that begins when it is not understood.
    pub fn decode(payload: &[u8]) -> Result<Self, String> {
        Self::try_decode(payload).ok_or_else(|| format!("a method that cannot be read: {payload:?}"))
    }

    fn try_decode(payload: &[u8]) -> Option<Self> {
        let mut reader = Reader(payload);
        let id = (reader.number::<2>()?, reader.number::<2>()?);
        let spec = SPECS.iter().find(|spec| (u64::from(spec.class), u64::from(spec.method)) == id)?;
        let mut fields = Vec::new();
        for (_, kind) in spec.fields {
            fields.push(match kind {
                Octet | Bits(_) => Field::Number(reader.number::<1>()?),
                Kind::Short => Field::Number(reader.number::<2>()?),
                Kind::Long => Field::Number(reader.number::<4>()?),
                LongLong => Field::Number(reader.number::<8>()?),
                ShortText => Field::Text(reader.short_text()?),
                LongText => Field::Text(reader.long_text()?),
                Kind::Table => Field::Table(reader.table()?),
            });
        }
        reader.0.is_empty().then_some(Self { spec, fields })
    }
}

/// The name and every field; of the bits those that are set, of the rest those that are not empty.
impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.spec.name)?;
        for ((name, kind), field) in self.spec.fields.iter().zip(&self.fields) {
            match (kind, field) {
                (Bits(names), Field::Number(bits)) => {
                    let set = names.iter().enumerate().filter(|(place, _)| bits & (1 << place) != 0);
                    set.map(|(_, name)| name).try_for_each(|name| write!(f, " {name}"))?;
                }
                (_, Field::Table(table)) if !table.is_empty() => write!(f, " {}", show(table))?,
                (_, Field::Text(text)) if !name.is_empty() => write!(f, " {name}='{text}'")?,
                (_, Field::Number(number)) if !name.is_empty() => write!(f, " {name}={number}")?,
                _ => {}
            }
        }
        Ok(())
    }
}

/// Changes to a declaration.
impl Method {
    /// With a bit the other way round.
    #[track_caller]
    pub fn flip(mut self, name: &str) -> Self {
        let (index, mask) = self.bit_place(name).unwrap_or_else(|| panic!("{} has no bit {name}", self.spec.name));
        if let Field::Number(bits) = &mut self.fields[index] {
            *bits ^= mask;
        }
        self
    }

    /// With another argument.
    pub fn with_argument(mut self, name: &str, value: Value) -> Self {
        if let Field::Table(arguments) = self.field_mut("arguments") {
            arguments.insert(name.to_owned(), value);
        }
        self
    }

    /// Without an argument.
    pub fn without_argument(mut self, name: &str) -> Self {
        if let Field::Table(arguments) = self.field_mut("arguments") {
            arguments.remove(name);
        }
        self
    }
}
