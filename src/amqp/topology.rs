//! Queues, exchanges and bindings. What exists is never fought over: it is looked for first, and created only when it is
//! missing.

use lapin::options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions, QueueDeleteOptions};
use lapin::types::{AMQPValue, FieldTable, LongString};
use lapin::{Channel, ExchangeKind};

use super::dial::LIBRARY_FRAME;
use super::{Fault, Kind, Session, ShortStr, Table};
use crate::wire;

/// Octets of arguments that the library can send: its buffer is 32 of its frames. Names and the rest of the method are with
/// them.
const MOST_ARGUMENTS: usize = 31 * LIBRARY_FRAME as usize;

/// The kinds of queue that RabbitMQ has (<https://www.rabbitmq.com/docs/queues#optional-arguments>, `x-queue-type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueKind {
    /// On one node.
    Classic,
    /// Replicated; always durable.
    Quorum,
    /// A replicated log; always durable.
    Stream,
}

/// The attributes with which a queue is declared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QueueShape {
    /// Survives a restart of the broker.
    pub durable: bool,
    /// `x-queue-type`; `None` leaves the choice to the virtual host.
    pub kind: Option<QueueKind>,
    /// Further arguments, such as `x-message-ttl`.
    pub arguments: Table,
}

/// When to declare a queue.
#[derive(Debug, Clone, PartialEq)]
pub enum Declare {
    /// Never: it must exist.
    Never,
    /// Only when a passive declare does not find it.
    IfMissing(QueueShape),
    /// With just this shape, whatever is there.
    Exactly(QueueShape),
}

/// A queue by name, and when to declare it.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueSpec {
    /// Name of the queue.
    pub name: ShortStr,
    /// When, and with which attributes, to declare it.
    pub declare: Declare,
}

/// An exchange by name, and with which type to create it when it is missing (`None`: it must exist).
#[derive(Debug, Clone, PartialEq)]
pub struct ExchangeSpec {
    /// Name of the exchange; empty for the default exchange.
    pub name: ShortStr,
    /// `fanout`, `direct`, `topic`, `headers`, or the name of a plugin's type.
    pub create_as: Option<String>,
}

/// What a binding holds, for every exchange type: a key and a table of arguments (AMQP 0-9-1, 3.1.3).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Binding {
    /// Binding key; ignored by fanout and headers exchanges.
    pub key: ShortStr,
    /// Arguments; only headers exchanges read them.
    pub arguments: Table,
}

/// What a declare says of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueState {
    /// Name, also when the broker chose it.
    pub name: ShortStr,
    /// Messages ready for delivery.
    pub messages: u32,
    /// Consumers, active or not.
    pub consumers: u32,
}

impl QueueShape {
    fn options(&self) -> QueueDeclareOptions {
        QueueDeclareOptions { durable: self.is_durable(), ..QueueDeclareOptions::default() }
    }

    /// Quorum queues and streams are durable whether one says so or not.
    fn is_durable(&self) -> bool {
        self.durable || matches!(self.kind, Some(QueueKind::Quorum | QueueKind::Stream))
    }

    fn table(&self) -> FieldTable {
        let mut table = self.arguments.clone();
        if let Some(kind) = self.kind {
            let name = match kind {
                QueueKind::Classic => "classic",
                QueueKind::Quorum => "quorum",
                QueueKind::Stream => "stream",
            };
            table.insert("x-queue-type".into(), AMQPValue::LongString(LongString::from(name)));
        }
        table
    }

    fn in_words(&self) -> String {
        let kind = match self.kind {
            None => "",
            Some(QueueKind::Classic) => "classic ",
            Some(QueueKind::Quorum) => "quorum ",
            Some(QueueKind::Stream) => "stream ",
        };
        format!("{}{kind}queue", if self.is_durable() { "durable " } else { "transient " })
    }
}

impl Session {
    /// Sees to it that the queue exists, as far as `spec` allows, and tells what is in it.
    ///
    /// # Errors
    /// The broker's refusal: 404 when it is missing and must not be created, 405 when it is another connection's, 406
    /// when it exists with other attributes than those chosen outright.
    pub async fn queue(&mut self, spec: &QueueSpec) -> Result<QueueState, Fault> {
        let queue = match &spec.declare {
            Declare::Never => self.look(&spec.name).await,
            Declare::Exactly(shape) => self.queue_of_shape(&spec.name, shape).await,
            Declare::IfMissing(shape) => self.queue_of_any_shape(&spec.name, shape).await,
        }?;
        self.knows(&spec.name);
        Ok(queue)
    }

