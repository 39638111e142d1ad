//! A connection to one of the configured brokers: made, made again, and closed.

use std::collections::HashSet;
use std::time::Duration;

use lapin::{Channel, Connection};
use tokio::time::Instant;

use super::handshake::attempt;
use super::link::{Lane, Link};
use super::shelf::{Held, Shelf};
use super::watch::Watch;
use super::{Endpoint, Fault, Kind, Narrator, Settings, ShortStr, Timeline};

/// How long a closing handshake may take before we leave without it.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);
/// How often every task that is ready has its turn before a connection is closed; two are enough to close a channel.
const TURNS: usize = 8;
/// Pauses between attempts while waiting for a broker: short at first, then steady.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// An open connection, with what is needed to make it again.
pub struct Session {
    settings: Settings,
    endpoint: Endpoint,
    connection: Connection,
    watch: Watch,
    link: Link,
    shelf: Shelf,
    /// An earlier connection was lost.
    again: bool,
    /// Queues that were there, on this connection or an earlier one.
    known: HashSet<ShortStr>,
}

impl Session {
    /// Connects to the first broker that answers, trying for as long as `settings.wait` allows. Brokers that speak AMQP
    /// and all deny us access are not asked again.
    ///
    /// # Errors
    /// [`Kind::Connect`], about the last broker that was not there; or [`Kind::Denied`], about the last of all.
    pub async fn open(settings: Settings) -> Result<Self, Fault> {
        Self::open_watched(settings, &Timeline::default()).await
    }

    /// As [`Session::open`]; `timeline` holds how it went with each broker of the last turn, also when it is dropped.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub async fn open_watched(settings: Settings, timeline: &Timeline) -> Result<Self, Fault> {
        let deadline = settings.wait.map(|wait| Instant::now() + wait);
        let mut pause = FIRST_PAUSE;
        loop {
            let mut last = None;
            timeline.clear();
            for endpoint in &settings.endpoints {
                let limit = deadline.map_or(settings.connect_timeout, |end| {
                    settings.connect_timeout.min(end.saturating_duration_since(Instant::now()).max(FIRST_PAUSE))
                });
                let marks = timeline.begin(endpoint);
                match attempt(&settings, endpoint, limit, &marks).await {
                    Ok((connection, watch, link)) => {
                        let endpoint = endpoint.clone();
                        let shelf = Shelf::default();
                        let known = HashSet::new();
                        return Ok(Self { settings, endpoint, connection, watch, link, shelf, again: false, known });
                    }
                    Err(fault) => {
                        marks.fail(&fault);
                        // One that denies us access has not the last word while another is not even there.
                        let denied = fault.kind == Kind::Denied;
                        last = last.filter(|earlier: &Fault| denied && earlier.kind != Kind::Denied).or(Some(fault));
                    }
                }
            }
            let fault = last.unwrap_or_else(|| Fault::new(Kind::Connect, "cannot connect", "no URL was given"));
            match deadline {
                Some(end) if fault.kind != Kind::Denied && Instant::now() + pause < end => {
                    settings.narrator.tell(format_args!("not yet: {}; trying again", fault.why));
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                _ => return Err(fault),
            }
        }
    }

    /// The broker that answered.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Who hears about each step.
    #[must_use]
    pub fn narrator(&self) -> &Narrator {
        &self.settings.narrator
    }

    /// What the broker tells us outside of any request.
    pub(super) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// A channel on which nothing is set: a spare one, or a new one.
    pub(super) async fn channel(&self) -> Result<Channel, Fault> {
        if let Some(spare) = self.shelf.take() {
            return Ok(spare);
        }
        self.watch.ask("open a channel", self.connection.create_channel()).await
    }

    /// Has a channel that was asked something, and not closed for it, used again.
    pub(super) fn put_back(&self, channel: Channel) {
        self.shelf.put_back(channel);
    }

    /// A channel that stays open, when it is dropped, until the connection is closed.
    pub(super) async fn held_channel(&self) -> Result<Held, Fault> {
        Ok(self.shelf.hold(self.channel().await?))
    }

    /// Takes the messages of a channel over.
    pub(super) fn lane(&self, channel: &Channel) -> Lane {
        self.link.lane(channel.id())
    }

    /// Leaves the present connection, which is lost, and tries each broker once for another.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub async fn reconnect(&mut self) -> Result<(), Fault> {
        self.renew(true).await
    }

    /// Leaves the present connection, which the broker has closed to refuse something, and makes another.
    pub(super) async fn reopen(&mut self) -> Result<(), Fault> {
        self.renew(self.again).await
    }

    async fn renew(&mut self, again: bool) -> Result<(), Fault> {
        let settings = Settings { wait: None, ..self.settings.clone() };
        let fresh = Self::open(settings).await?;
        *self = Self { again, known: std::mem::take(&mut self.known), ..fresh };
        Ok(())
    }

    /// A queue is there.
    pub fn knows(&mut self, queue: &ShortStr) {
        if !self.known.contains(queue) {
            self.known.insert(queue.clone());
        }
    }

    /// Whether a queue was there before a connection was lost.
    #[must_use]
    pub fn expects(&self, queue: &ShortStr) -> bool {
        self.again && self.known.contains(queue)
    }

    /// A queue is missing and will be created, durable or not. Where it was there before, with its broker went what it
    /// held, and the user must know.
    pub(super) fn misses(&self, queue: &ShortStr, durable: bool) {
        if self.expects(queue) {
            let advice = if durable { "" } else { "; a durable one stays" };
            self.settings
                .warner
                .tell(format_args!("queue '{queue}' is gone, with all that was in it, and is created again{advice}"));
        }
    }

    /// Says goodbye (`connection.close`) and waits for the answer. Deliveries that were not acked go back to their queues.
    pub async fn close(self) {
        // The library cancels a consumer that was dropped, and closes a channel for which the shelf had no place, in tasks
        // of its own. One that finds the connection closing ends it without our goodbye, which the broker logs as a client
        // that vanished. So these tasks have their turn first.
        for _ in 0..TURNS {
            tokio::task::yield_now().await;
        }
        // While the broker takes no messages (`connection.blocked`) the library sends nothing, no goodbye either.
        if self.blocked().is_some() {
            let _ = tokio::time::timeout(CLOSE_TIMEOUT, self.link.drained()).await;
            self.settings.narrator.tell(format_args!("connection left without a goodbye"));
            return;
        }
        let close = self.connection.close(200, "OK".into());
        // A broker that has gone away needs no goodbye, and a slow one does not keep the user waiting.
        let goodbye = async {
            let _ = close.await;
            self.link.drained().await;
        };
        let _ = tokio::time::timeout(CLOSE_TIMEOUT, goodbye).await;
        self.settings.narrator.tell(format_args!("connection closed"));
    }

    /// As [`Session::close`], for those who want to know whether the broker answered. Consumers must still be there: the
    /// library cancels one that is dropped in the background, and stumbles when the connection closes meanwhile.
    ///
    /// # Errors
    /// [`Kind::Unanswered`], [`Kind::Lost`], or the broker's refusal.
    pub async fn close_answered(self) -> Result<(), Fault> {
        self.watch.ask("close the connection", self.connection.close(200, "OK".into())).await?;
        self.settings.narrator.tell(format_args!("connection closed"));
        Ok(())
    }

    /// Why the broker has stopped taking messages (`connection.blocked`), while it has.
    #[must_use]
    pub fn blocked(&self) -> Option<String> {
        self.watch.blocked()
    }
}
