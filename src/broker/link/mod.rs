//! Sockets: who calls, what comes in, what goes out. Everything else is the state's, behind one lock that is held for
//! a batch of frames and never while waiting.
//!
//! A std mutex, as no holder ever awaits; and all runs on one thread anyway.

mod bell;
mod input;
mod output;
mod peer;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{self, Duration};

use super::http;
use super::settings::Settings;
use super::state::users::{Permissions, User};
use super::state::{Log, State};

/// How often rates are measured.
const SAMPLING: Duration = Duration::from_secs(1);

/// How long clients have to answer a goodbye.
const FAREWELL: Duration = Duration::from_secs(3);

/// How long all of them have when the broker ends.
const END: Duration = Duration::from_secs(1);

/// What all links share.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    started: Instant,
    /// The clock is to look again when to wake up.
    clock: Notify,
}

impl Hub {
    /// A broker with its users and vhosts.
    ///
    /// # Errors
    /// None that is known of; see [`Permissions::all`].
    pub fn new(settings: &Settings, log: Option<Log>) -> Result<Self, String> {
        let mut state = State::new(settings.rules, settings.max_memory, log);
        for vhost in &settings.vhosts {
            state.add_vhost(vhost);
        }
        for login in &settings.logins {
            let mut user = User {
                password: login.password.clone(),
                tags: vec!["administrator".to_owned()],
                permissions: Default::default(),
                loopback_only: login.loopback_only,
            };
            for vhost in &settings.vhosts {
                user.permissions.insert(vhost.clone(), Permissions::all()?);
            }
            state.users.insert(login.user.clone(), user);
        }
        Ok(Self(Arc::new(Inner { state: Mutex::new(state), started: Instant::now(), clock: Notify::new() })))
    }

    /// The state, at this moment. Must not be held while waiting for anything.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        // Nobody panics with it; and if somebody did, the others are better served than not.
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.set_clock(u64::try_from(self.0.started.elapsed().as_millis()).unwrap_or(u64::MAX));
        state
    }

    /// Does something with the state, and sees to it that the clock knows of what it is to wake up for.
    pub fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        let before = state.next_alarm();
        let outcome = act(&mut state);
        // Whatever it was may have let messages die, or made room for others.
        state.bury();
        state.watch_memory();
        let sooner = match (before, state.next_alarm()) {
            (Some(before), Some(after)) => after < before,
            (None, Some(_)) => true,
            _ => false,
        };
        drop(state);
        if sooner {
            self.0.clock.notify_one();
        }
        outcome
    }

    async fn run_clock(self) {
        loop {
            let alarm = self.with(|state| {
                state.tick();
                state.next_alarm()
            });
            let started = time::Instant::from_std(self.0.started);
            let woken = self.0.clock.notified();
            match alarm {
                Some(when) => tokio::select! {
                    () = time::sleep_until(started + Duration::from_millis(when)) => {}
                    () = woken => {}
                },
                None => woken.await,
            }
        }
    }

    async fn run_sampling(self) {
        let mut tick = time::interval(SAMPLING);
        loop {
            tick.tick().await;
            self.lock().sample();
        }
    }
}

/// Serves clients until `shutdown` is over; then says goodbye to them, and returns.
///
/// # Errors
/// The operating system's, when it lets no more clients in.
pub async fn run(
    hub: Hub,
    listener: TcpListener,
    api: Option<TcpListener>,
    shutdown: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let amqp = listener.local_addr().ok();
    let answering = async {
        match api {
            Some(api) => http::serve(hub.clone(), api, amqp).await,
            None => std::future::pending().await,
        }
    };
    let mut peers = JoinSet::new();
    {
        let accepting = accept(&hub, &listener, &mut peers);
        let background = async { tokio::join!(keep(&hub, Hub::run_clock), keep(&hub, Hub::run_sampling), answering) };
        tokio::select! {
            outcome = accepting => return outcome,
            _ = background => {}
            () = shutdown => {}
        }
    }
    drop(listener);
    hub.with(|state| {
        let all: Vec<_> = state.connections.keys().copied().collect();
        for connection in all {
            state.force_close(connection, "broker forced connection closure with reason 'shutdown'");
        }
    });
    // Those who have not even said what they speak are told nothing, and not waited for.
    let known = || !hub.lock().connections.is_empty();
    let all_gone = async { while known() && peers.join_next().await.is_some() {} };
    // Whoever does not answer in time is cut off.
    let _ = time::timeout(END, all_gone).await;
    Ok(())
}

/// Does something for as long as the broker runs, and anew after a panic: the others are better served than not.
async fn keep<F: Future<Output = ()> + Send + 'static>(hub: &Hub, work: fn(Hub) -> F) {
    let mut running = JoinSet::new();
    loop {
        running.spawn(work(hub.clone()));
        if !matches!(running.join_next().await, Some(Err(ended)) if ended.is_panic()) {
            return;
        }
    }
}

async fn accept(hub: &Hub, listener: &TcpListener, peers: &mut JoinSet<()>) -> std::io::Result<()> {
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((socket, peer)) => {
                    peers.spawn(peer::serve(hub.clone(), socket, peer));
                }
                // A client that went before it was let in, or no more descriptors for now: the next may do better.
                Err(_) => time::sleep(Duration::from_millis(50)).await,
            },
            // Those that are done are let go.
            Some(_) = peers.join_next(), if !peers.is_empty() => {}
        }
    }
}

/// Milliseconds of the Unix epoch.
fn epoch() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests;
