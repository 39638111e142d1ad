//! What one output stream is, and what may be done to it.

use std::io::{IsTerminal, stderr, stdout};
use std::os::fd::AsFd;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{FileType, fstat};

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
