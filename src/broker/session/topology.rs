//! Methods that make and unmake queues, exchanges and bindings.

use amq_protocol::protocol::{exchange, queue};

use super::methods::{Caller, count, unimplemented_method};
use crate::broker::state::State;
use crate::broker::state::bind::{Binding, Target};
use crate::broker::state::declare_exchange::NewExchange;
use crate::broker::state::declare_queue::NewQueue;
use crate::broker::state::fault::{Outcome, Refusal};
use crate::broker::state::names::Name;
use crate::broker::state::reply_to;

impl State {
    pub(super) fn on_queue(&mut self, caller: &Caller, method: queue::AMQPMethod) -> Outcome {
        use queue::AMQPMethod as M;
        let Caller { id, number, user, vhost } = caller;
        let (id, number) = (*id, *number);
        match method {
            M::Declare(declare) => self.on_declare_queue(caller, declare),
            M::Bind(bind) => {
                let queue = self.queue_name(caller, bind.queue.as_str())?;
                let key = binding_key(bind.queue.as_str(), bind.routing_key.as_str(), &queue);
                let target = Target::Queue(&queue);
                let binding = Binding { source: bind.exchange.as_str(), target, key: &key, arguments: bind.arguments };
                self.bind(user, vhost, Some(id), binding)?;
                self.answer_unless(bind.nowait, id, number, M::BindOk(queue::BindOk {}));
                Ok(())
            }
            M::Unbind(unbind) => {
                let queue = self.queue_name(caller, unbind.queue.as_str())?;
                let key = binding_key(unbind.queue.as_str(), unbind.routing_key.as_str(), &queue);
                let target = Target::Queue(&queue);
                let binding =
                    Binding { source: unbind.exchange.as_str(), target, key: &key, arguments: unbind.arguments };
                self.unbind(user, vhost, Some(id), &binding)?;
                self.answer(id, number, M::UnbindOk(queue::UnbindOk {}));
                Ok(())
            }
            M::Purge(purge) => {
                let queue = self.queue_name(caller, purge.queue.as_str())?;
                let message_count = count(self.purge_queue(user, vhost, Some(id), &queue)?);
                self.answer_unless(purge.nowait, id, number, M::PurgeOk(queue::PurgeOk { message_count }));
                Ok(())
            }
            M::Delete(delete) => {
                let queue = self.queue_name(caller, delete.queue.as_str())?;
                let conditions = (delete.if_unused, delete.if_empty);
                let gone = self.delete_queue(user, vhost, Some(id), &queue, conditions)?;
                let ok = M::DeleteOk(queue::DeleteOk { message_count: count(gone.count) });
                self.answer_unless(delete.nowait, id, number, ok);
                self.tell_all_cancelled(&gone);
                Ok(())
            }
            _ => Err(unimplemented_method()),
        }
    }

    fn on_declare_queue(&mut self, caller: &Caller, declare: queue::Declare) -> Outcome {
        let Caller { id, number, user, vhost } = caller;
        let name = declare.queue.as_str();
        if name.starts_with(reply_to::PSEUDO_QUEUE) {
            if !self.awaits_reply(name) {
                return Err(Refusal::not_found(format!("no queue '{name}' in vhost '{vhost}'")));
            }
            let ok = queue::DeclareOk { queue: name.into(), message_count: 0, consumer_count: 1 };
            self.answer_unless(declare.nowait, *id, *number, queue::AMQPMethod::DeclareOk(ok));
            return Ok(());
        }
        let queue_id = if declare.passive {
            let queue_id = self.queue_or_404(vhost, name)?;
            self.not_anothers(queue_id, Some(*id))?;
            queue_id
        } else {
            let new = NewQueue {
                name,
                durable: declare.durable,
                exclusive: declare.exclusive,
                auto_delete: declare.auto_delete,
                arguments: declare.arguments,
            };
            self.declare_queue(user, vhost, Some(*id), new)?
        };
        let now = self.now;
        let Some(queue) = self.queues.get_mut(&queue_id) else { return Ok(()) };
        queue.last_used = now;
        let name = queue.name.clone();
        let ok = queue::DeclareOk {
            queue: (&*name).into(),
            message_count: count(queue.ready()),
            consumer_count: count(queue.consumer_count()),
        };
        if let Some(channel) = self.channel(*id, *number) {
            channel.last_queue = Some(name);
        }
        self.answer_unless(declare.nowait, *id, *number, queue::AMQPMethod::DeclareOk(ok));
        Ok(())
    }

    pub(super) fn on_exchange(&mut self, caller: &Caller, method: exchange::AMQPMethod) -> Outcome {
        use exchange::AMQPMethod as M;
        let Caller { id, number, user, vhost } = caller;
        let (id, number) = (*id, *number);
        match method {
            M::Declare(declare) => {
                if declare.passive {
                    self.expect_exchange(vhost, declare.exchange.as_str())?;
                } else {
                    let new = NewExchange {
                        name: declare.exchange.as_str(),
                        kind: declare.kind.as_str(),
                        durable: declare.durable,
                        auto_delete: declare.auto_delete,
                        internal: declare.internal,
                        arguments: declare.arguments,
                    };
                    self.declare_exchange(user, vhost, new)?;
                }
                self.answer_unless(declare.nowait, id, number, M::DeclareOk(exchange::DeclareOk {}));
                Ok(())
            }
            M::Delete(delete) => {
                self.delete_exchange(user, vhost, delete.exchange.as_str(), delete.if_unused)?;
                self.answer_unless(delete.nowait, id, number, M::DeleteOk(exchange::DeleteOk {}));
                Ok(())
            }
            M::Bind(bind) => {
                let target = Target::Exchange(bind.destination.as_str());
                let (source, key) = (bind.source.as_str(), bind.routing_key.as_str());
                self.bind(user, vhost, Some(id), Binding { source, target, key, arguments: bind.arguments })?;
                self.answer_unless(bind.nowait, id, number, M::BindOk(exchange::BindOk {}));
                Ok(())
            }
            M::Unbind(unbind) => {
                let target = Target::Exchange(unbind.destination.as_str());
                let (source, key) = (unbind.source.as_str(), unbind.routing_key.as_str());
                self.unbind(user, vhost, Some(id), &Binding { source, target, key, arguments: unbind.arguments })?;
                self.answer_unless(unbind.nowait, id, number, M::UnbindOk(exchange::UnbindOk {}));
                Ok(())
            }
            _ => Err(unimplemented_method()),
        }
    }
}

/// Without a queue and a key, the last queue that was declared stands for both (AMQP 0-9-1 section 1.7.2.3).
fn binding_key(queue: &str, key: &str, last: &Name) -> Name {
    if queue.is_empty() && key.is_empty() { last.clone() } else { key.into() }
}
