//! `rmq emit-log`: publish to a fanout exchange.

use super::shared::{Family, SendArgs};
use crate::context::Context;
use crate::exit::Exit;

const LOGS: Family = Family { exchange: "logs", kind: "fanout", message: "info: Hello World!" };

/// Publish to the fanout exchange `logs`; every listener gets a copy
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rmq emit-log 'warn: disk 90% full'       heard by: rmq receive --exchange logs
  tail -f app.log | rmq emit-log --lines   publish each line as it is written
  rmq emit-log --mandatory hello           exit 4 when nobody listens")]
pub struct Args {
    #[command(flatten)]
    send: SendArgs,
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        self.send.run(context, &LOGS, None).await
    }
}
