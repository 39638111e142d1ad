//! Where a broker is: one `amqp://` or `amqps://` URL, taken apart and checked before anything is connected.

use std::fmt;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use url::{Host, Url};

use crate::tls::{Files, Tls};

/// How to log in (SASL mechanisms, <https://www.rabbitmq.com/docs/access-control#mechanisms>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// PLAIN: with user name and password.
    Plain,
    /// EXTERNAL: as who the client certificate says.
    External,
}

/// One broker to connect to. Printing it never shows the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// `amqps://`: TLS from the first byte.
    pub tls: bool,
    /// Host name or address, without the brackets of an IPv6 address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// User name for SASL PLAIN.
    pub user: String,
    /// Password for SASL PLAIN.
    pub password: String,
    /// The URL says the password.
    pub has_password: bool,
    /// How to log in, where the URL says it.
    pub auth: Option<Auth>,
    /// Whom to trust and who we are; from the URL, the names of files only.
    pub trust: Tls,
    /// The name that the certificate must have, where it is not the host's.
    pub server_name: Option<String>,
    /// Virtual host, `/` when the URL names none.
    pub vhost: String,
    /// Heartbeat interval in seconds that the URL asks for.
    pub heartbeat: Option<u16>,
    /// Largest frame in bytes that the URL asks for.
    pub frame_max: Option<u32>,
    /// Most channels that the URL asks for.
    pub channel_max: Option<u16>,
    /// `connection_timeout` of the URL (milliseconds there), for one attempt.
    pub connection_timeout: Option<Duration>,
}

