//! Who wins: flags over a profile that was asked for, that over the environment, that over the default.
//!
//! `--profile` is said for this one run, so it wins over `RMQ_URL`, which a shell may have had for long. `RMQ_PROFILE`
//! is no more than a default: where `--url` or `RMQ_URL` say where the broker is, it is left aside with all that it holds,
//! so that the password of one broker is not shown to another.

use std::path::PathBuf;
use std::time::Duration;

use super::GlobalArgs;
use super::profile::Profile;
use crate::amqp::{Auth, Endpoint, Narrator, Reconnect, Settings};
use crate::commands::shared::read_password;
use crate::context::{ApiUrl, Reach};
use crate::exit::Complaint;
use crate::output::Output;
use crate::tls::{Files, Tls};

/// Where the broker is when nobody says.
const DEFAULT_URL: &str = "amqp://guest:guest@localhost:5672/%2f";
/// How long one attempt to connect may take when nobody says.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Where something was said. What comes later wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    Default,
    Environment,
    Profile,
    Flag,
}

/// URLs, and where they come from.
struct Urls {
    layer: Layer,
    origin: String,
    urls: Vec<String>,
}

impl GlobalArgs {
    /// How to reach the broker and its API.
    ///
    /// # Errors
    /// A URL, a file or a profile that is wrong. The words never hold a password.
    pub fn reach(&self, output: &Output, command: &str) -> Result<Reach, Complaint> {
        let profile = self.chosen_profile()?;
        let urls = self.urls(profile.as_ref());
        let mut endpoints = Vec::new();
        for url in &urls.urls {
            let mut endpoint = Endpoint::parse(url.trim()).map_err(|why| {
                Complaint::usage(format!("{} is not an AMQP URL", urls.origin))
                    .because(why)
                    .advise(format!("write it like {DEFAULT_URL}, a comma within it as %2C"))
            })?;
            self.secure(&mut endpoint, &urls, profile.as_ref())?;
            endpoints.push(endpoint);
        }
        self.give_password(&mut endpoints, urls.layer, profile.as_ref())?;
        let from_profile = profile.as_ref().and_then(|profile| profile.connect_timeout);
        let (quiet, loud) = (output.clone(), output.clone());
        let settings = Settings {
            endpoints,
            wait: self.wait,
            connect_timeout: self.connect_timeout.or(from_profile).unwrap_or(CONNECT_TIMEOUT),
            reconnect: self.reconnect()?,
            connection_name: connection_name(command),
            narrator: Narrator::new(move |line| quiet.narrate(line)),
            warner: Narrator::new(move |line| loud.warn(line.to_string())),
        };
        Ok(Reach { settings, api: api(profile) })
    }

    /// `--reconnect`, or what the environment says.
    fn reconnect(&self) -> Result<Option<Reconnect>, Complaint> {
        if self.reconnect.is_some() {
            return Ok(self.reconnect);
        }
        let parse = |text: String| {
            let wrong = |why| Complaint::usage(format!("RMQ_RECONNECT cannot be understood: '{text}'")).because(why);
            text.parse().map_err(wrong)
        };
        variable("RMQ_RECONNECT").map(parse).transpose()
    }

    /// The profile that was asked for, or the one that stands in where nobody says where the broker is.
    fn chosen_profile(&self) -> Result<Option<Profile>, Complaint> {
        let name = match &self.profile {
            Some(name) => Some(name.clone()),
            None if self.url.is_empty() && variable("RMQ_URL").is_none() => variable("RMQ_PROFILE"),
            None => None,
        };
        name.as_deref().map(Profile::read).transpose()
    }

