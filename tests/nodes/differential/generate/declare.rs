//! Owns making up declarations.

use super::super::action::Action;
use super::super::method::Method;
use super::super::value::{Table, Value};
use super::{EXCHANGES, Generator};

/// Far beyond the end of the test, in milliseconds.
const LATE: i32 = 3_600_000;

/// Arguments that are wrong on some queue or on any.
fn wrong_arguments() -> Vec<(&'static str, Value)> {
    vec![
        ("x-message-ttl", Value::from("soon")),
        ("x-message-ttl", Value::Int(-1)),
        ("x-message-ttl", Value::Long(1 << 40)),
        ("x-message-ttl", Value::Bool(true)),
        ("x-expires", Value::Int(0)),
        ("x-expires", Value::from("late")),
        ("x-max-length", Value::Int(-3)),
        ("x-max-length", Value::from("3")),
        ("x-max-length", Value::Double(1.0)),
        ("x-max-length-bytes", Value::Int(-1)),
        ("x-overflow", Value::from("drop-tail")),
        ("x-overflow", Value::Int(1)),
        ("x-max-priority", Value::Int(256)),
        ("x-max-priority", Value::Int(-1)),
        ("x-max-priority", Value::from("high")),
        ("x-dead-letter-exchange", Value::Int(1)),
        ("x-dead-letter-routing-key", Value::Bool(false)),
        ("x-single-active-consumer", Value::from("yes")),
        ("x-queue-type", Value::from("stack")),
        ("x-queue-type", Value::Int(1)),
        ("x-queue-mode", Value::from("fast")),
        ("x-delivery-limit", Value::Int(2)),
        ("x-unknown", Value::Int(2)),
    ]
}

impl Generator {
    /// How a queue is declared in this sequence.
    pub(super) fn queue(&mut self, name: &str) -> Method {
        let method = Method::new("queue.declare").text("queue", name);
        let quorum = self.rng.chance(20);
        let mut arguments = self.arguments(quorum);
        if quorum {
            arguments.insert("x-queue-type".to_owned(), Value::from("quorum"));
            return method.bit("durable", true).table("arguments", arguments);
        }
        let method = method.bit("durable", self.rng.chance(40)).bit("auto-delete", self.rng.chance(15));
        method.bit("exclusive", self.rng.chance(12)).table("arguments", arguments)
    }

    fn arguments(&mut self, quorum: bool) -> Table {
        let mut arguments = Table::new();
        let mut add = |name: &str, value: Value| arguments.insert(name.to_owned(), value);
        if self.rng.chance(30) {
            add("x-max-length", Value::Int(self.rng.pick(&[0, 1, 2, 3])));
        }
        if self.rng.chance(25) {
            add("x-overflow", Value::from(self.rng.pick(&["drop-head", "reject-publish", "reject-publish-dlx"])));
        }
        if self.rng.chance(40) {
            let exchange = self.rng.pick(&["", "", "x", "y", "amq.fanout", "amq.direct", "missing"]);
            add("x-dead-letter-exchange", Value::from(exchange));
            if self.rng.chance(50) {
                add("x-dead-letter-routing-key", Value::from(self.rng.pick(self.names)));
            }
        }
        if self.rng.chance(15) {
            add("x-message-ttl", Value::Int(LATE));
        }
        if self.rng.chance(10) {
            add("x-expires", Value::Int(LATE));
        }
        if self.rng.chance(15) {
            add("x-single-active-consumer", Value::Bool(self.rng.chance(80)));
        }
        if quorum && self.rng.chance(50) {
            add("x-delivery-limit", Value::Int(self.rng.pick(&[0, 1, 2])));
        }
        if !quorum && self.rng.chance(20) {
            add("x-max-priority", Value::Int(self.rng.pick(&[0, 1, 3])));
        }
        arguments
    }

    /// How an exchange is declared in this sequence.
    pub(super) fn exchange(&mut self, name: &str) -> Method {
        let kind = self.rng.pick(&["direct", "fanout", "topic", "topic", "headers"]);
        let method = Method::new("exchange.declare").text("exchange", name).text("type", kind);
        let method = method.bit("durable", self.rng.chance(40)).bit("auto-delete", self.rng.chance(15));
        let mut arguments = Table::new();
        if self.rng.chance(20) {
            let name = self.rng.pick(&["x", "y", "amq.fanout", "missing"]);
            arguments.insert("alternate-exchange".to_owned(), Value::from(name));
        }
        method.bit("internal", self.rng.chance(8)).table("arguments", arguments)
    }

    pub(super) fn declare_queue(&mut self) -> Action {
        let method = self.rng.pick(&self.queues[..self.names.len()]);
        Action::Call(match self.rng.below(20) {
            0..=11 => method,
            12..=14 => method.bit("passive", true),
            15 => self.other_queue(),
            16 => {
                let bit = self.rng.pick(&["durable", "exclusive", "auto-delete", "no-wait"]);
                method.flip(bit)
            }
            17 => {
                let (name, value) = self.rng.pick(&wrong_arguments());
                method.with_argument(name, value)
            }
            18 => {
                let argument = self.rng.pick(&["x-max-length", "x-dead-letter-exchange", "x-overflow", "x-queue-type"]);
                method.without_argument(argument)
            }
            _ => {
                let name = method.get_text("queue").to_owned();
                self.queue(&name)
            }
        })
    }

    /// A queue that is none of the five.
    fn other_queue(&mut self) -> Method {
        let name = self.rng.pick(&["", "", "missing", "amq.own"]);
        let method = self.queue(name);
        // It is not drained, so it must not stay either.
        if name == "missing" { method.bit("passive", true) } else { method.bit("exclusive", true) }
    }

    pub(super) fn declare_exchange(&mut self) -> Action {
        let method = self.rng.pick(&self.exchanges);
        Action::Call(match self.rng.below(20) {
            0..=11 => method,
            12 | 13 => method.bit("passive", true),
            14 => {
                let bit = self.rng.pick(&["durable", "auto-delete", "internal", "no-wait"]);
                method.flip(bit)
            }
            15 => method.with_argument("alternate-exchange", self.rng.pick(&[Value::Int(1), Value::from("y")])),
            16 => method.with_argument("x-unknown", Value::Int(1)),
            17 => {
                let name = self.rng.pick(&["", "amq.own", "amq.direct", "amq.topic", "missing"]);
                method.text("exchange", name).bit("passive", name == "missing")
            }
            18 => method.text("type", self.rng.pick(&["round-robin", "direct", "topic"])),
            _ => {
                let name = self.rng.pick(&EXCHANGES);
                self.exchange(name)
            }
        })
    }
}
