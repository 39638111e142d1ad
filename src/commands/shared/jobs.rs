//! The loop of `worker` and `rpc-serve`: so many messages in hand at a time, each settled when what is done for it is done.

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};

use super::stop::{Ending, Stop};
use crate::amqp::{Consumer, Delivery, Fault};
use crate::context::Context;
use crate::exit::Exit;

/// What to tell the broker about a message that is done with.
pub enum Settlement {
    /// It was done.
    Ack,
    /// It was not, and goes back to its queue or to its dead letter exchange.
    Nack {
        /// To its queue.
        requeue: bool,
    },
    /// It was not and stays in its queue, and nothing more is to be taken.
    Stop(anyhow::Error),
}

/// Handles messages, at most `jobs` at a time, until it is time to stop; then finishes those in hand.
///
/// # Errors
/// The connection was lost; the first [`Settlement::Stop`]; fewer messages than asked for.
pub async fn work<Handling: Future<Output = Settlement>>(
    context: &Context,
    consumer: Consumer,
    stop: Stop,
    jobs: u16,
    handle: impl Fn(Delivery) -> Handling,
) -> anyhow::Result<Exit> {
    let handle = |delivery: Delivery| {
        let tag = delivery.tag;
        handle(delivery).map(move |settlement| (tag, settlement))
    };
    let mut books = Books { consumer, stop, ending: None, complaint: None };
    let mut in_hand = FuturesUnordered::new();
    while books.ending.is_none() || !in_hand.is_empty() {
        let goes_on = books.ending.is_none();
        let free = goes_on && in_hand.len() < jobs.into();
        tokio::select! {
            biased;
            signal = context.shutdown.requested(), if goes_on => books.ending = Some(Ending::Signal(signal)),
            elapsed = books.stop.elapsed(!in_hand.is_empty()), if goes_on => books.ending = Some(elapsed),
            Some(first) = in_hand.next() => {
                // Those that are done at the same moment are told to the broker in one write.
                let mut done = vec![first];
                while let Some(Some(next)) = in_hand.next().now_or_never() {
                    done.push(next);
                }
                books.settle(done).await?;
            }
            delivery = books.consumer.next(), if free => match delivery {
                Some(delivery) => in_hand.push(handle(delivery?)),
                None => books.ending = Some(Ending::Count),
            },
        }
    }
    match books.complaint {
        Some(complaint) => Err(complaint),
        None => Ok(books.stop.verdict(books.ending.unwrap_or(Ending::Count))?),
    }
}

/// What is done and what is still to come.
struct Books {
    consumer: Consumer,
    stop: Stop,
    ending: Option<Ending>,
    complaint: Option<anyhow::Error>,
}

impl Books {
    async fn settle(&mut self, done: Vec<(u64, Settlement)>) -> Result<(), Fault> {
        let mut acks = Vec::with_capacity(done.len());
        for (tag, settlement) in done {
            match settlement {
                Settlement::Ack => acks.push(tag),
                Settlement::Nack { requeue } => self.consumer.nack(tag, 1, false, requeue).await?,
                Settlement::Stop(reason) => {
                    // The others in hand are finished first; the message of this one stays unacked.
                    self.complaint.get_or_insert(reason);
                    self.ending.get_or_insert(Ending::Count);
                    continue;
                }
            }
            self.stop.touch();
        }
        if !acks.is_empty() {
            self.consumer.ack_each(&acks).await?;
            self.stop.seen(u64::try_from(acks.len()).unwrap_or(u64::MAX));
        }
        Ok(())
    }
}