    fn urls(&self, profile: Option<&Profile>) -> Urls {
        let split = |list: &str| list.split(',').map(str::to_owned).collect::<Vec<_>>();
        if !self.url.is_empty() {
            let urls = self.url.iter().flat_map(|list| split(list)).collect();
            return Urls { layer: Layer::Flag, origin: "--url".to_owned(), urls };
        }
        if let Some(profile) = profile.filter(|profile| !profile.urls.is_empty()) {
            let urls = profile.urls.iter().flat_map(|list| split(list)).collect();
            return Urls { layer: Layer::Profile, origin: format!("url in {}", profile.place()), urls };
        }
        for name in ["RMQ_URL", "AMQP_URL"] {
            if let Some(list) = variable(name) {
                return Urls { layer: Layer::Environment, origin: name.to_owned(), urls: split(&list) };
            }
        }
        Urls { layer: Layer::Default, origin: "the default".to_owned(), urls: vec![DEFAULT_URL.to_owned()] }
    }

    /// Settles how to log in to a broker, and with which files: a flag wins over the URL, and that over its profile.
    fn secure(&self, endpoint: &mut Endpoint, urls: &Urls, profile: Option<&Profile>) -> Result<(), Complaint> {
        let own = endpoint.trust.files().clone();
        let own = match profile.filter(|_| urls.layer == Layer::Profile) {
            Some(profile) => own.map(|path| profile.resolve(&path)),
            None => own,
        };
        let flags = Files { ca: self.tls_ca.clone(), certificate: self.tls_cert.clone(), key: self.tls_key.clone() };
        let files = flags.or(own).or(profile.map(|profile| profile.files.clone()).unwrap_or_default());
        endpoint.trust = Tls::new(files);
        endpoint.trust.read()?;
        let auth = self.auth.map(Auth::from).or(endpoint.auth).or(profile.and_then(|profile| profile.auth));
        endpoint.auth = auth;
        if auth == Some(Auth::External) && !endpoint.tls {
            return Err(Complaint::usage("EXTERNAL, which logs in with a client certificate, needs TLS")
                .because(format!("{} begins with amqp://", urls.origin))
                .advise("write amqps://"));
        }
        if auth == Some(Auth::External) && !endpoint.trust.is_identified() {
            return Err(Complaint::usage("EXTERNAL logs in with a client certificate, and there is none")
                .advise("name it with --tls-cert and --tls-key, or log in with --auth plain"));
        }
        Ok(())
    }

    /// Takes the password from a file, unless a URL that was said later than the file has its own.
    fn give_password(
        &self,
        endpoints: &mut [Endpoint],
        urls: Layer,
        profile: Option<&Profile>,
    ) -> Result<(), Complaint> {
        let flag = self.password_file.clone().map(|file| (Layer::Flag, file));
        let of_profile = || Some((Layer::Profile, profile?.password_file.clone()?));
        let variable = || Some((Layer::Environment, PathBuf::from(variable("RMQ_PASSWORD_FILE")?)));
        let Some((layer, file)) = flag.or_else(of_profile).or_else(variable) else { return Ok(()) };
        let mut without: Vec<_> = endpoints
            .iter_mut()
            .filter(|endpoint| endpoint.login().is_some() && (layer >= urls || !endpoint.has_password))
            .collect();
        if without.is_empty() {
            return Ok(());
        }
        let password = read_password(&file)?;
        for endpoint in &mut without {
            endpoint.password.clone_from(&password);
        }
        Ok(())
    }
}

/// The API of a profile goes with its URL, so that what the environment says of another broker is not mixed with that.
fn api(profile: Option<Profile>) -> Option<ApiUrl> {
    match profile {
        Some(Profile { api_url: None, urls, .. }) if !urls.is_empty() => None,
        Some(profile) if profile.api_url.is_some() => {
            let origin = format!("api-url in {}", profile.place());
            profile.api_url.map(|url| ApiUrl { origin, url })
        }
        _ => variable("RMQ_API_URL").map(|url| ApiUrl { origin: "RMQ_API_URL".to_owned(), url }),
    }
}

/// An environment variable; one that is set to nothing is not set.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// What `rabbitmqctl list_connections` shows of us.
fn connection_name(command: &str) -> String {
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    format!("rmq {command} {}@{host}", std::process::id())
}
