//! What one output stream is, and what may be done to it.

use std::io::{IsTerminal, stderr, stdout};

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
}

impl Stream {
    /// stdout, under the user's choice of colour.
    #[must_use]
    pub fn stdout(choice: ColorChoice) -> Self {
        Self::new(stdout().is_terminal(), choice)
    }

    /// stderr, under the user's choice of colour.
    #[must_use]
    pub fn stderr(choice: ColorChoice) -> Self {
        Self::new(stderr().is_terminal(), choice)
    }

    fn new(terminal: bool, choice: ColorChoice) -> Self {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        // https://no-color.org: present and not empty.
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let color = match choice {
            ColorChoice::Auto => terminal && !dumb && !refused,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        Self { terminal, color, animated: terminal && !dumb }
    }
}
