//! Where messages go, and what must be there first.

use crate::amqp::{Address, Declare, ExchangeSpec, Fault, QueueSpec, Session, ShortStr};

/// Where messages go when they do not say themselves, and what must be there first.
pub enum Destination {
    /// A queue, through the default exchange. A message that does not get there is an error.
    Queue(QueueSpec),
    /// An exchange.
    Exchange {
        /// The exchange.
        exchange: ExchangeSpec,
        /// The routing key; `None` when nobody chose one, so that a JSON line may.
        key: Option<ShortStr>,
    },
}

impl Destination {
    /// Where a message goes that does not say itself.
    pub(super) fn address(&self) -> Address {
        match self {
            Self::Queue(queue) => Address { exchange: ShortStr::default(), key: queue.name.clone() },
            Self::Exchange { exchange, key } => {
                Address { exchange: exchange.name.clone(), key: key.clone().unwrap_or_default() }
            }
        }
    }

    /// Whether it is enough to publish to it and see: a queue that would be created only when it is missing.
    pub(super) fn tells_when_missing(&self) -> bool {
        matches!(self, Self::Queue(QueueSpec { declare: Declare::IfMissing(_), .. }))
    }

    /// What must be there for an address: a queue or an exchange by name, or nothing that is ours to see to. Addresses of
    /// JSON lines may be other queues, which are treated like the destination's, or other exchanges, which must exist.
    pub(super) fn needs(&self, address: &Address) -> Option<ShortStr> {
        match self {
            // What must not be created need not be looked for: the broker returns what it cannot route.
            Self::Queue(queue) if queue.declare == Declare::Never || !address.exchange.is_empty() => None,
            Self::Queue(_) => Some(address.key.clone()),
            Self::Exchange { exchange, .. } => Some(exchange.name.clone()),
        }
    }

    /// Sees to what [`Destination::needs`] named.
    pub(super) async fn prepare(&self, name: &ShortStr, session: &mut Session) -> Result<(), Fault> {
        match self {
            Self::Queue(queue) => {
                let queue = QueueSpec { name: name.clone(), declare: queue.declare.clone() };
                session.queue_to_publish_to(&queue).await.map(|_| ())
            }
            Self::Exchange { exchange, .. } => session.exchange(exchange).await,
        }
    }
}
