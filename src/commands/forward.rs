//! `rmq forward`: post the messages of a queue to an HTTP address or a chat, and ack each when it has arrived there.

mod bot;
mod headers;
mod http;
mod relay;
mod split;
mod telegram;
mod unfinished;
mod verdict;

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Exit;

/// Post the messages of a queue to an HTTP address or a chat, and lose none
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rmq forward http http://localhost:8080/hook
  rmq forward telegram --chat -1001234567890 --token-file ~/.bot-token -Q alerts")]
pub struct Args {
    #[command(subcommand)]
    receiver: Receiver,
}

#[derive(Debug, Subcommand)]
enum Receiver {
    Http(http::Args),
    Telegram(telegram::Args),
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self.receiver {
            Receiver::Http(args) => args.run(context).await,
            Receiver::Telegram(args) => args.run(context).await,
        }
    }
}
