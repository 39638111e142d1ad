//! Queues come and go: `queue.declare`, `queue.delete` and `queue.purge` (AMQP 0-9-1 section 1.8).

use amq_protocol::types::{AMQPValue, FieldTable};

use super::State;
use super::arguments::{self, QueueType};
use super::consumers::Consumers;
use super::fault::{Outcome, Refusal};
use super::ids::{ConnectionId, Destination, QueueId};
use super::names::{self, Name};
use super::queue::{Declared, Queue};
use super::rules::denied;
use super::users::Access;
use crate::broker::term::{self, integer, type_name};

/// What `queue.declare` says.
#[derive(Debug, Clone)]
pub struct NewQueue<'a> {
    /// Its name; the empty one lets the broker choose.
    pub name: &'a str,
    /// Whether it is to outlive a restart.
    pub durable: bool,
    /// Whether it is for this connection alone.
    pub exclusive: bool,
    /// Whether it goes with its last consumer.
    pub auto_delete: bool,
    /// Its arguments.
    pub arguments: FieldTable,
}

/// What went with a queue.
#[derive(Debug, Default)]
pub struct Gone {
    /// Messages that waited.
    pub count: usize,
    /// Those who consumed.
    pub consumers: Consumers,
}

impl State {
    /// Creates a queue, or checks that the one there is is the one that is meant; answers which it is.
    ///
    /// # Errors
    /// 403, 405, 406, 540, or 541 where the rules do not permit such a queue.
    pub fn declare_queue(
        &mut self,
        user: &str,
        vhost: &Name,
        owner: Option<ConnectionId>,
        new: NewQueue<'_>,
    ) -> Outcome<QueueId> {
        let name = names::without_line_ends(new.name);
        let owner = owner.filter(|_| new.exclusive);
        let durable = new.durable && !new.exclusive;
        let name = if name.is_empty() {
            if arguments::queue_type(&new.arguments) == QueueType::Quorum {
                let words = "Cannot declare a server-named queue for type rabbit_quorum_queue";
                return Err(Refusal::precondition(words));
            }
            names::unique("amq.gen")
        } else {
            names::not_reserved("queue", &name)?;
            name
        };
        let described = names::queue(&name, vhost);
        self.permit(user, vhost, Access::Configure, &name, || described.clone())?;
        if let Some(id) = self.find_queue(vhost, &name) {
            self.same_queue(id, durable, owner, &new, &described)?;
            return Ok(id);
        }
        match new.arguments.inner().get("x-dead-letter-exchange") {
            None => {}
            Some(AMQPValue::LongString(exchange)) => {
                self.permit(user, vhost, Access::Read, &name, || described.clone())?;
                let exchange = exchange.to_string();
                self.permit(user, vhost, Access::Write, &exchange, || names::exchange(&exchange, vhost))?;
            }
            Some(other) => {
                let found = type_name(other);
                let words = format!("invalid type '{found}' for arg 'x-dead-letter-exchange' in {described}");
                return Err(Refusal::precondition(words));
            }
        }
        let options = arguments::check(&name, vhost, &new.arguments, self.rules)?;
        self.permitted_kind(&new, durable, owner, &name, vhost, options.queue_type)?;
        self.note(|| format!("{described} declared{}", if durable { ", durable" } else { "" }));
        let id = QueueId(self.next_id());
        let declared = Declared {
            name: name.clone(),
            durable,
            auto_delete: new.auto_delete,
            owner,
            arguments: new.arguments,
            options,
        };
        if let Some(owner) = owner.and_then(|owner| self.connections.get_mut(&owner)) {
            owner.owned.push(id);
        }
        let queue = Queue::new(id, vhost.clone(), declared, self.now);
        self.queues.insert(id, queue);
        if let Some(vhost) = self.vhosts.get_mut(vhost) {
            vhost.queues.insert(name, id);
        }
        self.set_alarm(id);
        Ok(id)
    }

