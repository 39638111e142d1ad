//! Posting to one address, and reading what it answers.

use std::error::Error as _;
use std::fmt;
use std::time::{Duration, SystemTime};

use reqwest::header::{CONTENT_LENGTH, HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Method, StatusCode};
use url::Url;

use super::{Bytes, Secrets, patience};
use crate::tls::{self, Advice, Peer, Tls, TlsConfig, trouble_in};

/// Most bytes of an answer that are read: more tell nothing that is needed here.
const LARGEST: usize = 1024 * 1024;
/// Most characters of an answer that are shown.
const SHOWN: usize = 200;
/// Schemes that can be posted to.
const SCHEME: &str = "it does not begin with http:// or https://";

/// A client of one address.
pub struct Client {
    http: reqwest::Client,
    method: Method,
    url: Url,
    timeout: Duration,
    tls: Tls,
    secrets: Secrets,
}

/// One request. Cheap to send again.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// An answer, read to its end or to [`LARGEST`].
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// How long the server wants to be left alone (`Retry-After`).
    pub retry_after: Option<Duration>,
    /// Its body, as far as it was read.
    pub body: Vec<u8>,
}

/// Why there is no whole answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// What became of the request is not known.
    #[error("{0}")]
    Unanswered(String),
    /// TLS did not come about. What became of the request is not known here either: with TLS 1.3 the server looks at our
    /// certificate, and may refuse it, when the request is on its way already.
    #[error("{0}")]
    Tls(tls::Trouble),
}

impl Client {
    /// A client for requests of this kind; nothing is connected yet. An answer must be whole within `timeout`.
    ///
    /// # Errors
    /// No TLS, for want of certificates to trust.
    pub fn new(
        (method, url): (Method, Url),
        tls: Tls,
        timeout: Duration,
        mut secrets: Secrets,
    ) -> Result<Self, Trouble> {
        secrets.add_password_of(&url);
        let config = (url.scheme() == "https").then(|| tls.config()).transpose().map_err(Trouble::Tls)?;
        let http = build(config.as_deref(), timeout).map_err(|error| trouble(&error, timeout))?;
        Ok(Self { http, method, url, timeout, tls, secrets })
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    /// No connection, or it ended before the answer did, or time is up.
    pub async fn send(&self, request: &Request) -> Result<Answer, Trouble> {
        self.exchange(request).await.map_err(|error| self.explain(&error))
    }

    /// In words that know of TLS, where it was at fault.
    fn explain(&self, error: &reqwest::Error) -> Trouble {
        let host = self.url.host_str().unwrap_or_default();
        let peer = Peer {
            name: host.trim_matches(['[', ']']),
            identified: self.tls.is_identified(),
            if_plain: "write http:// for a port without TLS",
            advice: &Advice::RECEIVER,
        };
        trouble_in(error, peer).map_or_else(|| trouble(error, self.timeout), Trouble::Tls)
    }

    async fn exchange(&self, request: &Request) -> reqwest::Result<Answer> {
        let mut sending = self.http.request(self.method.clone(), self.url.clone()).headers(request.headers.clone());
        // RFC 9110, 8.6: who means to send nothing says so, where something is expected; the library would not.
        if request.body.is_empty() && [Method::POST, Method::PUT, Method::PATCH].contains(&self.method) {
            sending = sending.header(CONTENT_LENGTH, 0);
        }
        let mut response = sending.body(request.body.clone()).send().await?;
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = retry_after.and_then(|value| patience::told(value, SystemTime::now()));
        let mut body = Vec::new();
        while body.len() < LARGEST
            && let Some(chunk) = response.chunk().await?
        {
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status: response.status(), retry_after, body })
    }

    /// What is posted to, for people: scheme, host and port. Paths and parameters may be secrets.
    #[must_use]
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// The method and what is posted to.
    #[must_use]
    pub fn narrates(&self) -> String {
        format!("{} {}", self.method, self.origin())
    }

    /// A text from the server without secrets.
    #[must_use]
    pub fn hide(&self, text: &str) -> String {
        self.secrets.hide(text)
    }
}

