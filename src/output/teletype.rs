//! What a program writes to a terminal, read as the lines that are left to see.
//!
//! Enough of a terminal for programs that write lines and paint over the last one, as a progress bar does: carriage
//! return and EL (ECMA-48) begin the line anew, SGR (colour) is kept or left out, everything else is left out.

/// Something to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// A line that is complete.
    Line(String),
    /// What stands on the last line now.
    Live(String),
}

/// Reads what one program writes.
#[derive(Debug, Default)]
pub struct Teletype {
    color: bool,
    line: Vec<u8>,
    /// What was last told of the line.
    told: String,
    /// An escape sequence that is not complete.
    sequence: Vec<u8>,
    /// The cursor is back at the start: what comes next replaces the line.
    returned: bool,
}

impl Teletype {
    /// Keeps colours, or leaves them out.
    #[must_use]
    pub fn new(color: bool) -> Self {
        Self { color, ..Self::default() }
    }

    /// Reads the next bytes, and tells what there is to see.
    pub fn read(&mut self, bytes: &[u8]) -> Vec<Seen> {
        let mut seen = Vec::new();
        for byte in bytes {
            match byte {
                _ if !self.sequence.is_empty() => self.escaped(*byte),
                b'\x1b' => self.sequence.push(*byte),
                b'\r' => self.returned = true,
                b'\n' => {
                    self.told.clear();
                    self.returned = false;
                    seen.push(Seen::Line(self.shown()));
                    self.line.clear();
                }
                byte if byte.is_ascii_control() => {}
                byte => {
                    if std::mem::take(&mut self.returned) {
                        self.line.clear();
                    }
                    self.line.push(*byte);
                }
            }
        }
        let live = self.shown();
        if live != self.told {
            self.told.clone_from(&live);
            seen.push(Seen::Live(live));
        }
        seen
    }

    /// Takes a byte of an escape sequence: `ESC [`, parameters, and a last byte that says what it does.
    fn escaped(&mut self, byte: u8) {
        self.sequence.push(byte);
        let complete = match self.sequence.len() {
            2 => byte != b'[',
            _ => matches!(byte, 0x40..=0x7e),
        };
        if !complete {
            return;
        }
        match byte {
            b'm' if self.color => self.line.append(&mut self.sequence),
            b'K' => self.line.clear(),
            _ => {}
        }
        self.sequence.clear();
    }

    fn shown(&self) -> String {
        String::from_utf8_lossy(&self.line).trim_end().to_owned()
    }
}

/// A line without its colours.
#[must_use]
pub fn plain(line: &str) -> String {
    Teletype::new(false).read(line.as_bytes()).pop().map_or_else(String::new, |seen| match seen {
        Seen::Line(line) | Seen::Live(line) => line,
    })
}

#[cfg(test)]
mod tests {
    use super::{Seen, Teletype, plain};

    fn line(text: &str) -> Seen {
        Seen::Line(text.to_owned())
    }

    fn live(text: &str) -> Seen {
        Seen::Live(text.to_owned())
    }

    #[test]
    fn lines_are_lines_wherever_the_bytes_are_split() {
        let mut teletype = Teletype::new(false);
        assert_eq!(teletype.read(b"a\r\nb\r"), [line("a"), live("b")]);
        assert_eq!(teletype.read(b"\ngr\xc3"), [line("b"), live("gr\u{fffd}")]);
        assert_eq!(teletype.read(b"\xbcn\r\n\r\n"), [line("grün"), line("")]);
    }

    #[test]
    fn a_bar_paints_over_itself_and_goes_away() {
        let mut teletype = Teletype::new(false);
        assert_eq!(teletype.read(b"bar 0/2  "), [live("bar 0/2")]);
        assert_eq!(teletype.read(b"\r\x1b[2Kbar 0/2  "), []);
        assert_eq!(teletype.read(b"\r\x1b["), []);
        assert_eq!(teletype.read(b"2Kbar 1/2  "), [live("bar 1/2")]);
        assert_eq!(teletype.read(b"\r\x1b[2KDone\r\n"), [line("Done")]);
        assert_eq!(teletype.read(b"bar\r"), [live("bar")]);
        assert_eq!(teletype.read(b"\x1b[2K"), [live("")]);
    }

    #[test]
    fn colours_are_kept_or_left_out_and_nothing_else_is_kept() {
        let bytes = b"\x1b[1;32m[x]\x1b[0m a\x1b[2A\x1b[?25l\x07\x1b=b\n";
        assert_eq!(Teletype::new(true).read(bytes), [line("\x1b[1;32m[x]\x1b[0m ab")]);
        assert_eq!(Teletype::new(false).read(bytes), [line("[x] ab")]);
        assert_eq!(plain("\x1b[32m [x]\x1b[0m Done"), " [x] Done");
    }
}
