//! Messages that die: expired, rejected, too many, or returned too often (RabbitMQ documentation, "Dead Letter
//! Exchanges").

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use amq_protocol::types::{AMQPValue, FieldArray, FieldTable};
use bytes::Bytes;

use super::arguments::text;
use super::ids::QueueId;
use super::message::{Entry, Message};
use super::names::Name;
use super::{State, copies};
use crate::broker::term::integer;
use crate::wire::{self, Change, Property};

/// What a message died of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A consumer refused it.
    Rejected,
    /// Its time to live was over.
    Expired,
    /// The queue was full.
    MaxLength,
    /// It came back too often.
    DeliveryLimit,
}

impl Reason {
    /// As in `x-death`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::MaxLength => "maxlen",
            Self::DeliveryLimit => "delivery_limit",
        }
    }
}

/// A message that is to be dead-lettered.
#[derive(Debug)]
pub struct Dead {
    vhost: Name,
    queue: Name,
    exchange: String,
    key: Option<String>,
    message: Arc<Message>,
    reason: Reason,
}

impl State {
    /// Messages leave a queue without having been settled. Where the queue has no dead letter exchange, that is all.
    pub(in crate::broker) fn let_die(&mut self, id: QueueId, entries: impl IntoIterator<Item = Entry>, reason: Reason) {
        let Some(queue) = self.queues.get(&id) else { return };
        let Some(exchange) = &queue.options.dead_letter_exchange else { return };
        for entry in entries {
            self.dead.push_back(Dead {
                vhost: queue.vhost.clone(),
                queue: queue.name.clone(),
                exchange: exchange.clone(),
                key: queue.options.dead_letter_key.clone(),
                message: entry.message,
                reason,
            });
        }
    }

    /// Publishes the dead to their exchanges. Later, and not where they die: a queue may be in the middle of things,
    /// and one death can lead to another.
    pub(in crate::broker) fn bury(&mut self) {
        while let Some(dead) = self.dead.pop_front() {
            self.bury_one(&dead);
        }
    }

    fn bury_one(&mut self, dead: &Dead) {
        let exchange = match dead.exchange.as_str() {
            "" => None,
            name => match self.find_exchange(&dead.vhost, name) {
                Some(id) => Some(id),
                None => return,
            },
        };
        let before = entries(dead.message.properties());
        let name: Name = dead.exchange.as_str().into();
        let key = dead.key.as_ref().map_or(dead.message.key(), |key| key.as_bytes());
        let raw = buried(before, dead);
        let mut message = Message::new(name, key, &raw, &dead.message.body(), &self.memory);
        message.persistent = dead.message.persistent;
        message.priority = dead.message.priority;
        let mut more_keys = Vec::new();
        if dead.key.is_none() {
            more_keys = carbon_copies(&raw);
            more_keys.extend(dead.message.blind.iter().flat_map(|keys| keys.iter().cloned()));
            message.blind.clone_from(&dead.message.blind);
        }
        let mut queues = self.destinations(&dead.vhost, exchange, &message, &more_keys);
        if dead.reason != Reason::Rejected {
            // This death is among them.
            let deaths = deaths(&entries(&raw));
            let cycles = |queue: &QueueId| self.queues.get(queue).is_some_and(|queue| is_cycle(&deaths, &queue.name));
            queues.retain(|queue| !cycles(queue));
        }
        self.put(&Arc::new(message), &queues, None);
    }
}

/// The deaths that a message had before, the latest first: of which queue, and why.
fn deaths(entries: &[FieldTable]) -> Vec<(String, String)> {
    let text = |table: &FieldTable, name| text(table, name).unwrap_or_default();
    entries.iter().map(|table| (text(table, "queue"), text(table, "reason"))).collect()
}

