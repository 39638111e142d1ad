//! `rmq route`: a direct exchange, where a message goes to the queues bound with just its routing key.

use clap::Subcommand;

use super::shared::{Family, KeyedReceiveArgs, KeyedSendArgs};
use crate::context::Context;
use crate::exit::Exit;

const DIRECT_LOGS: Family = Family { exchange: "direct_logs", kind: "direct", message: "Hello World!" };

/// Publish and listen by exact key, through the direct exchange `direct_logs`
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rmq route receive warning error
  rmq route send error 'Run. Run. Or it will explode.'")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Publish with a routing key, such as a severity
    #[command(after_help = "\
Examples:
  rmq route send error 'Run. Run. Or it will explode.'
  rmq route send info < report.txt         a file as one message")]
    Send(KeyedSendArgs),

    /// Print the messages with any of these keys
    #[command(after_help = "\
Examples:
  rmq route receive warning error          what needs a look
  rmq route receive error > errors.log     bodies only, one a line")]
    Receive(KeyedReceiveArgs),
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self.action {
            Action::Send(args) => args.run(context, &DIRECT_LOGS).await,
            Action::Receive(args) => args.run(context, &DIRECT_LOGS).await,
        }
    }
}
