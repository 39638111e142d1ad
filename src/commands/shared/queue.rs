//! With which attributes a queue is declared, as flags.

use clap::{Args, ValueEnum};

use super::properties::to_table;
use super::values::delivery_limit;
use crate::amqp::{Declare, QueueKind, QueueShape, QueueSpec, STREAM, ShortStr, Value, parse_argument};
use crate::exit::Complaint;

/// The flags that choose the attributes of a queue outright.
pub const ATTRIBUTES: [&str; 5] = ["durable", "queue_type", "delivery_limit", "single_active_consumer", "queue_arg"];

/// `--queue-type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum QueueType {
    /// On one node
    Classic,
    /// Replicated and durable
    Quorum,
    /// A replicated log
    Stream,
}

impl From<QueueType> for QueueKind {
    fn from(kind: QueueType) -> Self {
        match kind {
            QueueType::Classic => Self::Classic,
            QueueType::Quorum => Self::Quorum,
            QueueType::Stream => Self::Stream,
        }
    }
}

/// How to declare a queue. Without any of these a queue that exists is used as it is.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Queue")]
pub struct QueueArgs {
    /// Declare the queue durable: it survives a restart of the broker
    #[arg(long)]
    durable: bool,

    /// Declare the queue with this type
    #[arg(long, value_enum, value_name = "TYPE")]
    queue_type: Option<QueueType>,

    /// Have a quorum queue drop or dead-letter a message that came back more often than this
    #[arg(long, value_name = "N", value_parser = delivery_limit)]
    delivery_limit: Option<i32>,

    /// Let one consumer at a time have the messages of the queue; the others stand by
    #[arg(long)]
    single_active_consumer: bool,

    /// Declare the queue with this argument, as K=V or K:TYPE=V; repeat for several
    #[arg(long, value_name = "K=V", value_parser = parse_argument)]
    queue_arg: Vec<(ShortStr, Value)>,

    /// Never create anything; what is missing is an error
    #[arg(long, conflicts_with_all = ATTRIBUTES)]
    pub no_declare: bool,
}

impl QueueArgs {
    /// True when the flags choose the queue's attributes outright.
    #[must_use]
    pub fn is_chosen(&self) -> bool {
        self.durable
            || self.queue_type.is_some()
            || self.delivery_limit.is_some()
            || self.single_active_consumer
            || !self.queue_arg.is_empty()
    }

    /// The queue `name`, created as durable as `usual` when it is missing and the flags leave it open.
    #[must_use]
    pub fn spec(&self, name: ShortStr, usual: QueueShape) -> QueueSpec {
        let declare = if self.no_declare {
            Declare::Never
        } else if self.is_chosen() {
            Declare::Exactly(QueueShape {
                durable: self.durable || usual.durable,
                kind: self.queue_type.map(QueueKind::from).or(usual.kind),
                arguments: to_table(&self.arguments()),
            })
        } else {
            Declare::IfMissing(usual)
        };
        QueueSpec { name, declare }
    }

    /// As [`QueueArgs::spec`], for a command that takes messages away.
    ///
    /// # Errors
    /// The flags choose a stream, from which nothing can be taken.
    pub fn spec_to_take_from(&self, name: ShortStr, usual: QueueShape) -> Result<QueueSpec, Complaint> {
        if self.queue_type == Some(QueueType::Stream) {
            return Err(Complaint::usage("nothing is taken from a stream").advise(STREAM));
        }
        Ok(self.spec(name, usual))
    }

    /// As [`QueueArgs::spec`], for a stream.
    ///
    /// # Errors
    /// The flags choose something else.
    pub fn spec_of_stream(&self, name: ShortStr) -> Result<QueueSpec, Complaint> {
        if self.queue_type.is_some_and(|kind| kind != QueueType::Stream) {
            let what = "--offset is a place in a stream, and --queue-type says that there is none";
            return Err(Complaint::usage(what).advise("leave one of them out, or say --queue-type stream"));
        }
        Ok(self.spec(name, QueueShape { durable: true, kind: Some(QueueKind::Stream), ..QueueShape::default() }))
    }

    fn arguments(&self) -> Vec<(ShortStr, Value)> {
        let limit = self.delivery_limit.map(|limit| ("x-delivery-limit", Value::LongInt(limit)));
        let single = self.single_active_consumer.then_some(("x-single-active-consumer", Value::Boolean(true)));
        let flags = limit.into_iter().chain(single).map(|(name, value)| (ShortStr::fixed(name), value));
        self.queue_arg.iter().cloned().chain(flags).collect()
    }
}
