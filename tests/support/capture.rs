//! Owns what a child process writes to one stream: tests look at it and wait for parts of it.

use std::fs::File;
use std::io::{self, PipeWriter};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use super::poll::Deadline;
use super::reader::{Shared, collect};

/// Everything that came through one stream so far.
pub struct Capture {
    shared: Arc<Shared>,
    /// Up to where [`Capture::wait_for`] has looked.
    seen: usize,
    /// Dropped to make the reader give up its end of the stream.
    stop: Option<PipeWriter>,
    reader: Option<JoinHandle<()>>,
}

impl Capture {
    /// The capture of a stream that is not ours to read: empty and ended.
    pub fn nothing() -> Self {
        let shared = Arc::new(Shared::default());
        shared.change(|state| state.ended = true);
        Self { shared, seen: 0, stop: None, reader: None }
    }

    /// Collects what comes from `source` until its end.
    pub fn of(source: impl Into<OwnedFd>) -> Self {
        let source = File::from(source.into());
        let (stopped, stop) = io::pipe().expect("a pipe can be made");
        let shared = Arc::new(Shared::default());
        let sink = Arc::clone(&shared);
        let reader = thread::spawn(move || {
            collect(source, &stopped.into(), &sink);
            sink.change(|state| state.ended = true);
        });
        Self { shared, seen: 0, stop: Some(stop), reader: Some(reader) }
    }

    /// What came so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.shared.lock().bytes.clone()
    }

    /// Waits for the next `text` after the one of the previous wait. With `line`, the answer is the whole line
    /// around it, which must be complete; without, it is what came up to the text. `None` when it never comes.
    pub fn wait_for(&mut self, text: &str, line: bool, deadline: Deadline) -> Option<String> {
        let mut state = self.shared.lock();
        loop {
            let fresh = &state.bytes[self.seen..];
            if let Some((from, to)) = find(fresh, text.as_bytes(), line, state.ended) {
                let found = String::from_utf8_lossy(&fresh[from..to]).into_owned();
                self.seen += to;
                return Some(found.trim_end_matches(['\r', '\n']).to_owned());
            }
            let left = deadline.left().filter(|_| !state.ended)?;
            let waited = self.shared.changed.wait_timeout(state, left);
            state = waited.expect("no reader panics").0;
        }
    }

    /// Waits for the end of the stream; false when it does not come.
    pub fn wait_end(&self, deadline: Deadline) -> bool {
        let mut state = self.shared.lock();
        while !state.ended {
            let Some(left) = deadline.left() else {
                return false;
            };
            let waited = self.shared.changed.wait_timeout(state, left);
            state = waited.expect("no reader panics").0;
        }
        true
    }

    /// Closes our end of the stream: when this returns, whoever writes to it gets a broken pipe.
    pub fn close(&mut self) {
        drop(self.stop.take());
        if let Some(reader) = self.reader.take() {
            reader.join().expect("no reader panics");
        }
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.close();
    }
}

/// Where the line around `text` (or everything up to the end of `text`) begins and ends.
fn find(bytes: &[u8], text: &[u8], line: bool, ended: bool) -> Option<(usize, usize)> {
    let at = (0..=bytes.len().checked_sub(text.len())?).find(|&at| bytes[at..].starts_with(text))?;
    let after = at + text.len();
    if !line {
        return Some((0, after));
    }
    let from = bytes[..at].iter().rposition(|&b| b == b'\n').map_or(0, |newline| newline + 1);
    let rest = bytes[after..].iter().position(|&b| b == b'\n').map(|newline| after + newline + 1);
    let to = rest.or(ended.then_some(bytes.len()))?;
    Some((from, to))
}
