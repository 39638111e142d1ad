//! Text from outside, made harmless for a terminal.

use std::fmt::Write as _;

/// What to do with line ends and tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// They are part of a text that may have several lines.
    Keep,
    /// They would break a layout, or fake a line of ours.
    Escape,
}

/// Shows bytes as text that cannot command a terminal: control characters, characters that reorder text, and what is no
/// UTF-8 become `\x1b`, `\u202e` and the like.
#[must_use]
pub fn escape(bytes: &[u8], lines: Lines) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        let mut rest = chunk.valid();
        // Most text is harmless for long stretches.
        while let Some(at) = rest.bytes().position(|byte| !matches!(byte, b' '..=b'~')) {
            text.push_str(&rest[..at]);
            let mut characters = rest[at..].chars();
            let Some(character) = characters.next() else { break };
            rest = characters.as_str();
            match character {
                '\n' | '\t' if lines == Lines::Keep => text.push(character),
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                '\t' => text.push_str("\\t"),
                character if character.is_ascii_control() => {
                    let _ = write!(text, "\\x{:02x}", u32::from(character));
                }
                character if character.is_control() || reorders(character) => {
                    let _ = write!(text, "\\u{:04x}", u32::from(character));
                }
                character => text.push(character),
            }
        }
        text.push_str(rest);
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

/// Characters that change the direction or the layout of the text around them (Unicode Bidirectional Algorithm, 2).
fn reorders(character: char) -> bool {
    matches!(character, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{Lines, escape};

    #[test]
    fn nothing_that_commands_a_terminal_is_left() {
        let hostile = b"\x1b[31mred\x1b]0;title\x07 \x9b5n \r\x7f \xc2\x9b5n \xe2\x80\xae";
        let shown = escape(hostile, Lines::Keep);
        assert_eq!(shown, r"\x1b[31mred\x1b]0;title\x07 \x9b5n \r\x7f \u009b5n \u202e");
        assert!(!shown.chars().any(char::is_control));
    }

    #[test]
    fn lines_are_kept_or_escaped() {
        assert_eq!(escape(b"a\n\tb", Lines::Keep), "a\n\tb");
        assert_eq!(escape(b"a\n\tb", Lines::Escape), r"a\n\tb");
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        assert_eq!(escape("grün 🦀 日本".as_bytes(), Lines::Escape), "grün 🦀 日本");
    }
}
