//! SIGINT and SIGTERM, alike: the first asks for an orderly end, the second ends at once.

use std::sync::Once;
use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::runtime::Builder;
use tokio::signal::unix::{Signal as Stream, SignalKind, signal};
use tokio::sync::watch;

use crate::exit::{Complaint, Exit};

/// How long a second signal leaves to an orderly end.
const GRACE: Duration = Duration::from_millis(300);
/// How long a program may last without being watched from outside.
const SHORT: Duration = Duration::from_millis(50);

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

    /// Ends the program without words: whoever sent the signal knows why.
    #[must_use]
    pub fn complaint(self) -> Complaint {
        Complaint::new(self.exit(), "")
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
    // On the runtime that also hears of children that end: a signal that came before that is known before that.
    let (mut interrupt, mut terminate) = streams()?;
    let lasting = async {
        tokio::time::sleep(SHORT).await;
        watch_from_outside();
    };
    tokio::spawn(lasting);
    let second = async move {
        let first = next(&mut interrupt, &mut terminate).await;
        end_from_outside(1);
        tell.send_replace(Some(first));
        next(&mut interrupt, &mut terminate).await.exit()
    };
    Ok((Shutdown(told), second))
}

/// From now on a second signal ends the program also where it is blocked, as by a terminal that takes no more output. To
/// be called before that may happen; a program that lasts is watched anyway. It takes a thread, for which a short command
/// would have to wait as long as for an answer of the broker.
pub fn watch_from_outside() {
    end_from_outside(2);
}

/// Has a thread of its own wait for so many signals, if there is none yet. Without that thread, where the operating system
/// refuses it, the orderly ways are left.
fn end_from_outside(signals: u32) {
    static BEGUN: Once = Once::new();
    let watching = move || -> Result<()> {
        let runtime = Builder::new_current_thread().enable_io().build()?;
        let exit = runtime.block_on(async {
            let (mut interrupt, mut terminate) = streams()?;
            for _ in 1..signals {
                next(&mut interrupt, &mut terminate).await;
            }
            anyhow::Ok(next(&mut interrupt, &mut terminate).await.exit())
        })?;
        // The orderly way ends the children of a worker too.
        std::thread::sleep(GRACE);
        std::process::exit(exit.code().into());
    };
    BEGUN.call_once(|| {
        let _ = std::thread::Builder::new().name("signals".to_owned()).spawn(watching);
    });
}

fn streams() -> Result<(Stream, Stream)> {
    let interrupt = signal(SignalKind::interrupt()).context("cannot watch for SIGINT")?;
    let terminate = signal(SignalKind::terminate()).context("cannot watch for SIGTERM")?;
    Ok((interrupt, terminate))
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
