//! What the API answers, as far as it is read. Unknown fields are ignored, and any field may be missing.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

/// `GET /api/overview`: the whole broker, as far as the user may see it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Overview {
    /// Version of the plugin. RabbitMQ has had it for as long as there is this API.
    pub management_version: Option<String>,
    /// Version of RabbitMQ itself.
    pub rabbitmq_version: Option<String>,
    /// Name of a product that is built on RabbitMQ, or `RabbitMQ`.
    pub product_name: Option<String>,
    /// Version of that product.
    pub product_version: Option<String>,
    /// Name of the cluster.
    pub cluster_name: Option<String>,
    /// Messages in all queues.
    #[serde(deserialize_with = "lenient")]
    pub queue_totals: Option<Totals>,
    /// How many there are of what.
    #[serde(deserialize_with = "lenient")]
    pub object_totals: Option<Objects>,
    /// Where the broker listens; only for users who may know.
    pub listeners: Option<Vec<Listener>>,
}

/// One element of `listeners`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Listener {
    /// Such as `amqp`, `amqp/ssl` or `http`.
    pub protocol: String,
    /// Its port.
    pub port: u16,
}

/// `queue_totals`: messages in all queues.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Totals {
    /// Ready and unacknowledged together.
    #[serde(deserialize_with = "lenient")]
    pub messages: Option<u64>,
    /// Ready for delivery.
    #[serde(deserialize_with = "lenient")]
    pub messages_ready: Option<u64>,
    /// Delivered and not acked.
    #[serde(deserialize_with = "lenient")]
    pub messages_unacknowledged: Option<u64>,
}

/// `object_totals`: how many there are of what.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Objects {
    /// Queues.
    #[serde(deserialize_with = "lenient")]
    pub queues: Option<u64>,
    /// Connections.
    #[serde(deserialize_with = "lenient")]
    pub connections: Option<u64>,
    /// Consumers.
    #[serde(deserialize_with = "lenient")]
    pub consumers: Option<u64>,
}

/// One element of `GET /api/queues/VHOST`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Queue {
    /// Name of the queue; the only field that is always there.
    pub name: String,
    /// `running`, `idle`, `flow`, `down`, ...
    #[serde(default, deserialize_with = "lenient")]
    pub state: Option<String>,
    /// `classic`, `quorum`, `stream`.
    #[serde(default, rename = "type", deserialize_with = "lenient")]
    pub kind: Option<String>,
    /// Survives a restart of the broker.
    #[serde(default, deserialize_with = "lenient")]
    pub durable: Option<bool>,
    /// Ready and unacknowledged together.
    #[serde(default, deserialize_with = "lenient")]
    pub messages: Option<u64>,
    /// Ready for delivery.
    #[serde(default, deserialize_with = "lenient")]
    pub messages_ready: Option<u64>,
    /// Delivered and not acked.
    #[serde(default, deserialize_with = "lenient")]
    pub messages_unacknowledged: Option<u64>,
    /// Consumers, active or not.
    #[serde(default, deserialize_with = "lenient")]
    pub consumers: Option<u64>,
    /// Memory of the queue's process in bytes.
    #[serde(default, deserialize_with = "lenient")]
    pub memory: Option<u64>,
    #[serde(default, deserialize_with = "lenient")]
    message_stats: Option<MessageStats>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
struct MessageStats {
    #[serde(deserialize_with = "lenient")]
    publish_details: Option<Details>,
    #[serde(deserialize_with = "lenient")]
    deliver_get_details: Option<Details>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
struct Details {
    rate: f64,
}

impl Queue {
    /// The columns to ask for: these fields and no more.
    pub(super) const COLUMNS: &str = "name,state,type,durable,messages,messages_ready,messages_unacknowledged,\
        consumers,memory,message_stats.publish_details.rate,message_stats.deliver_get_details.rate";

    /// Messages that came in, per second.
    #[must_use]
    pub fn incoming_rate(&self) -> Option<f64> {
        Some(self.message_stats.as_ref()?.publish_details.as_ref()?.rate)
    }

    /// Messages that were delivered to consumers or fetched, per second.
    #[must_use]
    pub fn delivery_rate(&self) -> Option<f64> {
        Some(self.message_stats.as_ref()?.deliver_get_details.as_ref()?.rate)
    }
}

impl Overview {
    pub(super) const COLUMNS: &str = "management_version,rabbitmq_version,product_name,product_version,cluster_name,\
        queue_totals,object_totals,listeners";

