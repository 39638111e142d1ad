//! What goes out to a client: its outbox, and heartbeats when there is nothing else to say.

use std::collections::VecDeque;
use std::io::IoSlice;

use bytes::Bytes;
use tokio::io::AsyncWriteExt;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::time::{self, Duration};

use super::Hub;
use super::bell::Bell;
use crate::broker::state::ids::ConnectionId;
use crate::wire;

/// Pieces that one call hands to the operating system.
const PIECES: usize = 64;

/// The writing side of a socket.
pub struct Output<'a> {
    /// What all links share.
    pub hub: &'a Hub,
    /// Which connection this is.
    pub id: ConnectionId,
    /// Tells when there is something to send.
    pub bell: &'a Bell,
    /// The socket.
    pub socket: OwnedWriteHalf,
}

impl Output<'_> {
    /// Writes until the client takes no more, or the last words are out.
    pub async fn run(mut self) {
        loop {
            let Some((pieces, clogged, heartbeat)) = self.take() else { return };
            if !pieces.is_empty() {
                if write(&mut self.socket, pieces).await.is_err() {
                    return;
                }
                if clogged {
                    self.hub.with(|state| state.drained(self.id));
                    // The reader may have waited for that.
                    self.bell.input.notify_one();
                }
                continue;
            }
            let rung = self.bell.output.notified();
            if heartbeat == 0 {
                rung.await;
                continue;
            }
            // At half of what was agreed on, so that one may be late.
            let half = Duration::from_millis(u64::from(heartbeat) * 500);
            if time::timeout(half, rung).await.is_err() {
                self.hub.with(|state| {
                    if let Some(connection) = state.connections.get_mut(&self.id) {
                        connection.outbox.put_heartbeat();
                    }
                });
            }
        }
    }

    /// What is to be sent, whether consumers wait for it to be gone, and the heartbeat; `None` at the end.
    fn take(&self) -> Option<(VecDeque<Bytes>, bool, u16)> {
        self.hub.with(|state| {
            let connection = state.connections.get_mut(&self.id)?;
            let clogged = connection.is_clogged();
            let pieces = connection.take_output();
            let over = pieces.is_empty() && connection.last_words;
            (!over).then_some((pieces, clogged, connection.heartbeat))
        })
    }
}

async fn write(socket: &mut OwnedWriteHalf, mut pieces: VecDeque<Bytes>) -> std::io::Result<()> {
    while !pieces.is_empty() {
        let mut slices = [IoSlice::new(&[]); PIECES];
        let count = wire::slices(&pieces, &mut slices);
        let written = socket.write_vectored(&slices[..count]).await?;
        if written == 0 {
            return Err(std::io::ErrorKind::WriteZero.into());
        }
        wire::written(&mut pieces, written);
    }
    Ok(())
}
