//! `rmq receive`: print the messages of a queue, or of a temporary queue bound to an exchange.

use super::shared::{Disposal, ListenArgs, QueueArgs, SourceArgs, listen};
use crate::amqp::{Declare, QueueSpec};
use crate::context::Context;
use crate::exit::Exit;

/// Print the messages of a queue, or of an exchange
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rmq receive                              print the messages of the queue hello
  rmq receive --count 1 --timeout 5s       one within five seconds, or exit 3
  rmq receive --exchange logs              what is published to logs from now on
  rmq receive -Q tasks --requeue -f json   look at a queue and leave it as it is
  rmq receive --template '%k %h{id} %b'    choose what to print")]
pub struct Args {
    #[command(flatten)]
    source: SourceArgs,

    /// Put all messages back at the end: a look that takes nothing
    #[arg(long, conflicts_with_all = ["exchange", "ack", "prefetch", "durable", "queue_type", "queue_arg"], help_heading = "Delivery")]
    requeue: bool,

    #[command(flatten)]
    listen: ListenArgs,

    #[command(flatten)]
    declare: QueueArgs,
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let mut source = self.source.source(&self.declare)?;
        if self.requeue {
            // A look creates nothing.
            source.queue = source.queue.map(|queue| QueueSpec { declare: Declare::Never, ..queue });
        }
        let disposal = if self.requeue { Disposal::PutBack } else { Disposal::Take };
        listen(context, source, disposal, &self.listen).await
    }
}
