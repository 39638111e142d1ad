//! `basic.publish`: from a whole message to the queues, and back to the publisher (AMQP 0-9-1 section 1.8.3;
//! RabbitMQ documentation, "Consumer Acknowledgements and Publisher Confirms").

use std::sync::Arc;

use amq_protocol::types::FieldTable;
use bytes::Bytes;

use super::State;
use super::arguments::{Overflow, QueueType};
use super::channel::{Channel, Prepared};
use super::copies;
use super::dead_letter::Reason;
use super::fault::{Outcome, Refusal};
use super::ids::{ConnectionId, ExchangeId, QueueId};
use super::message::{Draft, Message};
use super::names::{self, Name};
use super::reply_to;
use super::route::by_name;
use super::store::NEVER;
use super::users::Access;
use crate::wire::{self, Publish};

/// Why a message came back (AMQP 0-9-1 section 1.2).
const NO_ROUTE: (u16, &str) = (312, "NO_ROUTE");

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is where it belongs.
    Queued,
    /// It belongs nowhere.
    Unroutable,
    /// A queue was full and refused it.
    Refused,
}

/// What of a message's properties the broker acts upon.
#[derive(Debug, Default)]
struct Traits {
    persistent: bool,
    priority: u8,
    ttl: Option<u64>,
    more_keys: Vec<Vec<u8>>,
}

impl State {
    /// Takes a message that came in whole.
    ///
    /// # Errors
    /// 403, 404, or 406 for what is wrong with its properties.
    pub fn publish(&mut self, id: ConnectionId, channel: u16, publish: &Publish, draft: Draft) -> Outcome {
        let Some(connection) = self.connections.get(&id) else { return Ok(()) };
        let (user, vhost) = (connection.user.clone(), connection.vhost.clone());
        let prepared = self.prepare(&user, &vhost, publish, draft)?;
        if let Some(channel) = self.channel(id, channel) {
            if let Some(transaction) = &mut channel.transaction {
                transaction.publishes.push(prepared);
                return Ok(());
            }
            if let Some(confirms) = &mut channel.confirms {
                confirms.last += 1;
            }
        }
        let fate = self.finish_publish(id, channel, prepared);
        self.confirm(id, channel, fate);
        Ok(())
    }

    /// Checks a message that came in whole, and looks where it goes.
    ///
    /// # Errors
    /// 403, 404, or 406 for what is wrong with its properties.
    pub(in crate::broker) fn prepare(
        &mut self,
        user: &str,
        vhost: &Name,
        publish: &Publish,
        draft: Draft,
    ) -> Outcome<Prepared> {
        if publish.immediate {
            return Err(Refusal::not_implemented("immediate=true"));
        }
        let (exchange, name) = self.publishable(user, vhost, &publish.exchange)?;
        let mut message = draft.finish(name, &self.memory);
        let traits = traits(&message, user)?;
        message.persistent = traits.persistent;
        message.priority = traits.priority;
        let queues = self.destinations(vhost, exchange, &message, &traits.more_keys);
        if !traits.more_keys.is_empty()
            && let Some(raw) = copies::without_blind(message.properties())
        {
            let Message { persistent, priority, .. } = message;
            let blind = copies::blind_keys(message.properties());
            message = Message::new(message.exchange.clone(), message.key(), &raw, &message.body(), &self.memory);
            (message.persistent, message.priority, message.blind) = (persistent, priority, blind);
        }
        Ok(Prepared { message, queues, mandatory: publish.mandatory, ttl: traits.ttl })
    }

    /// Puts a message where it goes, or sends it back.
    pub(in crate::broker) fn finish_publish(&mut self, id: ConnectionId, channel: u16, prepared: Prepared) -> Fate {
        let Prepared { message, queues, mandatory, ttl } = prepared;
        if queues.is_empty() {
            if mandatory && let Some(connection) = self.connections.get_mut(&id) {
                let (code, text) = NO_ROUTE;
                connection.outbox.put_return(channel, code, text, message.exchange.as_bytes(), message.key());
                let (frame_max, body) = (connection.frame_max, message.body());
                connection.outbox.put_content(channel, message.properties(), &body, frame_max);
                connection.ring();
            }
            return Fate::Unroutable;
        }
        self.put(&Arc::new(message), &queues, ttl)
    }