    fn permitted_kind(
        &self,
        new: &NewQueue<'_>,
        durable: bool,
        owner: Option<ConnectionId>,
        name: &str,
        vhost: &str,
        queue_type: QueueType,
    ) -> Outcome {
        if queue_type == QueueType::Quorum {
            let queue = names::queue(name, vhost);
            let wrong = [
                ("auto-delete", new.auto_delete),
                ("exclusive-owner", owner.is_some() || new.exclusive),
                ("non-durable", !durable),
            ];
            if let Some((property, _)) = wrong.iter().find(|(_, wrong)| *wrong) {
                return Err(Refusal::precondition(format!("invalid property '{property}' for {queue}")));
            }
        }
        if !self.rules.master_locator && new.arguments.contains_key("x-queue-master-locator") {
            return Err(Refusal::new(541, denied("queue_master_locator")));
        }
        if !self.rules.transient_queues && !durable && owner.is_none() {
            return Err(Refusal::new(541, denied("transient_nonexcl_queues")));
        }
        Ok(())
    }

    /// The number of a queue that has to be there.
    ///
    /// # Errors
    /// 404.
    pub fn queue_or_404(&self, vhost: &str, name: &str) -> Outcome<QueueId> {
        let missing = || Refusal::not_found(format!("no {}", names::queue(name, vhost)));
        self.find_queue(vhost, name).ok_or_else(missing)
    }

    /// Refuses a queue that another connection has for itself.
    ///
    /// # Errors
    /// 405.
    pub fn not_anothers(&self, id: QueueId, connection: Option<ConnectionId>) -> Outcome {
        match self.queues.get(&id) {
            Some(queue) if queue.owner.is_some() && queue.owner != connection => Err(locked(queue)),
            _ => Ok(()),
        }
    }

    fn same_queue(
        &self,
        id: QueueId,
        durable: bool,
        owner: Option<ConnectionId>,
        new: &NewQueue<'_>,
        described: &str,
    ) -> Outcome {
        let Some(there) = self.queues.get(&id) else { return Ok(()) };
        if there.owner != owner {
            return Err(locked(there));
        }
        for (attribute, received, current) in
            [("durable", durable, there.durable), ("auto_delete", new.auto_delete, there.auto_delete)]
        {
            if received != current {
                let words = format!(
                    "inequivalent arg '{attribute}' for {described}: received '{received}' but current is '{current}'"
                );
                return Err(Refusal::precondition(words));
            }
        }
        let compared = arguments::compared(there.options.queue_type);
        same_arguments(&there.arguments, &new.arguments, compared, described)
    }

    /// Deletes a queue, and answers how many messages went with it; one that is not there had none.
    ///
    /// # Errors
    /// 403, 405, 406 when it is used or not empty and must not be, 540 where RabbitMQ knows no condition.
    pub fn delete_queue(
        &mut self,
        user: &str,
        vhost: &Name,
        connection: Option<ConnectionId>,
        name: &str,
        (if_unused, if_empty): (bool, bool),
    ) -> Outcome<Gone> {
        let described = names::queue(name, vhost);
        self.permit(user, vhost, Access::Configure, name, || described.clone())?;
        let Some(id) = self.find_queue(vhost, name) else { return Ok(Gone::default()) };
        self.not_anothers(id, connection)?;
        let Some(queue) = self.queues.get(&id) else { return Ok(Gone::default()) };
        if queue.options.queue_type == QueueType::Quorum && (if_unused || if_empty) {
            let flag = if if_unused { "if-unused" } else { "if-empty" };
            let words = format!(
                "cannot delete {described}. queue.delete operations with {flag} flag set are not supported by quorum \
                 queues"
            );
            return Err(Refusal::not_implemented(words));
        }
        if if_unused && !queue.consumers.is_empty() {
            return Err(Refusal::precondition(format!("{described} in use")));
        }
        if if_empty && queue.ready() > 0 {
            return Err(Refusal::precondition(format!("{described} not empty")));
        }
        Ok(self.take_queue_away(id))
    }

