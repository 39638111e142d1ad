//! With which attributes a queue is declared, as flags.

use clap::{Args, ValueEnum};

use super::properties::to_table;
use crate::amqp::{Declare, QueueKind, QueueShape, QueueSpec, ShortStr, Value, parse_argument};

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

    /// Declare the queue with this argument, as K=V or K:TYPE=V; repeat for several
    #[arg(long, value_name = "K=V", value_parser = parse_argument)]
    queue_arg: Vec<(ShortStr, Value)>,

    /// Never create anything; what is missing is an error
    #[arg(long, conflicts_with_all = ["durable", "queue_type", "queue_arg"])]
    pub no_declare: bool,
}

impl QueueArgs {
    /// True when the flags choose the queue's attributes outright.
    #[must_use]
    pub fn is_chosen(&self) -> bool {
        self.durable || self.queue_type.is_some() || !self.queue_arg.is_empty()
    }

    /// The queue `name`, created as durable as `usual` when it is missing and the flags leave it open.
    #[must_use]
    pub fn spec(&self, name: ShortStr, usual: QueueShape) -> QueueSpec {
        let declare = if self.no_declare {
            Declare::Never
        } else if self.is_chosen() {
            Declare::Exactly(QueueShape {
                durable: self.durable || usual.durable,
                kind: self.queue_type.map(QueueKind::from),
                arguments: to_table(&self.queue_arg),
            })
        } else {
            Declare::IfMissing(usual)
        };
        QueueSpec { name, declare }
    }
}
