//! `rmq receive`: print the messages of a queue, or of a temporary queue bound to an exchange.

use super::shared::{ATTRIBUTES, Disposal, ListenArgs, QueueArgs, SourceArgs, listen, offset};
use crate::amqp::{Declare, Offset, QueueSpec};
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
  rmq receive -Q events --offset first     read a stream from its beginning
  rmq receive --template '%k %h{id} %b'    choose what to print")]
pub struct Args {
    #[command(flatten)]
    source: SourceArgs,

    /// Read a stream from here on: `first`, `last` or `next`, the number of a message, a time (UTC) such as
    /// 2026-01-31T12:00:00Z or @1700000000, or how long ago, such as 5m. Nothing is taken from it. A stream that is missing
    /// is created
    #[arg(long, value_name = "WHERE", value_parser = offset, help_heading = "Source")]
    offset: Option<Offset>,

    /// Put all messages back at the end: a look that takes nothing
    #[arg(long, conflicts_with_all = ["exchange", "ack", "prefetch", "offset"], conflicts_with_all = ATTRIBUTES, help_heading = "Delivery")]
    requeue: bool,

    #[command(flatten)]
    listen: ListenArgs,

    #[command(flatten)]
    declare: QueueArgs,
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let mut source = self.source.source(&self.declare, self.offset)?;
        if self.requeue {
            // A look creates nothing.
            source.queue = source.queue.map(|queue| QueueSpec { declare: Declare::Never, ..queue });
        }
        let disposal = if self.requeue { Disposal::PutBack } else { Disposal::Take };
        listen(context, source, disposal, &self.listen).await
    }
}