    /// Puts a message into queues, and gives it to whoever waits for it there.
    pub(in crate::broker) fn put(&mut self, message: &Arc<Message>, queues: &[QueueId], ttl: Option<u64>) -> Fate {
        let mut fate = Fate::Queued;
        for id in queues {
            let now = self.now;
            let Some(queue) = self.queues.get_mut(id) else { continue };
            queue.counters.now.published += 1;
            let quorum = queue.options.queue_type == QueueType::Quorum;
            let refuses = match queue.options.overflow {
                Overflow::DropHead => false,
                Overflow::RejectPublish if quorum => queue.is_over_limit(),
                Overflow::RejectPublish => queue.is_full_for(message.body_len()),
                Overflow::RejectPublishDlx => !quorum && queue.is_full_for(message.body_len()),
            };
            let ttl = [ttl, queue.options.message_ttl].into_iter().flatten().min();
            let expires = ttl.map_or(NEVER, |ttl| now.saturating_add(ttl));
            if refuses {
                fate = Fate::Refused;
                if queue.options.overflow == Overflow::RejectPublishDlx {
                    let refused = queue.store.entry(message.clone(), expires);
                    self.let_die(*id, [refused], Reason::MaxLength);
                }
                continue;
            }
            queue.store.push(message.clone(), expires);
            self.pump(*id);
            self.trim(*id);
            // One that nobody took at once and that was to live no longer.
            self.drop_expired(*id);
        }
        fate
    }

    /// Drops messages until a queue holds no more than it may.
    pub(in crate::broker) fn trim(&mut self, id: QueueId) {
        let Some(queue) = self.queues.get_mut(&id) else { return };
        let keeps = matches!(queue.options.overflow, Overflow::RejectPublish)
            || (queue.options.overflow == Overflow::RejectPublishDlx && queue.options.queue_type == QueueType::Classic);
        if keeps || !queue.is_over_limit() {
            return;
        }
        let mut dropped = Vec::new();
        while queue.is_over_limit()
            && let Some(entry) = queue.store.take()
        {
            dropped.push(entry);
        }
        self.let_die(id, dropped, Reason::MaxLength);
    }

    /// The exchange of a publish with its name; none for the default exchange.
    fn publishable(&mut self, user: &str, vhost: &Name, exchange: &Bytes) -> Outcome<(Option<ExchangeId>, Name)> {
        let text = String::from_utf8_lossy(exchange);
        let permitted = if text.is_empty() { names::DEFAULT_EXCHANGE } else { &text };
        self.permit(user, vhost, Access::Write, permitted, || names::exchange(permitted, vhost))?;
        if text.is_empty() {
            let name = self.vhosts.get_mut(vhost).map_or_else(
                || "".into(),
                |vhost| {
                    vhost.published_to_default += 1;
                    vhost.default_name.clone()
                },
            );
            return Ok((None, name));
        }
        let id = self.exchange_or_404(vhost, &text)?;
        match self.exchanges.get_mut(&id) {
            Some(exchange) if exchange.internal => {
                let words = format!("cannot publish to internal {}", names::exchange(&text, vhost));
                Err(Refusal::access(words))
            }
            Some(exchange) => {
                exchange.published += 1;
                Ok((Some(id), exchange.name.clone()))
            }
            None => Err(Refusal::not_found(format!("no {}", names::exchange(&text, vhost)))),
        }
    }

    /// Where a message goes; a reply that goes straight to a channel is sent at once and goes to no queue.
    pub(in crate::broker) fn destinations(
        &mut self,
        vhost: &Name,
        exchange: Option<ExchangeId>,
        message: &Message,
        more_keys: &[Vec<u8>],
    ) -> Vec<QueueId> {
        if let Some(exchange) = exchange {
            let mut keys = vec![message.key()];
            keys.extend(more_keys.iter().map(Vec::as_slice));
            let headers = || headers(message.properties());
            return self.route(vhost, exchange, &keys, &headers);
        }
        let mut queues = Vec::new();
        for key in std::iter::once(message.key()).chain(more_keys.iter().map(Vec::as_slice)) {
            if key.starts_with(reply_to::PREFIX.as_bytes()) {
                self.deliver_reply(key, message);
            } else if let Some(queue) = self.vhosts.get(vhost).and_then(|vhost| by_name(vhost, key))
                && !queues.contains(&queue)
            {
                queues.push(queue);
            }
        }
        queues
    }

