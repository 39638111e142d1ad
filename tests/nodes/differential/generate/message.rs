//! Owns making up messages.

use super::super::action::{Action, REPLY};
use super::super::method::Method;
use super::super::properties::Properties;
use super::super::value::{Table, Value};
use super::Generator;

/// More than one frame.
const LARGE: usize = 140_000;

impl Generator {
    pub(super) fn publish(&mut self) -> Action {
        let method = Method::new("basic.publish");
        let method = match self.rng.below(100) {
            0..=2 => method.text("routing-key", REPLY),
            3..=45 => method.text("routing-key", self.key()),
            _ => method.text("exchange", self.exchange_name()).text("routing-key", self.key()),
        };
        self.messages += 1;
        let text = if self.rng.chance(2) { String::new() } else { format!("m{}", self.messages) };
        Action::Publish {
            method: method.bit("mandatory", self.rng.chance(25)),
            properties: self.properties(),
            text,
            padding: if self.rng.chance(1) { LARGE } else { 0 },
        }
    }

    /// What no broker of these days does.
    pub(super) fn immediate(&mut self) -> Action {
        let method = Method::new("basic.publish").bit("immediate", true);
        Action::Publish { method, properties: self.properties(), text: "now".to_owned(), padding: 0 }
    }

    fn properties(&mut self) -> Properties {
        let mut properties = Properties::default();
        if self.rng.chance(40) {
            properties.set("delivery-mode", Value::Int(self.rng.pick(&[1, 2])));
        }
        if self.rng.chance(35) {
            properties.set("priority", Value::Int(self.rng.pick(&[0, 1, 2, 3, 9, 255])));
        }
        if self.rng.chance(35) {
            properties.set("headers", Value::Table(self.headers()));
        }
        if self.rng.chance(12) {
            properties.set("expiration", Value::from(self.rng.pick(&["0", "0", "3600000"])));
        }
        if self.rng.chance(10) {
            properties.set("correlation-id", Value::from("id"));
            properties.set("timestamp", Value::Timestamp(1_700_000_000));
            properties.set("type", Value::from("kind"));
        }
        if self.rng.chance(5) {
            properties.set("reply-to", Value::from(self.rng.pick(&["amq.rabbitmq.reply-to", "a"])));
        }
        if self.rng.chance(6) {
            properties.set("user-id", Value::from("guest"));
        }
        if self.rng.chance(2) {
            self.spoil(&mut properties);
        }
        properties
    }

    fn headers(&mut self) -> Table {
        let mut headers = Table::new();
        for name in ["h", "i", "x-h"] {
            if self.rng.chance(40) {
                headers.insert(name.to_owned(), self.header_value());
            }
        }
        for name in ["CC", "BCC"] {
            if self.rng.chance(15) {
                let keys = [self.rng.pick(self.names), self.rng.pick(&["a", "k", "k.l", "none"])];
                headers.insert(name.to_owned(), Value::Array(keys.map(Value::from).to_vec()));
            }
        }
        headers
    }

    /// Makes something wrong.
    fn spoil(&mut self, properties: &mut Properties) {
        match self.rng.below(5) {
            0 => properties.set("user-id", Value::from("somebody")),
            1 => properties.set("delivery-mode", Value::Int(3)),
            2 => {
                let cc = Table::from([("CC".to_owned(), self.rng.pick(&[Value::from("a"), Value::Int(1)]))]);
                properties.set("headers", Value::Table(cc));
            }
            _ => properties.set("expiration", Value::from(self.rng.pick(&["", "soon", "-1", "1.5", "9s"]))),
        }
    }
}
