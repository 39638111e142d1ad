//! Owns a TCP proxy between a program and its broker. It passes everything, until it is told to do harm: after so many
//! frames, by a [`Plan`] for each connection, or at once.

use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};

use super::conduit::{Act, Conduit, Plan, Way};
use super::ports;

/// A proxy on a loopback port. Dropping it ends its connections.
pub struct Proxy {
    port: u16,
    to: u16,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

struct Shared {
    listener: TcpListener,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    conduits: Vec<Arc<Conduit>>,
    threads: Vec<JoinHandle<()>>,
    refusing: bool,
    over: bool,
}

impl Proxy {
    /// One to this loopback port that does no harm by itself.
    pub fn new(to: u16) -> Self {
        Self::planned(to, |_| Plan::default())
    }

    /// One that asks what is to happen to each connection; they are numbered from 1.
    pub fn planned(to: u16, plan: impl Fn(usize) -> Plan + Send + 'static) -> Self {
        let (port, listener) = listener();
        let shared = Arc::new(Shared { listener, state: Mutex::default(), changed: Condvar::new() });
        let acceptor = thread::spawn({
            let shared = Arc::clone(&shared);
            move || shared.accept(to, &plan)
        });
        Self { port, to, shared, acceptor: Some(acceptor) }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address of a broker with this proxy in between.
    #[track_caller]
    pub fn url(&self, url: &str) -> String {
        let (direct, ours) = (format!(":{}/", self.to), format!(":{}/", self.port));
        assert!(url.contains(&direct), "{url} is another broker's");
        url.replacen(&direct, &ours, 1)
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.shared.state().conduits.len()
    }

    /// How many of them harm was done to.
    pub fn harmed(&self) -> u64 {
        self.shared.state().conduits.iter().filter(|conduit| conduit.is_harmed()).count() as u64
    }

    /// How many whole frames the connection of this number, from 1, has passed this way; none before it is there.
    pub fn frames(&self, number: usize, way: Way) -> u64 {
        self.shared.state().conduits.get(number - 1).map_or(0, |conduit| conduit.frames(way))
    }

    /// Does harm to all connections that there are.
    pub fn act(&self, act: Act) {
        self.shared.state().conduits.iter().for_each(|conduit| conduit.act(act));
    }

    /// From now on connections are refused, as if nobody listened.
    pub fn refuse(&self) {
        self.shared.state().refusing = true;
        self.shared.stop_listening();
    }

    /// From now on connections are accepted again.
    pub fn welcome(&self) {
        let mut state = self.shared.state();
        rustix::net::listen(&self.shared.listener, 16).expect("a bound socket can listen");
        state.refusing = false;
        self.shared.changed.notify_all();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.state().over = true;
        self.shared.changed.notify_all();
        self.shared.stop_listening();
        let _ = self.acceptor.take().map(JoinHandle::join);
        let State { conduits, threads, .. } = std::mem::take(&mut *self.shared.state());
        conduits.iter().for_each(|conduit| conduit.end());
        for thread in threads {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder panics")
    }

    /// Wakes who accepts. The port stays ours.
    fn stop_listening(&self) {
        let _ = rustix::net::shutdown(&self.listener, rustix::net::Shutdown::Both);
    }

    fn accept(&self, to: u16, plan: &impl Fn(usize) -> Plan) {
        loop {
            let client = self.listener.accept();
            let state = self.state();
            let Ok((client, _)) = client else {
                let state = self.changed.wait_while(state, |state| state.refusing && !state.over);
                if state.expect("no holder panics").over {
                    return;
                }
                continue;
            };
            if state.over {
                return;
            }
            drop(state);
            self.serve(client, to, plan);
        }
    }

    fn serve(&self, client: TcpStream, to: u16, plan: &impl Fn(usize) -> Plan) {
        let Ok(broker) = TcpStream::connect((Ipv4Addr::LOCALHOST, to)) else {
            let _ = client.shutdown(Shutdown::Both);
            return;
        };
        let mut state = self.state();
        let plan = plan(state.conduits.len() + 1);
        let (conduit, threads) = Conduit::begin(client, broker, plan);
        state.conduits.push(conduit);
        state.threads.extend(threads);
    }
}

/// A port that is chosen rather than given by the kernel stays ours when its socket does not listen for a while.
fn listener() -> (u16, TcpListener) {
    loop {
        let port = ports::free();
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            return (port, listener);
        }
    }
}