    /// Takes a queue away, and tells its consumers.
    pub(in crate::broker) fn remove_queue(&mut self, id: QueueId) {
        let gone = self.take_queue_away(id);
        self.tell_all_cancelled(&gone);
    }

    /// Tells the consumers of a queue that it is gone. Later than its deletion, as whoever deleted it is to hear of
    /// that first.
    pub fn tell_all_cancelled(&mut self, gone: &Gone) {
        let mut consumers: Vec<_> = gone.consumers.iter().collect();
        consumers.sort_by_key(|consumer| (consumer.connection, consumer.channel, &consumer.tag));
        for consumer in consumers {
            self.tell_cancelled(consumer);
        }
    }

    /// Takes a queue away, with the bindings to it.
    fn take_queue_away(&mut self, id: QueueId) -> Gone {
        let Some(gone) = self.queues.remove(&id) else { return Gone::default() };
        self.note(|| format!("{} deleted", names::queue(&gone.name, &gone.vhost)));
        if let Some(vhost) = self.vhosts.get_mut(&gone.vhost) {
            vhost.queues.remove(&gone.name);
        }
        if let Some(owner) = gone.owner.and_then(|owner| self.connections.get_mut(&owner)) {
            owner.owned.retain(|owned| *owned != id);
        }
        let emptied = self.unbind_everywhere(Destination::Queue(id), gone.bound.into_keys());
        self.remove_exchanges(&gone.vhost, emptied);
        Gone { count: gone.store.ready(), consumers: gone.consumers }
    }

    /// Drops the messages that wait, and answers how many they were.
    ///
    /// # Errors
    /// 403, 404, 405.
    pub fn purge_queue(
        &mut self,
        user: &str,
        vhost: &str,
        connection: Option<ConnectionId>,
        name: &str,
    ) -> Outcome<usize> {
        self.permit(user, vhost, Access::Read, name, || names::queue(name, vhost))?;
        let id = self.queue_or_404(vhost, name)?;
        self.not_anothers(id, connection)?;
        let count = self.queues.get_mut(&id).map_or(0, |queue| queue.store.purge());
        self.set_alarm(id);
        Ok(count)
    }
}

fn locked(queue: &Queue) -> Refusal {
    Refusal::locked(format!(
        "cannot obtain exclusive access to locked {}. It could be originally declared on another connection or the \
         exclusive property value does not match that of the original declaration.",
        names::queue(&queue.name, &queue.vhost)
    ))
}

/// Refuses other values than there are for the arguments that are compared; numbers of other sizes are the same.
pub(in crate::broker) fn same_arguments(
    there: &FieldTable,
    new: &FieldTable,
    compared: impl Iterator<Item = &'static str>,
    described: &str,
) -> Outcome {
    for key in compared {
        let (current, received) = (there.inner().get(key), new.inner().get(key));
        let same = match (current, received) {
            (None, None) => true,
            (Some(current), Some(received)) => match (integer(current), integer(received)) {
                (Some(current), Some(received)) => current == received,
                _ => current == received,
            },
            (None, Some(only)) | (Some(only), None) => key == "x-queue-type" && as_text(only) == "classic",
        };
        if !same {
            let words = match (current, received) {
                (Some(current), Some(received)) => {
                    (format!("'{}'", as_text(received)), format!("'{}'", as_text(current)))
                }
                _ => (with_type(received), with_type(current)),
            };
            let (received, current) = words;
            return Err(Refusal::precondition(format!(
                "inequivalent arg '{key}' for {described}: received {received} but current is {current}"
            )));
        }
    }
    Ok(())
}

fn with_type(value: Option<&AMQPValue>) -> String {
    value.map_or_else(
        || "none".to_owned(),
        |value| format!("the value '{}' of type '{}'", as_text(value), type_name(value)),
    )
}

fn as_text(value: &AMQPValue) -> String {
    match value {
        AMQPValue::LongString(text) => text.to_string(),
        other => term::print(other),
    }
}
