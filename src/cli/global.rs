//! The options that every command takes, and the connection settings that come of them.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::amqp::{Endpoint, Narrator, Settings};
use crate::commands::shared::read_password;
use crate::commands::shared::values::duration;
use crate::exit::Complaint;
use crate::output::{ColorChoice, Output, Verbosity};

/// Where the broker is when nobody says.
const DEFAULT_URL: &str = "amqp://guest:guest@localhost:5672/%2f";
/// Environment variables that name the broker, the first that is set wins.
const URL_VARIABLES: [&str; 2] = ["RMQ_URL", "AMQP_URL"];

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]
    #[arg(short, long, global = true, value_name = "URL", help_heading = "Global options")]
    url: Vec<String>,

    /// Read the password from the first line of this file
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    password_file: Option<PathBuf>,

    /// Go on trying to connect, until the broker speaks AMQP, for at most this long
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration, help_heading = "Global options")]
    wait: Option<Duration>,

    /// How long one attempt to connect may take
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration, default_value = "10s", hide_short_help = true, help_heading = "Global options")]
    connect_timeout: Duration,

    /// When to use colour
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto, hide_short_help = true, help_heading = "Global options")]
    color: ColorChoice,

    /// Say nothing on stderr but errors
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Global options")]
    quiet: bool,

    /// Narrate each AMQP step on stderr
    #[arg(short, long, global = true, help_heading = "Global options")]
    verbose: bool,
}

impl GlobalArgs {
    /// `--color`.
    #[must_use]
    pub fn color(&self) -> ColorChoice {
        self.color
    }

    /// `-q` or `-v`.
    #[must_use]
    pub fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        }
    }

    /// How to reach the broker: flags, then environment, then the default.
    ///
    /// # Errors
    /// A URL that is wrong, or a password file that cannot be used. The words never hold a password.
    pub fn settings(&self, output: &Output, command: &str) -> Result<Settings, Complaint> {
        let mut endpoints = Vec::new();
        let (origin, urls) = self.urls();
        for url in &urls {
            let endpoint = Endpoint::parse(url.trim()).map_err(|why| {
                Complaint::usage(format!("{origin} is not an AMQP URL"))
                    .because(why)
                    .advise(format!("write it like {DEFAULT_URL}, a comma within it as %2C"))
            })?;
            endpoints.push(endpoint);
        }
        if let Some(file) = &self.password_file {
            let password = read_password(file)?;
            for endpoint in &mut endpoints {
                endpoint.password.clone_from(&password);
            }
        }
        let (quiet, loud) = (output.clone(), output.clone());
        Ok(Settings {
            endpoints,
            wait: self.wait,
            connect_timeout: self.connect_timeout,
            connection_name: connection_name(command),
            narrator: Narrator::new(move |line| quiet.narrate(line)),
            warner: Narrator::new(move |line| loud.warn(line.to_string())),
        })
    }

    fn urls(&self) -> (&'static str, Vec<String>) {
        let split = |list: &str| list.split(',').map(str::to_owned).collect::<Vec<_>>();
        if !self.url.is_empty() {
            return ("--url", self.url.iter().flat_map(|list| split(list)).collect());
        }
        URL_VARIABLES
            .iter()
            .find_map(|name| {
                std::env::var(name).ok().filter(|value| !value.is_empty()).map(|value| (*name, split(&value)))
            })
            .unwrap_or_else(|| ("the default", vec![DEFAULT_URL.to_owned()]))
    }
}

/// What `rabbitmqctl list_connections` shows of us.
fn connection_name(command: &str) -> String {
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    format!("rmq {command} {}@{host}", std::process::id())
}

/// `--color` as far as it concerns what is printed before the arguments are known: help and usage errors.
pub(super) fn help_color() -> clap::ColorChoice {
    let mut choice = clap::ColorChoice::Auto;
    let mut arguments = std::env::args_os().skip(1).peekable();
    while let Some(argument) = arguments.next() {
        let value = match argument.to_str() {
            Some("--") => break,
            Some("--color") => arguments.peek().and_then(|value| value.to_str()),
            Some(other) => other.strip_prefix("--color="),
            None => None,
        };
        match value {
            Some("always") => choice = clap::ColorChoice::Always,
            Some("never") => choice = clap::ColorChoice::Never,
            _ => {}
        }
    }
    choice
}
