//! Making the connection that the library then speaks over: name, TCP, TLS, each marked when it is there.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use async_rs::traits::Reactor;
use async_rs::util::RuntimeParts;
use async_rs::{Runtime, Tokio};
use lapin::tcp::OwnedTLSConfig;
use lapin::uri::{AMQPScheme, AMQPUri};
use lapin::{AsyncTcpStream, Connection, ConnectionProperties, Error};

use super::Stage;
use super::link::{Link, Observing, Pump};
use super::timeline::Marks;

/// The library's own frames, in bytes: it allocates and clears 64 buffers of that size, and needs them for declarations
/// only.
pub(super) const LIBRARY_FRAME: u32 = 8 * 1024;

/// Connects and opens the connection, with frames of at most `frame_max` octets. The bytes are moved by a task of the
/// runtime, through the link.
pub(super) async fn dial(
    mut uri: AMQPUri,
    properties: ConnectionProperties,
    frame_max: u32,
    marks: Marks,
) -> Result<(Connection, Link), Error> {
    uri.query.frame_max = Some(LIBRARY_FRAME);
    let kit = Tokio::current();
    let runtime = Runtime::new(RuntimeParts::new(kit.clone(), Observing(kit.clone())));
    // The library may connect again before the handshake has begun: the last link is the one that holds.
    let last = Arc::new(Mutex::new(None));
    let newest = last.clone();
    let connect = async move |uri: AMQPUri, _: Runtime<_>| {
        let socket = reach(&uri, &kit, &marks).await.map_err(Error::from)?;
        let link = Link::new(frame_max, marks.clone());
        tokio::spawn(Pump::new(link.clone(), socket));
        *newest.lock().unwrap_or_else(PoisonError::into_inner) = Some(link.clone());
        Ok(AsyncTcpStream::Plain(link.pipe()))
    };
    let connection = Connection::connector(uri, runtime, connect, properties).await?;
    let link = last.lock().unwrap_or_else(PoisonError::into_inner).take();
    match link {
        Some(link) => Ok((connection, link)),
        // It cannot be open without one.
        None => Err(io::Error::from(io::ErrorKind::NotConnected).into()),
    }
}

/// A connection as the runtime makes it.
type Raw = AsyncTcpStream<<Tokio as Reactor>::TcpStream>;

/// From the host's name to a stream of the bytes that AMQP needs.
async fn reach(uri: &AMQPUri, runtime: &Tokio, marks: &Marks) -> io::Result<Raw> {
    let host = uri.authority.host.as_str();
    let addresses: Vec<_> = tokio::net::lookup_host((host, uri.authority.port)).await?.collect();
    marks.pass(Stage::Resolve, |attempt| attempt.addresses.clone_from(&addresses));
    let mut outcome = Err(io::Error::new(io::ErrorKind::AddrNotAvailable, "the host has no address"));
    for address in addresses {
        outcome = runtime.tcp_connect_addr(address).await;
        if outcome.is_ok() {
            marks.pass(Stage::Tcp, |attempt| attempt.peer = Some(address));
            break;
        }
    }
    let stream = AsyncTcpStream::Plain(outcome?);
    match uri.scheme {
        AMQPScheme::AMQP => Ok(stream),
        AMQPScheme::AMQPS => {
            let stream = stream.into_tls(host, OwnedTLSConfig::default().as_ref()).await?;
            marks.pass(Stage::Tls, |_| ());
            Ok(stream)
        }
    }
}
