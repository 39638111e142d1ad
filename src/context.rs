//! What every command is handed.

use crate::amqp::{Session, Settings};
use crate::exit::Complaint;
use crate::output::Output;
use crate::shutdown::Shutdown;

/// How to reach the broker, and its management API.
#[derive(Clone)]
pub struct Reach {
    /// The broker.
    pub settings: Settings,
    /// The API, where somebody says where it is.
    pub api: Option<ApiUrl>,
}

/// The address of a management API.
#[derive(Clone)]
pub struct ApiUrl {
    /// Where the address comes from, in words.
    pub origin: String,
    /// The address. It may hold a password.
    pub url: String,
}

/// Settings, output and shutdown. Nothing is connected until a command asks for it.
#[derive(Clone)]
pub struct Context {
    /// How to reach the broker, or what is wrong with what the user said about that.
    reach: Result<Reach, Complaint>,
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
        reach: Result<Reach, Complaint>,
        output: Output,
        shutdown: Shutdown,
        grammar: fn() -> clap::Command,
    ) -> Self {
        Self { reach, output, shutdown, grammar }
    }

    /// How to reach the broker.
    ///
    /// # Errors
    /// What is wrong with the URL, or with the password file.
    pub fn settings(&self) -> Result<&Settings, Complaint> {
        self.reach.as_ref().map(|reach| &reach.settings).map_err(Clone::clone)
    }

    /// Where the environment or a profile says that the management API is.
    #[must_use]
    pub fn api_url(&self) -> Option<&ApiUrl> {
        self.reach.as_ref().ok()?.api.as_ref()
    }

    /// Connects, does `work`, and says goodbye to the broker whatever came of it: what was not acked goes back to its
    /// queue at once.
    ///
    /// # Errors
    /// Wrong settings; no connection; a signal came before there was one; or that of `work`.
    pub async fn session<T>(&self, work: impl AsyncFnOnce(&mut Session) -> anyhow::Result<T>) -> anyhow::Result<T> {
        self.session_with(self.settings()?.clone(), work).await
    }

    /// As [`Context::session`], for who listens for long: of several brokers not the first is tried first, but any.
    ///
    /// # Errors
    /// As [`Context::session`].
    pub async fn listening_session<T>(
        &self,
        work: impl AsyncFnOnce(&mut Session) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        self.session_with(self.settings()?.clone().spread(), work).await
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
        settings.warn_of_plain_text();
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
