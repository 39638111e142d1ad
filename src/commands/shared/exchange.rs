//! What the commands of the exchange family share: their tutorial's exchange, which can be exchanged for another.

use clap::Args;

use super::destination::Destination;
use super::listen::{Disposal, ListenArgs, listen};
use super::publish::{PublishArgs, publish};
use super::source::Source;
use super::values::name;
use crate::amqp::{Binding, ExchangeSpec, ShortStr};
use crate::context::Context;
use crate::exit::Exit;
use crate::output::Greeting;

/// What makes one member of the family different from the others.
pub struct Family {
    /// The tutorial's exchange.
    pub exchange: &'static str,
    /// Its type.
    pub kind: &'static str,
    /// The message that is sent when none is given.
    pub message: &'static str,
}

/// Which exchange to use.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Exchange")]
struct ExchangeArgs {
    /// Exchange to use in place of the tutorial's
    #[arg(short, long, value_name = "NAME", value_parser = name)]
    exchange: Option<ShortStr>,

    /// Never create the exchange; when it is missing, that is an error
    #[arg(long)]
    no_declare: bool,
}

impl ExchangeArgs {
    fn spec(self, family: &Family) -> ExchangeSpec {
        ExchangeSpec {
            name: self.exchange.unwrap_or_else(|| ShortStr::fixed(family.exchange)),
            create_as: (!self.no_declare).then(|| family.kind.to_owned()),
        }
    }
}

/// Publish to the family's exchange.
#[derive(Debug, Clone, Args)]
pub struct SendArgs {
    #[command(flatten)]
    publish: PublishArgs,

    #[command(flatten)]
    exchange: ExchangeArgs,
}

impl SendArgs {
    /// Publishes with a routing key, if the command has one.
    ///
    /// # Errors
    /// As [`publish`].
    pub async fn run(self, context: &Context, family: &Family, key: Option<ShortStr>) -> anyhow::Result<Exit> {
        let destination = Destination::Exchange { exchange: self.exchange.spec(family), key };
        publish(context, destination, &self.publish, family.message, false).await
    }
}

/// Listen to the family's exchange through a temporary queue.
#[derive(Debug, Clone, Args)]
pub struct ReceiveArgs {
    #[command(flatten)]
    listen: ListenArgs,

    #[command(flatten)]
    exchange: ExchangeArgs,
}

impl ReceiveArgs {
    /// Listens with these bindings.
    ///
    /// # Errors
    /// As [`listen`].
    pub async fn run(self, context: &Context, family: &Family, bindings: Vec<Binding>) -> anyhow::Result<Exit> {
        let exchange = Some((self.exchange.spec(family), bindings));
        let source = Source { queue: None, offset: None, exchange, greeting: Greeting::Keyed };
        listen(context, source, Disposal::Take, &self.listen).await
    }
}

/// Publish with a key.
#[derive(Debug, Clone, Args)]
pub struct KeyedSendArgs {
    /// Routing key
    #[arg(value_name = "KEY")]
    key: ShortStr,

    #[command(flatten)]
    send: SendArgs,
}

impl KeyedSendArgs {
    /// Publishes with the key.
    ///
    /// # Errors
    /// As [`publish`].
    pub async fn run(self, context: &Context, family: &Family) -> anyhow::Result<Exit> {
        self.send.run(context, family, Some(self.key)).await
    }
}

/// Listen with keys.
#[derive(Debug, Clone, Args)]
pub struct KeyedReceiveArgs {
    /// Binding keys
    #[arg(value_name = "KEY", required = true)]
    keys: Vec<ShortStr>,

    #[command(flatten)]
    receive: ReceiveArgs,
}

impl KeyedReceiveArgs {
    /// Listens with a binding for each key.
    ///
    /// # Errors
    /// As [`listen`].
    pub async fn run(self, context: &Context, family: &Family) -> anyhow::Result<Exit> {
        let bindings = self.keys.into_iter().map(|key| Binding { key, ..Binding::default() }).collect();
        self.receive.run(context, family, bindings).await
    }
}
