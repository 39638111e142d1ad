//! A connection: who it is, how far its handshake came, its channels, and what is to be sent to it.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;

use amq_protocol::types::{AMQPValue, FieldTable};
use bytes::Bytes;

use super::channel::Channel;
use super::ids::QueueId;
use super::names::Name;
use crate::wire::Outbox;

/// How the state rings at the socket's door.
pub trait Link: Send + Sync {
    /// There is something to send.
    fn has_output(&self);
    /// Reading may go on.
    fn may_read(&self);
}

/// How far a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// `connection.start` was sent.
    Starting,
    /// `connection.tune` was sent.
    Tuning,
    /// The client is to open its vhost.
    Opening,
    /// All may be done.
    Running,
    /// `connection.close` was sent; only its answer counts.
    Closing,
}

/// What went over a socket, after the protocol header.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Frames that came, heartbeats among them.
    pub frames_received: u64,
    /// Bytes of these.
    pub bytes_received: u64,
    /// How often something was handed to the socket.
    pub sent: u64,
    /// Bytes of that.
    pub bytes_sent: u64,
}

/// Bytes in an outbox above which no more is delivered.
const CLOGGED: usize = 512 * 1024;

/// A connection.
pub struct Connection {
    /// Who calls.
    pub peer: SocketAddr,
    /// At which of our addresses.
    pub local: SocketAddr,
    /// When it came, in milliseconds of the Unix epoch.
    pub connected_at: u64,
    /// How far it is.
    pub phase: Phase,
    /// Who logged in.
    pub user: Name,
    /// How: `PLAIN` or `AMQPLAIN`.
    pub mechanism: &'static str,
    /// Where.
    pub vhost: Name,
    /// What the client says of itself.
    pub properties: FieldTable,
    /// The largest frame, in bytes, that both take.
    pub frame_max: u32,
    /// The highest channel number.
    pub channel_max: u16,
    /// Seconds; 0 for none.
    pub heartbeat: u16,
    /// The open channels.
    pub channels: BTreeMap<u16, Channel>,
    /// What waits to be sent.
    pub outbox: Outbox,
    /// What came and went.
    pub traffic: Traffic,
    /// Channels with confirms to send at the end of this batch.
    pub unconfirmed: Vec<u16>,
    /// It published while memory was short, and is not read from until there is more.
    pub blocked: bool,
    /// The queues that are its own.
    pub owned: Vec<QueueId>,
    /// Whether the socket is to be closed when all is sent.
    pub last_words: bool,
    link: Arc<dyn Link>,
    rung: bool,
}

impl Connection {
    /// A connection that has just come.
    pub fn new(peer: SocketAddr, local: SocketAddr, connected_at: u64, link: Arc<dyn Link>) -> Self {
        Self {
            peer,
            local,
            connected_at,
            phase: Phase::Starting,
            user: "".into(),
            mechanism: "",
            vhost: "".into(),
            properties: FieldTable::default(),
            frame_max: 0,
            channel_max: 0,
            heartbeat: 0,
            channels: BTreeMap::new(),
            outbox: Outbox::new(),
            traffic: Traffic::default(),
            unconfirmed: Vec::new(),
            blocked: false,
            owned: Vec::new(),
            last_words: false,
            link,
            rung: false,
        }
    }

    /// Its name, as RabbitMQ gives them: who calls, and whom.
    pub fn name(&self) -> String {
        format!("{} -> {}", self.peer, self.local)
    }

    /// Whether the client says that it can do something, such as `connection.blocked`.
    pub fn is_capable_of(&self, capability: &str) -> bool {
        match self.properties.inner().get("capabilities") {
            Some(AMQPValue::FieldTable(table)) => table.inner().get(capability) == Some(&AMQPValue::Boolean(true)),
            _ => false,
        }
    }

    /// Whether its socket is so slow that no more is delivered to it for now.
    pub fn is_clogged(&self) -> bool {
        self.outbox.len() >= CLOGGED
    }

    /// Tells the socket that there is something to send.
    pub fn ring(&mut self) {
        if !std::mem::replace(&mut self.rung, true) {
            self.link.has_output();
        }
    }

    /// Everything that is to be sent now.
    pub fn take_output(&mut self) -> VecDeque<Bytes> {
        self.rung = false;
        if !self.outbox.is_empty() {
            self.traffic.sent += 1;
            self.traffic.bytes_sent += self.outbox.len() as u64;
        }
        self.outbox.take()
    }

    /// Has the socket closed when what waits is sent.
    pub fn end_after_last_words(&mut self) {
        self.last_words = true;
        self.link.has_output();
    }

    /// Lets the socket be read again.
    pub fn resume(&mut self) {
        self.blocked = false;
        self.link.may_read();
    }
}