impl Endpoint {
    /// Reads an AMQP URL (<https://www.rabbitmq.com/docs/uri-spec>).
    ///
    /// A URL without a path, and one that ends in `/`, mean the virtual host `/`: that is what people who write them
    /// want, although the specification reads the second as the empty virtual host.
    ///
    /// # Errors
    /// One sentence that says what is wrong. It never repeats the URL, which may hold a password.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| match error {
            url::ParseError::RelativeUrlWithoutBase => "it does not begin with amqp:// or amqps://".to_owned(),
            other => other.to_string(),
        })?;
        let tls = match url.scheme() {
            "amqp" => false,
            "amqps" => true,
            // A password may stand where a scheme is expected ("user:secret@host"), so it is not repeated.
            _ => return Err("it does not begin with amqp:// or amqps://".to_owned()),
        };
        if url.cannot_be_a_base() {
            return Err("two slashes are missing after the scheme: amqp://host".to_owned());
        }
        if url.fragment().is_some() {
            return Err("a '#' must be written as %23".to_owned());
        }
        let host = match url.host() {
            None => "localhost".to_owned(),
            Some(Host::Domain(name)) => decode(name, "host name")?,
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
        };
        let user = match url.username() {
            "" => "guest".to_owned(),
            user => decode(user, "user name")?,
        };
        let password = match url.password() {
            None => "guest".to_owned(),
            Some(password) => decode(password, "password")?,
        };
        let path = url.path().strip_prefix('/').unwrap_or_default();
        if path.contains('/') {
            return Err("a '/' in the virtual host must be written as %2f".to_owned());
        }
        let vhost = match decode(path, "virtual host")?.as_str() {
            "" => "/".to_owned(),
            name => name.to_owned(),
        };
        if vhost.len() > 255 {
            return Err("the virtual host is longer than 255 bytes".to_owned());
        }
        let mut endpoint = Self {
            tls,
            host,
            port: url.port().unwrap_or(if tls { 5671 } else { 5672 }),
            user,
            password,
            has_password: url.password().is_some(),
            auth: None,
            trust: Tls::default(),
            server_name: None,
            vhost,
            heartbeat: None,
            frame_max: None,
            channel_max: None,
            connection_timeout: None,
        };
        endpoint.apply_query(&url)?;
        Ok(endpoint)
    }

    /// Takes the query parameters that every RabbitMQ client knows
    /// (<https://www.rabbitmq.com/docs/uri-query-parameters>). Others belong to one client only and are left alone, so that
    /// one `AMQP_URL` can serve several programs; but not one that would have us trust anybody.
    fn apply_query(&mut self, url: &Url) -> Result<(), String> {
        let mut files = Files::default();
        for (name, value) in url.query_pairs() {
            let file = || Some(value.as_ref().into());
            match name.as_ref() {
                "heartbeat" => self.heartbeat = Some(number(&name, &value)?),
                "channel_max" => self.channel_max = Some(number(&name, &value)?),
                "connection_timeout" => {
                    self.connection_timeout = Some(Duration::from_millis(number(&name, &value)?));
                }
                "frame_max" => {
                    let size: u32 = number(&name, &value)?;
                    if size != 0 && size < 4096 {
                        return Err("frame_max is at least 4096 bytes".to_owned());
                    }
                    self.frame_max = Some(size);
                }
                "cacertfile" => files.ca = file(),
                "certfile" => files.certificate = file(),
                "keyfile" => files.key = file(),
                "verify" if value == "verify_peer" => {}
                "verify" => {
                    return Err(
                        "verify is verify_peer or left out: rmq talks to no server that it has not checked, and \
                                cacertfile names the authority to check it with"
                            .to_owned(),
                    );
                }
                "server_name_indication" if value == "disable" => {
                    return Err("server_name_indication is a name: without one, the server is not checked".to_owned());
                }
                "server_name_indication" => self.server_name = Some(value.into_owned()),
                "auth_mechanism" => self.auth = Some(mechanism(&value)?),
                _ => {}
            }
        }
        self.trust = Tls::new(files);
        Ok(())
    }

    /// The name that the broker's certificate must have.
    #[must_use]
    pub fn certified_name(&self) -> &str {
        self.server_name.as_deref().unwrap_or(&self.host)
    }

    /// The user to log in as; `None` when the broker takes the name from the client certificate.
    #[must_use]
    pub fn login(&self) -> Option<&str> {
        (self.auth != Some(Auth::External)).then_some(&self.user)
    }

    /// `host:port`, with brackets around an IPv6 address.
    #[must_use]
    pub fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Scheme, host and port, which say where it is and nothing of who connects.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", if self.tls { "amqps" } else { "amqp" }, self.authority())
    }

    /// True for the names and addresses of this machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.host == "localhost" || self.host == "::1" || self.host.starts_with("127.")
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url())?;
        if self.vhost != "/" {
            write!(f, " (vhost '{}')", self.vhost)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn decode(text: &str, what: &str) -> Result<String, String> {
    percent_decode_str(text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| format!("the {what} is not UTF-8 after percent decoding"))
}

fn mechanism(value: &str) -> Result<Auth, String> {
    match value.to_ascii_lowercase().as_str() {
        // The second says the same in another form.
        "plain" | "amqplain" => Ok(Auth::Plain),
        "external" => Ok(Auth::External),
        _ => Err("auth_mechanism is plain or external".to_owned()),
    }
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("{name} is not a whole number in its range"))
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, Files};

    #[test]
    fn the_default_is_what_every_client_means() {
        let endpoint = Endpoint::parse("amqp://").unwrap();
        assert_eq!((endpoint.host.as_str(), endpoint.port, endpoint.vhost.as_str()), ("localhost", 5672, "/"));
        assert_eq!((endpoint.user.as_str(), endpoint.password.as_str()), ("guest", "guest"));
    }

    #[test]
    fn a_trailing_slash_is_the_virtual_host_slash() {
        for url in ["amqp://h", "amqp://h/", "amqp://h/%2f", "amqp://h/%2F"] {
            assert_eq!(Endpoint::parse(url).unwrap().vhost, "/", "{url}");
        }
        assert_eq!(Endpoint::parse("amqp://h/a%2fb").unwrap().vhost, "a/b");
    }

    #[test]
    fn addresses_of_version_six_keep_their_host() {
        let endpoint = Endpoint::parse("amqps://[::1]/x").unwrap();
        assert_eq!((endpoint.host.as_str(), endpoint.port), ("::1", 5671));
        assert_eq!(endpoint.authority(), "[::1]:5671");
    }

    #[test]
    fn escapes_are_decoded_and_the_password_is_not_printed() {
        let endpoint = Endpoint::parse("amqp://a%40b:s%2fcret@h:1/v?heartbeat=7").unwrap();
        assert_eq!((endpoint.user.as_str(), endpoint.password.as_str()), ("a@b", "s/cret"));
        assert_eq!(endpoint.heartbeat, Some(7));
        assert!(!format!("{endpoint} {endpoint:?}").contains("cret"));
    }

    #[test]
    fn a_url_may_say_whom_to_trust_and_who_we_are() {
        let url = "amqps://h?cacertfile=/a%20b/ca.pem&certfile=c&keyfile=k&verify=verify_peer&auth_mechanism=EXTERNAL";
        let endpoint = Endpoint::parse(&format!("{url}&server_name_indication=mq.example")).unwrap();
        let path = |text: &str| Some(std::path::PathBuf::from(text));
        assert_eq!(*endpoint.trust.files(), Files { ca: path("/a b/ca.pem"), certificate: path("c"), key: path("k") });
        assert_eq!((endpoint.certified_name(), endpoint.login()), ("mq.example", None));
        assert_eq!(Endpoint::parse("amqps://h").unwrap().certified_name(), "h");
    }

    #[test]
    fn what_is_wrong_is_said_without_the_url() {
        let cases = [
            ("localhost", "does not begin with amqp://"),
            ("http://localhost", "does not begin with amqp://"),
            ("user:secret@host", "does not begin with amqp://"),
            ("amqp:host", "two slashes"),
            ("amqp://h/a/b", "%2f"),
            ("amqp://h/#secret", "%23"),
            ("amqp://h:70000", "port"),
            ("amqp://h/%ff", "UTF-8"),
            ("amqp://h?heartbeat=x", "heartbeat is not a whole number"),
            ("amqp://h?frame_max=100", "at least 4096"),
            ("amqps://u:secret@h?verify=verify_none", "verify_peer"),
            ("amqps://h?server_name_indication=disable", "is a name"),
            ("amqps://h?auth_mechanism=secret", "plain or external"),
        ];
        for (url, words) in cases {
            let error = Endpoint::parse(url).unwrap_err();
            assert!(error.contains(words), "{url}: {error}");
            assert!(!error.contains("secret"), "{url}: {error}");
        }
    }
}
