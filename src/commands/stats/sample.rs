//! One look at the queues, from whichever source.

use serde::Serialize;

use crate::management::{Overview, Queue};

/// What is known of the queues at one moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Sample {
    /// UTC, RFC 3339.
    pub(super) time: String,
    #[serde(flatten)]
    pub(super) origin: Origin,
    /// The ready messages and consumers were counted by a passive declare, and are exact.
    pub(super) passive_declare: bool,
    pub(super) vhost: String,
    pub(super) overview: Option<Summary>,
    #[serde(rename = "queues")]
    pub(super) rows: Vec<Row>,
}

/// Where the names and counters come from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "source", rename_all = "lowercase")]
pub(super) enum Origin {
    /// The management API.
    Management { url: String },
    /// The connection for messages; `reason` says why not the API.
    Amqp { url: String, reason: String },
}

/// The broker as a whole, as far as the user may see it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct Summary {
    pub(super) product: Option<String>,
    pub(super) version: Option<String>,
    pub(super) cluster: Option<String>,
    pub(super) queues: Option<u64>,
    pub(super) ready: Option<u64>,
    pub(super) unacked: Option<u64>,
    pub(super) total: Option<u64>,
    pub(super) consumers: Option<u64>,
    pub(super) connections: Option<u64>,
}

/// One queue. What is not known is `None`; rates are messages per second, memory is bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) vhost: String,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) durable: Option<bool>,
    pub(super) state: Option<String>,
    pub(super) ready: Option<u64>,
    pub(super) unacked: Option<u64>,
    pub(super) total: Option<u64>,
    pub(super) incoming_rate: Option<f64>,
    pub(super) delivery_rate: Option<f64>,
    pub(super) consumers: Option<u64>,
    pub(super) memory: Option<u64>,
}

impl Row {
    /// A queue of which no more is known than its name.
    pub(super) fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// A queue as the management API has it.
    pub(super) fn new(queue: Queue, vhost: &str) -> Self {
        Self {
            vhost: vhost.to_owned(),
            incoming_rate: queue.incoming_rate(),
            delivery_rate: queue.delivery_rate(),
            name: queue.name,
            kind: queue.kind,
            durable: queue.durable,
            state: queue.state,
            ready: queue.messages_ready,
            unacked: queue.messages_unacknowledged,
            total: queue.messages,
            consumers: queue.consumers,
            memory: queue.memory,
        }
    }
}

impl From<Overview> for Summary {
    fn from(overview: Overview) -> Self {
        let totals = overview.queue_totals.unwrap_or_default();
        let objects = overview.object_totals.unwrap_or_default();
        Self {
            product: overview.product_name,
            version: overview.product_version.or(overview.rabbitmq_version).or(overview.management_version),
            cluster: overview.cluster_name,
            queues: objects.queues,
            ready: totals.messages_ready,
            unacked: totals.messages_unacknowledged,
            total: totals.messages,
            consumers: objects.consumers,
            connections: objects.connections,
        }
    }
}
