//! What is done with the connection: a message goes to the broker and comes back, once or many times.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::record::{Failure, Record};
use super::step::Step;
use super::token::Token;
use crate::amqp::{
    Address, Consumer, ConsumerOptions, Delivery, Envelope, Fault, Kind, Publisher, PublisherOptions, QueueState,
    Session, ShortStr,
};
use crate::commands::shared::unique_id;

/// The check as a whole has a deadline; a confirm has none of its own.
const NO_LIMIT: Duration = Duration::from_secs(365 * 24 * 3600);

/// Does everything from the channel to the last ack, and answers what is to be cleaned up.
///
/// # Errors
/// The first step that fails.
pub(super) async fn exercise<'a>(session: &mut Session, record: &'a Record, rounds: u64) -> Result<Way<'a>, Failure> {
    let options = PublisherOptions { confirm: true, mandatory: true, timeout: NO_LIMIT };
    let confirms = |_: &Publisher| "publisher confirms on".to_owned();
    let publisher = record.time(Step::Channel, Publisher::open_confirming(session, options), confirms).await?;
    let name = |queue: &QueueState| queue.name.to_string();
    let queue = record.time(Step::Declare, session.temporary_queue(), name).await?.name;
    let options = ConsumerOptions { prefetch: 1, limit: None, offset: None, holds_back: false };
    let consumer = record.time(Step::Consume, Consumer::open(session, &queue, options), |_| String::new()).await?;
    let mut way = Way { publisher, consumer, queue, record, id: unique_id() };
    way.first_round().await?;
    if rounds > 1 {
        way.more_rounds(rounds).await?;
    }
    Ok(way)
}

/// Deletes the queue, although it would go with the connection, and says goodbye.
///
/// # Errors
/// The broker does not answer, or refuses.
pub(super) async fn clean_up(session: Session, way: Way<'_>) -> Result<(), Failure> {
    let work = async {
        session.delete_queue(&way.queue).await?;
        session.close_answered().await
    };
    way.record.time(Step::Cleanup, work, |()| "queue deleted, connection closed".to_owned()).await
}

/// The way of a message to the broker and back.
pub(super) struct Way<'a> {
    publisher: Publisher,
    consumer: Consumer,
    queue: ShortStr,
    record: &'a Record,
    id: String,
}

impl Way<'_> {
    /// The round of which each step is told.
    async fn first_round(&mut self) -> Result<(), Failure> {
        let record = self.record;
        let token = Token::new(&self.id, 1);
        let confirmed = |sent: Instant| {
            record.pass(Step::Publish, Some(sent.elapsed()), "confirmed");
            record.pass(Step::Route, None, "not returned");
            record.begin_at(Step::Deliver, sent);
        };
        let (delivery, latency) = self.send(&token, Step::Publish, confirmed).await?;
        record.pass(Step::Deliver, Some(latency), "since publishing");
        record.begin(Step::Compare);
        token.compare(&delivery.message, &self.queue).map_err(|complaint| record.failed(Step::Compare, complaint))?;
        record.pass(Step::Compare, Some(record.elapsed()), format!("{} bytes", token.body.len()));
        record.time(Step::Ack, self.ack(&delivery), |()| String::new()).await?;
        record.note_latency(latency);
        Ok(())
    }

    /// The rounds of which only the times are told.
    async fn more_rounds(&mut self, rounds: u64) -> Result<(), Failure> {
        let record = self.record;
        record.begin(Step::Rounds);
        let begun = Instant::now();
        for number in 2..=rounds {
            self.further_round(number).await.map_err(|mut failure| {
                failure.complaint.what = format!("round {number} of {rounds}: {}", failure.complaint.what);
                Failure { step: Step::Rounds, took: begun.elapsed(), ..failure }
            })?;
        }
        record.pass(Step::Rounds, Some(begun.elapsed()), format!("{} more", rounds - 1));
        Ok(())
    }

    async fn further_round(&mut self, number: u64) -> Result<(), Failure> {
        let record = self.record;
        let token = Token::new(&self.id, number);
        let (delivery, latency) = self.send(&token, Step::Rounds, |_| ()).await?;
        token.compare(&delivery.message, &self.queue).map_err(|complaint| record.failed(Step::Rounds, complaint))?;
        self.ack(&delivery).await.map_err(|fault| record.failed(Step::Rounds, &fault))?;
        record.note_latency(latency);
        Ok(())
    }

    /// Publishes a message, as a part of `step`, and waits for both answers, in whichever order they come. Calls
    /// `confirmed` with the time of publishing as soon as the confirm is there, and answers the message that was
    /// delivered and how long that took.
    async fn send(
        &mut self,
        token: &Token,
        step: Step,
        confirmed: impl FnOnce(Instant),
    ) -> Result<(Delivery, Duration), Failure> {
        let Self { publisher, consumer, queue, record, .. } = self;
        let address = Address { exchange: ShortStr::default(), key: queue.clone() };
        let (envelope, body) = (Arc::new(Envelope::new(address, &token.properties)), token.body.clone());
        let sent = Instant::now();
        if step == Step::Publish {
            record.begin_at(step, sent);
        }
        let publishing = async {
            let outcome = match publisher.publish(&envelope, body, 1).await {
                Ok(()) => publisher.finish().await,
                failed => failed,
            };
            outcome.map(|()| confirmed(sent)).map_err(|fault| match fault.kind {
                Kind::Returned => record.failed(Step::Route, &unrouted(fault)),
                _ => record.failed(Step::Publish, &fault),
            })
        };
        let delivering = async {
            match consumer.next().await {
                Some(Ok(delivery)) => Ok((delivery, sent.elapsed())),
                Some(Err(fault)) => Err(record.failed(Step::Deliver, &fault)),
                None => {
                    Err(record.failed(Step::Deliver, &Fault::new(Kind::Lost, "the consumer ended", "it was cancelled")))
                }
            }
        };
        let ((), delivered) = tokio::try_join!(publishing, delivering)?;
        Ok(delivered)
    }

    /// Acks, and waits until that has been dealt with.
    async fn ack(&mut self, delivery: &Delivery) -> Result<(), Fault> {
        self.consumer.ack(delivery.tag, 1, false).await?;
        self.consumer.settle().await
    }
}

/// The queue was there a moment ago, so the usual advice is of no use.
fn unrouted(fault: Fault) -> Fault {
    fault.advise("somebody deletes queues, or the broker is not well: see its log")
}
