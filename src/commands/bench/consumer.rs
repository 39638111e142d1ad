//! A consumer: takes messages, the time that each was under way, and acks them in batches.

use std::sync::atomic::Ordering;

use super::client::Client;
use super::shared::{Shared, Tally};
use crate::amqp::{Consumer, ConsumerOptions, Delivery, Fault, Session};

/// Most messages that one ack covers; never more than half of the prefetch, so that the broker can go on meanwhile.
const BATCH: u64 = 256;

/// Consumes until it is told to leave, or has its share when nobody publishes.
pub(super) async fn consume(client: &mut Client, session: &Session, tally: &mut Tally) -> Result<(), Fault> {
    let args = &client.args;
    let drains = args.producers == 0;
    let limit = if drains { args.share(client.index, args.consumers) } else { None };
    let options = ConsumerOptions { prefetch: args.prefetch, limit, offset: None, holds_back: false };
    // What is there already would come before the start; what is published comes only after it.
    if drains {
        client.link.ready().await;
    }
    if limit == Some(0) {
        return Ok(());
    }
    let mut consumer = Consumer::open(session, &client.queue, options).await?;
    if !drains {
        client.link.ready().await;
    }
    let most = u64::from(args.prefetch / 2).clamp(1, BATCH);
    while let Some(first) = consumer.next().await {
        let mut batch = Batch { last: 0, own: 0, others: 0, bytes: 0 };
        batch.take(&first?, &client.shared, tally);
        while batch.own + batch.others < most {
            // An error is kept by the consumer and comes again at the next wait.
            let Some(Ok(delivery)) = consumer.try_next() else { break };
            batch.take(&delivery, &client.shared, tally);
        }
        let count = batch.own + batch.others;
        consumer.ack(batch.last, count, count > 1).await?;
        client.shared.bytes.fetch_add(batch.bytes, Ordering::Relaxed);
        client.shared.received.fetch_add(batch.own, Ordering::Relaxed);
        client.shared.others.fetch_add(batch.others, Ordering::Relaxed);
        client.shared.arrived.notify_one();
    }
    Ok(())
}

struct Batch {
    last: u64,
    own: u64,
    others: u64,
    bytes: u64,
}

impl Batch {
    fn take(&mut self, delivery: &Delivery, shared: &Shared, tally: &mut Tally) {
        let now = shared.stamp.now();
        self.last = delivery.tag;
        self.bytes += delivery.message.body.len() as u64;
        tally.last_received = Some(now);
        match shared.stamp.time(&delivery.message.body) {
            Some(sent) => {
                self.own += 1;
                tally.delivery.record(now.saturating_sub(sent));
            }
            None => self.others += 1,
        }
    }
}
