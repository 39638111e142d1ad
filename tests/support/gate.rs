//! Owns gates: places where the command of a test waits until the test lets it go on, so that order is decided by
//! events and never by time. Also full pipes, and processes that must be gone.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::ioctl_fionread;
use rustix::pipe::fcntl_getpipe_size;
use rustix::process::Signal;

use super::poll::{PATIENCE, until};
use super::running::Running;

/// A named pipe. In a shell `read x <gate` waits for [`Gate::release`]; each release lets one reader go.
pub struct Gate {
    path: PathBuf,
    /// Open in both directions, so that neither opening it nor releasing ever waits.
    pipe: File,
}

impl Gate {
    /// Makes one in this directory.
    pub fn new(dir: &Path, name: &str) -> Self {
        let path = dir.join(name);
        let made = Command::new("mkfifo").arg(&path).status().expect("mkfifo can be started");
        assert!(made.success(), "mkfifo {}", path.display());
        let pipe = File::options().read(true).write(true).open(&path).expect("a named pipe can be opened");
        Self { path, pipe }
    }

    /// Where it is: also an output that nobody reads, and that is full after 64 KiB.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Lets one reader go, now or when it comes.
    pub fn release(&mut self) {
        self.pipe.write_all(b"\n").expect("a named pipe takes a byte");
    }

    /// Waits until somebody has written to it.
    #[track_caller]
    pub fn wait_filled(&self) {
        let mut fds = [PollFd::new(&self.pipe, PollFlags::IN)];
        let limit = PATIENCE.try_into().expect("a short time");
        let ready = poll(&mut fds, Some(&limit)).expect("a named pipe can be polled");
        assert_eq!(ready, 1, "nothing more came through {}", self.path.display());
    }

    /// Waits until it takes no more, and whoever writes to it stands still.
    #[track_caller]
    pub fn wait_full(&self) {
        let mut before = 0;
        until(&format!("{} to be full", self.path.display()), || {
            let now = ioctl_fionread(&self.pipe).expect("a named pipe tells how full it is");
            // Where small writes have filled its pages in part, it is full with less than it could hold.
            let mut fds = [PollFd::new(&self.pipe, PollFlags::OUT)];
            let full = poll(&mut fds, Some(&Default::default())).expect("a named pipe can be polled") == 0;
            let still = full && now == before;
            before = now;
            still.then_some(())
        });
    }

    /// Fills it, so that whoever writes to it stands still.
    #[allow(dead_code, reason = "the suite fills it")]
    pub fn fill(&mut self) {
        let room = fcntl_getpipe_size(&self.pipe).expect("a pipe has a size");
        self.pipe.write_all(&vec![b'.'; room]).expect("an empty pipe takes as much as its size");
    }

    /// Waits until a program has opened it.
    #[allow(dead_code, reason = "the suite waits for one")]
    #[track_caller]
    pub fn wait_opened(&self, by: &Running) {
        let files = format!("/proc/{}/fd", by.pid().as_raw_nonzero());
        until(&format!("a program to open {}", self.path.display()), || {
            let mut open = fs::read_dir(&files).ok()?.flatten();
            open.any(|file| fs::read_link(file.path()).is_ok_and(|target| target == self.path)).then_some(())
        });
    }

    /// Reads what is in it.
    #[allow(dead_code, reason = "the suite knows how much that is")]
    #[track_caller]
    pub fn rest(&mut self) -> Vec<u8> {
        let count = ioctl_fionread(&self.pipe).expect("a named pipe tells how full it is");
        self.read(usize::try_from(count).expect("a few pages"))
    }

    /// Reads so many bytes of what was written to it.
    #[track_caller]
    pub fn read(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        let mut got = 0;
        while got < count {
            self.wait_filled();
            got += self.pipe.read(&mut bytes[got..]).expect("a named pipe can be read");
        }
        bytes
    }
}

/// Whether a process has ended, be it that nobody has waited for it yet.
pub fn has_ended(pid: &str) -> bool {
    match fs::read_to_string(format!("/proc/{pid}/stat")) {
        Ok(stat) => stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with(['Z', 'X'])),
        Err(_) => true,
    }
}

/// Waits until a process has ended.
#[track_caller]
pub fn wait_ended(pid: &str) {
    until(&format!("the end of process {pid}"), || has_ended(pid).then_some(()));
}

impl Running {
    /// Waits until a thread of this name is there.
    #[allow(dead_code, reason = "the suite waits for one")]
    #[track_caller]
    pub fn wait_thread(&self, name: &str) {
        let tasks = format!("/proc/{}/task", self.pid().as_raw_nonzero());
        until(&format!("a thread '{name}'"), || {
            let threads = fs::read_dir(&tasks).ok()?;
            let is_it = |name_of: String| name_of.trim_end() == name;
            threads
                .flatten()
                .any(|thread| fs::read_to_string(thread.path().join("comm")).is_ok_and(is_it))
                .then_some(())
        });
    }

    /// Sends a signal again and again until it has ended: two of the same kind at once would count as one.
    #[track_caller]
    pub fn insist(&self, signal: Signal) {
        let pid = self.pid().as_raw_nonzero().to_string();
        until("the end of a program that is told to end more than once", || {
            self.signal(signal);
            has_ended(&pid).then_some(())
        });
    }
}
