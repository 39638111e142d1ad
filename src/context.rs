//! What every command is handed.

use crate::amqp::{Session, Settings};
use crate::exit::Complaint;
use crate::output::Output;
use crate::shutdown::Shutdown;

/// Settings, output and shutdown. Nothing is connected until a command asks for it.
#[derive(Clone)]
pub struct Context {
    /// How to reach the broker, or what is wrong with what the user said about that.
    settings: Result<Settings, Complaint>,
    /// Everything that is printed.
    pub output: Output,
    /// Tells when to stop.
    pub shutdown: Shutdown,
    /// Makes the whole grammar, for what describes it.
    pub grammar: fn() -> clap::Command,
}

impl Context {
    /// Puts the parts together. Wrong settings are an error only for a command that uses them.
    #[must_use]
    pub fn new(
        settings: Result<Settings, Complaint>,
        output: Output,
        shutdown: Shutdown,
        grammar: fn() -> clap::Command,
    ) -> Self {
        Self { settings, output, shutdown, grammar }
    }

    /// How to reach the broker.
    ///
    /// # Errors
    /// What is wrong with the URL, or with the password file.
    pub fn settings(&self) -> Result<&Settings, Complaint> {
        self.settings.as_ref().map_err(Clone::clone)
    }

    /// Connects, does `work`, and says goodbye to the broker whatever came of it: what was not acked goes back to its
    /// queue at once.
    ///
    /// # Errors
    /// Wrong settings; no connection; a signal came before there was one; or that of `work`.
    pub async fn session<T>(&self, work: impl AsyncFnOnce(&mut Session) -> anyhow::Result<T>) -> anyhow::Result<T> {
        self.session_with(self.settings()?.clone(), work).await
    }

    /// As [`Context::session`], with settings of one's own.
    ///
    /// # Errors
    /// As [`Context::session`].
    pub async fn session_with<T>(
        &self,
        settings: Settings,
        work: impl AsyncFnOnce(&mut Session) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let mut session = self.unless_stopped(Session::open(settings)).await?;
        let outcome = work(&mut session).await;
        session.close().await;
        outcome
    }

    /// Waits for `work`, but not beyond a signal.
    ///
    /// # Errors
    /// That of `work`; or the signal.
    pub async fn unless_stopped<T, E: Into<anyhow::Error>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> anyhow::Result<T> {
        tokio::select! {
            biased;
            outcome = work => outcome.map_err(Into::into),
            signal = self.shutdown.requested() => Err(signal.complaint().into()),
        }
    }
}
