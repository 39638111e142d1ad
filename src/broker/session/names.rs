//! The numbers of methods (AMQP 0-9-1 section 1.3).

/// The class of messages.
pub const BASIC: u16 = 60;
/// `basic.publish`.
pub const PUBLISH: u16 = 40;

/// Class and method of a method frame's payload; zeros when it is too short to say.
pub fn method_numbers(payload: &[u8]) -> (u16, u16) {
    let number = |at: usize| payload.get(at..at + 2).map_or(0, |bytes| u16::from_be_bytes([bytes[0], bytes[1]]));
    (number(0), number(2))
}
