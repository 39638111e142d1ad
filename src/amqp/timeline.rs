//! How a connection comes about, stage by stage, with the time at which each stage was over.
//!
//! The times are taken where things happen: by whoever resolves and connects, and from the broker's own frames as they
//! arrive. A stage that was not reached has no time.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Endpoint, Fault};

/// The stages of a connection, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// From the name of the host to its addresses.
    Resolve,
    /// A TCP connection to one of them.
    Tcp,
    /// The TLS handshake; `amqps://` only.
    Tls,
    /// From the protocol header to the broker's `connection.start` (AMQP 0-9-1, 2.2.4).
    Handshake,
    /// From there to `connection.tune`: the broker knows the user.
    Login,
    /// From there to `connection.open-ok`: the user may enter the virtual host.
    Vhost,
}

impl Stage {
    const ALL: [Self; 6] = [Self::Resolve, Self::Tcp, Self::Tls, Self::Handshake, Self::Login, Self::Vhost];
}

/// One attempt to connect, as far as it got.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The broker.
    pub endpoint: Endpoint,
    /// When it began.
    pub began: Instant,
    /// The addresses of the host.
    pub addresses: Vec<SocketAddr>,
    /// The one that took the connection.
    pub peer: Option<SocketAddr>,
    /// What the broker calls itself (`product` in `connection.start`).
    pub product: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// How one may log in, as the broker says it: names of SASL mechanisms with spaces between.
    pub(super) mechanisms: Option<String>,
    /// It answered plain bytes with TLS.
    pub(super) is_tls_only: bool,
    /// Why it failed.
    pub fault: Option<Fault>,
    marks: Vec<(Stage, Instant)>,
    failed: Option<Instant>,
}

impl Attempt {
    /// True when this stage is over.
    pub(super) fn has_passed(&self, stage: Stage) -> bool {
        self.marks.iter().any(|(marked, _)| *marked == stage)
    }

    /// The stages that are over, and how long each took: from the end of the one before.
    #[must_use]
    pub fn stages(&self) -> Vec<(Stage, Duration)> {
        let mut last = self.began;
        let took = |(stage, at): &(Stage, Instant)| (*stage, at.duration_since(std::mem::replace(&mut last, *at)));
        self.marks.iter().map(took).collect()
    }

    /// The stage that it failed in, or is in now, and how long that one has taken; `None` when all are over.
    #[must_use]
    pub fn pending(&self) -> Option<(Stage, Duration)> {
        let mut stages = Stage::ALL.into_iter().filter(|stage| self.endpoint.tls || *stage != Stage::Tls);
        let stage = stages.find(|stage| !self.has_passed(*stage))?;
        let since = self.marks.last().map_or(self.began, |(_, at)| *at);
        Some((stage, self.failed.unwrap_or_else(Instant::now).duration_since(since)))
    }
}

/// The attempts of one turn through the brokers. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Timeline(Arc<Mutex<Vec<Marks>>>);

impl Timeline {
    /// The attempts of the last turn, as they are now; the last one is the one that counts.
    #[must_use]
    pub fn attempts(&self) -> Vec<Attempt> {
        self.with(|attempts| attempts.iter().map(|marks| marks.with(|attempt| attempt.clone())).collect())
    }

    pub(super) fn clear(&self) {
        self.with(Vec::clear);
    }

    pub(super) fn begin(&self, endpoint: &Endpoint) -> Marks {
        let marks = Marks(Arc::new(Mutex::new(Attempt {
            endpoint: endpoint.clone(),
            began: Instant::now(),
            addresses: Vec::new(),
            peer: None,
            product: None,
            version: None,
            mechanisms: None,
            is_tls_only: false,
            fault: None,
            marks: Vec::new(),
            failed: None,
        })));
        self.with(|attempts| attempts.push(marks.clone()));
        marks
    }

    fn with<T>(&self, look: impl FnOnce(&mut Vec<Marks>) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// One attempt, for whoever carries it out. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Marks(Arc<Mutex<Attempt>>);

impl Marks {
    /// This stage is over now; with what is known from it.
    pub(super) fn pass(&self, stage: Stage, learn: impl FnOnce(&mut Attempt)) {
        let now = Instant::now();
        self.with(|attempt| {
            attempt.marks.push((stage, now));
            learn(attempt);
        });
    }

    /// The server speaks TLS, and we do not.
    pub(super) fn note_tls(&self) {
        self.with(|attempt| attempt.is_tls_only = true);
    }

    /// The attempt as it is now.
    pub(super) fn look(&self) -> Attempt {
        self.with(|attempt| attempt.clone())
    }

    pub(super) fn fail(&self, fault: &Fault) {
        self.with(|attempt| {
            attempt.failed = Some(Instant::now());
            attempt.fault = Some(fault.clone());
        });
    }

    fn with<T>(&self, look: impl FnOnce(&mut Attempt) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(url: &str) -> (Timeline, Marks) {
        let timeline = Timeline::default();
        let marks = timeline.begin(&Endpoint::parse(url).unwrap());
        (timeline, marks)
    }

    fn pending(timeline: &Timeline) -> Option<Stage> {
        timeline.attempts().last().and_then(Attempt::pending).map(|(stage, _)| stage)
    }

    #[test]
    fn the_stage_that_is_missing_is_the_one_that_failed() {
        let (timeline, marks) = begin("amqp://h");
        let mut seen = Vec::new();
        for stage in [Stage::Resolve, Stage::Tcp, Stage::Handshake, Stage::Login, Stage::Vhost] {
            seen.extend(pending(&timeline));
            marks.pass(stage, |_| ());
        }
        assert_eq!(seen, [Stage::Resolve, Stage::Tcp, Stage::Handshake, Stage::Login, Stage::Vhost]);
        assert_eq!(pending(&timeline), None);
        assert_eq!(timeline.attempts()[0].stages().len(), 5);
    }

    #[test]
    fn only_an_encrypted_connection_has_a_tls_handshake() {
        let (timeline, marks) = begin("amqps://h");
        marks.pass(Stage::Resolve, |_| ());
        marks.pass(Stage::Tcp, |_| ());
        assert_eq!(pending(&timeline), Some(Stage::Tls));
    }

    #[test]
    fn the_stages_fill_the_time_from_the_beginning() {
        let (timeline, marks) = begin("amqp://h");
        marks.pass(Stage::Resolve, |_| ());
        marks.pass(Stage::Tcp, |_| ());
        let attempt = timeline.attempts().remove(0);
        let sum: Duration = attempt.stages().iter().map(|(_, took)| *took).sum();
        assert_eq!(sum, attempt.marks[1].1.duration_since(attempt.began));
    }
}
