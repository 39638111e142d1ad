//! A producer: publishes at its pace within its window, and takes the time until each confirm.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::client::Client;
use super::shared::{Link, Phase, Shared, Tally};
use crate::amqp::{Address, Envelope, Fault, Kind, Properties, Publisher, PublisherOptions, Session, ShortStr};

/// After how many messages the connection's other tasks have their turn at the latest.
const TURN: u64 = 64;

/// Publishes until its share is done or producers are to stop, then waits for what is not confirmed.
pub(super) async fn produce(client: &mut Client, session: &Session, tally: &mut Tally) -> Result<(), Fault> {
    let args = &client.args;
    let options = PublisherOptions { confirm: !args.no_confirm, mandatory: true, timeout: args.timeout };
    let mut producer = Producer {
        publisher: Publisher::open(session, options).await?,
        shared: &client.shared,
        tally,
        unconfirmed: VecDeque::new(),
        confirms: options.confirm,
        window: args.in_flight(),
    };
    let address = Address { exchange: ShortStr::default(), key: client.queue.clone() };
    let properties = Properties::default().with_delivery_mode(if args.transient { 1 } else { 2 });
    let share = args.share(client.index, args.producers).unwrap_or(u64::MAX);
    let pace = args.pace(client.index);
    client.link.ready().await;
    let pace = pace.map(|(first, every)| Pace { next: Instant::now() + first, every });
    let envelope = Arc::new(Envelope::new(address, &properties));
    producer.load(&mut client.link, &envelope, args.size, share, pace).await.map_err(of_queue)?;
    producer.finish().await.map_err(of_queue)
}

/// The usual advice about a missing queue is about options that are not there.
fn of_queue(fault: Fault) -> Fault {
    match fault.kind {
        Kind::Returned => fault.advise("somebody deleted the queue meanwhile: keep others from it, or use another"),
        _ => fault,
    }
}

/// When the next message is due.
struct Pace {
    next: Instant,
    every: Duration,
}

struct Producer<'a> {
    publisher: Publisher,
    shared: &'a Shared,
    tally: &'a mut Tally,
    /// When each message that is not confirmed was published.
    unconfirmed: VecDeque<u64>,
    confirms: bool,
    window: u64,
}

impl Producer<'_> {
    async fn load(
        &mut self,
        link: &mut Link,
        envelope: &Arc<Envelope>,
        size: usize,
        share: u64,
        mut pace: Option<Pace>,
    ) -> Result<(), Fault> {
        for number in 0..share {
            if number % TURN == 0 {
                tokio::task::yield_now().await;
            }
            if link.has_reached(Phase::Drain) || !self.turn(link, pace.as_ref().map(|pace| pace.next)).await? {
                break;
            }
            let now = self.shared.stamp.now();
            self.publisher.publish(envelope, self.shared.stamp.body(size, now), number).await?;
            self.shared.sent.fetch_add(1, Ordering::Relaxed);
            self.tally.last_sent = Some(now);
            self.unconfirmed.push_back(now);
            self.note_confirms();
            if let Some(pace) = &mut pace {
                pace.next += pace.every;
            }
        }
        Ok(())
    }

    /// Waits until a message is due and has room in the window, and takes confirms meanwhile; false when producers are to
    /// stop.
    async fn turn(&mut self, link: &mut Link, due: Option<Instant>) -> Result<bool, Fault> {
        loop {
            let full = self.in_flight() >= self.window;
            let early = due.filter(|due| *due > Instant::now());
            if !full && early.is_none() {
                return Ok(true);
            }
            tokio::select! {
                biased;
                () = link.reached(Phase::Drain) => return Ok(false),
                settled = self.publisher.settle_some(), if !self.unconfirmed.is_empty() => settled?,
                () = sleep_until(early.unwrap_or_else(Instant::now)), if !full => {}
            }
            self.note_confirms();
        }
    }

    async fn finish(&mut self) -> Result<(), Fault> {
        while self.in_flight() > 0 {
            self.publisher.settle_some().await?;
            self.note_confirms();
        }
        self.publisher.finish().await
    }

    fn in_flight(&self) -> u64 {
        self.publisher.published() - self.publisher.settled()
    }

    /// Takes the time of the messages that were confirmed since the last call; they are so in order.
    fn note_confirms(&mut self) {
        let waiting = usize::try_from(self.in_flight()).unwrap_or(usize::MAX);
        let settled = self.unconfirmed.len().saturating_sub(waiting);
        if settled == 0 {
            return;
        }
        let sent = self.unconfirmed.drain(..settled);
        if self.confirms {
            let now = self.shared.stamp.now();
            sent.for_each(|sent| self.tally.confirm.record(now.saturating_sub(sent)));
            self.tally.last_confirmed = Some(now);
            self.shared.confirmed.fetch_add(settled as u64, Ordering::Relaxed);
        }
    }
}