/// Makes every client of this module.
///
/// It follows no redirects: they would carry secrets elsewhere, and most turn a POST into a GET. It goes through the
/// proxy that the environment names (`HTTPS_PROXY` and so on), because what it posts to is often outside.
fn build(tls: Option<&TlsConfig>, timeout: Duration) -> reqwest::Result<reqwest::Client> {
    // An error says that somebody installed a provider already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("rmq/", env!("CARGO_PKG_VERSION")))
        .timeout(timeout)
        .redirect(Policy::none());
    builder = match tls {
        Some(config) => builder.tls_backend_preconfigured(config.clone()),
        // Do not read the system's certificates, which may be missing, for plain HTTP.
        None => builder.tls_certs_only([]),
    };
    builder.build()
}

/// The innermost cause has the operating system's words; the outer ones repeat the address with all its secrets.
fn trouble(error: &reqwest::Error, timeout: Duration) -> Trouble {
    if error.is_timeout() {
        return Trouble::Unanswered(format!("no whole answer within {}", humantime::format_duration(timeout)));
    }
    let mut cause = error.source();
    while let Some(inner) = cause.and_then(std::error::Error::source) {
        cause = Some(inner);
    }
    // What the TLS library says of a server that only closes: one that does not know what it was told.
    if cause.is_some_and(|cause| cause.to_string() == "tls handshake eof") {
        let words = "the server closed the connection in the TLS handshake: it may not speak TLS";
        return Trouble::Unanswered(words.to_owned());
    }
    Trouble::Unanswered(cause.map_or_else(|| "the request failed".to_owned(), ToString::to_string))
}

impl Answer {
    /// Its status in numbers and words, and the beginning of what a text says.
    #[must_use]
    pub fn summary(&self) -> String {
        let text = String::from_utf8_lossy(&self.body[..self.body.len().min(SHOWN * 4)]).into_owned();
        let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        // Of a page for people the first line says nothing.
        let reason = if first.starts_with('<') { "" } else { first };
        describe(self.status.as_u16(), reason)
    }
}

/// A status and the server's reason for it, or where it gives none, the usual words.
#[must_use]
pub fn describe(code: u16, reason: &str) -> String {
    let usual = StatusCode::from_u16(code).ok().and_then(|status| status.canonical_reason());
    let shown: String = reason.chars().filter(|character| *character != '\u{fffd}').take(SHOWN).collect();
    let words: Vec<_> = usual.into_iter().chain((!shown.is_empty()).then_some(shown.as_str())).collect();
    format!("{code} {}", words.join(": ")).trim_end().to_owned()
}

/// Reads the address to post to.
///
/// # Errors
/// One sentence that says what is wrong. It never repeats the address, which may hold secrets.
pub fn parse_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => SCHEME.to_owned(),
        other => other.to_string(),
    })?;
    if matches!(url.scheme(), "http" | "https") { Ok(url) } else { Err(SCHEME.to_owned()) }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.narrates())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        let status = StatusCode::from_u16(status).unwrap();
        Answer { status, retry_after: None, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn an_answer_is_summed_up_in_one_line() {
        assert_eq!(answer(500, "").summary(), "500 Internal Server Error");
        assert_eq!(answer(400, "\r\n no such field\nmore").summary(), "400 Bad Request: no such field");
        assert_eq!(answer(502, "<html>\n").summary(), "502 Bad Gateway");
        assert_eq!(answer(599, "").summary(), "599");
        assert_eq!(answer(400, &"ü".repeat(500)).summary(), format!("400 Bad Request: {}", "ü".repeat(200)));
    }

    #[test]
    fn an_address_is_shown_without_what_may_be_secret() {
        let url = parse_url("https://user:secret@host:81/path?key=secret").unwrap();
        let client = Client {
            http: reqwest_plain(),
            method: Method::PUT,
            url,
            timeout: Duration::ZERO,
            tls: Tls::default(),
            secrets: Secrets::default(),
        };
        assert_eq!(client.narrates(), "PUT https://host:81");
        assert_eq!(format!("{client:?}"), "PUT https://host:81");
        for text in ["host", "localhost:80", "ftp://secret@host/", "http://", "amqp://host"] {
            assert!(!parse_url(text).unwrap_err().contains("secret"), "{text}");
        }
    }

    fn reqwest_plain() -> reqwest::Client {
        build(None, Duration::from_secs(1)).unwrap()
    }
}
