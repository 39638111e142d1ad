//! Methods on channels, each to the rule that it asks for.

use amq_protocol::protocol::{AMQPClass, access, basic, channel, confirm, exchange, queue, tx};
use bytes::Bytes;

use super::content::interrupted;
use super::names::method_numbers;
use super::{Complaint, Next};
use crate::broker::state::State;
use crate::broker::state::bind::{Binding, Target};
use crate::broker::state::channel::{Channel, Settle};
use crate::broker::state::consume::NewConsumer;
use crate::broker::state::declare_exchange::NewExchange;
use crate::broker::state::declare_queue::NewQueue;
use crate::broker::state::fault::{Outcome, Refusal};
use crate::broker::state::ids::ConnectionId;
use crate::broker::state::names::Name;
use crate::broker::state::reply_to;
use crate::broker::wire::{self, Method};

/// Who asks: the connection, the channel, the user, and the vhost.
struct Caller {
    id: ConnectionId,
    number: u16,
    user: Name,
    vhost: Name,
}

impl State {
    pub(super) fn on_channel_method(
        &mut self,
        id: ConnectionId,
        number: u16,
        payload: &Bytes,
    ) -> Result<Next, Complaint> {
        let state = self.channel(id, number).map(|channel| channel.closing);
        let method = match wire::method(payload) {
            Err(_) if state == Some(true) => return Ok(Next::Read),
            method => method?,
        };
        let (class, method_number) = method_numbers(payload);
        let outcome = match state {
            Some(true) => {
                self.while_closing(id, number, &method);
                Ok(())
            }
            None => self.open_channel(id, number, &method),
            Some(false) => {
                if let Some(content) = self.channel(id, number).and_then(|channel| channel.content.take()) {
                    return Err(interrupted(&content));
                }
                self.on_method(id, number, method)
            }
        };
        outcome.map_err(|refusal| refusal.during(class, method_number))?;
        Ok(Next::Read)
    }

    /// After `channel.close` was sent, only its answer counts; a client that closed at the same time gets one too.
    fn while_closing(&mut self, id: ConnectionId, number: u16, method: &Method) {
        let Method::Other(AMQPClass::Channel(method)) = method else { return };
        match method {
            channel::AMQPMethod::CloseOk(_) => {
                if let Some(connection) = self.connections.get_mut(&id) {
                    connection.channels.remove(&number);
                }
            }
            channel::AMQPMethod::Close(_) => self.answer(id, number, channel::AMQPMethod::CloseOk(channel::CloseOk {})),
            _ => {}
        }
    }

    fn open_channel(&mut self, id: ConnectionId, number: u16, method: &Method) -> Outcome {
        let Some(connection) = self.connections.get_mut(&id) else { return Ok(()) };
        match method {
            Method::Other(AMQPClass::Channel(channel::AMQPMethod::Open(_))) => {}
            // The answer to a close that is over.
            Method::Other(AMQPClass::Channel(channel::AMQPMethod::CloseOk(_))) => return Ok(()),
            _ => return Err(Refusal::new(504, "expected 'channel.open'")),
        }
        let (open, most) = (connection.channels.len(), connection.channel_max);
        if open >= usize::from(most) {
            let words = format!("number of channels opened ({open}) has reached the negotiated channel_max ({most})");
            return Err(Refusal::not_allowed(words));
        }
        connection.channels.insert(number, Channel::default());
        self.answer(id, number, channel::AMQPMethod::OpenOk(channel::OpenOk {}));
        Ok(())
    }

    fn on_method(&mut self, id: ConnectionId, number: u16, method: Method) -> Outcome {
        let method = match method {
            Method::Publish(publish) if publish.immediate => return Err(Refusal::not_implemented("immediate=true")),
            Method::Publish(publish) => {
                self.expect_content(id, number, publish);
                return Ok(());
            }
            Method::Ack { tag, multiple } => return self.settle(id, number, tag, multiple, Settle::Ack),
            Method::Qos { size, count, global } => {
                self.qos(id, number, size, count, global)?;
                self.answer(id, number, basic::AMQPMethod::QosOk(basic::QosOk {}));
                return Ok(());
            }
            Method::Other(method) => method,
        };
        let Some(connection) = self.connections.get(&id) else { return Ok(()) };
        let caller = Caller { id, number, user: connection.user.clone(), vhost: connection.vhost.clone() };
        match method {
            AMQPClass::Basic(method) => self.on_basic(&caller, method),
            AMQPClass::Queue(method) => self.on_queue(&caller, method),
            AMQPClass::Exchange(method) => self.on_exchange(&caller, method),
            AMQPClass::Channel(method) => self.on_channel(id, number, &method),
            AMQPClass::Tx(method) => self.on_tx(id, number, &method),
            AMQPClass::Confirm(confirm::AMQPMethod::Select(select)) => {
                if let Some(channel) = self.channel(id, number) {
                    channel.select_confirms()?;
                }
                self.answer_unless(select.nowait, id, number, confirm::AMQPMethod::SelectOk(confirm::SelectOk {}));
                Ok(())
            }
            AMQPClass::Access(access::AMQPMethod::Request(_)) => {
                self.answer(id, number, access::AMQPMethod::RequestOk(access::RequestOk {}));
                Ok(())
            }
            _ => Err(unimplemented_method()),
        }
    }

