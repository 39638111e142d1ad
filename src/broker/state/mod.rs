//! Everything the broker knows, and the rules that it keeps.
//!
//! Synchronous and without sockets: what comes in changes the state at once, and what is to be sent lies in the
//! connections' outboxes when a call returns. Time is an argument ([`State::set_clock`]), in milliseconds.

pub mod arguments;
pub mod bind;
pub mod channel;
pub mod connection;
pub mod consume;
pub mod consumers;
pub mod copies;
pub mod counters;
pub mod dead_letter;
pub mod declare_exchange;
pub mod declare_queue;
pub mod deliver;
pub mod exchange;
pub mod fault;
pub mod get;
pub mod ids;
#[cfg(any(test, fuzzing))]
mod invariants;
pub mod message;
pub mod names;
pub mod order;
pub mod publish;
pub mod queue;
pub mod reply_to;
pub mod route;
pub mod rules;
pub mod settle;
pub mod store;
pub mod timers;
pub mod transaction;
pub mod users;
pub mod vhosts;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use connection::{Connection, Phase};
use dead_letter::Dead;
use exchange::Exchange;
use fault::Outcome;
use ids::{ConnectionId, ExchangeId, QueueId, Slots};
use message::Gauge;
use names::Name;
use queue::Queue;
use rules::Rules;
use timers::Timers;
use users::{Access, Users};

use crate::wire::{self, Frame, FrameKind};
use vhosts::Vhost;

/// Takes a line about what happens.
pub type Log = Arc<dyn Fn(String) + Send + Sync>;

/// The broker, without its sockets.
pub struct State {
    /// Which version is imitated.
    pub rules: Rules,
    /// By name.
    pub vhosts: BTreeMap<Name, Vhost>,
    /// By name.
    pub users: Users,
    /// By number.
    pub connections: Slots<ConnectionId, Connection>,
    /// By number, of all vhosts.
    pub exchanges: Slots<ExchangeId, Exchange>,
    /// By number, of all vhosts.
    pub queues: Slots<QueueId, Queue>,
    /// Milliseconds since the broker began.
    pub now: u64,
    /// Bytes that all messages hold.
    pub memory: Gauge,
    /// Above this, publishers wait.
    pub max_memory: Option<usize>,
    /// Whether they do.
    pub short_of_memory: bool,
    replies: HashMap<Name, (ConnectionId, u16)>,
    dead: VecDeque<Dead>,
    timers: Timers,
    last_id: u64,
    log: Option<Log>,
}

impl State {
    /// A broker without vhosts and users. `log` gets what happens in words, if anybody wants to know.
    pub fn new(rules: Rules, max_memory: Option<usize>, log: Option<Log>) -> Self {
        Self {
            rules,
            vhosts: BTreeMap::new(),
            users: Users::new(),
            connections: Slots::default(),
            exchanges: Slots::default(),
            queues: Slots::default(),
            now: 0,
            memory: Gauge::default(),
            max_memory,
            short_of_memory: false,
            replies: HashMap::new(),
            dead: VecDeque::new(),
            timers: Timers::default(),
            last_id: 0,
            log,
        }
    }

    /// Says what happens, if anybody listens.
    pub fn note(&self, words: impl FnOnce() -> String) {
        if let Some(log) = &self.log {
            log(words());
        }
    }

    /// A number that was never given before.
    pub(in crate::broker) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Whether a frame has to wait as memory is short: no connection begins a message then, and one that would is told.
    pub fn must_wait(&mut self, id: ConnectionId, frame: &Frame) -> bool {
        let publishes = self.short_of_memory && frame.kind == FrameKind::Method && wire::is_publish(&frame.payload);
        match self.connections.get_mut(&id) {
            Some(connection) if publishes && connection.phase == Phase::Running => {
                connection.tell_blocked();
                true
            }
            _ => false,
        }
    }

    /// Refuses what the user of a connection may not do with a queue or an exchange.
    fn permit(&self, user: &str, vhost: &str, access: Access, name: &str, what: impl Fn() -> String) -> Outcome {
        users::permit(&self.users, user, vhost, access, name, what)
    }

    /// Ends a batch: sends confirms, buries the dead, and lets publishers wait or go on as memory has it.
    pub fn settle_batch(&mut self, connection: ConnectionId) {
        self.bury();
        self.send_confirms(connection);
        self.watch_memory();
    }

    /// Holds publishers back while messages need more than they may, as RabbitMQ does with its memory alarm.
    pub fn watch_memory(&mut self) {
        let Some(max) = self.max_memory else { return };
        let short = self.memory.used() > max;
        if short == self.short_of_memory {
            return;
        }
        self.short_of_memory = short;
        self.note(|| format!("memory: {}", if short { "short; publishers wait" } else { "enough again" }));
        if !short {
            for connection in self.connections.values_mut().filter(|connection| connection.blocked) {
                connection.tell_unblocked();
            }
        }
    }
}
