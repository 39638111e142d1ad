//! Making the connection that the library then speaks over: name, TCP, TLS, each marked when it is there.

use std::io;

use async_rs::traits::Reactor as _;
use async_rs::util::RuntimeParts;
use async_rs::{Runtime, Tokio};
use lapin::tcp::OwnedTLSConfig;
use lapin::uri::{AMQPScheme, AMQPUri};
use lapin::{AsyncTcpStream, Connection, ConnectionProperties, Error};

use super::Stage;
use super::observed::{Observed, Observing, Raw};
use super::timeline::Marks;

/// Connects and opens the connection.
pub(super) async fn dial(uri: AMQPUri, properties: ConnectionProperties, marks: Marks) -> Result<Connection, Error> {
    let tokio = Tokio::current();
    let runtime =
        Runtime::new(RuntimeParts::new(tokio.clone(), Observing { reactor: tokio.clone(), marks: marks.clone() }));
    let connect = async move |uri: AMQPUri, _: Runtime<_>| {
        let stream = reach(&uri, &tokio, &marks).await.map_err(Error::from)?;
        Ok(AsyncTcpStream::Plain(Observed::new(stream, marks.clone())))
    };
    Connection::connector(uri, runtime, connect, properties).await
}

/// From the host's name to a stream of the bytes that AMQP needs.
async fn reach(uri: &AMQPUri, tokio: &Tokio, marks: &Marks) -> io::Result<Raw> {
    let host = uri.authority.host.as_str();
    let addresses: Vec<_> = tokio::net::lookup_host((host, uri.authority.port)).await?.collect();
    marks.pass(Stage::Resolve, |attempt| attempt.addresses.clone_from(&addresses));
    let mut outcome = Err(io::Error::new(io::ErrorKind::AddrNotAvailable, "the host has no address"));
    for address in addresses {
        outcome = tokio.tcp_connect_addr(address).await;
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
