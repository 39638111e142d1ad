//! A client without a socket: what a link does, step by step.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use bytes::BytesMut;

use crate::broker::session::Next;
use crate::broker::state::State;
use crate::broker::state::connection::Link;
use crate::broker::state::ids::ConnectionId;
use crate::wire::{self, Frame};

/// Above this a link reads no more.
const UNREAD: usize = 4 * 1024 * 1024;
/// What one frame can make an outbox grow by: deliveries until it is clogged, and the longest of the programs' messages.
const STEP: usize = 1024 * 1024;

struct Deaf;

impl Link for Deaf {
    fn has_output(&self) {}

    fn may_read(&self) {}
}

/// A connection from its side of the socket.
pub struct Client {
    id: ConnectionId,
    buffer: BytesMut,
    waiting: Option<Frame>,
    gone: bool,
}

impl Client {
    /// One who has said the protocol header.
    pub fn new(state: &mut State) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 5672));
        let id = state.connect(address, address, 0, Arc::new(Deaf));
        Self { id, buffer: BytesMut::new(), waiting: None, gone: false }
    }

    /// Its number.
    pub fn id(&self) -> ConnectionId {
        self.id
    }

    /// Whether its connection has ended.
    pub fn is_gone(&self) -> bool {
        self.gone
    }

    /// Says something.
    pub fn feed(&mut self, state: &mut State, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
        while !self.gone && self.step(state) {}
        if !self.gone {
            state.settle_batch(self.id);
        }
    }

    /// Hands over one frame; false when there is none, or the link would not read on.
    fn step(&mut self, state: &mut State) -> bool {
        let Some(connection) = state.connections.get(&self.id) else {
            self.gone = true;
            return false;
        };
        assert!(connection.outbox.len() <= UNREAD + STEP, "{} bytes to send", connection.outbox.len());
        if connection.blocked || connection.outbox.len() > UNREAD {
            return false;
        }
        let frame_max = if connection.frame_max == 0 { 4096 } else { connection.frame_max };
        let cut = self.waiting.take().map_or_else(|| wire::cut(&mut self.buffer, frame_max), |frame| Ok(Some(frame)));
        let next = match cut {
            Ok(None) => return false,
            Ok(Some(frame)) if state.must_wait(self.id, &frame) => {
                self.waiting = Some(frame);
                return false;
            }
            Ok(Some(frame)) => state.on_frame(self.id, &frame),
            Err(error) => {
                self.buffer.clear();
                state.on_garbage(self.id, error)
            }
        };
        if next == Next::Close {
            self.go(state);
        }
        true
    }

    /// Takes what is for it, which must be whole frames of the size that was agreed on.
    pub fn listen(&mut self, state: &mut State) {
        let Some(connection) = state.connections.get_mut(&self.id) else { return };
        let (clogged, frame_max) = (connection.is_clogged(), connection.frame_max);
        let pieces: Vec<_> = connection.take_output().into_iter().collect();
        if clogged {
            state.drained(self.id);
        }
        let mut buffer = BytesMut::from(&pieces.concat()[..]);
        loop {
            match wire::cut(&mut buffer, 0) {
                Ok(Some(frame)) => {
                    let size = frame.payload.len() + 8;
                    assert!(frame_max == 0 || size <= frame_max as usize, "a frame of {size} bytes");
                }
                Ok(None) => break,
                Err(error) => panic!("sent what is no frame: {error:?}"),
            }
        }
        assert!(buffer.is_empty(), "half a frame was sent");
        self.feed(state, &[]);
    }

    /// Goes without a word.
    pub fn go(&mut self, state: &mut State) {
        self.gone = true;
        state.disconnect(self.id);
    }
}