/// What is in `x-death`; nothing when that is no array.
fn entries(raw: &[u8]) -> Vec<FieldTable> {
    let Some(AMQPValue::FieldArray(array)) = header(raw, "x-death") else { return Vec::new() };
    let tables = array.as_slice().iter().filter_map(|value| match value {
        AMQPValue::FieldTable(table) => Some(table.clone()),
        _ => None,
    });
    tables.collect()
}

fn header(raw: &[u8], name: &str) -> Option<AMQPValue> {
    wire::header(wire::summary(raw).ok()?.headers?, name).ok()?
}

/// Whether a message would go round for ever: it died in this queue before, or dies there now, and nobody rejected it
/// since.
fn is_cycle(deaths: &[(String, String)], queue: &str) -> bool {
    let Some(at) = deaths.iter().position(|(of, _)| of == queue) else { return false };
    deaths[..=at].iter().all(|(_, reason)| reason != "rejected")
}

fn carbon_copies(raw: &[u8]) -> Vec<Vec<u8>> {
    let headers = super::publish::headers(raw);
    headers.and_then(|headers| copies::open_keys(&headers, "CC").ok()).unwrap_or_default()
}

fn long(text: &str) -> AMQPValue {
    AMQPValue::LongString(text.into())
}

/// The properties of a dead letter: no expiration, and `x-death` tells what happened.
fn buried(before: Vec<FieldTable>, dead: &Dead) -> Bytes {
    let raw = dead.message.properties();
    let (queue, reason) = (&*dead.queue, dead.reason.name());
    let is_this = |table: &FieldTable| {
        text(table, "queue").as_deref() == Some(queue) && text(table, "reason").as_deref() == Some(reason)
    };
    let (same, others): (Vec<_>, Vec<_>) = before.into_iter().partition(is_this);
    let latest = match same.into_iter().next() {
        Some(table) => {
            let mut again = table.inner().clone();
            let count = again.get("count").and_then(integer).unwrap_or(0);
            again.insert("count".into(), AMQPValue::LongLongInt(count.saturating_add(1)));
            FieldTable::from(again)
        }
        None => first_death(dead),
    };
    let all = std::iter::once(latest).chain(others).map(AMQPValue::FieldTable).collect::<Vec<_>>();
    let deaths = AMQPValue::FieldArray(FieldArray::from(all));
    let first = [long(&dead.message.exchange), long(queue), long(reason)];
    let mut changes = vec![
        Change::SetHeader("x-death", &deaths),
        Change::Remove(Property::Expiration),
        Change::RemoveHeader("x-delivery-count"),
    ];
    if header(raw, "x-death").is_none() {
        let names = ["x-first-death-exchange", "x-first-death-queue", "x-first-death-reason"];
        changes.extend(names.into_iter().zip(&first).map(|(name, value)| Change::SetHeader(name, value)));
    }
    if dead.key.is_some() {
        changes.push(Change::RemoveHeader("CC"));
    }
    // Properties that came off the wire can be changed; were it otherwise, they would stay as they are.
    wire::edit(raw, &changes).unwrap_or_else(|_| Bytes::copy_from_slice(raw))
}

fn first_death(dead: &Dead) -> FieldTable {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let raw = dead.message.properties();
    let mut keys = vec![AMQPValue::LongString(dead.message.key().into())];
    keys.extend(carbon_copies(raw).into_iter().map(|key| AMQPValue::LongString(key.into())));
    let mut death = FieldTable::default();
    death.insert("count".into(), AMQPValue::LongLongInt(1));
    death.insert("reason".into(), long(dead.reason.name()));
    death.insert("queue".into(), long(&dead.queue));
    death.insert("time".into(), AMQPValue::Timestamp(seconds));
    death.insert("exchange".into(), long(&dead.message.exchange));
    death.insert("routing-keys".into(), AMQPValue::FieldArray(FieldArray::from(keys)));
    if let Some(expiration) = wire::summary(raw).ok().and_then(|summary| summary.expiration) {
        death.insert("original-expiration".into(), long(expiration));
    }
    death
}