    /// Remembers what to tell a publisher that asked for confirms; acks are sent together at the end of a batch.
    fn confirm(&mut self, id: ConnectionId, number: u16, fate: Fate) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let Some(Channel { confirms: Some(confirms), .. }) = connection.channels.get_mut(&number) else { return };
        if fate == Fate::Refused {
            let before = confirms.last - 1;
            if before > confirms.told {
                connection.outbox.put_ack(number, before, before - confirms.told > 1);
            }
            connection.outbox.put_nack(number, confirms.last, false, true);
            confirms.told = confirms.last;
            connection.ring();
        } else if !connection.unconfirmed.contains(&number) {
            connection.unconfirmed.push(number);
        }
    }

    /// Sends the confirms of a batch.
    pub(in crate::broker) fn send_confirms(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        for number in std::mem::take(&mut connection.unconfirmed) {
            let Some(Channel { confirms: Some(confirms), closing: false, .. }) = connection.channels.get_mut(&number)
            else {
                continue;
            };
            if confirms.last > confirms.told {
                connection.outbox.put_ack(number, confirms.last, confirms.last - confirms.told > 1);
                confirms.told = confirms.last;
                connection.ring();
            }
        }
    }

    /// A channel of a connection.
    pub(in crate::broker) fn channel(&mut self, id: ConnectionId, number: u16) -> Option<&mut Channel> {
        self.connections.get_mut(&id)?.channels.get_mut(&number)
    }
}

/// The headers of raw properties.
pub(in crate::broker) fn headers(properties: &[u8]) -> Option<FieldTable> {
    wire::table(wire::summary(properties).ok()?.headers?).ok()
}

/// Looks at the properties, and refuses those that RabbitMQ refuses.
fn traits(message: &Message, user: &str) -> Outcome<Traits> {
    let malformed = |_| Refusal::new(502, "malformed properties");
    // Nothing but flags that are all zero: no properties at all.
    if message.properties() == [0, 0] {
        return Ok(Traits::default());
    }
    let summary = wire::summary(message.properties()).map_err(malformed)?;
    // Were there a consumer of replies, its address would be here.
    if summary.reply_to == Some(reply_to::PSEUDO_QUEUE) {
        return Err(Refusal::precondition("fast reply consumer does not exist"));
    }
    if let Some(claimed) = summary.user_id
        && claimed != user
    {
        let words = format!("user_id property set to '{claimed}' but authenticated user was '{user}'");
        return Err(Refusal::precondition(words));
    }
    let ttl = summary.expiration.map(expiration).transpose()?;
    let more_keys = match summary.headers {
        Some(raw) if copies::mentioned(raw) => copies::keys(&wire::table(raw).map_err(malformed)?)?,
        _ => Vec::new(),
    };
    if let Some(mode @ (0 | 3..)) = summary.delivery_mode {
        return Err(Refusal::precondition(format!("invalid message: {{delivery_mode_unknown,{mode}}}")));
    }
    Ok(Traits { persistent: summary.delivery_mode == Some(2), priority: summary.priority.unwrap_or(0), ttl, more_keys })
}

/// Milliseconds out of the `expiration` property, read as RabbitMQ reads whole numbers.
fn expiration(text: &str) -> Outcome<u64> {
    let wrong = |why: String| Refusal::precondition(format!("invalid expiration '{text}': {why}"));
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = unsigned.len() - unsigned.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = unsigned.split_at(digits);
    if number.is_empty() {
        return Err(wrong("no_integer".to_owned()));
    }
    if !rest.is_empty() {
        return Err(wrong(format!("{{leftover_string,\"{rest}\"}}")));
    }
    if text.starts_with('-') && number.bytes().any(|digit| digit != b'0') {
        return Err(wrong(format!("{{value_negative,-{}}}", number.trim_start_matches('0'))));
    }
    Ok(number.parse().unwrap_or(u64::MAX))
}
