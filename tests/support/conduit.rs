//! Owns one connection through a [`super::Proxy`]: it passes bytes both ways, and does what harm was ordered.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustix::net::connect_unspec;

use super::frame_count::FrameCount;

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    FromBroker,
    FromClient,
}

/// What is done to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Both ends see it closed in good order.
    Close,
    /// Both ends see it reset.
    Reset,
    /// Nothing comes this way any more, and whoever listens is told so. The other way is open.
    HalfClose,
    /// Nothing comes any more, either way, and nobody is told.
    Silence,
}

/// An act, and when: as soon as so many frames have gone this way, or, when none have, before the first does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Harm {
    pub way: Way,
    pub after: u64,
    /// A few octets of the next frame go too.
    pub torn: bool,
    pub act: Act,
}

/// Bytes go in pieces that are at most so large, each after this pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub bytes: usize,
    pub pause: Duration,
}

/// What is to happen to a connection; nothing by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub harm: Option<Harm>,
    pub pace: Option<Pace>,
}

/// How much of a frame is a torn one: less than its head.
const TORN: usize = 4;

/// A connection.
pub struct Conduit {
    client: TcpStream,
    broker: TcpStream,
    plan: Plan,
    /// Frames passed from the broker, and from the client.
    frames: [AtomicU64; 2],
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// What comes is thrown away.
    deaf: bool,
    /// And so is what comes this way, from the broker and from the client.
    closed: [bool; 2],
    /// What comes is left where it is.
    silent: bool,
    harmed: bool,
    over: bool,
}

impl Conduit {
    /// Begins to pass bytes, in two threads.
    pub fn begin(client: TcpStream, broker: TcpStream, plan: Plan) -> (Arc<Self>, [JoinHandle<()>; 2]) {
        for stream in [&client, &broker] {
            stream.set_nodelay(true).expect("a socket");
        }
        let (frames, state) = (Default::default(), Mutex::default());
        let conduit = Arc::new(Self { client, broker, plan, frames, state, changed: Condvar::new() });
        let threads = [Way::FromBroker, Way::FromClient].map(|way| {
            let conduit = Arc::clone(&conduit);
            thread::spawn(move || conduit.pump(way))
        });
        (conduit, threads)
    }

    /// How many whole frames were passed this way.
    pub fn frames(&self, way: Way) -> u64 {
        self.frames[way as usize].load(Ordering::SeqCst)
    }

    /// Whether harm was done to it.
    pub fn is_harmed(&self) -> bool {
        self.state().harmed
    }

    /// Does harm, whatever the plan is. What is half closed is the way from the broker.
    pub fn act(&self, act: Act) {
        self.prepare(Way::FromBroker, act);
        self.harm(Way::FromBroker, act);
    }

    /// Ends both threads.
    pub fn end(&self) {
        self.state().over = true;
        self.changed.notify_all();
        for stream in [&self.client, &self.broker] {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no pump panics")
    }

    fn ends(&self, way: Way) -> (&TcpStream, &TcpStream) {
        match way {
            Way::FromBroker => (&self.broker, &self.client),
            Way::FromClient => (&self.client, &self.broker),
        }
    }

    fn pump(&self, way: Way) {
        let (mut from, to) = self.ends(way);
        let (mut buffer, mut count) = (vec![0; 65536], FrameCount::default());
        loop {
            // What a silent line does not take stays with the sender, and fills its buffers.
            self.wait_while_silent();
            let came = match from.read(&mut buffer) {
                Ok(0) => {
                    let _ = to.shutdown(Shutdown::Write);
                    return;
                }
                Ok(came) => came,
                Err(_) => return self.pass_on_reset(to),
            };
            let (deaf, silent) = {
                let state = self.state();
                (state.deaf || state.closed[way as usize], state.silent)
            };
            if deaf || silent {
                continue;
            }
            let due = self.due(way, &mut count, &buffer[..came]);
            let harm = self.plan.harm.filter(|_| due.is_some());
            // Before the last bytes are out: who has seen them may answer at once, and must not be heard.
            harm.inspect(|harm| self.prepare(way, harm.act));
            if self.pass(to, &buffer[..due.unwrap_or(came)]).is_err() {
                return self.pass_on_reset(from);
            }
            self.frames[way as usize].store(count.whole(), Ordering::SeqCst);
            if let Some(harm) = harm {
                self.harm(way, harm.act);
            }
        }
    }

    /// How many of these bytes are passed before harm is done; `None` when it is not now.
    fn due(&self, way: Way, count: &mut FrameCount, bytes: &[u8]) -> Option<usize> {
        let harm = self.plan.harm.filter(|harm| harm.way == way);
        let mut at = 0;
        loop {
            if let Some(harm) = harm.filter(|harm| count.whole() == harm.after) {
                let rest = bytes.len() - at;
                if rest > 0 || (harm.after > 0 && !harm.torn) {
                    return Some(at + if harm.torn { rest.min(TORN) } else { 0 });
                }
            }
            if at == bytes.len() {
                return None;
            }
            at += count.take(&bytes[at..]);
        }
    }

    fn pass(&self, mut to: &TcpStream, bytes: &[u8]) -> std::io::Result<()> {
        let Some(Pace { bytes: size, pause }) = self.plan.pace else { return to.write_all(bytes) };
        bytes.chunks(size).try_for_each(|piece| {
            thread::sleep(pause);
            to.write_all(piece)
        })
    }

    /// From here on nothing more is passed where that belongs to the harm.
    fn prepare(&self, way: Way, act: Act) {
        let mut state = self.state();
        state.harmed = true;
        // What still comes before a close is read, since the kernel would turn the end into a reset.
        state.deaf |= act == Act::Close;
        state.silent |= act == Act::Silence;
        state.closed[way as usize] |= act == Act::HalfClose;
    }

    fn harm(&self, way: Way, act: Act) {
        match act {
            Act::Close => {
                for stream in [&self.client, &self.broker] {
                    let _ = stream.shutdown(Shutdown::Write);
                }
            }
            Act::Reset => _ = [&self.client, &self.broker].map(reset),
            Act::HalfClose => _ = self.ends(way).1.shutdown(Shutdown::Write),
            Act::Silence => {}
        }
    }

    /// One end was reset, and so is the other, unless that was to see a close in good order.
    fn pass_on_reset(&self, other: &TcpStream) {
        if !self.state().deaf {
            reset(other);
        }
    }

    fn wait_while_silent(&self) {
        let state = self.state();
        drop(self.changed.wait_while(state, |state| state.silent && !state.over).expect("no pump panics"));
    }
}

/// Ends a connection at once: who reads or writes at the other end gets an error.
fn reset(stream: &TcpStream) {
    let _ = connect_unspec(stream);
}
