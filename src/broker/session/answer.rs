//! The answer to a method that asks for one.

use amq_protocol::protocol::{AMQPClass, access, basic, channel, confirm, exchange, queue, tx};

use crate::broker::state::State;
use crate::broker::state::ids::ConnectionId;

impl State {
    /// Sends it.
    pub(super) fn answer(&mut self, id: ConnectionId, number: u16, method: impl Into<Answer>) {
        self.send(id, number, &method.into().0);
    }

    /// Sends it to a client that waits for it.
    pub(super) fn answer_unless(&mut self, nowait: bool, id: ConnectionId, number: u16, method: impl Into<Answer>) {
        if !nowait {
            self.answer(id, number, method);
        }
    }
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
