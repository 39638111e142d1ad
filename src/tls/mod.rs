//! TLS, the same for AMQP, for the management API and for who is posted to: whom we trust, who we are, and why it failed, in words.
//!
//! Depends on nothing else of the crate. A server is always checked: there is no way to accept any certificate.

mod config;
mod pem;
mod trouble;

pub use config::{Files, Tls};
pub use pem::BadFile;
pub use rustls::ClientConfig as TlsConfig;
pub use trouble::{Advice, Peer, Trouble, trouble_in};
