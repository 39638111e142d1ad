//! `--template`: a line of the user's own making for each message.

use crate::amqp::{Field, Message, encode_line, field, header, headers_to_json};

/// A template, checked and taken apart once.
#[derive(Debug, Clone)]
pub struct Template(Vec<Piece>);

#[derive(Debug, Clone)]
enum Piece {
    Literal(Vec<u8>),
    Body,
    Key,
    Exchange,
    Queue,
    Redelivered,
    Header(String),
    Headers,
    Property(&'static Field),
    Json,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// One sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut literal = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find('%') {
            literal.extend_from_slice(&rest.as_bytes()[..at]);
            let mut after = rest[at + 1..].chars();
            let letter = after.next().ok_or("a single '%' at the end: write %% for a percent sign")?;
            rest = after.as_str();
            let piece = match letter {
                '%' | 'n' | 't' => {
                    literal.push(match letter {
                        'n' => b'\n',
                        't' => b'\t',
                        _ => b'%',
                    });
                    continue;
                }
                'b' => Piece::Body,
                'k' => Piece::Key,
                'e' => Piece::Exchange,
                'q' => Piece::Queue,
                'r' => Piece::Redelivered,
                'j' => Piece::Json,
                'H' => Piece::Headers,
                'h' => Piece::Header(name(&mut rest, 'h')?.to_owned()),
                'p' => {
                    let name = name(&mut rest, 'p')?;
                    Piece::Property(field(name).ok_or_else(|| format!("there is no property '{name}'"))?)
                }
                other => {
                    return Err(format!("'%{other}' is unknown: %b %k %e %q %r %h{{name}} %H %p{{name}} %j %n %t %%"));
                }
            };
            if !literal.is_empty() {
                pieces.push(Piece::Literal(std::mem::take(&mut literal)));
            }
            pieces.push(piece);
        }
        literal.extend_from_slice(rest.as_bytes());
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        Ok(Self(pieces))
    }

    /// Writes one message by the template; what a message does not have is empty.
    pub fn render(&self, message: &Message, queue: &str, out: &mut Vec<u8>) {
        for piece in &self.0 {
            match piece {
                Piece::Literal(text) => out.extend_from_slice(text),
                Piece::Body => out.extend_from_slice(&message.body),
                Piece::Key => out.extend_from_slice(message.routing_key.as_bytes()),
                Piece::Exchange => out.extend_from_slice(message.exchange.as_bytes()),
                Piece::Queue => out.extend_from_slice(queue.as_bytes()),
                Piece::Redelivered => out.extend_from_slice(if message.redelivered { b"true" } else { b"false" }),
                Piece::Header(name) => out.extend(header(&message.properties, name).unwrap_or_default()),
                Piece::Headers => out.extend_from_slice(headers_to_json(&message.properties).as_bytes()),
                Piece::Property(field) => {
                    if let Some(value) = field.get(&message.properties) {
                        out.extend_from_slice(value.to_string().as_bytes());
                    }
                }
                Piece::Json => encode_line(message, out),
            }
        }
    }
}

fn name<'a>(rest: &mut &'a str, letter: char) -> Result<&'a str, String> {
    let inner = rest.strip_prefix('{').and_then(|inner| inner.split_once('}'));
    match inner {
        Some((name, after)) if !name.is_empty() => {
            *rest = after;
            Ok(name)
        }
        _ => Err(format!("'%{letter}' needs a name in braces: %{letter}{{name}}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amqp::{Properties, PropertyValue, Table, parse_header};

    fn render(template: &str) -> String {
        let mut headers = Table::default();
        for text in ["trace=abc", "n:int=7"] {
            let (key, value) = parse_header(text).unwrap();
            headers.insert((&*key).into(), value);
        }
        let properties = Properties::default().with_headers(headers);
        let properties = field("message_id").unwrap().set(properties, &PropertyValue::Text("m1".into())).unwrap();
        let message = Message {
            exchange: "logs".into(),
            routing_key: "a.b".into(),
            redelivered: true,
            properties,
            body: b"hi".as_slice().into(),
        };
        let mut out = Vec::new();
        Template::parse(template).unwrap().render(&message, "q1", &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_piece_shows_its_part() {
        assert_eq!(render("%b|%k|%e|%q|%r"), "hi|a.b|logs|q1|true");
        assert_eq!(render("%h{trace} %h{n} [%h{none}]"), "abc 7 []");
        assert_eq!(render("%H"), r#"{"n":7,"trace":"abc"}"#);
        assert_eq!(render("%p{message_id} [%p{reply_to}]"), "m1 []");
        assert_eq!(render("a%tb%n100%%"), "a\tb\n100%");
        assert!(render("%j").starts_with(r#"{"body":"hi","#));
        assert_eq!(render("grün"), "grün");
    }

    #[test]
    fn what_is_wrong_is_said_in_one_sentence() {
        for (template, words) in [
            ("100%", "single '%'"),
            ("%x", "'%x' is unknown"),
            ("%h", "needs a name"),
            ("%h{}", "needs a name"),
            ("%h{open", "needs a name"),
            ("%p{colour}", "no property 'colour'"),
        ] {
            let error = Template::parse(template).err().unwrap();
            assert!(error.contains(words), "{template}: {error}");
        }
    }
}
