//! SIGINT and SIGTERM, alike: the first asks for an orderly end, the second ends at once.

use anyhow::{Context as _, Result};
use tokio::signal::unix::{Signal as Stream, SignalKind, signal};
use tokio::sync::watch;

use crate::exit::Exit;

/// A signal that asks the program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// `kill`, a service manager, a container that stops.
    Terminate,
}

impl Signal {
    /// The code of a program that this signal ended before its work was done.
    #[must_use]
    pub fn exit(self) -> Exit {
        match self {
            Self::Interrupt => Exit::Interrupted,
            Self::Terminate => Exit::Terminated,
        }
    }
}

/// Tells whoever asks that the program is to end. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Shutdown(watch::Receiver<Option<Signal>>);

/// Watches for signals: the handle for commands, and what comes back when a second signal ends all.
///
/// # Errors
/// The operating system refused a signal handler.
pub fn watch_signals() -> Result<(Shutdown, impl Future<Output = Exit>)> {
    let (tell, told) = watch::channel(None);
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot watch for SIGINT")?;
    let mut terminate = signal(SignalKind::terminate()).context("cannot watch for SIGTERM")?;
    let second = async move {
        let first = next(&mut interrupt, &mut terminate).await;
        tell.send_replace(Some(first));
        next(&mut interrupt, &mut terminate).await.exit()
    };
    Ok((Shutdown(told), second))
}

async fn next(interrupt: &mut Stream, terminate: &mut Stream) -> Signal {
    tokio::select! {
        _ = interrupt.recv() => Signal::Interrupt,
        _ = terminate.recv() => Signal::Terminate,
    }
}

impl Shutdown {
    /// Waits for the first signal.
    pub async fn requested(&self) -> Signal {
        let mut told = self.0.clone();
        loop {
            if let Some(signal) = *told.borrow_and_update() {
                return signal;
            }
            if told.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// The first signal, if it has come.
    #[must_use]
    pub fn signal(&self) -> Option<Signal> {
        *self.0.borrow()
    }
}
