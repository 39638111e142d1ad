//! Who calls, and how many at a time.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::dispatch;
use super::patience::Patient;
use crate::broker::link::Hub;

/// Clients at a time; others wait to be let in.
const CLIENTS: usize = 256;

/// How long a request's head may take to come, or the next request on a connection.
const HEAD: Duration = Duration::from_secs(30);

/// Where the broker listens.
#[derive(Debug, Clone, Copy)]
pub struct Places {
    /// For AMQP.
    pub amqp: Option<SocketAddr>,
    /// For this API.
    pub http: Option<SocketAddr>,
}

/// Answers requests until it is dropped, and with it every connection. `amqp` is where clients of the broker call.
pub async fn serve(hub: Hub, listener: TcpListener, amqp: Option<SocketAddr>) {
    let places = Places { amqp, http: listener.local_addr().ok() };
    let mut clients = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept(), if clients.len() < CLIENTS => match accepted {
                Ok((socket, peer)) => {
                    clients.spawn(client(hub.clone(), socket, peer, places));
                }
                // Its client went before it was let in.
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
                // No more descriptors, or no memory, for now: the next may do better.
                Err(_) => sleep(Duration::from_millis(50)).await,
            },
            // Those that are done are let go.
            Some(_) = clients.join_next(), if !clients.is_empty() => {}
        }
    }
}

async fn client(hub: Hub, socket: TcpStream, peer: SocketAddr, places: Places) {
    // Answers are small and waited for.
    let _ = socket.set_nodelay(true);
    let service = service_fn(|request| {
        let answering = dispatch::answer(&hub, peer, places, request);
        async { Ok::<_, Infallible>(answering.await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(Patient::new(socket)), service);
    // What ends it is the client's affair: it went, was silent, or does not speak HTTP.
    let _ = connection.await;
}
