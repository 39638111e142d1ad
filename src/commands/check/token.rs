//! The message that goes out, and whether what comes back is the same one.

use crate::amqp::{Message, Properties, PropertyValue, field};
use crate::exit::{Complaint, Exit};

/// A message that no other run sends, with every byte there is.
pub(super) struct Token {
    pub(super) body: Vec<u8>,
    pub(super) properties: Properties,
    marks: [(&'static str, PropertyValue); 2],
}

impl Token {
    /// The message of this round.
    pub(super) fn new(id: &str, round: u64) -> Self {
        let mut body = format!("rmq check {id} round {round}\n").into_bytes();
        body.extend(0..=u8::MAX);
        let marks = [
            ("content_type", PropertyValue::Text("application/octet-stream".to_owned())),
            ("message_id", PropertyValue::Text(format!("{id}-{round}"))),
        ];
        let set = |properties: Properties, (name, value): &(&str, PropertyValue)| match field(name) {
            // All of them are short enough, and a check without one of them still compares the body.
            Some(field) => field.set(properties.clone(), value).unwrap_or(properties),
            None => properties,
        };
        let properties = marks.iter().fold(Properties::default(), set);
        Self { body, properties, marks }
    }

    /// Compares it with what was delivered. Properties that were added on the way, as plugins may, are no difference.
    ///
    /// # Errors
    /// The first difference.
    pub(super) fn compare(&self, came: &Message, queue: &str) -> Result<(), Complaint> {
        let Some(why) = self.difference(came, queue) else { return Ok(()) };
        Err(Complaint::new(Exit::Expectation, "the message came back different")
            .because(why)
            .advise("see what stands between rmq and the queue: plugins of the broker, a proxy"))
    }

    fn difference(&self, came: &Message, queue: &str) -> Option<String> {
        let (sent, body) = (&self.body, &came.body);
        if body.len() != sent.len() {
            return Some(format!("its body has {} bytes, not {}", body.len(), sent.len()));
        }
        if let Some(at) = (0..sent.len()).find(|at| sent[*at] != body[*at]) {
            return Some(format!("byte {at} of its body is {:#04x}, not {:#04x}", body[at], sent[at]));
        }
        for (name, value) in &self.marks {
            let found = field(name).and_then(|field| field.get(&came.properties));
            if found.as_ref() != Some(value) {
                let found = found.map_or_else(|| "missing".to_owned(), |found| format!("'{found}'"));
                return Some(format!("its {name} is {found}, not '{value}'"));
            }
        }
        for (what, found, expected) in [("exchange", &*came.exchange, ""), ("routing key", &*came.routing_key, queue)] {
            if found != expected {
                return Some(format!("its {what} is '{found}', not '{expected}'"));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(token: &Token) -> Message {
        Message {
            exchange: String::new(),
            routing_key: "q".into(),
            redelivered: false,
            properties: token.properties.clone().with_app_id("added".into()),
            body: token.body.clone().into(),
        }
    }

    #[test]
    fn what_was_added_on_the_way_is_no_difference() {
        let token = Token::new("id", 1);
        assert_eq!(token.difference(&back(&token), "q"), None);
    }

    type Change = fn(&mut Message);

    #[test]
    fn each_difference_is_told() {
        let token = Token::new("id", 1);
        let differences: [(Change, &str); 5] = [
            (|came| came.body.truncate(3), "its body has 3 bytes, not 277"),
            (
                |came| came.body = [&came.body[..4], &[0], &came.body[5..]].concat().into(),
                "byte 4 of its body is 0x00, not 0x63",
            ),
            (
                |came| came.properties = Properties::default(),
                "its content_type is missing, not 'application/octet-stream'",
            ),
            (|came| came.exchange.push('x'), "its exchange is 'x', not ''"),
            (|came| came.routing_key.push('x'), "its routing key is 'qx', not 'q'"),
        ];
        for (change, words) in differences {
            let mut came = back(&token);
            change(&mut came);
            assert_eq!(token.difference(&came, "q").as_deref(), Some(words));
        }
        let other = Token::new("id", 2);
        assert_eq!(token.difference(&back(&other), "q").as_deref(), Some("byte 19 of its body is 0x32, not 0x31"));
    }
}
