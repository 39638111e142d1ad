//! Whether the broker takes messages (`connection.blocked`), and what time counts while it does not.

use tokio::sync::watch;

/// Why the broker has stopped taking messages, while it has.
#[derive(Default)]
pub(super) struct Blocked(watch::Sender<Option<String>>);

impl Blocked {
    /// It has said that it takes none, or takes them again.
    pub(super) fn set(&self, reason: Option<String>) {
        self.0.send_replace(reason);
    }

    pub(super) fn reason(&self) -> Option<String> {
        self.0.borrow().clone()
    }

    /// Waits for a time in which the broker takes messages throughout: what it could not take it has not left unanswered.
    /// `time` is begun anew each time that it takes them again.
    pub(super) async fn outlast<F: Future<Output = ()>>(&self, time: impl Fn() -> F) {
        let mut told = self.0.subscribe();
        loop {
            // The sender is here, so neither is an error.
            let _ = told.wait_for(Option::is_none).await;
            tokio::select! {
                biased;
                _ = told.wait_for(Option::is_some) => {}
                () = time() => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::pin::pin;

    use futures_util::FutureExt as _;
    use tokio::sync::Notify;

    use super::*;

    #[test]
    fn the_time_begins_anew_when_the_broker_takes_messages_again() {
        let (blocked, tick, begun) = (Blocked::default(), Notify::new(), Cell::new(0));
        let mut waits = pin!(blocked.outlast(|| {
            begun.set(begun.get() + 1);
            tick.notified()
        }));
        let mut is_over = || waits.as_mut().now_or_never().is_some();
        assert!(!is_over());
        assert_eq!(begun.get(), 1);
        blocked.set(Some("low on memory".to_owned()));
        assert!(!is_over());
        // What ends while it is blocked ends nothing, also when that is over just then.
        tick.notify_waiters();
        blocked.set(None);
        assert!(!is_over());
        assert_eq!((begun.get(), blocked.reason()), (2, None));
        tick.notify_waiters();
        assert!(is_over());
    }

    #[test]
    fn no_time_begins_while_the_broker_takes_nothing() {
        let blocked = Blocked::default();
        blocked.set(Some("low on disk".to_owned()));
        assert!(blocked.outlast(|| std::future::ready(())).now_or_never().is_none());
        assert_eq!(blocked.reason().as_deref(), Some("low on disk"));
        blocked.set(None);
        assert!(blocked.outlast(|| std::future::ready(())).now_or_never().is_some());
    }
}
