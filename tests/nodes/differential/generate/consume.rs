//! Owns making up what consumers do.

use super::super::action::{Action, Which};
use super::super::method::Method;
use super::super::value::{Table, Value};
use super::Generator;

const CONSUMERS: [&str; 5] = ["c1", "c2", "c3", "c4", "c5"];

impl Generator {
    pub(super) fn get(&mut self) -> Action {
        let no_ack = self.rng.chance(25);
        Action::Call(Method::new("basic.get").text("queue", self.queue_name()).bit("no-ack", no_ack))
    }

    pub(super) fn settle(&mut self) -> Action {
        let (multiple, requeue) = (self.rng.chance(20), self.rng.chance(60));
        let method = match self.rng.below(10) {
            0..=3 => Method::new("basic.ack").bit("multiple", multiple),
            4..=7 => Method::new("basic.nack").bit("multiple", multiple).bit("requeue", requeue),
            _ => Method::new("basic.reject").bit("requeue", requeue),
        };
        let which = match self.rng.below(60) {
            0 => Which::Unknown,
            1 => Which::Zero,
            2..=5 if multiple => Which::Zero,
            n => Which::Nth(n % 3),
        };
        Action::Settle { method, which }
    }

    pub(super) fn consume(&mut self) -> Action {
        if self.rng.chance(6) {
            let method = Method::new("basic.consume").text("queue", "amq.rabbitmq.reply-to");
            return Action::Call(method.bit("no-ack", self.rng.chance(90)));
        }
        let tag = if self.rng.chance(10) { "" } else { self.rng.pick(&CONSUMERS) };
        let method = Method::new("basic.consume").text("queue", self.queue_name()).text("consumer-tag", tag);
        let method = method.bit("no-ack", self.rng.chance(25)).bit("exclusive", self.rng.chance(8));
        let method = method.bit("no-local", self.rng.chance(3)).bit("no-wait", !tag.is_empty() && self.rng.chance(5));
        let mut arguments = Table::new();
        if self.rng.chance(20) {
            let wrong = [Value::from("high"), Value::Bool(true), Value::Double(1.5)];
            let priority =
                if self.rng.chance(10) { self.rng.pick(&wrong) } else { Value::Int(self.rng.pick(&[-1, 0, 1, 5])) };
            arguments.insert("x-priority".to_owned(), priority);
        }
        Action::Call(method.table("arguments", arguments))
    }

    pub(super) fn cancel(&mut self) -> Action {
        let method = Method::new("basic.cancel").text("consumer-tag", self.rng.pick(&CONSUMERS));
        Action::Call(method.bit("no-wait", self.rng.chance(5)))
    }

    pub(super) fn qos(&mut self) -> Action {
        let count = self.rng.pick(&[0, 1, 1, 2, 3]);
        let method = Method::new("basic.qos").number("count", count).bit("global", self.rng.chance(15));
        Action::Call(method)
    }

    pub(super) fn recover(&mut self) -> Action {
        let name = if self.rng.chance(20) { "basic.recover-async" } else { "basic.recover" };
        Action::Call(Method::new(name).bit("requeue", true))
    }
}
