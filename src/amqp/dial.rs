//! Making the connection that the library then speaks over: name, TCP, TLS, each marked when it is there.
//!
//! The library makes connections by itself too, but not with a certificate and a name of ours, and not watched.

use std::io;

use async_compat::CompatExt as _;
use async_rs::traits::Reactor as _;
use async_rs::util::RuntimeParts;
use async_rs::{Runtime, Tokio};
use lapin::uri::AMQPUri;
use lapin::{AsyncTcpStream, Connection, ConnectionProperties, Error};

use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::last_words::LastWords;
use super::observed::{Observed, Observing, Raw};
use super::timeline::Marks;
use super::{Endpoint, Stage};
use crate::tls::Trouble;

/// Connects and opens the connection.
pub(super) async fn dial(
    endpoint: Endpoint,
    uri: AMQPUri,
    properties: ConnectionProperties,
    marks: Marks,
) -> Result<Connection, Error> {
    let tokio = Tokio::current();
    let runtime =
        Runtime::new(RuntimeParts::new(tokio.clone(), Observing { reactor: tokio.clone(), marks: marks.clone() }));
    let connect = async move |_: AMQPUri, _: Runtime<_>| {
        let stream = reach(&endpoint, &tokio, &marks).await.map_err(Error::from)?;
        Ok(AsyncTcpStream::Plain(Observed::new(stream, marks.clone())))
    };
    Connection::connector(uri, runtime, connect, properties).await
}

/// From the host's name to a stream of the bytes that AMQP needs.
async fn reach(endpoint: &Endpoint, tokio: &Tokio, marks: &Marks) -> io::Result<Raw> {
    let addresses: Vec<_> = tokio::net::lookup_host((endpoint.host.as_str(), endpoint.port)).await?.collect();
    marks.pass(Stage::Resolve, |attempt| attempt.addresses.clone_from(&addresses));
    let mut outcome = Err(io::Error::new(io::ErrorKind::AddrNotAvailable, "the host has no address"));
    for address in addresses {
        outcome = tokio.tcp_connect_addr(address).await;
        if outcome.is_ok() {
            marks.pass(Stage::Tcp, |attempt| attempt.peer = Some(address));
            break;
        }
    }
    let stream = outcome?;
    if !endpoint.tls {
        return Ok(Box::new(stream));
    }
    let stream = encrypt(endpoint, stream.into_inner()).await?;
    marks.pass(Stage::Tls, |_| ());
    Ok(stream)
}

/// TLS over a connection.
async fn encrypt(endpoint: &Endpoint, stream: TcpStream) -> io::Result<Raw> {
    let config = endpoint.trust.config().map_err(io::Error::other)?;
    let name = endpoint.certified_name();
    let name = ServerName::try_from(name.to_owned()).map_err(|_| io::Error::other(Trouble::no_name(name)))?;
    Ok(Box::new(TlsConnector::from(config).connect(name, LastWords::of(stream)).await?.compat()))
}
