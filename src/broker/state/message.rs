//! A message as the broker keeps it: bytes as they came, in one piece of memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::{Bytes, BytesMut};

use super::names::Name;

/// Bytes that a message costs beside its text: the record itself and its place in a queue.
pub const OVERHEAD: usize = 160;

/// Memory is set aside for a body of this size when it is announced; a larger one gets it as it comes.
const ALLOCATED_ON_TRUST: usize = 1 << 20;

/// How many bytes all messages hold together. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Gauge(Arc<AtomicUsize>);

impl Gauge {
    /// Bytes now.
    pub fn used(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// A published message. Shared by the queues that have it.
#[derive(Debug)]
pub struct Message {
    /// The exchange it was published to.
    pub exchange: Name,
    /// Routing key, raw properties and body, one after the other: one allocation for a small message.
    data: Bytes,
    key_end: u8,
    properties_end: u32,
    /// Whether its `delivery_mode` is 2.
    pub persistent: bool,
    /// Its `priority`, 0 when it has none.
    pub priority: u8,
    /// Routing keys that were in `BCC`, which nobody is to see.
    pub blind: Option<Box<Vec<Vec<u8>>>>,
    gauge: Gauge,
}

/// A message that is still coming in.
#[derive(Debug)]
pub struct Draft {
    data: BytesMut,
    key_end: u8,
    properties_end: u32,
    /// Bytes of the body that are still to come.
    pub missing: u64,
}

impl Draft {
    /// Begins with what comes before the body. A short string has at most 255 bytes, so no more of `key` counts;
    /// `body_size` is what the content header announces.
    pub fn new(key: &[u8], properties: &[u8], body_size: u64) -> Self {
        let key = &key[..key.len().min(usize::from(u8::MAX))];
        let announced = usize::try_from(body_size).unwrap_or(usize::MAX).min(ALLOCATED_ON_TRUST);
        let mut data = BytesMut::with_capacity(key.len() + properties.len() + announced);
        data.extend_from_slice(key);
        data.extend_from_slice(properties);
        let properties_end = u32::try_from(data.len()).unwrap_or(u32::MAX);
        Self { data, key_end: u8::try_from(key.len()).unwrap_or(u8::MAX), properties_end, missing: body_size }
    }

    /// The next part of the body.
    pub fn push(&mut self, part: &[u8]) {
        self.data.extend_from_slice(part);
        self.missing = self.missing.saturating_sub(part.len() as u64);
    }

    /// The message, published to `exchange`.
    pub fn finish(self, exchange: Name, gauge: &Gauge) -> Message {
        let (data, key_end, properties_end) = (self.data.freeze(), self.key_end, self.properties_end);
        let message = Message {
            exchange,
            data,
            key_end,
            properties_end,
            persistent: false,
            priority: 0,
            blind: None,
            gauge: gauge.clone(),
        };
        gauge.0.fetch_add(message.cost(), Ordering::Relaxed);
        message
    }
}

impl Message {
    /// Puts a whole message together.
    pub fn new(exchange: Name, key: &[u8], properties: &[u8], body: &[u8], gauge: &Gauge) -> Self {
        let mut draft = Draft::new(key, properties, body.len() as u64);
        draft.push(body);
        draft.finish(exchange, gauge)
    }

    /// The routing key.
    pub fn key(&self) -> &[u8] {
        &self.data[..usize::from(self.key_end)]
    }

    /// The properties as on the wire: flags and values.
    pub fn properties(&self) -> &[u8] {
        &self.data[usize::from(self.key_end)..self.properties_end as usize]
    }

    /// The body, shared and not copied.
    pub fn body(&self) -> Bytes {
        self.data.slice(self.properties_end as usize..)
    }

    /// Bytes of memory that it takes.
    pub fn cost(&self) -> usize {
        self.data.len() + OVERHEAD
    }

    /// Bytes of the body.
    pub fn body_len(&self) -> usize {
        self.data.len() - self.properties_end as usize
    }
}

impl Drop for Message {
    fn drop(&mut self) {
        self.gauge.0.fetch_sub(self.cost(), Ordering::Relaxed);
    }
}

/// A message in a queue.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What was published.
    pub message: Arc<Message>,
    /// Its place: a message that comes back goes to where it was.
    pub position: u64,
    /// When it dies, in the state's milliseconds; `u64::MAX` for never.
    pub expires: u64,
    /// How often it came back, which a quorum queue counts.
    pub returns: u32,
    /// Whether it may have been delivered before.
    pub redelivered: bool,
}
