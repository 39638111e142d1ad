//! Asking the API.

use std::fmt;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::redirect::Policy;
use serde::de::DeserializeOwned;

use super::{Error, Overview, Queue, Target};
use crate::tls::{Advice, Peer, Tls, trouble_in};

/// How long the server may be silent, and how long a whole answer may take: large brokers need seconds to begin.
const SILENCE: Duration = Duration::from_secs(10);
const WHOLE_ANSWER: Duration = Duration::from_secs(60);
/// Most bytes of an answer; a queue takes about 300.
const LARGEST: usize = 64 * 1024 * 1024;
/// What stands for itself in a path (RFC 3986, 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A client of one broker's API.
pub struct Client {
    http: reqwest::Client,
    target: Target,
    tls: Tls,
    narrate: Box<dyn Fn(fmt::Arguments<'_>) + Send + Sync>,
}

impl Client {
    /// A client that tells `narrate` what it asks. Nothing is connected yet.
    ///
    /// It follows no redirects, which would carry the password elsewhere, and goes through no proxy: it goes where the
    /// AMQP connection goes, and that one knows no proxies.
    ///
    /// # Errors
    /// [`Error::Tls`]: the files for TLS cannot be used, or there is nobody to trust.
    pub fn new(
        target: Target,
        tls: Tls,
        connect_timeout: Duration,
        narrate: impl Fn(fmt::Arguments<'_>) + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        // An error says that somebody installed a provider already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .connect_timeout(connect_timeout)
            .read_timeout(SILENCE)
            .timeout(WHOLE_ANSWER)
            .redirect(Policy::none())
            .no_proxy();
        builder = if target.is_tls() {
            builder.tls_backend_preconfigured((*tls.config().map_err(Error::Tls)?).clone())
        } else {
            // Do not read the system's certificates, which may be missing, for plain HTTP.
            builder.tls_certs_only([])
        };
        Ok(Self { http: builder.build()?, target, tls, narrate: Box::new(narrate) })
    }

    /// Where the API is.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// `GET /api/overview`: who is there, and how much there is of everything.
    ///
    /// # Errors
    /// Any but [`Error::NotFound`]: an API without an overview is another one.
    pub async fn overview(&self) -> Result<Overview, Error> {
        match self.get::<Overview>(&format!("/api/overview?columns={}", Overview::COLUMNS)).await {
            Ok(overview) if overview.is_plausible() => {
                match self.target.amqp_port.and_then(|port| Some((port, overview.other_than(port)?))) {
                    // Two brokers on one host have one such port between them.
                    Some((port, other)) => {
                        Err(Error::NotTheApi(format!("it belongs to a broker at port {other}, not at {port}")))
                    }
                    None => Ok(overview),
                }
            }
            Ok(_) => Err(Error::NotTheApi("its overview names no version of RabbitMQ".to_owned())),
            Err(Error::NotFound) => Err(Error::NotTheApi("it has no /api/overview".to_owned())),
            // RabbitMQ's own web page says 406 to a request for JSON, under a wrong prefix.
            Err(Error::Http(code @ 400..=499, _)) => Err(Error::NotTheApi(format!("HTTP {code}"))),
            Err(error) => Err(error),
        }
    }

    /// `GET /api/queues/VHOST`: all queues of a virtual host, in one answer. Pages would be counted anew for each
    /// request, so that a queue could be missed or seen twice while others come and go.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such virtual host, and the others.
    pub async fn queues(&self, vhost: &str) -> Result<Vec<Queue>, Error> {
        self.get(&format!("/api/queues/{}?columns={}", encode(vhost), Queue::COLUMNS)).await
    }

    /// `GET /api/queues/VHOST/NAME`: one queue, which costs a large broker far less than all of them. `name` must
    /// not be a dot segment (RFC 3986, 3.3), see [`Client::can_name`].
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such virtual host or queue, and the others.
    pub async fn queue(&self, vhost: &str, name: &str) -> Result<Queue, Error> {
        self.get(&format!("/api/queues/{}/{}?columns={}", encode(vhost), encode(name), Queue::COLUMNS)).await
    }

    /// True when a URL can have this name as a segment of its path.
    #[must_use]
    pub fn can_name(name: &str) -> bool {
        !matches!(name, "" | "." | "..")
    }

    /// In words that know of TLS, where it was at fault.
    fn explain(&self, error: reqwest::Error) -> Error {
        let peer = Peer {
            name: &self.target.host(),
            identified: self.tls.is_identified(),
            if_plain: "write http:// for a port without TLS; RabbitMQ's is 15672, with TLS 15671",
            advice: &Advice::BROKER,
        };
        trouble_in(&error, peer).map_or_else(|| error.into(), Error::Tls)
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        (self.narrate)(format_args!("GET {}", self.target.join(path)));
        let request = self.http.get(self.target.join(path)).header("accept", "application/json");
        let response = request.basic_auth(&self.target.user, Some(&self.target.password)).send().await;
        let mut response = response.map_err(|error| self.explain(error))?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > LARGEST {
                return Err(Error::TooLarge(LARGEST >> 20));
            }
            body.extend_from_slice(&chunk);
        }
        (self.narrate)(format_args!("HTTP {}, {} bytes", status.as_u16(), body.len()));
        if !status.is_success() {
            return Err(Error::from_answer(status, &body));
        }
        serde_json::from_slice(&body).map_err(|error| Error::NotTheApi(format!("its answer cannot be read ({error})")))
    }
}

fn encode(segment: &str) -> impl fmt::Display + '_ {
    utf8_percent_encode(segment, UNRESERVED)
}

#[cfg(test)]
mod tests {
    use super::{Client, encode};

    #[test]
    fn a_name_is_one_segment_of_a_path() {
        assert_eq!(encode("/").to_string(), "%2F");
        assert_eq!(encode("a b?c#d%ü").to_string(), "a%20b%3Fc%23d%25%C3%BC");
        assert_eq!(encode("task_queue-1.x~").to_string(), "task_queue-1.x~");
        assert!(Client::can_name("...") && !Client::can_name(".."));
    }
}
