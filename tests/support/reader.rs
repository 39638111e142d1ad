//! Owns the thread that reads one stream of a child, so that the child never waits for a test.

use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::sync::{Condvar, Mutex, MutexGuard};

use rustix::event::{PollFd, PollFlags, poll};

/// What the reading thread and the tests share.
#[derive(Default)]
pub struct Shared {
    state: Mutex<State>,
    /// Told of every change of it.
    pub changed: Condvar,
}

/// What came, and whether more can come.
#[derive(Default)]
pub struct State {
    pub bytes: Vec<u8>,
    pub ended: bool,
}

impl Shared {
    /// The state as it is.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no reader panics")
    }

    /// Changes it and wakes whoever waits.
    pub fn change(&self, how: impl FnOnce(&mut State)) {
        how(&mut self.lock());
        self.changed.notify_all();
    }
}

/// Reads `source` until it ends (a terminal ends with an error) or `stopped` does.
pub fn collect(mut source: File, stopped: &OwnedFd, sink: &Shared) {
    let mut buffer = vec![0; 65536];
    loop {
        let mut fds = [PollFd::new(stopped, PollFlags::IN), PollFd::new(&source, PollFlags::IN)];
        match poll(&mut fds, None) {
            Ok(_) if fds[0].revents().is_empty() => {}
            Err(rustix::io::Errno::INTR) => continue,
            _ => return,
        }
        match source.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(count) => sink.change(|state| state.bytes.extend_from_slice(&buffer[..count])),
        }
    }
}
