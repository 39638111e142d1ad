//! `rmq topic`: a topic exchange, where binding keys are patterns of dotted words.

use clap::Subcommand;

use super::shared::{Family, KeyedReceiveArgs, KeyedSendArgs};
use crate::context::Context;
use crate::exit::Exit;

const TOPIC_LOGS: Family = Family { exchange: "topic_logs", kind: "topic", message: "Hello World!" };

/// Publish and listen by pattern, through the topic exchange `topic_logs`
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rmq topic receive 'kern.*' '*.critical'
  rmq topic send kern.critical 'A critical kernel error'")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Publish with a key of dotted words
    #[command(after_help = "\
Examples:
  rmq topic send kern.critical 'A critical kernel error'
  rmq topic send quick.orange.rabbit -H trace=7f3a hop")]
    Send(KeyedSendArgs),

    /// Print the messages whose key matches any of these patterns
    #[command(mut_arg("keys", |keys| keys.value_name("PATTERN").help("Binding keys: `*` stands for one word, `#` for any number of words")))]
    #[command(after_help = "\
Examples:
  rmq topic receive '#'                    everything
  rmq topic receive 'kern.*' '*.critical'  each once, also when both match
  rmq topic receive 'lazy.#' --template '%k: %b'")]
    Receive(KeyedReceiveArgs),
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self.action {
            Action::Send(args) => args.run(context, &TOPIC_LOGS).await,
            Action::Receive(args) => args.run(context, &TOPIC_LOGS).await,
        }
    }
}
