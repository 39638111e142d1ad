//! A connection's side of the protocol: which frame may come when, and which rule of the state it calls
//! (AMQP 0-9-1 sections 2.2 and 4).

mod channels;
mod close;
mod content;
mod handshake;
mod methods;
mod names;
mod topology;

use super::state::State;
use super::state::connection::Phase;
use super::state::fault::Refusal;
use super::state::ids::ConnectionId;
use crate::wire::{self, Frame, FrameKind, ProtocolError};

/// What the link does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Go on reading.
    Read,
    /// Send what there is, and close the socket.
    Close,
}

/// What is wrong, and what the client was doing.
#[derive(Debug)]
pub(in crate::broker) struct Complaint {
    refusal: Refusal,
    class: u16,
    method: u16,
}

impl From<ProtocolError> for Complaint {
    fn from(error: ProtocolError) -> Self {
        let ProtocolError { code, text, class, method } = error;
        Self { refusal: Refusal { code, text }, class, method }
    }
}

impl Refusal {
    /// Says during which method it happened.
    fn during(self, class: u16, method: u16) -> Complaint {
        Complaint { refusal: self, class, method }
    }
}

impl State {
    /// Takes a frame that came in.
    pub fn on_frame(&mut self, id: ConnectionId, frame: &Frame) -> Next {
        let Some(connection) = self.connections.get(&id) else { return Next::Close };
        let phase = connection.phase;
        let outcome = match (frame.kind, frame.channel) {
            (FrameKind::Heartbeat, 0) => return Next::Read,
            (FrameKind::Method, 0) => self.on_connection_method(id, phase, &frame.payload),
            (_, _) if phase == Phase::Closing => return Next::Read,
            (_, 0) => Err(wire::unexpected(frame).into()),
            (_, _) if phase != Phase::Running => Err(wire::unexpected(frame).into()),
            (FrameKind::Method, channel) => self.on_channel_method(id, channel, &frame.payload),
            (FrameKind::Header, channel) => self.on_header(id, channel, frame),
            (FrameKind::Body, channel) => self.on_body(id, channel, frame),
            (FrameKind::Heartbeat, _) => Err(wire::unexpected(frame).into()),
        };
        self.bury();
        match outcome {
            Ok(next) => next,
            Err(complaint) => self.complain(id, frame.channel, &complaint),
        }
    }

    /// Closes a connection over something that is wrong with its bytes.
    pub fn on_garbage(&mut self, id: ConnectionId, error: ProtocolError) -> Next {
        self.complain(id, 0, &error.into())
    }
}
