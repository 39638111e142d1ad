//! How a message looks on stdout.

use colored::Colorize as _;

use super::{Lines, Stream, Template, escape};
use crate::amqp::{Message, encode_line};

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// The body and a newline.
    Text,
    /// The body and nothing else.
    Body,
    /// One JSON object a line; `send --json` reads it back.
    Json,
}

/// The line that the tutorials print for a message, on a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Greeting {
    /// ` [x] Received BODY`
    Received,
    /// ` [x] BODY`
    Body,
    /// ` [x] KEY:BODY`, or as `Body` when the key is empty, as it is for headers
    Keyed,
    /// ` [.] Got BODY`
    Got,
}

enum Style {
    Greeting(Greeting),
    Plain(Format),
    Template(Template),
}

/// Turns messages into bytes for stdout.
pub struct Printer {
    style: Style,
    end: &'static [u8],
    stream: Stream,
}

impl Printer {
    /// Chooses the style: a template or a format where one was asked for, else the tutorial's line on a terminal and the
    /// plain body on a pipe. `null` ends each message with NUL in place of a newline.
    #[must_use]
    pub fn new(
        stream: Stream,
        greeting: Greeting,
        format: Option<Format>,
        template: Option<Template>,
        null: bool,
    ) -> Self {
        let style = match (template, format) {
            (Some(template), _) => Style::Template(template),
            (None, Some(format)) => Style::Plain(format),
            (None, None) if stream.terminal && !null => Style::Greeting(greeting),
            (None, None) => Style::Plain(Format::Text),
        };
        let end: &[u8] = match style {
            _ if null => b"\0",
            Style::Plain(Format::Body) => b"",
            _ => b"\n",
        };
        Self { style, end, stream }
    }

    /// Appends one message from `queue`: byte for byte on a pipe, escaped on a terminal.
    pub fn print(&self, message: &Message, queue: &str, out: &mut Vec<u8>) {
        let start = out.len();
        match &self.style {
            Style::Greeting(greeting) => {
                match greeting {
                    Greeting::Received => out.extend_from_slice(b"Received "),
                    Greeting::Got => out.extend_from_slice(b"Got "),
                    Greeting::Body => {}
                    Greeting::Keyed if message.routing_key.is_empty() => {}
                    Greeting::Keyed => {
                        out.extend_from_slice(message.routing_key.as_bytes());
                        out.push(b':');
                    }
                }
                out.extend_from_slice(&message.body);
            }
            Style::Plain(Format::Text | Format::Body) => out.extend_from_slice(&message.body),
            Style::Plain(Format::Json) => encode_line(message, out),
            Style::Template(template) => template.render(message, queue, out),
        }
        if self.stream.terminal {
            let shown = escape(&out[start..], Lines::Keep);
            out.truncate(start);
            out.extend_from_slice(shown.as_bytes());
        }
        if let Style::Greeting(greeting) = self.style {
            let mark = if greeting == Greeting::Got { " [.]" } else { " [x]" };
            let mark = if self.stream.color { mark.green().to_string() } else { mark.to_owned() };
            out.splice(start..start, mark.bytes().chain([b' ']));
        }
        out.extend_from_slice(self.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amqp::Properties;

    const PIPE: Stream = Stream { terminal: false, color: false, animated: false, pipe: false, file: false };
    const TERMINAL: Stream = Stream { terminal: true, color: false, animated: true, pipe: false, file: false };

    fn print(stream: Stream, greeting: Greeting, format: Option<Format>, null: bool) -> Vec<u8> {
        let message = Message {
            exchange: String::new(),
            routing_key: "info".into(),
            redelivered: false,
            properties: Properties::default(),
            body: b"a\x1b\xff".as_slice().into(),
        };
        let mut out = b"before;".to_vec();
        Printer::new(stream, greeting, format, None, null).print(&message, "q", &mut out);
        out.split_off(7)
    }

    #[test]
    fn a_pipe_gets_the_bytes() {
        assert_eq!(print(PIPE, Greeting::Received, None, false), b"a\x1b\xff\n");
        assert_eq!(print(PIPE, Greeting::Received, Some(Format::Text), true), b"a\x1b\xff\0");
        assert_eq!(print(PIPE, Greeting::Received, Some(Format::Body), false), b"a\x1b\xff");
        assert_eq!(print(PIPE, Greeting::Received, Some(Format::Body), true), b"a\x1b\xff\0");
    }

    #[test]
    fn a_terminal_gets_the_tutorials_line() {
        assert_eq!(print(TERMINAL, Greeting::Received, None, false), b" [x] Received a\\x1b\\xff\n");
        assert_eq!(print(TERMINAL, Greeting::Body, None, false), b" [x] a\\x1b\\xff\n");
        assert_eq!(print(TERMINAL, Greeting::Keyed, None, false), b" [x] info:a\\x1b\\xff\n");
    }

    #[test]
    fn a_terminal_never_gets_a_control_character() {
        for format in [Format::Text, Format::Body, Format::Json] {
            let out = print(TERMINAL, Greeting::Received, Some(format), false);
            assert!(!out.contains(&0x1b) && !out.contains(&0xff), "{format:?}");
        }
    }
}
