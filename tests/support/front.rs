//! Owns a server that speaks TLS in front of one that does not.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use super::certificates::{Authority, Identity};

/// Takes TLS connections on a loopback port and passes on what is in them. Dropping it ends them.
pub struct TlsFront {
    port: u16,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What it asks of its clients.
#[derive(Clone, Copy)]
pub enum Clients<'a> {
    /// Nothing.
    Anybody,
    /// A certificate from this authority.
    Of(&'a Authority),
}

impl TlsFront {
    /// In front of the server at `port`, with any version of TLS.
    pub fn new(port: u16, identity: &Identity, clients: Clients<'_>) -> Self {
        Self::speaking(port, identity, clients, rustls::ALL_VERSIONS)
    }

    /// The same with these versions of TLS.
    pub fn speaking(
        port: u16,
        identity: &Identity,
        clients: Clients<'_>,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Self {
        let acceptor = TlsAcceptor::from(Arc::new(config(identity, clients, versions)));
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
        let own = listener.local_addr().expect("a listener has an address").port();
        listener.set_nonblocking(true).expect("a socket can be non-blocking");
        let (stop, stopped) = oneshot::channel();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).expect("a listener of the runtime");
                tokio::select! {
                    () = serve(&listener, &acceptor, port) => {}
                    _ = stopped => {}
                }
            });
        });
        Self { port: own, stop: Some(stop), thread: Some(thread) }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for TlsFront {
    fn drop(&mut self) {
        let asked = self.stop.take().is_some_and(|stop| stop.send(()).is_ok());
        if let Some(thread) = self.thread.take().filter(|_| asked) {
            let _ = thread.join();
        }
    }
}

async fn serve(listener: &TcpListener, acceptor: &TlsAcceptor, port: u16) {
    while let Ok((client, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            // However it ends: the client says what came of it.
            if let Ok(mut client) = acceptor.accept(client).await
                && let Ok(mut server) = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await
            {
                let _ = copy_bidirectional(&mut client, &mut server).await;
            }
        });
    }
}

fn config(identity: &Identity, clients: Clients<'_>, versions: &[&'static SupportedProtocolVersion]) -> ServerConfig {
    let provider = Arc::new(ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
    let builder = builder.with_protocol_versions(versions).expect("the provider has these versions");
    let builder = match clients {
        Clients::Anybody => builder.with_no_client_auth(),
        Clients::Of(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(certificates(Path::new(&authority.ca())));
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.expect("an authority"))
        }
    };
    let key = PrivateKeyDer::from_pem_slice(&fs::read(&identity.key).expect("the key")).expect("a key in PEM");
    builder.with_single_cert(certificates(&identity.certificate), key).expect("the key fits")
}

fn certificates(file: &Path) -> Vec<CertificateDer<'static>> {
    let bytes = fs::read(file).expect("the certificate");
    CertificateDer::pem_slice_iter(&bytes).collect::<Result<_, _>>().expect("certificates in PEM")
}
