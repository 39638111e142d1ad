//! Owns making up bindings, and deleting and emptying what was declared.

use super::super::action::Action;
use super::super::method::Method;
use super::super::value::{Table, Value};
use super::{EXCHANGES, Generator};

/// Binding keys; most are patterns to a topic exchange.
const PATTERNS: [&str; 12] = ["", "a", "b", "k", "k.l", "*", "#", "k.*", "k.#", "#.m", "*.l.*", "#.l.#"];

impl Generator {
    pub(super) fn bind(&mut self) -> Action {
        self.binding("bind")
    }

    pub(super) fn unbind(&mut self) -> Action {
        self.binding("unbind")
    }

    fn binding(&mut self, verb: &str) -> Action {
        let source = self.exchange_name();
        let key = self.rng.pick(&PATTERNS);
        let method = if self.rng.chance(25) {
            // Never to an exchange that is always there, from which nobody would take the binding away.
            let destination = self.rng.pick(&EXCHANGES);
            Method::new(&format!("exchange.{verb}")).text("destination", destination).text("source", source)
        } else {
            Method::new(&format!("queue.{verb}")).text("queue", self.queue_name()).text("exchange", source)
        };
        let method = method.text("routing-key", key).table("arguments", self.binding_arguments());
        Action::Call(if verb == "bind" && self.rng.chance(4) { method.bit("no-wait", true) } else { method })
    }

    fn binding_arguments(&mut self) -> Table {
        let mut arguments = Table::new();
        if self.rng.chance(60) {
            return arguments;
        }
        for name in ["h", "i", "x-h"] {
            if self.rng.chance(50) {
                arguments.insert(name.to_owned(), self.header_value());
            }
        }
        if self.rng.chance(60) {
            let kind = self.rng.pick(&["all", "any", "any", "all-with-x", "any-with-x"]);
            let wrong = [Value::from("some"), Value::Int(1)];
            let value = if self.rng.chance(5) { self.rng.pick(&wrong) } else { Value::from(kind) };
            arguments.insert("x-match".to_owned(), value);
        }
        arguments
    }

    /// A value of few, some of which are nearly the same.
    pub(super) fn header_value(&mut self) -> Value {
        self.rng.pick(&[
            Value::Int(1),
            Value::Int(1),
            Value::Long(1),
            Value::Double(1.0),
            Value::from("1"),
            Value::Bool(true),
            Value::Void,
        ])
    }

    pub(super) fn purge(&mut self) -> Action {
        let method = Method::new("queue.purge").text("queue", self.queue_name());
        Action::Call(method.bit("no-wait", self.rng.chance(5)))
    }

    pub(super) fn delete_queue(&mut self) -> Action {
        let method = Method::new("queue.delete").text("queue", self.queue_name());
        let method = method.bit("if-unused", self.rng.chance(25)).bit("if-empty", self.rng.chance(25));
        Action::Call(method.bit("no-wait", self.rng.chance(5)))
    }

    pub(super) fn delete_exchange(&mut self) -> Action {
        let method = Method::new("exchange.delete").text("exchange", self.exchange_name());
        Action::Call(method.bit("if-unused", self.rng.chance(40)).bit("no-wait", self.rng.chance(5)))
    }

    /// A routing key: the name of a queue, or words for the patterns.
    pub(super) fn key(&mut self) -> &'static str {
        if self.rng.chance(60) {
            self.rng.pick(self.names)
        } else {
            self.rng.pick(&["", "k", "k.l", "k.l.m", "l", ".", "m"])
        }
    }
}
