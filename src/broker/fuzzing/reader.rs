//! Bytes as choices, and choices as the fields of methods.

/// Arbitrary bytes, which never end: after the last one come zeros.
pub struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    /// All of them.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Whether only zeros are left.
    pub fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte.
    pub fn octet(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// One of these.
    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::from(self.octet()) % all.len()]
    }

    /// Bytes after their number, fewer than 256.
    pub fn some(&mut self) -> &'a [u8] {
        let count = usize::from(self.octet()).min(self.0.len());
        let (some, rest) = self.0.split_at(count);
        self.0 = rest;
        some
    }
}

/// A short string.
pub fn short(text: &str) -> Vec<u8> {
    [&[u8::try_from(text.len()).unwrap_or(0)], text.as_bytes()].concat()
}

/// A long string, or a table.
pub fn long(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap_or(0).to_be_bytes(), bytes].concat()
}

/// A frame.
pub fn frame(kind: u8, channel: u8, payload: &[u8]) -> Vec<u8> {
    [&[kind, 0, channel], &long(payload)[..], &[0xCE]].concat()
}

/// A method.
pub fn method(channel: u8, class: u8, number: u8, fields: &[&[u8]]) -> Vec<u8> {
    frame(1, channel, &[&[0, class, 0, number], &fields.concat()[..]].concat())
}
