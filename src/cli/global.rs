//! The options that every command takes, and the connection settings that come of them.

mod profile;
mod reach;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::amqp::{Auth, Reconnect};
use crate::commands::shared::values::duration;
use crate::output::{ColorChoice, Verbosity};

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]
    #[arg(short, long, global = true, value_name = "URL", help_heading = "Global options")]
    url: Vec<String>,

    /// Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]
    #[arg(long, global = true, value_name = "NAME", help_heading = "Global options")]
    profile: Option<String>,

    /// Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    password_file: Option<PathBuf>,

    /// Trust the authorities in this PEM file, not the system's
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    tls_ca: Option<PathBuf>,

    /// Show this client certificate (PEM)
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    tls_cert: Option<PathBuf>,

    /// Its private key (PEM) [default: in the file of --tls-cert]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    tls_key: Option<PathBuf>,

    /// Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "HOW",
        hide_short_help = true,
        help_heading = "Global options"
    )]
    auth: Option<AuthChoice>,

    /// Go on trying to connect, until the broker speaks AMQP, for at most this long
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration, help_heading = "Global options")]
    wait: Option<Duration>,

    /// Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever
    /// for those who listen or send a stream, and never for others]
    #[arg(long, global = true, value_name = "HOW", hide_short_help = true, help_heading = "Global options")]
    reconnect: Option<Reconnect>,

    /// How long one attempt to connect may take [default: 10s]
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration, hide_short_help = true, help_heading = "Global options")]
    connect_timeout: Option<Duration>,

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

/// `--auth`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AuthChoice {
    Plain,
    External,
}

impl From<AuthChoice> for Auth {
    fn from(choice: AuthChoice) -> Self {
        match choice {
            AuthChoice::Plain => Self::Plain,
            AuthChoice::External => Self::External,
        }
    }
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
