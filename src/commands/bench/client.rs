//! A client of the run: a thread, a connection, and the work of a producer or a consumer.
//!
//! Threads, because one would be short of time before the broker is: then the program measures itself.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::Context as _;
use tokio::runtime::Builder;

use super::Args;
use super::shared::{Event, Link, Phase, Role, Shared, Tally};
use super::{consumer, producer};
use crate::amqp::{Fault, Narrator, Session, Settings, ShortStr};

/// What a client needs to know.
pub(super) struct Client {
    pub(super) role: Role,
    /// From 0, among those of its role.
    pub(super) index: u16,
    pub(super) args: Arc<Args>,
    pub(super) queue: ShortStr,
    pub(super) shared: Arc<Shared>,
    pub(super) link: Link,
}

impl Client {
    /// Starts it; it connects at once.
    pub(super) fn launch(self, settings: &Settings) -> anyhow::Result<()> {
        let what = "cannot start a thread for each producer and consumer";
        let settings = self.settings(settings);
        let runtime = Builder::new_current_thread().enable_all().build().context(what)?;
        let name = format!("{} {}", self.role.name(), self.index + 1);
        std::thread::Builder::new().name(name).spawn(move || runtime.block_on(self.run(settings))).context(what)?;
        Ok(())
    }

    /// The program's settings under a name of its own; warnings are told once for all clients.
    fn settings(&self, base: &Settings) -> Settings {
        let own = format!("rmq bench {} {}", self.role.name(), self.index + 1);
        let (narrator, warner) = (base.narrator.clone(), base.warner.clone());
        let (hush, news) = (Arc::clone(&self.shared), Arc::clone(&self.shared));
        Settings {
            connection_name: base.connection_name.replacen("rmq bench", &own, 1),
            narrator: Narrator::new(move |line| {
                if !hush.hushed.load(Ordering::Relaxed) {
                    narrator.tell(line);
                }
            }),
            warner: Narrator::new(move |line| {
                if news.is_news(&line.to_string()) {
                    warner.tell(line);
                }
            }),
            ..base.clone()
        }
    }

    async fn run(mut self, settings: Settings) {
        let mut tally = Tally::default();
        match Session::open(settings).await {
            Ok(session) => {
                let outcome = self.work(&session, &mut tally).await;
                tally.blocked = session.blocked();
                self.link.tell(Event::Done(self.role, outcome));
                session.close().await;
            }
            Err(fault) => self.link.tell(Event::Done(self.role, Err(fault))),
        }
        self.link.tell(Event::Left(Box::new(tally)));
        // The library's own thread panics when its runtime goes before it has ended. So this one stays until the program ends.
        std::future::pending::<()>().await;
    }

    /// Works until it is done, or told to leave; what was measured up to then is kept.
    async fn work(&mut self, session: &Session, tally: &mut Tally) -> Result<(), Fault> {
        let mut link = self.link.clone();
        let work = async {
            match self.role {
                Role::Producer => producer::produce(self, session, tally).await,
                Role::Consumer => consumer::consume(self, session, tally).await,
            }
        };
        tokio::select! {
            biased;
            outcome = work => outcome,
            () = link.reached(Phase::Stop) => Ok(()),
        }
    }
}
