//! What is around a body on its way to the broker.

use bytes::Bytes;

use super::link::Lane;
use super::{Narrator, Properties, ShortStr};
use crate::wire;

/// How the addresses of direct replies begin (<https://www.rabbitmq.com/docs/direct-reply-to>).
const DIRECT_REPLY: &str = "amq.rabbitmq.reply-to.";

/// Where a message is published to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Exchange; empty for the default exchange, whose routing keys are names of queues.
    pub exchange: ShortStr,
    /// Routing key.
    pub key: ShortStr,
}

/// Address and properties, encoded once for as many messages as one likes.
#[derive(Debug)]
pub struct Envelope {
    /// Where it goes.
    pub address: Address,
    /// `basic.publish` (AMQP 0-9-1, 1.8.3.7).
    method: Bytes,
    /// Flags and values, as they are in a content header.
    pub(super) properties: Bytes,
}

impl Envelope {
    /// Encodes them.
    #[must_use]
    pub fn new(address: Address, properties: &Properties) -> Self {
        // A direct reply has no queue: RabbitMQ delivers it, and returns it all the same when it is mandatory.
        let mandatory = !address.key.starts_with(DIRECT_REPLY);
        let method = wire::publish_payload(&address.exchange, &address.key, mandatory);
        Self { address, method, properties: wire::encode_properties(properties) }
    }

    /// Puts a message on its way. False when the channel is closed, and nothing was put.
    pub(super) fn put(&self, body: &Bytes, lane: &Lane, narrator: &Narrator) -> bool {
        let (bytes, Address { exchange, key }) = (body.len(), &self.address);
        narrator
            .tell(format_args!("publishing {bytes} bytes to exchange '{exchange}' with key '{key}' (basic.publish)"));
        lane.put(|outbox, channel, frame_max| {
            outbox.put_publish(channel, &self.method);
            outbox.put_content(channel, &self.properties, body, frame_max);
        })
    }
}
