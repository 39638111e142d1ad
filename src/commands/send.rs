//! `rmq send`: publish to a queue, or to any exchange.

use super::shared::{ATTRIBUTES, Destination, PublishArgs, QueueArgs, publish, values::name};
use crate::amqp::{ExchangeSpec, QueueShape, ShortStr};
use crate::context::Context;
use crate::exit::Exit;

/// Publish messages to a queue, or to any exchange
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rmq send 'Hello World!'                  publish to the queue hello
  rmq send -Q tasks --durable 'A task##'   create the queue durable when missing
  rmq send -Q tasks --lines < tasks.txt    one message for each line
  rmq send -e amq.topic -k kern.crit 'A critical kernel error'
  rmq -u amqp://a receive -f json --idle 2s | rmq -u amqp://b send --json")]
pub struct Args {
    #[command(flatten)]
    publish: PublishArgs,

    /// Queue to publish to [default: hello]
    #[arg(short = 'Q', long, value_name = "NAME", value_parser = name, help_heading = "Destination")]
    queue: Option<ShortStr>,

    /// Exchange to publish to, in place of a queue
    #[arg(short, long, value_name = "NAME", conflicts_with = "queue", conflicts_with_all = ATTRIBUTES, help_heading = "Destination")]
    exchange: Option<ShortStr>,

    /// Create the exchange with this type when it is missing
    #[arg(long, value_name = "TYPE", value_parser = name, requires = "exchange", conflicts_with = "no_declare", help_heading = "Destination")]
    exchange_type: Option<ShortStr>,

    /// Routing key
    #[arg(short, long, value_name = "KEY", requires = "exchange", help_heading = "Destination")]
    key: Option<ShortStr>,

    #[command(flatten)]
    declare: QueueArgs,
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let lines_decide = self.queue.is_none() && self.exchange.is_none();
        let destination = match self.exchange {
            Some(name) => Destination::Exchange {
                exchange: ExchangeSpec { name, create_as: self.exchange_type.map(|kind| kind.to_string()) },
                key: self.key,
            },
            None => {
                let name = self.queue.unwrap_or_else(|| ShortStr::fixed("hello"));
                Destination::Queue(self.declare.spec(name, QueueShape::default()))
            }
        };
        publish(context, destination, &self.publish, "Hello World!", lines_decide).await
    }
}
