//! `rmq broker`: a development broker in this process.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::net::TcpListener;

use super::shared::read_password;
use super::shared::values::{bytes, listen_address, name};
use crate::amqp::ShortStr;
use crate::broker::{self, Hub, Log, Login, Rules, Settings};
use crate::context::Context;
use crate::exit::{Complaint, Exit};

/// Run a development broker: everything in memory, gone at its end
///
/// It does as RabbitMQ does, for tutorials, tests and CI; for production there is RabbitMQ. When it is ready, its
/// address is the first line on stdout, and that of its management API the second.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, after_long_help = after_long_help())]
pub struct Args {
    /// Where to listen: ADDRESS:PORT, or a PORT on 127.0.0.1; port 0 is a free one
    #[arg(long, value_name = "ADDRESS", value_parser = listen_address, default_value = "127.0.0.1:5672")]
    listen: SocketAddr,

    /// Where the management API listens, likewise; or 'off'
    #[arg(long, value_name = "ADDRESS", value_parser = http_address, default_value = "127.0.0.1:15672")]
    http: Http,

    /// Let this user in, with the password on the first line of the file; can be repeated [default: guest with
    /// password guest, from this machine only]
    #[arg(long, value_name = "NAME:PASSWORD-FILE", value_parser = user)]
    user: Vec<(String, PathBuf)>,

    /// Have this vhost as well as '/'; can be repeated
    #[arg(long, value_name = "NAME", value_parser = name)]
    vhost: Vec<ShortStr>,

    /// Do as this version of RabbitMQ does by default: 3.10, which permits everything, or 4.3
    #[arg(long, value_name = "VERSION", value_parser = ["3.10", "4.3"], default_value = "3.10")]
    like: String,

    /// Let publishers wait while messages need more memory than this, such as 64MB
    #[arg(long, value_name = "SIZE", value_parser = bytes)]
    max_memory: Option<usize>,
}

const EXAMPLES: &str = "\
Examples:
  rmq broker                  then, elsewhere: rmq send; rmq receive
  rmq broker --listen 127.0.0.1:0 --http off
                              on a free port, which is on stdout
  rmq broker --like 4.3 -v    deny what RabbitMQ 4.3 denies; tell what happens";

/// The man page, too, says in what it is not like RabbitMQ.
fn after_long_help() -> String {
    let mut text = "What it does it does as RabbitMQ does, but:".to_owned();
    for difference in broker::DIFFERENCES {
        text.push('\n');
        let mut column = WIDTH;
        for word in std::iter::once("-").chain(difference.split(' ')) {
            if column + 1 + word.len() > WIDTH {
                text.push_str(if word == "-" { "\n" } else { "\n  " });
                column = if word == "-" { 0 } else { 2 };
            } else {
                text.push(' ');
                column += 1;
            }
            text.push_str(word);
            column += word.len();
        }
    }
    text + "\n\n" + EXAMPLES
}

/// Columns of the text that clap does not wrap by itself.
const WIDTH: usize = 79;

/// Where the management API is.
#[derive(Debug, Clone, Copy)]
enum Http {
    Off,
    At(SocketAddr),
}

fn http_address(text: &str) -> Result<Http, String> {
    if text == "off" { Ok(Http::Off) } else { listen_address(text).map(Http::At) }
}

fn user(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once(':') {
        Some((name, file)) if !name.is_empty() && !file.is_empty() => Ok((name.to_owned(), file.into())),
        _ => Err("not NAME:PASSWORD-FILE".to_owned()),
    }
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let settings = self.settings()?;
        allow_many_sockets();
        let output = context.output.clone();
        let log: Log = Arc::new(move |words| output.narrate(format_args!("{words}")));
        let hub =
            Hub::new(&settings, Some(log)).map_err(|why| Complaint::new(Exit::Failure, "cannot start").because(why))?;
        let hint = "a broker may run there already; --listen 0 --http 0 takes free ports";
        let amqp = listen(self.listen, hint).await?;
        let mut addresses = format!("amqp://{}\n", amqp.local_addr()?);
        let api = match self.http {
            Http::Off => None,
            Http::At(address) => {
                let api = listen(address, "--http 0 takes a free port, --http off does without").await?;
                addresses.push_str(&format!("http://{}\n", api.local_addr()?));
                Some(api)
            }
        };
        context.output.note(" [*]", "A development broker: in memory, on one node. To exit press CTRL+C");
        if !self.listen.ip().is_loopback() && self.user.is_empty() {
            context.output.warn("guest may log in from this machine only; --user lets others in from elsewhere");
        }
        context.output.write(addresses.into_bytes()).await?;
        let shutdown = async {
            context.shutdown.requested().await;
        };
        broker::run(hub, amqp, api, shutdown).await?;
        Ok(Exit::Done)
    }

    fn settings(&self) -> anyhow::Result<Settings> {
        let mut settings = Settings { max_memory: self.max_memory, ..Settings::default() };
        settings.rules = Rules::like(&self.like).unwrap_or(Rules::CLASSIC);
        settings.vhosts.extend(self.vhost.iter().map(ToString::to_string));
        if !self.user.is_empty() {
            settings.logins.clear();
        }
        for (user, file) in &self.user {
            let password = read_password(file)?;
            settings.logins.push(Login { user: user.clone(), password, loopback_only: false });
        }
        Ok(settings)
    }
}

/// Each client needs a descriptor, and most shells allow a thousand: asks for as many as the system gives.
fn allow_many_sockets() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // With fewer, fewer clients are served.
    let _ = setrlimit(Resource::Nofile, limit);
}

async fn listen(address: SocketAddr, hint: &str) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).await;
    let complain = |error: std::io::Error| {
        Complaint::new(Exit::Failure, format!("cannot listen on {address}")).because(error.to_string()).advise(hint)
    };
    Ok(listener.map_err(complain)?)
}
