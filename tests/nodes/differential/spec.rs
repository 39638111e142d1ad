//! Owns the table of AMQP 0-9-1's methods with RabbitMQ's additions, as far as the test needs them.

/// What a method is made of.
#[derive(Debug)]
pub struct Spec {
    pub class: u16,
    pub method: u16,
    pub name: &'static str,
    pub fields: &'static [(&'static str, Kind)],
}

/// The type of a field. An empty name marks a reserved field.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Octet,
    Short,
    Long,
    LongLong,
    ShortText,
    LongText,
    Table,
    /// The names of up to eight bits, the lowest first.
    Bits(&'static [&'static str]),
}

use Kind::{Bits, LongLong, LongText, Octet, ShortText};

const NO_WAIT: Kind = Bits(&["no-wait"]);
const RESERVED: (&str, Kind) = ("", Kind::Short);
const QUEUE: (&str, Kind) = ("queue", ShortText);
const EXCHANGE: (&str, Kind) = ("exchange", ShortText);
const KEY: (&str, Kind) = ("routing-key", ShortText);
const CTAG: (&str, Kind) = ("consumer-tag", ShortText);
const TAG: (&str, Kind) = ("delivery-tag", LongLong);
const ARGUMENTS: (&str, Kind) = ("arguments", Kind::Table);
const REDELIVERED: (&str, Kind) = ("", Bits(&["redelivered"]));
const CLOSE: &[(&str, Kind)] =
    &[("code", Kind::Short), ("text", ShortText), ("class", Kind::Short), ("method", Kind::Short)];
const EXCHANGES: &[(&str, Kind)] =
    &[RESERVED, ("destination", ShortText), ("source", ShortText), KEY, ("", NO_WAIT), ARGUMENTS];

