//! Owns a message as it arrives at a client beside the program under test.

use super::frames::Property;

/// A message that has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    pub exchange: String,
    pub routing_key: String,
    /// Flags and values, as they were sent.
    pub properties: Vec<u8>,
    pub body: Vec<u8>,
}

impl Arrived {
    /// A property that is a short string; `None` when the message has none.
    pub fn text(&self, property: Property) -> Option<String> {
        let (flags, mut rest) = self.properties.split_at(2);
        let flags = u16::from_be_bytes([flags[0], flags[1]]);
        for flag in (property as u8..16).rev().filter(|flag| flags & (1 << flag) != 0) {
            if flag == property as u8 {
                return Some(take_short(&mut rest));
            }
            let size = match flag {
                13 => 4 + u32::from_be_bytes(rest[..4].try_into().expect("four bytes")) as usize,
                12 | 11 => 1,
                6 => 8,
                _ => 1 + usize::from(rest[0]),
            };
            rest = &rest[size..];
        }
        None
    }
}

/// Takes a short string off the front.
pub fn take_short(bytes: &mut &[u8]) -> String {
    let (text, rest) = bytes[1..].split_at(usize::from(bytes[0]));
    *bytes = rest;
    String::from_utf8(text.to_vec()).expect("names are UTF-8")
}
