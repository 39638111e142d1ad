//! What one output stream is, and what may be done to it.

use std::io::{IsTerminal, stderr, stdin, stdout};
use std::os::fd::AsFd;
use std::sync::LazyLock;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FileType, OFlags, fcntl_getfl, fstat, major, minor};

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set or TERM is dumb.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// One of the two output streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    /// It is a terminal.
    pub terminal: bool,
    /// It may be coloured.
    pub color: bool,
    /// It may be drawn on: progress bars, repainted screens.
    pub animated: bool,
    /// It is a pipe or a socket, whose reader can go away.
    pub pipe: bool,
    /// It is a file: nobody else's slowness keeps a write from ending.
    pub file: bool,
}

/// Waits until the pipe on stdout has no reader any more; false when that cannot be told.
pub(super) fn wait_for_reader_to_go() -> bool {
    let stdout = stdout();
    // No event is asked for: what is left are POLLERR and POLLHUP, which poll(2) always tells.
    let mut fds = [PollFd::new(&stdout, PollFlags::empty())];
    poll(&mut fds, None).is_ok()
}

/// True when stdout was closed when the program began (`>&-`). The language's runtime puts `/dev/null` in the place of a
/// standard stream that is closed, open for reading too, so that nothing else gets its number; what is written there
/// would be lost without a word. Whoever runs programs in the background puts the like in all three places, and means it.
pub(super) fn stdout_was_closed() -> bool {
    static CLOSED: LazyLock<bool> =
        LazyLock::new(|| is_stand_in(&stdout()) && !(is_stand_in(&stdin()) && is_stand_in(&stderr())));
    *CLOSED
}

fn is_stand_in(stream: &impl AsFd) -> bool {
    /// `/dev/null`, the same on every Linux (Documentation/admin-guide/devices.txt).
    const NULL: (u32, u32) = (1, 3);
    let is_null = fstat(stream).is_ok_and(|status| {
        FileType::from_raw_mode(status.st_mode).is_char_device()
            && (major(status.st_rdev), minor(status.st_rdev)) == NULL
    });
    is_null && fcntl_getfl(stream).is_ok_and(|flags| flags & OFlags::RWMODE == OFlags::RDWR)
}

/// What every pipe takes in one piece (POSIX, `_POSIX_PIPE_BUF`).
const PIPE_TAKES: usize = 512;

/// True when stdout is a pipe with room for so many bytes, so that writing them waits for nobody.
pub(super) fn takes_at_once(count: usize) -> bool {
    let stdout = stdout();
    has_room(&stdout, count) && fstat(&stdout).is_ok_and(|status| FileType::from_raw_mode(status.st_mode).is_fifo())
}

/// True when stderr takes so many bytes without waiting for anybody.
pub(super) fn stderr_has_room(count: usize) -> bool {
    has_room(&stderr(), count)
}

fn has_room(stream: &impl AsFd, count: usize) -> bool {
    let mut fds = [PollFd::new(stream, PollFlags::OUT)];
    count <= PIPE_TAKES
        && poll(&mut fds, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })).is_ok()
        && fds[0].revents() == PollFlags::OUT
}

impl Stream {
    /// stdout, under the user's choice of colour.
    #[must_use]
    pub fn stdout(choice: ColorChoice) -> Self {
        Self::new(&stdout(), choice)
    }

    /// stderr, under the user's choice of colour.
    #[must_use]
    pub fn stderr(choice: ColorChoice) -> Self {
        Self::new(&stderr(), choice)
    }

    fn new(stream: &(impl IsTerminal + AsFd), choice: ColorChoice) -> Self {
        let terminal = stream.is_terminal();
        let kind = fstat(stream).map(|status| FileType::from_raw_mode(status.st_mode));
        let pipe = matches!(kind, Ok(FileType::Fifo | FileType::Socket));
        let file = kind == Ok(FileType::RegularFile);
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        // https://no-color.org: present and not empty.
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let color = match choice {
            ColorChoice::Auto => terminal && !dumb && !refused,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        Self { terminal, color, animated: terminal && !dumb, pipe, file }
    }
}