const fn spec(class: u16, method: u16, name: &'static str, fields: &'static [(&'static str, Kind)]) -> Spec {
    Spec { class, method, name, fields }
}

/// Every method that the test sends or may be answered.
pub const SPECS: &[Spec] = &[
    spec(
        10,
        10,
        "connection.start",
        &[
            ("major", Octet),
            ("minor", Octet),
            ("properties", Kind::Table),
            ("mechanisms", LongText),
            ("locales", LongText),
        ],
    ),
    spec(
        10,
        11,
        "connection.start-ok",
        &[("properties", Kind::Table), ("mechanism", ShortText), ("response", LongText), ("locale", ShortText)],
    ),
    spec(10, 30, "connection.tune", &[("channels", Kind::Short), ("frame", Kind::Long), ("heartbeat", Kind::Short)]),
    spec(10, 31, "connection.tune-ok", &[("channels", Kind::Short), ("frame", Kind::Long), ("heartbeat", Kind::Short)]),
    spec(10, 40, "connection.open", &[("vhost", ShortText), ("", ShortText), ("", Bits(&["insist"]))]),
    spec(10, 41, "connection.open-ok", &[("", ShortText)]),
    spec(10, 50, "connection.close", CLOSE),
    spec(10, 51, "connection.close-ok", &[]),
    spec(10, 60, "connection.blocked", &[("reason", ShortText)]),
    spec(10, 61, "connection.unblocked", &[]),
    spec(20, 10, "channel.open", &[("", ShortText)]),
    spec(20, 11, "channel.open-ok", &[("", LongText)]),
    spec(20, 20, "channel.flow", &[("", Bits(&["active"]))]),
    spec(20, 21, "channel.flow-ok", &[("", Bits(&["active"]))]),
    spec(20, 40, "channel.close", CLOSE),
    spec(20, 41, "channel.close-ok", &[]),
    spec(
        40,
        10,
        "exchange.declare",
        &[
            RESERVED,
            EXCHANGE,
            ("type", ShortText),
            ("", Bits(&["passive", "durable", "auto-delete", "internal", "no-wait"])),
            ARGUMENTS,
        ],
    ),
    spec(40, 11, "exchange.declare-ok", &[]),
    spec(40, 20, "exchange.delete", &[RESERVED, EXCHANGE, ("", Bits(&["if-unused", "no-wait"]))]),
    spec(40, 21, "exchange.delete-ok", &[]),
    spec(40, 30, "exchange.bind", EXCHANGES),
    spec(40, 31, "exchange.bind-ok", &[]),
    spec(40, 40, "exchange.unbind", EXCHANGES),
    spec(40, 51, "exchange.unbind-ok", &[]),
    spec(
        50,
        10,
        "queue.declare",
        &[RESERVED, QUEUE, ("", Bits(&["passive", "durable", "exclusive", "auto-delete", "no-wait"])), ARGUMENTS],
    ),
    spec(50, 11, "queue.declare-ok", &[QUEUE, ("messages", Kind::Long), ("consumers", Kind::Long)]),
    spec(50, 20, "queue.bind", &[RESERVED, QUEUE, EXCHANGE, KEY, ("", NO_WAIT), ARGUMENTS]),
    spec(50, 21, "queue.bind-ok", &[]),
    spec(50, 30, "queue.purge", &[RESERVED, QUEUE, ("", NO_WAIT)]),
    spec(50, 31, "queue.purge-ok", &[("messages", Kind::Long)]),
    spec(50, 40, "queue.delete", &[RESERVED, QUEUE, ("", Bits(&["if-unused", "if-empty", "no-wait"]))]),
    spec(50, 41, "queue.delete-ok", &[("messages", Kind::Long)]),
    spec(50, 50, "queue.unbind", &[RESERVED, QUEUE, EXCHANGE, KEY, ARGUMENTS]),
    spec(50, 51, "queue.unbind-ok", &[]),
    spec(60, 10, "basic.qos", &[("size", Kind::Long), ("count", Kind::Short), ("", Bits(&["global"]))]),
    spec(60, 11, "basic.qos-ok", &[]),
    spec(
        60,
        20,
        "basic.consume",
        &[RESERVED, QUEUE, CTAG, ("", Bits(&["no-local", "no-ack", "exclusive", "no-wait"])), ARGUMENTS],
    ),
    spec(60, 21, "basic.consume-ok", &[CTAG]),
    spec(60, 30, "basic.cancel", &[CTAG, ("", NO_WAIT)]),
    spec(60, 31, "basic.cancel-ok", &[CTAG]),
    spec(60, 40, "basic.publish", &[RESERVED, EXCHANGE, KEY, ("", Bits(&["mandatory", "immediate"]))]),
    spec(60, 50, "basic.return", &[("code", Kind::Short), ("text", ShortText), EXCHANGE, KEY]),
    spec(60, 60, "basic.deliver", &[CTAG, TAG, REDELIVERED, EXCHANGE, KEY]),
    spec(60, 70, "basic.get", &[RESERVED, QUEUE, ("", Bits(&["no-ack"]))]),
    spec(60, 71, "basic.get-ok", &[TAG, REDELIVERED, EXCHANGE, KEY, ("messages", Kind::Long)]),
    spec(60, 72, "basic.get-empty", &[("", ShortText)]),
    spec(60, 80, "basic.ack", &[TAG, ("", Bits(&["multiple"]))]),
    spec(60, 90, "basic.reject", &[TAG, ("", Bits(&["requeue"]))]),
    spec(60, 100, "basic.recover-async", &[("", Bits(&["requeue"]))]),
    spec(60, 110, "basic.recover", &[("", Bits(&["requeue"]))]),
    spec(60, 111, "basic.recover-ok", &[]),
    spec(60, 120, "basic.nack", &[TAG, ("", Bits(&["multiple", "requeue"]))]),
    spec(85, 10, "confirm.select", &[("", NO_WAIT)]),
    spec(85, 11, "confirm.select-ok", &[]),
    spec(90, 10, "tx.select", &[]),
    spec(90, 11, "tx.select-ok", &[]),
    spec(90, 20, "tx.commit", &[]),
    spec(90, 21, "tx.commit-ok", &[]),
    spec(90, 30, "tx.rollback", &[]),
    spec(90, 31, "tx.rollback-ok", &[]),
];

impl Kind {
    /// Bytes of a number of this type.
    pub fn width(self) -> usize {
        match self {
            Octet | Bits(_) => 1,
            Self::Short => 2,
            Self::Long => 4,
            LongLong => 8,
            ShortText | LongText | Self::Table => 0,
        }
    }
}