    fn on_channel(&mut self, id: ConnectionId, number: u16, method: &channel::AMQPMethod) -> Outcome {
        use channel::AMQPMethod as M;
        match method {
            M::Open(_) => Err(Refusal::new(504, "second 'channel.open' seen")),
            M::Close(_) => {
                self.send_confirms(id);
                let gone = self.connections.get_mut(&id).and_then(|connection| connection.channels.remove(&number));
                if let Some(gone) = gone {
                    self.release_channel(id, number, gone);
                }
                self.answer(id, number, M::CloseOk(channel::CloseOk {}));
                Ok(())
            }
            M::Flow(flow) if !flow.active => Err(Refusal::not_implemented("active=false")),
            M::Flow(_) => {
                self.answer(id, number, M::FlowOk(channel::FlowOk { active: true }));
                Ok(())
            }
            M::FlowOk(_) | M::CloseOk(_) => Ok(()),
            _ => Err(unimplemented_method()),
        }
    }

    fn on_tx(&mut self, id: ConnectionId, number: u16, method: &tx::AMQPMethod) -> Outcome {
        use tx::AMQPMethod as M;
        let answer = match method {
            M::Select(_) => {
                if let Some(channel) = self.channel(id, number) {
                    channel.select_tx()?;
                }
                M::SelectOk(tx::SelectOk {})
            }
            M::Commit(_) => {
                self.commit(id, number)?;
                M::CommitOk(tx::CommitOk {})
            }
            M::Rollback(_) => {
                self.rollback(id, number)?;
                M::RollbackOk(tx::RollbackOk {})
            }
            _ => return Err(unimplemented_method()),
        };
        self.answer(id, number, answer);
        Ok(())
    }

    fn on_basic(&mut self, caller: &Caller, method: basic::AMQPMethod) -> Outcome {
        use basic::AMQPMethod as M;
        let (id, number) = (caller.id, caller.number);
        match method {
            M::Consume(consume) => {
                let queue = self.queue_name(caller, consume.queue.as_str())?;
                let new = NewConsumer {
                    queue: &queue,
                    tag: consume.consumer_tag.as_str(),
                    no_ack: consume.no_ack,
                    exclusive: consume.exclusive,
                    arguments: consume.arguments,
                    nowait: consume.nowait,
                };
                self.consume(id, number, new)
            }
            M::Cancel(cancel) => {
                self.cancel(id, number, cancel.consumer_tag.as_str());
                let ok = M::CancelOk(basic::CancelOk { consumer_tag: cancel.consumer_tag });
                self.answer_unless(cancel.nowait, id, number, ok);
                Ok(())
            }
            M::Get(get) => {
                let queue = self.queue_name(caller, get.queue.as_str())?;
                self.get(id, number, &queue, get.no_ack)
            }
            M::Ack(ack) => self.settle(id, number, ack.delivery_tag, ack.multiple, Settle::Ack),
            M::Nack(nack) => {
                let how = if nack.requeue { Settle::Requeue } else { Settle::Discard };
                self.settle(id, number, nack.delivery_tag, nack.multiple, how)
            }
            M::Reject(reject) => {
                let how = if reject.requeue { Settle::Requeue } else { Settle::Discard };
                self.settle(id, number, reject.delivery_tag, false, how)
            }
            M::RecoverAsync(basic::RecoverAsync { requeue: true }) => {
                self.recover(id, number);
                Ok(())
            }
            M::Recover(basic::Recover { requeue: true }) => {
                self.recover(id, number);
                self.answer(id, number, M::RecoverOk(basic::RecoverOk {}));
                Ok(())
            }
            M::RecoverAsync(_) | M::Recover(_) => Err(Refusal::not_implemented("requeue=false")),
            M::CancelOk(_) => Ok(()),
            _ => Err(unimplemented_method()),
        }
    }

    fn on_queue(&mut self, caller: &Caller, method: queue::AMQPMethod) -> Outcome {
        use queue::AMQPMethod as M;
        let Caller { id, number, user, vhost } = caller;
        let (id, number) = (*id, *number);
        match method {
            M::Declare(declare) => self.on_declare_queue(caller, declare),
            M::Bind(bind) => {
                let queue = self.queue_name(caller, bind.queue.as_str())?;
                let key = match (bind.queue.as_str(), bind.routing_key.as_str()) {
                    ("", "") => queue.clone(),
                    (_, key) => key.into(),
                };
                let target = Target::Queue(&queue);
                let binding = Binding { source: bind.exchange.as_str(), target, key: &key, arguments: bind.arguments };
                self.bind(user, vhost, Some(id), binding)?;
                self.answer_unless(bind.nowait, id, number, M::BindOk(queue::BindOk {}));
                Ok(())
            }
            M::Unbind(unbind) => {
                let queue = self.queue_name(caller, unbind.queue.as_str())?;
                let key = match (unbind.queue.as_str(), unbind.routing_key.as_str()) {
                    ("", "") => queue.clone(),
                    (_, key) => key.into(),
                };
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
            consumer_count: count(queue.consumers.len()),
        };
        if let Some(channel) = self.channel(*id, *number) {
            channel.last_queue = Some(name);
        }
        self.answer_unless(declare.nowait, *id, *number, queue::AMQPMethod::DeclareOk(ok));
        Ok(())
    }

    fn on_exchange(&mut self, caller: &Caller, method: exchange::AMQPMethod) -> Outcome {
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

    /// The queue that is meant: an empty name is the last one that was declared on the channel.
    fn queue_name(&mut self, caller: &Caller, name: &str) -> Outcome<Name> {
        if !name.is_empty() {
            return Ok(name.into());
        }
        let last = self.channel(caller.id, caller.number).and_then(|channel| channel.last_queue.clone());
        last.ok_or_else(|| Refusal::not_found("no previously declared queue"))
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn unimplemented_method() -> Refusal {
    Refusal::new(503, "unimplemented method")
}
