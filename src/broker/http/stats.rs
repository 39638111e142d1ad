//! How often things happened, as RabbitMQ writes it: a count, and beside it `*_details` with the rate a second.

use serde_json::{Map, Value, json};

use crate::broker::state::counters::{Counters, Counts};

/// A count and its rate.
fn put(stats: &mut Map<String, Value>, name: &str, count: u64, rate: f64) {
    stats.insert(name.to_owned(), count.into());
    stats.insert(format!("{name}_details"), json!({"rate": rate}));
}

type Count = fn(&Counts) -> u64;

/// What a message's way out of a queue is counted by. `get_empty` is nowhere counted.
const TAKEN: [(&str, Count); 7] = [
    ("ack", |counts| counts.acked),
    ("deliver", |counts| counts.delivered),
    ("deliver_get", Counts::taken),
    ("deliver_no_ack", |counts| counts.delivered_no_ack),
    ("get", |counts| counts.got),
    ("get_no_ack", |counts| counts.got_no_ack),
    ("redeliver", |counts| counts.redelivered),
];

/// `message_stats` of some queues together; nothing as long as nothing happened.
pub fn messages(all: &[&Counters]) -> Option<Value> {
    let sum = |of: Count| {
        let count = all.iter().map(|counters| of(&counters.now)).sum::<u64>();
        (count, all.iter().map(|counters| counters.rate(of)).sum::<f64>())
    };
    let mut stats = Map::new();
    let taken = TAKEN.map(|(name, of)| (name, sum(of)));
    if taken.iter().any(|(_, (count, _))| *count > 0) {
        for (name, (count, rate)) in taken {
            put(&mut stats, name, count, rate);
        }
    }
    let (count, rate) = sum(|counts| counts.published);
    if count > 0 {
        put(&mut stats, "publish", count, rate);
    }
    (!stats.is_empty()).then_some(Value::Object(stats))
}
