//! Vhosts: worlds of their own for exchanges and queues.

use std::collections::HashMap;

use amq_protocol::types::FieldTable;

use super::State;
use super::exchange::{Exchange, PREDECLARED};
use super::ids::{ExchangeId, QueueId};
use super::names::Name;
use super::users::Permissions;
use crate::broker::routing::{Bindings, ExchangeType};

/// A vhost.
#[derive(Debug)]
pub struct Vhost {
    /// By name; the default exchange is not among them.
    pub exchanges: HashMap<Name, ExchangeId>,
    /// By name.
    pub queues: HashMap<Name, QueueId>,
    /// Messages published to the default exchange.
    pub published_to_default: u64,
    /// The empty name, at hand for every message.
    pub default_name: Name,
    /// What it is for, in somebody's words.
    pub description: String,
    /// Words to find it by.
    pub tags: Vec<String>,
}

impl Vhost {
    fn new() -> Self {
        Self {
            exchanges: HashMap::new(),
            queues: HashMap::new(),
            published_to_default: 0,
            default_name: "".into(),
            description: String::new(),
            tags: Vec::new(),
        }
    }
}

impl State {
    /// Makes a vhost with its own exchanges, unless it is there.
    pub fn add_vhost(&mut self, name: &str) -> bool {
        if self.vhosts.contains_key(name) {
            return false;
        }
        let vhost: Name = name.into();
        self.vhosts.insert(vhost.clone(), Vhost::new());
        for (exchange, kind, internal) in PREDECLARED {
            self.insert_exchange(&vhost, exchange.into(), kind, true, false, internal, FieldTable::default());
        }
        true
    }

    /// Deletes a vhost with everything in it, and ends the connections that are there.
    pub fn remove_vhost(&mut self, name: &str) -> bool {
        let Some(vhost) = self.vhosts.remove(name) else { return false };
        let there: Vec<_> =
            self.connections.iter().filter(|(_, connection)| &*connection.vhost == name).map(|(id, _)| *id).collect();
        for connection in there {
            self.force_close(connection, &format!("vhost '{name}' is deleted"));
        }
        for queue in vhost.queues.into_values() {
            self.queues.remove(&queue);
        }
        for exchange in vhost.exchanges.into_values() {
            self.exchanges.remove(&exchange);
        }
        for user in self.users.values_mut() {
            user.permissions.remove(name);
        }
        true
    }

    /// Lets a user do things in a vhost; whether there is such a user.
    pub fn grant(&mut self, user: &str, vhost: &str, permissions: Permissions) -> bool {
        let Some(user) = self.users.get_mut(user) else { return false };
        user.permissions.insert(vhost.to_owned(), permissions);
        true
    }

    #[allow(clippy::too_many_arguments, reason = "one for each attribute of an exchange")]
    pub(in crate::broker) fn insert_exchange(
        &mut self,
        vhost: &Name,
        name: Name,
        kind: ExchangeType,
        durable: bool,
        auto_delete: bool,
        internal: bool,
        arguments: FieldTable,
    ) -> ExchangeId {
        let id = ExchangeId(self.next_id());
        let alternate = super::arguments::text(&arguments, "alternate-exchange").map(Name::from);
        let exchange = Exchange {
            id,
            name: name.clone(),
            kind,
            durable,
            auto_delete,
            internal,
            arguments,
            alternate,
            bindings: Bindings::new(kind),
            bound: Default::default(),
            published: 0,
        };
        self.exchanges.insert(id, exchange);
        if let Some(vhost) = self.vhosts.get_mut(vhost) {
            vhost.exchanges.insert(name, id);
        }
        id
    }

    /// The number of a queue.
    pub fn find_queue(&self, vhost: &str, name: &str) -> Option<QueueId> {
        self.vhosts.get(vhost)?.queues.get(name).copied()
    }

    /// The number of an exchange; none for the default exchange.
    pub fn find_exchange(&self, vhost: &str, name: &str) -> Option<ExchangeId> {
        self.vhosts.get(vhost)?.exchanges.get(name).copied()
    }
}
