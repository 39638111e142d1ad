//! What is wrong with bytes, as a reply code and a text (AMQP 0-9-1, section 1.2 of the specification's constants).

use std::fmt;

/// Reply code of a frame that cannot be taken apart.
pub const FRAME_ERROR: u16 = 501;
/// Reply code of a field with an illegal value.
pub const SYNTAX_ERROR: u16 = 502;
/// Reply code of a frame that has no business where it stands.
pub const UNEXPECTED_FRAME: u16 = 505;
/// Reply code of a method that is not known here.
pub const NOT_IMPLEMENTED: u16 = 540;

/// A reply text is a short string.
const TEXT_LIMIT: usize = 255;

/// A protocol error that ends the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtocolError {
    /// Reply code, such as 501.
    pub code: u16,
    /// The whole reply text as it is sent: the name of the code, a dash, and the explanation; at most 255 octets.
    pub text: String,
    /// Class of the method that caused it; 0 when there is none.
    pub class: u16,
    /// Method that caused it; 0 when there is none.
    pub method: u16,
}

impl ProtocolError {
    /// An error that a method caused. Puts the name of the code before the explanation, and cuts what is too long.
    pub fn new(code: u16, explanation: &str, class: u16, method: u16) -> Self {
        Self { code, text: reply_text(code, explanation), class, method }
    }

    /// An error that no method caused.
    pub fn of_frame(code: u16, explanation: &str) -> Self {
        Self::new(code, explanation, 0, 0)
    }
}

/// Bytes of a table or of properties that are not what they should be, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

impl Malformed {
    /// The same as an error that ends the connection: 502, for a field has an illegal value.
    pub fn within(self, class: u16, method: u16) -> ProtocolError {
        ProtocolError::new(SYNTAX_ERROR, self.0, class, method)
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0)
    }
}

/// The text of a close: `NOT_FOUND - no queue 'q' in vhost '/'`. What does not fit into a short string ends in dots.
pub fn reply_text(code: u16, explanation: &str) -> String {
    let mut text = format!("{} - {explanation}", name(code));
    if text.len() > TEXT_LIMIT {
        let end = (0..=TEXT_LIMIT - 3).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
        text.truncate(end);
        text.push_str("...");
    }
    text
}

/// The specification's name of a reply code.
fn name(code: u16) -> &'static str {
    match code {
        311 => "CONTENT_TOO_LARGE",
        312 => "NO_ROUTE",
        313 => "NO_CONSUMERS",
        320 => "CONNECTION_FORCED",
        402 => "INVALID_PATH",
        403 => "ACCESS_REFUSED",
        404 => "NOT_FOUND",
        405 => "RESOURCE_LOCKED",
        406 => "PRECONDITION_FAILED",
        FRAME_ERROR => "FRAME_ERROR",
        SYNTAX_ERROR => "SYNTAX_ERROR",
        503 => "COMMAND_INVALID",
        504 => "CHANNEL_ERROR",
        UNEXPECTED_FRAME => "UNEXPECTED_FRAME",
        506 => "RESOURCE_ERROR",
        530 => "NOT_ALLOWED",
        NOT_IMPLEMENTED => "NOT_IMPLEMENTED",
        _ => "INTERNAL_ERROR",
    }
}
