//! Replies straight to a channel, without a queue (RabbitMQ documentation, "Direct Reply-to").

use bytes::Bytes;

use super::State;
use super::channel::ReplyConsumer;
use super::fault::{Outcome, Refusal};
use super::ids::ConnectionId;
use super::message::Message;
use super::names::{self, Name};
use crate::wire::{self, Change};

/// What a client consumes from, and puts into `reply_to`.
pub const PSEUDO_QUEUE: &str = "amq.rabbitmq.reply-to";
/// What the addresses begin with that a server sees instead.
pub const PREFIX: &str = "amq.rabbitmq.reply-to.";

/// Bytes that may wait to be sent to one who asks, beyond which there are no more replies.
const UNREAD: usize = 64 << 20;

impl State {
    /// Lets a channel have the replies to its requests.
    ///
    /// # Errors
    /// 406 when it wants to ack them, or has them already.
    pub(in crate::broker) fn consume_replies(
        &mut self,
        id: ConnectionId,
        number: u16,
        tag: Name,
        no_ack: bool,
    ) -> Outcome<Name> {
        let token = names::unique("g");
        let Some(channel) = self.channel(id, number) else { return Ok(tag) };
        if !no_ack {
            return Err(Refusal::precondition("reply consumer cannot acknowledge"));
        }
        if channel.reply_consumer.is_some() {
            return Err(Refusal::precondition("reply consumer already set"));
        }
        let tag = if tag.is_empty() { names::unique("amq.ctag") } else { tag };
        channel.reply_consumer = Some(ReplyConsumer { tag: tag.clone(), token: token.clone() });
        self.replies.insert(token, (id, number));
        Ok(tag)
    }

    /// Ends that.
    pub(in crate::broker) fn forget_replies(&mut self, token: &str) {
        self.replies.remove(token);
    }

    /// Whether somebody waits for replies at this address.
    pub(in crate::broker) fn awaits_reply(&self, name: &str) -> bool {
        name == PSEUDO_QUEUE || name.strip_prefix(PREFIX).is_some_and(|token| self.replies.contains_key(token))
    }

    /// The properties of a request with the real address in them; nothing where there is none to put in.
    pub(in crate::broker) fn with_reply_address(&mut self, id: ConnectionId, number: u16, raw: &[u8]) -> Option<Bytes> {
        let summary = wire::summary(raw).ok()?;
        if summary.reply_to != Some(PSEUDO_QUEUE) {
            return None;
        }
        let consumer = self.channel(id, number)?.reply_consumer.as_ref()?;
        let address = format!("{PREFIX}{}", consumer.token);
        wire::edit(raw, &[Change::SetReplyTo(&address)]).ok()
    }

    /// Delivers a reply; nobody minds when nobody waits for it any more.
    pub(in crate::broker) fn deliver_reply(&mut self, key: &[u8], message: &Message) {
        let token = std::str::from_utf8(key).ok().and_then(|key| key.strip_prefix(PREFIX));
        let Some((id, number)) = token.and_then(|token| self.replies.get(token)).copied() else { return };
        let Some(connection) = self.connections.get_mut(&id) else { return };
        if connection.outbox.len() > UNREAD {
            // No queue keeps a reply: one who asks and never reads would fill the memory.
            self.force_close(id, "too many replies wait to be read");
            return;
        }
        let Some(channel) = connection.channels.get_mut(&number) else { return };
        let delivery_tag = channel.next_tag();
        let Some(consumer) = &channel.reply_consumer else { return };
        let exchange = message.exchange.as_bytes();
        connection.outbox.put_deliver(number, &consumer.tag, delivery_tag, false, exchange, key);
        let (frame_max, body) = (connection.frame_max, message.body());
        connection.outbox.put_content(number, message.properties(), &body, frame_max);
        connection.ring();
    }
}
