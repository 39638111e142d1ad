//! One client, from its call to its end.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::BytesMut;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{self, Duration, Instant};

use super::bell::Bell;
use super::{Hub, epoch, input, output};
use crate::broker::state::ids::ConnectionId;
use crate::wire;

/// How long a client has from its call until its vhost is open: RabbitMQ's default `handshake_timeout`.
pub const HANDSHAKE: Duration = Duration::from_secs(10);

/// Serves one client until it goes, or has to.
pub async fn serve(hub: Hub, mut socket: TcpStream, peer: SocketAddr) {
    let Ok(local) = socket.local_addr() else { return };
    // Answers are small and waited for.
    let _ = socket.set_nodelay(true);
    let deadline = Instant::now() + HANDSHAKE;
    let mut buffer = BytesMut::new();
    if !matches!(time::timeout_at(deadline, header(&mut socket, &mut buffer)).await, Ok(true)) {
        return;
    }
    let bell = Arc::new(Bell::default());
    let id = hub.with(|state| state.connect(peer, local, epoch(), bell.clone()));
    let guard = Guard { hub: hub.clone(), id };
    let (reader, writer) = socket.into_split();
    let reading =
        input::Input { hub: &hub, id, bell: &bell, socket: reader, buffer, deadline, closing: false, waiting: None };
    let writing = output::Output { hub: &hub, id, bell: &bell, socket: writer };
    let mut writing = std::pin::pin!(writing.run());
    tokio::select! {
        () = reading.run() => {
            hub.with(|state| if let Some(connection) = state.connections.get_mut(&id) {
                connection.end_after_last_words();
            });
            let _ = time::timeout(super::FAREWELL, writing.as_mut()).await;
        }
        () = writing.as_mut() => {}
    }
    drop(guard);
}

/// Takes the protocol header; one that is wrong gets the right one for an answer (AMQP 0-9-1 section 4.2.2).
async fn header(socket: &mut TcpStream, buffer: &mut BytesMut) -> bool {
    loop {
        match wire::protocol_header(buffer) {
            Ok(true) => return true,
            Ok(false) => {}
            Err(()) => {
                let _ = socket.write_all(&wire::PROTOCOL_HEADER).await;
                // Bytes that are left unread would end the connection before the client has read the answer.
                let _ = socket.shutdown().await;
                let _ = time::timeout(super::FAREWELL, drain(socket)).await;
                return false;
            }
        }
        if !matches!(socket.read_buf(buffer).await, Ok(1..)) {
            return false;
        }
    }
}

async fn drain(socket: &mut TcpStream) {
    let mut scrap = [0; 4096];
    while matches!(socket.read(&mut scrap).await, Ok(1..)) {}
}

/// Takes a connection out of the state, however its task ends.
struct Guard {
    hub: Hub,
    id: ConnectionId,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.hub.with(|state| state.disconnect(self.id));
    }
}
