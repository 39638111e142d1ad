//! What comes in from a client: bytes to frames, frames to the state.

use bytes::BytesMut;
use tokio::io::{AsyncReadExt, Interest};
use tokio::net::tcp::OwnedReadHalf;
use tokio::time::{self, Duration, Instant};

use super::Hub;
use super::bell::Bell;
use crate::broker::session::Next;
use crate::broker::state::connection::Phase;
use crate::broker::state::ids::ConnectionId;
use crate::wire::{self, Frame};

/// Bytes to read at a time.
const CHUNK: usize = 64 * 1024;

/// Bytes of answers that wait to be sent above which no more questions are read.
const UNREAD: usize = 4 * 1024 * 1024;

/// How often a client that is not read from is looked at: it may have gone.
const GLANCE: Duration = Duration::from_millis(500);

/// The reading side of a socket.
pub struct Input<'a> {
    /// What all links share.
    pub hub: &'a Hub,
    /// Which connection this is.
    pub id: ConnectionId,
    /// Tells when reading may go on.
    pub bell: &'a Bell,
    /// The socket.
    pub socket: OwnedReadHalf,
    /// What was read and is no whole frame yet.
    pub buffer: BytesMut,
    /// When the handshake is to be over, or the farewell.
    pub deadline: Instant,
    /// Whether this is the farewell.
    pub closing: bool,
    /// A frame that waits for memory.
    pub waiting: Option<Frame>,
}

/// What the state says after a batch.
struct After {
    phase: Phase,
    heartbeat: u16,
    hold: bool,
    /// Whether it is held as memory is short.
    blocked: bool,
}

impl After {
    /// Until when a client may say nothing: one that is silent for two heartbeats is gone (AMQP 0-9-1 section 4.2.7).
    fn silence(&self) -> Option<Instant> {
        let heartbeat = Duration::from_secs(self.heartbeat.into());
        (self.heartbeat > 0).then(|| Instant::now() + 2 * heartbeat)
    }
}

impl Input<'_> {
    /// Reads until the client goes, or has to.
    pub async fn run(mut self) {
        loop {
            let Some(after) = self.batch() else { return };
            if after.phase == Phase::Closing && !self.closing {
                self.closing = true;
                self.deadline = Instant::now() + super::FAREWELL;
            }
            if after.hold {
                if self.held(&after).await {
                    continue;
                }
                return;
            }
            // Others want their turn, too.
            tokio::task::yield_now().await;
            if self.waiting.is_some() {
                // The shortage ended with the batch that it began to wait in.
                continue;
            }
            let deadline = if after.phase == Phase::Running { after.silence() } else { Some(self.deadline) };
            if !self.read(deadline).await {
                return;
            }
        }
    }

    /// Reads more bytes, or learns that there is something new to know; false when the client has gone, or nothing came
    /// in time.
    async fn read(&mut self, deadline: Option<Instant>) -> bool {
        // Room is made when there is none, so that frames that are kept do not hold on to more than they are.
        self.buffer.reserve(CHUNK);
        let read = async {
            tokio::select! {
                read = self.socket.read_buf(&mut self.buffer) => read,
                // Such as that the connection is to be closed: from then on there is a limit.
                () = self.bell.input.notified() => Ok(1),
            }
        };
        let outcome = match deadline {
            None => Ok(read.await),
            // For one who talks without a pause there is always something to read first.
            Some(deadline) if deadline <= Instant::now() => Err(()),
            Some(deadline) => time::timeout_at(deadline, read).await.map_err(drop),
        };
        if outcome.is_err() {
            self.hub.lock().note(|| "a client was silent for too long".to_owned());
        }
        matches!(outcome, Ok(Ok(1..)))
    }

    /// Waits until reading may go on; false when the client has gone meanwhile, or took nothing of what it is sent for as
    /// long as it may be silent.
    async fn held(&self, after: &After) -> bool {
        let deadline = match after.phase {
            Phase::Running if after.blocked => None,
            Phase::Running => after.silence(),
            _ => Some(self.deadline),
        };
        loop {
            if time::timeout(GLANCE, self.bell.input.notified()).await.is_ok() {
                return true;
            }
            if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                return false;
            }
            let ready = time::timeout(Duration::ZERO, self.socket.ready(Interest::READABLE)).await;
            if matches!(ready, Ok(Ok(ready)) if ready.is_read_closed()) {
                return false;
            }
        }
    }

    /// Hands the whole frames in the buffer to the state; `None` when that was the end.
    fn batch(&mut self) -> Option<After> {
        let (id, buffer) = (self.id, &mut self.buffer);
        self.hub.with(|state| {
            let mut next = Next::Read;
            let (before, mut frames) = (buffer.len(), 0);
            let mut frame_max = negotiated(state.connections.get(&id)?.frame_max);
            loop {
                let cut = match self.waiting.take() {
                    Some(frame) => Ok(Some(frame)),
                    None => wire::cut(buffer, frame_max),
                };
                let frame = match cut {
                    Ok(Some(frame)) => frame,
                    Ok(None) => break,
                    Err(error) => {
                        next = state.on_garbage(id, error);
                        // What follows is no frame either.
                        buffer.clear();
                        break;
                    }
                };
                if state.must_wait(id, &frame) {
                    self.waiting = Some(frame);
                    break;
                }
                frames += 1;
                next = state.on_frame(id, &frame);
                let connection = state.connections.get(&id)?;
                frame_max = negotiated(connection.frame_max);
                // One who asks and does not listen is answered no further.
                if next == Next::Close || connection.outbox.len() > UNREAD {
                    break;
                }
            }
            state.settle_batch(id);
            let connection = state.connections.get_mut(&id)?;
            connection.traffic.frames_received += frames;
            connection.traffic.bytes_received += (before - buffer.len()) as u64;
            let hold = connection.blocked || connection.outbox.len() > UNREAD;
            let (phase, heartbeat, blocked) = (connection.phase, connection.heartbeat, connection.blocked);
            let after = After { phase, heartbeat, hold, blocked };
            (next == Next::Read).then_some(after)
        })
    }
}

/// Until a frame size is agreed on, the smallest counts (AMQP 0-9-1 section 4.2.3).
fn negotiated(frame_max: u32) -> u32 {
    if frame_max == 0 { 4096 } else { frame_max }
}
