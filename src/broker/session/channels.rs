//! Channels that are opened, and those that were closed by the broker until the client knows (AMQP 0-9-1 section 1.5 of
//! the reference).

use amq_protocol::protocol::{AMQPClass, channel};

use super::{Complaint, Next};
use crate::broker::state::State;
use crate::broker::state::channel::Channel;
use crate::broker::state::fault::Refusal;
use crate::broker::state::ids::ConnectionId;
use crate::wire::Method;

impl State {
    /// After `channel.close` was sent, only its answer counts; a client that closed at the same time gets one too.
    pub(super) fn while_closing(&mut self, id: ConnectionId, number: u16, method: &Method) {
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

    /// What comes on a channel that is not open. `numbers` are those of the method.
    pub(super) fn open_channel(
        &mut self,
        id: ConnectionId,
        number: u16,
        method: &Method,
        numbers: (u16, u16),
    ) -> Result<Next, Complaint> {
        let Some(connection) = self.connections.get_mut(&id) else { return Ok(Next::Close) };
        match method {
            Method::Other(AMQPClass::Channel(channel::AMQPMethod::Open(_))) => {}
            // The answer to a close that is over.
            Method::Other(AMQPClass::Channel(channel::AMQPMethod::CloseOk(_))) => return Ok(Next::Read),
            _ => return Err(Refusal::new(504, "expected 'channel.open'").during(numbers.0, numbers.1)),
        }
        let (open, most) = (connection.channels.len(), connection.channel_max);
        if open >= usize::from(most) {
            let words = format!("number of channels opened ({open}) has reached the negotiated channel_max ({most})");
            return Err(Refusal::not_allowed(words).during(0, 0));
        }
        connection.channels.insert(number, Channel::default());
        self.answer(id, number, channel::AMQPMethod::OpenOk(channel::OpenOk {}));
        Ok(Next::Read)
    }
}
