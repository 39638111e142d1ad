//! Methods on channels, each to the rule that it asks for.

use amq_protocol::protocol::{AMQPClass, access, basic, channel, confirm, exchange, queue, tx};
use bytes::Bytes;

use super::content::interrupted;
use super::names::method_numbers;
use super::{Complaint, Next};
use crate::broker::state::State;
use crate::broker::state::channel::Settle;
use crate::broker::state::consume::NewConsumer;
use crate::broker::state::fault::{Outcome, Refusal};
use crate::broker::state::ids::ConnectionId;
use crate::broker::state::names::Name;
use crate::wire::{self, Method};

/// Who asks: the connection, the channel, the user, and the vhost.
pub(super) struct Caller {
    pub id: ConnectionId,
    pub number: u16,
    pub user: Name,
    pub vhost: Name,
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
            None => return self.open_channel(id, number, &method, (class, method_number)),
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

    fn on_method(&mut self, id: ConnectionId, number: u16, method: Method) -> Outcome {
        let method = match method {
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
            M::Nack(nack) => self.settle(id, number, nack.delivery_tag, nack.multiple, Settle::refused(nack.requeue)),
            M::Reject(reject) => self.settle(id, number, reject.delivery_tag, false, Settle::refused(reject.requeue)),
            M::RecoverAsync(basic::RecoverAsync { requeue: true }) => {
                self.recover(id, number);
                Ok(())
            }
            M::Recover(basic::Recover { requeue: true }) => {
                // What is delivered again comes behind the answer.
                self.answer(id, number, M::RecoverOk(basic::RecoverOk {}));
                self.recover(id, number);
                Ok(())
            }
            M::RecoverAsync(_) | M::Recover(_) => Err(Refusal::not_implemented("requeue=false")),
            M::CancelOk(_) => Ok(()),
            _ => Err(unimplemented_method()),
        }
    }

    /// The queue that is meant: an empty name is the last one that was declared on the channel.
    pub(super) fn queue_name(&mut self, caller: &Caller, name: &str) -> Outcome<Name> {
        if !name.is_empty() {
            return Ok(name.into());
        }
        let last = self.channel(caller.id, caller.number).and_then(|channel| channel.last_queue.clone());
        last.ok_or_else(|| Refusal::not_found("no previously declared queue"))
    }

    pub(super) fn answer(&mut self, id: ConnectionId, number: u16, method: impl Into<Answer>) {
        self.send(id, number, &method.into().0);
    }

    pub(super) fn answer_unless(&mut self, nowait: bool, id: ConnectionId, number: u16, method: impl Into<Answer>) {
        if !nowait {
            self.answer(id, number, method);
        }
    }
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(super) fn unimplemented_method() -> Refusal {
    Refusal::new(503, "unimplemented method")
}

/// A method of any class.
pub(super) struct Answer(AMQPClass);

macro_rules! answers {
    ($($class:ident $variant:ident),* $(,)?) => {
        $(impl From<$class::AMQPMethod> for Answer {
            fn from(method: $class::AMQPMethod) -> Self {
                Self(AMQPClass::$variant(method))
            }
        })*
    };
}

answers!(access Access, basic Basic, channel Channel, confirm Confirm, exchange Exchange, queue Queue, tx Tx);
