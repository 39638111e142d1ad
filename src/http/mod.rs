//! Posting over HTTP for `forward`: a client of one address, its answers, and how long it is told to wait.
//!
//! Depends on nothing else of the crate but `tls`, and alone shows addresses and answers to people: whatever secret is in an
//! address, a header or a token leaves this module for the server only.

mod client;
mod patience;
mod secrets;

pub use bytes::Bytes;
pub use client::{Answer, Client, Request, Trouble, describe, parse_url};
pub use patience::seconds;
pub use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
pub use reqwest::{Method, StatusCode};
pub use secrets::Secrets;
pub use url::Url;