    /// The declare alone would not tell that a queue is no longer the one that was there.
    async fn queue_of_shape(&self, name: &ShortStr, shape: &QueueShape) -> Result<QueueState, Fault> {
        if self.expects(name) {
            match self.look(name).await {
                Err(fault) if fault.reply_code() == Some(404) => self.misses(name, shape.is_durable()),
                Err(fault) if fault.reply_code().is_none() => return Err(fault),
                // What there is to say of it, the declare says.
                _ => {}
            }
        }
        self.create_queue(name, shape).await
    }

    async fn queue_of_any_shape(&mut self, name: &ShortStr, shape: &QueueShape) -> Result<QueueState, Fault> {
        match self.look(name).await {
            Err(fault) if fault.reply_code() == Some(404) => self.misses(name, shape.is_durable()),
            found => return found,
        }
        match self.create_queue(name, shape).await {
            // Somebody else created it between our look and our declare, in another shape: it is theirs, and will do.
            Err(fault) if fault.reply_code() == Some(406) => self.look(name).await,
            // RabbitMQ 4.3 and later deny transient queues, and close the whole connection to say so.
            Err(fault) if fault.reply_code() == Some(541) && !shape.is_durable() => {
                self.reopen().await?;
                self.narrator().tell(format_args!(
                    "the broker denies a {}: creating a durable quorum queue instead",
                    shape.in_words()
                ));
                let quorum =
                    QueueShape { durable: true, kind: Some(QueueKind::Quorum), arguments: shape.arguments.clone() };
                self.create_queue(name, &quorum).await
            }
            created => created,
        }
    }

    /// As [`Session::queue`], for a queue that is only published to: another connection's exclusive queue will do, although
    /// it may not be looked at. `None` tells that of such a one nothing is known.
    ///
    /// # Errors
    /// The broker's refusal, but for 405.
    pub async fn queue_to_publish_to(&mut self, spec: &QueueSpec) -> Result<Option<QueueState>, Fault> {
        unless_exclusive(self.queue(spec).await)
    }

    /// As [`Session::queue_to_publish_to`], for a queue that is not ours to create.
    ///
    /// # Errors
    /// The broker's refusal, but for 405.
    pub async fn look_to_publish_to(&self, name: &ShortStr) -> Result<Option<QueueState>, Fault> {
        unless_exclusive(self.look(name).await)
    }

    /// Looks for a queue without touching it (a passive declare).
    async fn look(&self, name: &ShortStr) -> Result<QueueState, Fault> {
        self.narrator().tell(format_args!("looking for queue '{name}' (queue.declare, passive)"));
        let options = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
        self.declare(name, options, FieldTable::default(), &format!("find queue '{name}'")).await
    }

    async fn create_queue(&self, name: &ShortStr, shape: &QueueShape) -> Result<QueueState, Fault> {
        self.narrator().tell(format_args!("declaring {} '{name}' (queue.declare)", shape.in_words()));
        self.declare(name, shape.options(), shape.table(), &format!("declare queue '{name}'")).await
    }

    /// Declares a queue with a name of the broker's choice, for this connection alone; it goes when the connection goes.
    ///
    /// # Errors
    /// The broker's refusal.
    pub async fn temporary_queue(&self) -> Result<QueueState, Fault> {
        let options = QueueDeclareOptions { exclusive: true, ..QueueDeclareOptions::default() };
        let queue =
            self.declare(&ShortStr::default(), options, FieldTable::default(), "declare a temporary queue").await?;
        self.narrator().tell(format_args!("declared temporary queue '{}' (queue.declare, exclusive)", queue.name));
        Ok(queue)
    }

    /// Deletes a queue, and whatever is in it.
    ///
    /// # Errors
    /// The broker's refusal. A queue that is not there is as good as deleted (RabbitMQ answers so).
    pub async fn delete_queue(&self, name: &ShortStr) -> Result<(), Fault> {
        self.narrator().tell(format_args!("deleting queue '{name}' (queue.delete)"));
        let delete =
            async |channel: &Channel| channel.queue_delete(name.to_short(), QueueDeleteOptions::default()).await;
        self.ask(&format!("delete queue '{name}'"), delete).await.map(|_| ())
    }

    async fn declare(
        &self,
        name: &ShortStr,
        options: QueueDeclareOptions,
        arguments: FieldTable,
        what: &str,
    ) -> Result<QueueState, Fault> {
        fits(what, &arguments)?;
        let declare = async |channel: &Channel| channel.queue_declare(name.to_short(), options, arguments).await;
        let queue = self.ask(what, declare).await?;
        Ok(QueueState {
            name: ShortStr::from_short(queue.name()),
            messages: queue.message_count(),
            consumers: queue.consumer_count(),
        })
    }

