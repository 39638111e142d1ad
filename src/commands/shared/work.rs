//! The loop of every command that works on messages one by one: `worker` and `forward`.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::watch;

use super::stop::{Ending, Stop};
use crate::amqp::{Consumer, Delivery};
use crate::context::Context;
use crate::exit::{Complaint, Exit};

/// What to tell the broker about a message that was worked on.
pub enum Settlement {
    /// It is done.
    Ack,
    /// It goes back to its queue, or to wherever rejected messages go.
    Nack {
        /// Back to its queue.
        requeue: bool,
    },
    /// Nothing: it goes back when the connection is closed, and the end is near already.
    Leave,
    /// Nothing either, and no more messages are taken.
    Stop(Complaint),
}

/// Tells those who work on messages that no more are taken: who only waits for better times need not go on.
pub struct Closing(watch::Sender<bool>);

impl Closing {
    /// Not yet.
    pub fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// Whether the end has begun.
    pub fn has_begun(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits so long, or until the end begins.
    pub async fn pause(&self, pause: Duration) {
        let mut told = self.0.subscribe();
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            // The sender is here, so this is no error.
            _ = told.wait_for(|closing| *closing) => {}
        }
    }

    fn begin(&self) {
        self.0.send_replace(true);
    }
}

/// Takes messages and has each worked on, at most `jobs` at a time, until it is time to stop. What is in hand then is
/// finished first. `work` answers with the delivery tag.
///
/// # Errors
/// The connection was lost; a message asked to stop; fewer messages were done than asked for.
pub async fn work_off<F>(
    context: &Context,
    mut consumer: Consumer,
    mut stop: Stop,
    (jobs, closing): (usize, &Closing),
    work: impl Fn(Delivery) -> F,
) -> anyhow::Result<Exit>
where
    F: Future<Output = (u64, Settlement)>,
{
    let mut in_hand = FuturesUnordered::new();
    let mut complaint = None;
    let mut ending = None;
    let mut all_taken = false;
    loop {
        if ending.is_some() {
            closing.begin();
        }
        let takes = ending.is_none() && !all_taken;
        if !takes && in_hand.is_empty() {
            break;
        }
        tokio::select! {
            biased;
            signal = context.shutdown.requested(), if ending.is_none() => ending = Some(Ending::Signal(signal)),
            elapsed = stop.elapsed(!in_hand.is_empty()), if ending.is_none() => ending = Some(elapsed),
            Some((tag, settlement)) = in_hand.next() => {
                match settlement {
                    Settlement::Ack => {
                        consumer.ack(tag, 1, false).await?;
                        stop.seen(1);
                    }
                    Settlement::Nack { requeue } => consumer.nack(tag, 1, false, requeue).await?,
                    Settlement::Leave => {}
                    Settlement::Stop(reason) => {
                        // What else is in hand is finished first; this message stays unacked.
                        complaint.get_or_insert(reason);
                        ending.get_or_insert(Ending::Count);
                        continue;
                    }
                }
                stop.touch();
            }
            delivery = consumer.next(), if takes && in_hand.len() < jobs => match delivery {
                Some(delivery) => in_hand.push(work(delivery?)),
                None => all_taken = true,
            },
        }
    }
    match complaint {
        Some(complaint) => Err(complaint.into()),
        None => Ok(stop.verdict(ending.unwrap_or(Ending::Count))?),
    }
}