    /// True when this can only have come from RabbitMQ.
    pub(super) fn is_plausible(&self) -> bool {
        self.management_version.is_some() || self.rabbitmq_version.is_some()
    }

    /// The AMQP port of another broker, when this is what it is about: of one that does not listen on `port`.
    pub(super) fn other_than(&self, port: u16) -> Option<u16> {
        let amqp = |listener: &&Listener| listener.protocol.starts_with("amqp");
        let ports: Vec<_> = self.listeners.iter().flatten().filter(amqp).map(|listener| listener.port).collect();
        ports.first().copied().filter(|_| !ports.contains(&port))
    }
}

/// A value of another type than expected counts as missing: the plugin's JSON has `[]` for an empty object, `""` and
/// `"undefined"` for a number that is not known.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    // An array would be taken for a structure's fields in order.
    if value.is_array() {
        return Ok(None);
    }
    Ok(serde_json::from_value(value).ok())
}

#[cfg(test)]
mod tests {
    use super::{Overview, Queue};

    #[test]
    fn a_busy_queue_has_every_counter() {
        let queue: Queue = serde_json::from_str(
            r#"{"arguments":{},"backing_queue_status":{"delta":["delta","undefined",0,0,"undefined"]},
                "consumer_utilisation":0.49,"consumers":1,"durable":true,"memory":21064,
                "message_stats":{"ack":0,"deliver_get":2,"deliver_get_details":{"rate":0.4},"publish":5,
                "publish_details":{"rate":1.0}},"messages":5,"messages_ready":3,"messages_unacknowledged":2,
                "name":"stats-demo","state":"running","type":"classic","vhost":"/"}"#,
        )
        .unwrap();
        assert_eq!((queue.messages_ready, queue.messages_unacknowledged, queue.messages), (Some(3), Some(2), Some(5)));
        assert_eq!((queue.incoming_rate(), queue.delivery_rate()), (Some(1.0), Some(0.4)));
        assert_eq!((queue.consumers, queue.memory, queue.durable), (Some(1), Some(21064), Some(true)));
        assert_eq!((queue.state.as_deref(), queue.kind.as_deref()), (Some("running"), Some("classic")));
    }

    #[test]
    fn a_fresh_queue_has_none() {
        for text in [
            r#"{"durable":false,"name":"fresh","type":"classic","vhost":"/"}"#,
            r#"{"name":"fresh","type":"classic","durable":false,"message_stats":[],"messages":null,"consumers":""}"#,
            r#"{"name":"fresh","type":"classic","durable":false,"message_stats":{"publish_details":[]},"memory":-1}"#,
        ] {
            let queue: Queue = serde_json::from_str(text).unwrap();
            assert_eq!((queue.messages, queue.consumers, queue.memory), (None, None, None), "{text}");
            assert_eq!((queue.incoming_rate(), queue.delivery_rate()), (None, None), "{text}");
        }
    }

    #[test]
    fn an_overview_is_known_by_its_version() {
        let overview: Overview = serde_json::from_str(
            r#"{"management_version":"3.10.8","rabbitmq_version":"3.10.8","queue_totals":{"messages":32,
                "messages_ready":30,"messages_unacknowledged":2},"object_totals":{"connections":1,"queues":60}}"#,
        )
        .unwrap();
        assert!(overview.is_plausible());
        assert_eq!(overview.queue_totals.unwrap().messages_ready, Some(30));
        assert_eq!(overview.object_totals.unwrap().queues, Some(60));
        let idle: Overview = serde_json::from_str(r#"{"rabbitmq_version":"4.0.1","queue_totals":[]}"#).unwrap();
        assert!(idle.is_plausible() && idle.queue_totals.is_none());
        let text = r#"{"listeners":[{"protocol":"http","port":1},{"protocol":"amqp","port":2}]}"#;
        let listening: Overview = serde_json::from_str(text).unwrap();
        assert_eq!([1, 2].map(|port| listening.other_than(port)), [Some(2), None]);
        assert_eq!(idle.other_than(1), None);
        assert!(!serde_json::from_str::<Overview>(r#"{"status":"ok"}"#).unwrap().is_plausible());
    }
}
