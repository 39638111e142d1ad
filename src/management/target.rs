//! Where the API is, and as whom to ask it.

use std::fmt;

use percent_encoding::percent_decode_str;
use url::Url;

/// Ports of the management plugin (<https://www.rabbitmq.com/docs/networking#ports>).
const PORT: u16 = 15672;
const TLS_PORT: u16 = 15671;

/// The API of one broker. Printing it never shows the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    /// `http(s)://host:port/prefix`, without user, password and final slash.
    base: String,
    pub(super) user: String,
    pub(super) password: String,
    /// The AMQP port of the broker that it is to belong to, where it was derived from that.
    pub(super) amqp_port: Option<u16>,
}

impl Target {
    /// The API of the broker at an AMQP address: on the same host, on the plugin's own port.
    #[must_use]
    pub fn derive((host, amqp_port): (&str, u16), tls: bool, user: &str, password: &str) -> Self {
        let (scheme, port) = if tls { ("https", TLS_PORT) } else { ("http", PORT) };
        let base = if host.contains(':') {
            format!("{scheme}://[{host}]:{port}")
        } else {
            format!("{scheme}://{host}:{port}")
        };
        Self { base, user: user.to_owned(), password: password.to_owned(), amqp_port: Some(amqp_port) }
    }

    /// Reads `http(s)://[user[:password]@]host[:port][/prefix]`. User and password stand in where the URL has none.
    /// The prefix is RabbitMQ's `management.path_prefix`, or that of a proxy.
    ///
    /// # Errors
    /// One sentence that says what is wrong. It never repeats the URL, which may hold a password.
    pub fn parse(text: &str, user: &str, password: &str) -> Result<Self, String> {
        const SCHEME: &str = "it does not begin with http:// or https://";
        let mut url = Url::parse(text.trim()).map_err(|error| match error {
            url::ParseError::RelativeUrlWithoutBase => SCHEME.to_owned(),
            other => other.to_string(),
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(SCHEME.to_owned());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("a '?' or a '#' has no place in it".to_owned());
        }
        let user = match url.username() {
            "" => user.to_owned(),
            name => decode(name, "user name")?,
        };
        let password = match url.password() {
            None => password.to_owned(),
            Some(secret) => decode(secret, "password")?,
        };
        // These fail only for URLs without a host, which http does not have.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        let base = url.as_str().trim_end_matches('/');
        // People copy what they see in a browser or in another tool's settings.
        let base = base.strip_suffix("/api").unwrap_or(base).trim_end_matches('/').to_owned();
        Ok(Self { base, user, password, amqp_port: None })
    }

    /// As whom to ask.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// Host name or address, without the brackets of an IPv6 address.
    #[must_use]
    pub fn host(&self) -> String {
        let url = Url::parse(&self.base).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
        host.trim_start_matches('[').trim_end_matches(']').to_owned()
    }

    /// The URL of a path of the API that begins with `/`.
    pub(super) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// True when the answer comes over TLS.
    pub(super) fn is_tls(&self) -> bool {
        self.base.starts_with("https:")
    }
}

fn decode(text: &str, what: &str) -> Result<String, String> {
    percent_decode_str(text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| format!("the {what} is not UTF-8 after percent decoding"))
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base)
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn the_port_follows_from_the_amqp_scheme() {
        for (host, tls, url) in [
            ("localhost", false, "http://localhost:15672"),
            ("mq.example", true, "https://mq.example:15671"),
            ("::1", false, "http://[::1]:15672"),
        ] {
            let target = Target::derive((host, 5672), tls, "u", "p");
            assert_eq!((target.to_string().as_str(), target.host().as_str()), (url, host));
        }
    }

    #[test]
    fn a_url_keeps_its_prefix_and_loses_what_is_secret() {
        for (text, shown) in [
            ("http://h:1", "http://h:1"),
            ("http://h:1/", "http://h:1"),
            ("http://h:1/api/", "http://h:1"),
            ("https://h/mq/", "https://h/mq"),
            ("https://h/mq/api", "https://h/mq"),
            ("http://a:s3cret@[::1]:15672", "http://[::1]:15672"),
        ] {
            let target = Target::parse(text, "u", "p").unwrap();
            assert_eq!(target.to_string(), shown, "{text}");
            assert!(!format!("{target:?}").contains("s3cret"));
        }
        assert_eq!(Target::parse("http://h:1", "", "").unwrap().join("/api/overview"), "http://h:1/api/overview");
    }

    #[test]
    fn user_and_password_come_from_the_url_or_else_from_outside() {
        for (text, user, password) in
            [("http://h", "u", "p"), ("http://a%40b@h", "a@b", "p"), ("http://a:b%2fc@h", "a", "b/c")]
        {
            let target = Target::parse(text, "u", "p").unwrap();
            assert_eq!((target.user.as_str(), target.password.as_str()), (user, password), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_the_url() {
        for (text, words) in [
            ("localhost", "does not begin with http://"),
            ("localhost:15672", "does not begin with http://"),
            ("user:s3cret@host", "does not begin with http://"),
            ("amqp://u:s3cret@h", "does not begin with http://"),
            ("http://u:s3cret@h:99999", "port"),
            ("http://", "host"),
            ("http://h/?x=s3cret", "no place"),
        ] {
            let error = Target::parse(text, "u", "p").unwrap_err();
            assert!(error.contains(words) && !error.contains("s3cret"), "{text}: {error}");
        }
    }
}