    /// Sees to it that the exchange exists, as far as `spec` allows.
    ///
    /// # Errors
    /// The broker's refusal: 404 when it is missing and must not be created.
    pub async fn exchange(&self, spec: &ExchangeSpec) -> Result<(), Fault> {
        // The default exchange is always there, and may not even be looked at (403).
        if spec.name.is_empty() {
            return Ok(());
        }
        let name = &spec.name;
        self.narrator().tell(format_args!("looking for exchange '{name}' (exchange.declare, passive)"));
        let passive = ExchangeDeclareOptions { passive: true, ..ExchangeDeclareOptions::default() };
        match (self.declare_exchange(spec, "direct", passive).await, &spec.create_as) {
            (Err(fault), Some(kind)) if fault.reply_code() == Some(404) => {
                self.narrator().tell(format_args!("declaring {kind} exchange '{name}' (exchange.declare)"));
                self.declare_exchange(spec, kind, ExchangeDeclareOptions::default()).await
            }
            (outcome, _) => outcome,
        }
    }

    async fn declare_exchange(
        &self,
        spec: &ExchangeSpec,
        kind: &str,
        options: ExchangeDeclareOptions,
    ) -> Result<(), Fault> {
        let kind = match kind {
            "direct" => ExchangeKind::Direct,
            "fanout" => ExchangeKind::Fanout,
            "topic" => ExchangeKind::Topic,
            "headers" => ExchangeKind::Headers,
            other => ExchangeKind::Custom(other.to_owned()),
        };
        let what = format!("{} exchange '{}'", if options.passive { "find" } else { "declare" }, spec.name);
        // A type that no plugin provides: 503 closes the connection on RabbitMQ 3, 406 the channel on 4.
        let declare = async |channel: &Channel| {
            channel.exchange_declare(spec.name.to_short(), kind, options, FieldTable::default()).await
        };
        self.ask(&what, declare).await
    }

    /// Binds a queue to an exchange.
    ///
    /// # Errors
    /// The broker's refusal.
    pub async fn bind(&self, queue: &ShortStr, exchange: &ShortStr, binding: &Binding) -> Result<(), Fault> {
        self.narrator().tell(format_args!(
            "binding queue '{queue}' to exchange '{exchange}' with key '{}' (queue.bind)",
            binding.key
        ));
        let what = format!("bind queue '{queue}' to exchange '{exchange}'");
        fits(&what, &binding.arguments)?;
        let bind = async |channel: &Channel| {
            let (queue, exchange, key) = (queue.to_short(), exchange.to_short(), binding.key.to_short());
            channel.queue_bind(queue, exchange, key, QueueBindOptions::default(), binding.arguments.clone()).await
        };
        self.ask(&what, bind).await
    }

    /// Asks the broker for something on a channel, which serves again where that was not refused.
    async fn ask<T>(
        &self,
        what: &str,
        request: impl AsyncFnOnce(&Channel) -> Result<T, lapin::Error>,
    ) -> Result<T, Fault> {
        let channel = self.channel().await?;
        match self.watch().answer(what, request(&channel)).await? {
            Ok(answer) => {
                self.put_back(channel);
                Ok(answer)
            }
            Err(error) => Err(self.refused(what, error).await),
        }
    }

    /// A refusal that closed only its own channel leaves nothing behind for a later error to be mistaken for.
    async fn refused(&self, what: &str, error: lapin::Error) -> Fault {
        let only_channel = !Fault::ends_connection(&error);
        let fault = self.watch().explain(what, error).await;
        if only_channel && matches!(fault.kind, Kind::Refused(_)) {
            self.watch().forgive();
        }
        fault
    }
}

/// Another connection's exclusive queue is there, and more is not known of it.
fn unless_exclusive(found: Result<QueueState, Fault>) -> Result<Option<QueueState>, Fault> {
    match found {
        Err(fault) if fault.reply_code() == Some(405) => Ok(None),
        outcome => outcome.map(Some),
    }
}

/// The library never finishes a frame that is larger than its buffer: what does not fit must not get there.
fn fits(what: &str, arguments: &FieldTable) -> Result<(), Fault> {
    let size = wire::table_size(arguments);
    if size <= MOST_ARGUMENTS {
        return Ok(());
    }
    let why = format!("the arguments take {size} bytes, and there is room for {MOST_ARGUMENTS}");
    Err(Fault::new(Kind::Refused(501), format!("cannot {what}"), why).advise("shorten them"))
}
