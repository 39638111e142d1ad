//! The loop of every command that works on messages one by one: `worker`, `rpc-serve` and `forward`.

use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use tokio::sync::watch;

use super::stop::{Ending, Stop};
use crate::amqp::{Consumer, Delivery, Fault};
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
    Stop(anyhow::Error),
}

/// Tells those who work on messages that no more are taken: who only waits for better times need not go on.
pub struct Closing(watch::Sender<Phase>);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Open,
    /// No more messages are taken.
    Ending,
    /// Nothing can be told to the broker any more.
    Lost,
}

impl Closing {
    /// Not yet.
    pub fn new() -> Self {
        Self(watch::Sender::new(Phase::Open))
    }

    /// Whether the end has begun.
    pub fn has_begun(&self) -> bool {
        *self.0.borrow() > Phase::Open
    }

    /// Waits so long, or until the end begins.
    pub async fn pause(&self, pause: Duration) {
        let mut told = self.0.subscribe();
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            // The sender is here, so this is no error.
            _ = told.wait_for(|phase| *phase > Phase::Open) => {}
        }
    }

    /// Waits until the connection is lost: what is in hand will come again.
    pub async fn lost(&self) {
        let mut told = self.0.subscribe();
        // The sender is here, so this is no error.
        let _ = told.wait_for(|phase| *phase == Phase::Lost).await;
    }

    /// Whether somebody breaks off what he does when the end is told. The others are waited for.
    fn is_heard(&self) -> bool {
        self.0.receiver_count() > 0
    }

    fn begin(&self, phase: Phase) {
        self.0.send_replace(phase);
    }
}

/// Takes messages and has each worked on, at most `jobs` at a time, until it is time to stop. What is in hand then is
/// finished first.
///
/// # Errors
/// The connection was lost; a message asked to stop; fewer messages were done than asked for.
pub async fn work_off<F: Future<Output = Settlement>>(
    context: &Context,
    consumer: Consumer,
    stop: &mut Stop,
    (jobs, closing): (usize, &Closing),
    work: impl Fn(Delivery) -> F,
) -> anyhow::Result<Exit> {
    let work = |delivery: Delivery| {
        let tag = delivery.tag;
        work(delivery).map(move |settlement| (tag, settlement))
    };
    stop.begin();
    let mut books = Books { consumer, stop, ending: None, complaint: None };
    let mut in_hand = FuturesUnordered::new();
    let mut all_taken = false;
    let mut lost = None;
    loop {
        if lost.is_some() {
            closing.begin(Phase::Lost);
        } else if books.ending.is_some() {
            closing.begin(Phase::Ending);
        }
        let goes_on = books.ending.is_none();
        let takes = goes_on && !all_taken && lost.is_none();
        let has_a_hand_free = takes && in_hand.len() < jobs;
        if !takes && in_hand.is_empty() {
            break;
        }
        tokio::select! {
            biased;
            signal = context.shutdown.requested(), if goes_on => {
                context.output.narrate(format_args!("a signal: no more messages are taken"));
                if !in_hand.is_empty() {
                    context.output.remark(" [*]", "Finishing what is in hand. CTRL+C again ends at once");
                }
                books.ending = Some(Ending::Signal(signal));
            }
            elapsed = books.stop.elapsed(!in_hand.is_empty()), if goes_on => books.ending = Some(elapsed),
            Some(first) = in_hand.next() => {
                // Those that are done at the same moment are told to the broker in one write.
                let mut done = vec![first];
                while let Some(Some(next)) = in_hand.next().now_or_never() {
                    done.push(next);
                }
                // Without a connection nothing can be said of them; those that are still in hand are finished all the same.
                if lost.is_none() {
                    lost = books.settle(done).await.err();
                }
            }
            delivery = next(&mut books.consumer, has_a_hand_free), if lost.is_none() => match delivery {
                Some(Ok(delivery)) => in_hand.push(work(delivery)),
                Some(Err(fault)) => {
                    if !in_hand.is_empty() && !closing.is_heard() {
                        let loss = Complaint::from(&fault).in_one_line();
                        context.output.warn(format!("{loss}; what is in hand is finished first"));
                    }
                    lost = Some(fault);
                }
                None => all_taken = true,
            },
        }
    }
    match (books.complaint, lost) {
        (Some(complaint), _) => Err(complaint),
        // Whoever was told to end has ended, connection or not.
        (None, Some(fault)) if !matches!(books.ending, Some(Ending::Signal(_))) => Err(fault.into()),
        (None, _) => Ok(books.stop.verdict(books.ending.unwrap_or(Ending::Count))?),
    }
}

/// The next message, where one is wanted. Who wants none hears of a loss all the same: what is in hand may have long to wait.
async fn next(consumer: &mut Consumer, is_wanted: bool) -> Option<Result<Delivery, Fault>> {
    if is_wanted { consumer.next().await } else { Some(Err(consumer.closed().await)) }
}

/// What is done and what is still to come.
struct Books<'a> {
    consumer: Consumer,
    stop: &'a mut Stop,
    ending: Option<Ending>,
    complaint: Option<anyhow::Error>,
}

impl Books<'_> {
    async fn settle(&mut self, done: Vec<(u64, Settlement)>) -> Result<(), Fault> {
        let mut acks = Vec::with_capacity(done.len());
        for (tag, settlement) in done {
            match settlement {
                Settlement::Ack => acks.push(tag),
                Settlement::Nack { requeue } => self.consumer.nack(tag, 1, false, requeue).await?,
                Settlement::Leave => {}
                Settlement::Stop(reason) => {
                    // What else is in hand is finished first; this message stays unacked.
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
