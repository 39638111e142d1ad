//! Making the connection that the library then speaks over: name, TCP, TLS, each marked when it is there.
//!
//! The library makes connections by itself too, but not with a certificate and a name of ours, not watched, and not so
//! that messages could pass it by.

use std::future::pending;
use std::io;

use async_rs::util::RuntimeParts;
use async_rs::{Runtime, Tokio};
use lapin::uri::AMQPUri;
use lapin::{AsyncTcpStream, Connection, ConnectionProperties, Error};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsConnector;

use super::last_words::LastWords;
use super::link::{Link, Observing, Pump};
use super::timeline::Marks;
use super::{Endpoint, Stage};
use crate::tls::Trouble;

/// The library's own frames, in bytes: it allocates and clears 64 buffers of that size, and needs them for declarations
/// only.
pub(super) const LIBRARY_FRAME: u32 = 8 * 1024;

/// A connection, with or without TLS.
type Raw = Box<dyn Stream>;

/// What a connection must be able to do.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Connects and opens the connection, with frames of at most `frame_max` octets. The bytes are moved by a task of the
/// runtime, through the link.
pub(super) async fn dial(
    endpoint: Endpoint,
    mut uri: AMQPUri,
    properties: ConnectionProperties,
    frame_max: u32,
    marks: Marks,
) -> Result<(Connection, Link), Error> {
    uri.query.frame_max = Some(LIBRARY_FRAME);
    let kit = Tokio::current();
    let runtime = Runtime::new(RuntimeParts::new(kit.clone(), Observing(kit)));
    // The library may connect again before the handshake has begun: the last link is the one that holds.
    let (newest, last) = watch::channel(None);
    let connect = async move |_: AMQPUri, _: Runtime<_>| {
        let socket = reach(&endpoint, &marks).await.map_err(Error::from)?;
        let link = Link::new(frame_max, marks.clone());
        tokio::spawn(Pump::new(link.clone(), socket));
        newest.send_replace(Some(link.clone()));
        Ok(AsyncTcpStream::Plain(link.pipe()))
    };
    let severed = severed(last.clone());
    let connection = tokio::select! {
        biased;
        connection = Connection::connector(uri, runtime, connect, properties) => connection?,
        // The library does not always notice an end in the middle of the handshake.
        why = severed => return Err(why.into()),
    };
    let link = last.borrow().clone();
    match link {
        Some(link) => Ok((connection, link)),
        // It cannot be open without one.
        None => Err(io::Error::from(io::ErrorKind::NotConnected).into()),
    }
}

/// Waits until the socket of the newest link has ended.
async fn severed(mut links: watch::Receiver<Option<Link>>) -> io::Error {
    loop {
        let link = links.borrow_and_update().clone();
        let ended = async {
            match link {
                Some(link) => link.severed().await,
                None => pending().await,
            }
        };
        tokio::select! {
            why = ended => return why,
            Ok(()) = links.changed() => {}
        }
    }
}

/// From the host's name to a stream of the bytes that AMQP needs.
async fn reach(endpoint: &Endpoint, marks: &Marks) -> io::Result<Raw> {
    let addresses: Vec<_> = tokio::net::lookup_host((endpoint.host.as_str(), endpoint.port)).await?.collect();
    marks.pass(Stage::Resolve, |attempt| attempt.addresses.clone_from(&addresses));
    let mut outcome = Err(io::Error::new(io::ErrorKind::AddrNotAvailable, "the host has no address"));
    for address in addresses {
        outcome = TcpStream::connect(address).await;
        if outcome.is_ok() {
            marks.pass(Stage::Tcp, |attempt| attempt.peer = Some(address));
            break;
        }
    }
    let stream = outcome?;
    // What is written is whole; nothing is gained by waiting for more of it.
    stream.set_nodelay(true)?;
    if !endpoint.tls {
        return Ok(Box::new(stream));
    }
    let stream = encrypt(endpoint, stream).await?;
    marks.pass(Stage::Tls, |_| ());
    Ok(stream)
}

/// TLS over a connection.
async fn encrypt(endpoint: &Endpoint, stream: TcpStream) -> io::Result<Raw> {
    let config = endpoint.trust.config().map_err(io::Error::other)?;
    let name = endpoint.certified_name();
    let name = ServerName::try_from(name.to_owned()).map_err(|_| io::Error::other(Trouble::no_name(name)))?;
    Ok(Box::new(TlsConnector::from(config).connect(name, LastWords::of(stream)).await?))
}
