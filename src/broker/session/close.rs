//! How channels and connections end, by either side.

use amq_protocol::protocol::{AMQPClass, channel, connection};
use amq_protocol::types::ShortString;

use super::{Complaint, Next};
use crate::broker::state::State;
use crate::broker::state::channel::Channel;
use crate::broker::state::connection::{Connection, Phase};
use crate::broker::state::fault::{Refusal, Scope};
use crate::broker::state::ids::ConnectionId;

impl State {
    /// Tells a client what is wrong, and closes the channel, or with it the connection.
    pub(super) fn complain(&mut self, id: ConnectionId, number: u16, complaint: &Complaint) -> Next {
        self.send_confirms(id);
        if number == 0 || complaint.refusal.scope() == Scope::Connection {
            self.close_connection(id, complaint);
            return Next::Read;
        }
        let Some(connection) = self.connections.get_mut(&id) else { return Next::Close };
        let (name, text) = (connection.name(), &complaint.refusal.text);
        let gone = connection.channels.insert(number, Channel { closing: true, ..Channel::default() });
        self.note(|| format!("{name}: channel {number} closed: {} {text}", complaint.refusal.code));
        if let Some(gone) = gone {
            self.release_channel(id, number, gone);
        }
        let close = channel::Close {
            reply_code: complaint.refusal.code,
            reply_text: short(text),
            class_id: complaint.class,
            method_id: complaint.method,
        };
        self.send(id, number, &AMQPClass::Channel(channel::AMQPMethod::Close(close)));
        Next::Read
    }

    /// Says goodbye with a reason; the client is to answer.
    pub(super) fn close_connection(&mut self, id: ConnectionId, complaint: &Complaint) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        if connection.phase == Phase::Closing {
            return;
        }
        connection.phase = Phase::Closing;
        let (name, text) = (connection.name(), &complaint.refusal.text);
        self.note(|| format!("{name}: closed: {} {text}", complaint.refusal.code));
        self.release_connection(id);
        let close = connection::Close {
            reply_code: complaint.refusal.code,
            reply_text: short(text),
            class_id: complaint.class,
            method_id: complaint.method,
        };
        self.send(id, 0, &AMQPClass::Connection(connection::AMQPMethod::Close(close)));
        if let Some(connection) = self.connections.get_mut(&id) {
            // It is to read the answer, whatever memory there is.
            connection.resume();
        }
    }

    /// Ends a connection by order of whoever runs the broker.
    pub fn force_close(&mut self, id: ConnectionId, reason: &str) {
        self.close_connection(id, &Refusal::new(320, reason).during(0, 0));
    }

    /// The client says goodbye.
    pub(super) fn on_close(&mut self, id: ConnectionId) -> Next {
        self.send_confirms(id);
        self.release_connection(id);
        self.send(id, 0, &AMQPClass::Connection(connection::AMQPMethod::CloseOk(connection::CloseOk {})));
        Next::Close
    }

    /// The socket is gone.
    pub fn disconnect(&mut self, id: ConnectionId) {
        self.release_connection(id);
        if let Some(gone) = self.connections.remove(&id) {
            self.note(|| format!("{}: gone", gone.name()));
        }
        self.bury();
        self.watch_memory();
    }

    /// Ends all channels of a connection, and its exclusive queues.
    fn release_connection(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let (channels, owned) = (std::mem::take(&mut connection.channels), std::mem::take(&mut connection.owned));
        for (number, channel) in channels {
            self.release_channel(id, number, channel);
        }
        for queue in owned {
            self.remove_queue(queue);
        }
    }
}

impl Connection {
    /// Memory is short: tells a client that wants to know, and reads no more from it.
    pub(in crate::broker) fn tell_blocked(&mut self) {
        if std::mem::replace(&mut self.blocked, true) || !self.is_capable_of("connection.blocked") {
            return;
        }
        let blocked = connection::Blocked { reason: "low on memory".into() };
        self.outbox.put_method(0, &AMQPClass::Connection(connection::AMQPMethod::Blocked(blocked)));
        self.ring();
    }

    /// There is memory again.
    pub(in crate::broker) fn tell_unblocked(&mut self) {
        if self.is_capable_of("connection.blocked") {
            let unblocked = AMQPClass::Connection(connection::AMQPMethod::Unblocked(connection::Unblocked {}));
            self.outbox.put_method(0, &unblocked);
            self.ring();
        }
        self.resume();
    }
}

/// As much of a text as a short string takes: 255 bytes (AMQP 0-9-1 section 4.2.5.3), the last three of them dots where
/// it had more, as RabbitMQ does.
fn short(text: &str) -> ShortString {
    if text.len() <= 255 {
        return text.into();
    }
    let mut end = 252;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}...", &text[..end]).into()
}
