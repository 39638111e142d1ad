//! `rmq receive`: print the messages of a queue, or of a temporary queue bound to an exchange.

use super::shared::{Disposal, ListenArgs, QueueArgs, Source, listen, values::name};
use crate::amqp::{Binding, Declare, ExchangeSpec, QueueShape, QueueSpec, ShortStr};
use crate::context::Context;
use crate::exit::{Complaint, Exit};
use crate::output::Greeting;

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
    /// Queue to read [default: hello, or a temporary queue with --exchange]
    #[arg(short = 'Q', long, value_name = "NAME", value_parser = name, help_heading = "Source")]
    queue: Option<ShortStr>,

    /// Exchange to bind the queue to
    #[arg(short, long, value_name = "NAME", value_parser = name, help_heading = "Source")]
    exchange: Option<ShortStr>,

    /// Create the exchange with this type when it is missing
    #[arg(long, value_name = "TYPE", value_parser = name, requires = "exchange", default_value = "fanout", help_heading = "Source")]
    exchange_type: ShortStr,

    /// Binding key; repeat for several
    #[arg(short, long, value_name = "KEY", requires = "exchange", help_heading = "Source")]
    key: Vec<ShortStr>,

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
        let queue = match (self.queue, &self.exchange) {
            (Some(name), _) => Some(name),
            (None, Some(_)) => None,
            (None, None) => Some(ShortStr::fixed("hello")),
        };
        if queue.is_none() && self.declare.is_chosen() {
            let what = "--durable, --queue-type and --queue-arg are for a queue with a name";
            return Err(Complaint::usage(what).advise("name it with --queue, or leave them out").into());
        }
        let greeting = match (&self.exchange, &*self.exchange_type) {
            (None, _) => Greeting::Received,
            (Some(_), "fanout") => Greeting::Body,
            (Some(_), _) => Greeting::Keyed,
        };
        let create_as = (!self.declare.no_declare).then(|| self.exchange_type.to_string());
        let exchange = self.exchange.map(|name| {
            let keys = if self.key.is_empty() { vec![ShortStr::default()] } else { self.key };
            let bindings = keys.into_iter().map(|key| Binding { key, ..Binding::default() }).collect();
            (ExchangeSpec { name, create_as }, bindings)
        });
        let queue = queue.map(|name| match self.requeue {
            // A look creates nothing.
            true => QueueSpec { name, declare: Declare::Never },
            false => self.declare.spec(name, QueueShape::default()),
        });
        let source = Source { queue, exchange, greeting };
        let disposal = if self.requeue { Disposal::PutBack } else { Disposal::Take };
        listen(context, source, disposal, &self.listen).await
    }
}
