//! What a command listens to, as flags: a queue, or an exchange through a queue.

use clap::Args;

use super::queue::QueueArgs;
use super::values::name;
use crate::amqp::{Binding, ExchangeSpec, Fault, Offset, QueueShape, QueueSpec, QueueState, Session, ShortStr};
use crate::exit::Complaint;
use crate::output::Greeting;

/// Where messages come from.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Source")]
pub struct SourceArgs {
    /// Queue to read [default: hello, or a temporary queue with --exchange]
    #[arg(short = 'Q', long, value_name = "NAME", value_parser = name)]
    queue: Option<ShortStr>,

    /// Exchange to bind the queue to
    #[arg(short, long, value_name = "NAME", value_parser = name)]
    exchange: Option<ShortStr>,

    /// Create the exchange with this type when it is missing
    #[arg(long, value_name = "TYPE", value_parser = name, requires = "exchange", default_value = "fanout")]
    exchange_type: ShortStr,

    /// Binding key; repeat for several
    #[arg(short, long, value_name = "KEY", requires = "exchange")]
    key: Vec<ShortStr>,
}

/// What to listen to.
pub struct Source {
    /// A queue by name; `None` for a temporary one.
    pub queue: Option<QueueSpec>,
    /// Where to begin, when it is a stream.
    pub offset: Option<Offset>,
    /// An exchange to bind the queue to, and how.
    pub exchange: Option<(ExchangeSpec, Vec<Binding>)>,
    /// The tutorial's line for a message.
    pub greeting: Greeting,
}

impl SourceArgs {
    /// Puts the flags together with those about the queue. With an `offset` it is a stream.
    ///
    /// # Errors
    /// Attributes or an offset for a queue that has no name; a queue that is to be a stream without an offset, or the other
    /// way round.
    pub fn source(self, declare: &QueueArgs, offset: Option<Offset>) -> Result<Source, Complaint> {
        let queue = match (self.queue, &self.exchange) {
            (Some(name), _) => Some(name),
            (None, Some(_)) => None,
            (None, None) => Some(ShortStr::fixed("hello")),
        };
        if queue.is_none() && (declare.is_chosen() || offset.is_some()) {
            let (what, hint) = match offset {
                Some(_) => ("--offset is for a stream with a name", "name it with --queue, or leave --offset out"),
                None => (
                    "--durable, --queue-type and other attributes are for a queue with a name",
                    "name it with --queue, or leave them out",
                ),
            };
            return Err(Complaint::usage(what).advise(hint));
        }
        let greeting = match (&self.exchange, &*self.exchange_type) {
            (None, _) => Greeting::Received,
            (Some(_), "fanout") => Greeting::Body,
            (Some(_), _) => Greeting::Keyed,
        };
        let create_as = (!declare.no_declare).then(|| self.exchange_type.to_string());
        let exchange = self.exchange.map(|name| {
            let keys = if self.key.is_empty() { vec![ShortStr::default()] } else { self.key };
            let bindings = keys.into_iter().map(|key| Binding { key, ..Binding::default() }).collect();
            (ExchangeSpec { name, create_as }, bindings)
        });
        let spec = |name| match offset {
            Some(_) => declare.spec_of_stream(name),
            None => declare.spec_to_take_from(name, QueueShape::default()),
        };
        Ok(Source { queue: queue.map(spec).transpose()?, offset, exchange, greeting })
    }
}

impl Source {
    /// Declares what has to be there, and binds it.
    ///
    /// # Errors
    /// The broker's refusal.
    pub async fn prepare(&self, session: &mut Session) -> Result<QueueState, Fault> {
        if let Some((exchange, _)) = &self.exchange {
            session.exchange(exchange).await?;
        }
        let queue = match &self.queue {
            Some(spec) => session.queue(spec).await?,
            None => session.temporary_queue().await?,
        };
        if let Some((exchange, bindings)) = &self.exchange {
            for binding in bindings {
                session.bind(&queue.name, &exchange.name, binding).await?;
            }
        }
        Ok(queue)
    }

    /// What those who listen to it wait for.
    #[must_use]
    pub fn waiting(&self) -> String {
        let what = if self.exchange.is_some() { "logs" } else { "messages" };
        format!("Waiting for {what}. To exit press CTRL+C")
    }
}
