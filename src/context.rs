//! What every command is handed.

use crate::amqp::{Fault, Narrator, Session, Settings};
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

    /// Connects, ready for whatever the broker may send.
    ///
    /// # Errors
    /// Wrong settings; no connection; or a signal came first.
    pub async fn connect(&self) -> anyhow::Result<Session> {
        let settings = self.settings()?.clone();
        self.unless_stopped(Session::open(settings)).await
    }

    /// Connects in less time, to publish messages whose headers are small.
    ///
    /// # Errors
    /// As [`Context::connect`].
    pub async fn connect_for_small_headers(&self) -> anyhow::Result<Session> {
        let settings = Settings { small_frames: true, ..self.settings()?.clone() };
        self.unless_stopped(Session::open(settings)).await
    }

    /// Waits for `work`, but not beyond a signal.
    ///
    /// # Errors
    /// That of `work`; or the signal.
    pub async fn unless_stopped<T>(&self, work: impl Future<Output = Result<T, Fault>>) -> anyhow::Result<T> {
        tokio::select! {
            biased;
            outcome = work => Ok(outcome?),
            signal = self.shutdown.requested() => Err(Complaint::new(signal.exit(), "").into()),
        }
    }

    /// A narrator that speaks through the output.
    #[must_use]
    pub fn narrator(output: &Output) -> (Narrator, Narrator) {
        let (quiet, loud) = (output.clone(), output.clone());
        (Narrator::new(move |line| quiet.narrate(line)), Narrator::new(move |line| loud.warn(line.to_string())))
    }
}
