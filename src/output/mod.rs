//! Every print of the program.
//!
//! stdout carries messages and replies, nothing else; everything that talks about the work goes to stderr. This module
//! knows which stream is a terminal, what may be coloured, and what must be escaped before a terminal sees it.

mod canvas;
mod escape;
mod panes;
mod print;
mod progress;
mod screen;
mod steps;
mod stream;
mod table;
mod teletype;
mod template;

use std::fmt;
use std::io::{self, Write as _};
use std::sync::{Arc, OnceLock};

use anyhow::Context as _;
use colored::{ColoredString, Colorize as _};
use indicatif::MultiProgress;
use tokio::sync::watch;

pub use escape::{Lines, escape};
pub use panes::{Pane, Panes};
pub use print::{Format, Greeting, Printer};
pub use progress::{Meter, TaskBar};
pub use screen::repaint;
pub use steps::{Mark, StepLine, render_steps};
pub use stream::{ColorChoice, Stream};
pub use table::{Column, render_table};
pub use teletype::{Seen, Teletype, plain};
pub use template::Template;

/// How much to say on stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors only.
    Quiet,
    /// Banners, progress and warnings.
    Normal,
    /// Each AMQP step as well.
    Verbose,
}

/// The two output streams. Cheap to clone.
#[derive(Clone)]
pub struct Output(Arc<Inner>);

struct Inner {
    stdout: Stream,
    stderr: Stream,
    verbosity: Verbosity,
    /// Progress bars at the foot of the terminal; lines are printed above them.
    bars: OnceLock<MultiProgress>,
    /// Whether whoever read stdout has gone, once somebody wanted to know.
    reader_gone: OnceLock<watch::Receiver<bool>>,
    /// What is to be done before the whole program may have to wait for somebody to read.
    before_waiting: OnceLock<fn()>,
}

impl Output {
    /// Looks at the two streams once and remembers what they are.
    #[must_use]
    pub fn new(color: ColorChoice, verbosity: Verbosity) -> Self {
        // Each stream decides for itself below; the library's own global guess would be about stdout only.
        colored::control::set_override(true);
        Self(Arc::new(Inner {
            stdout: Stream::stdout(color),
            stderr: Stream::stderr(color),
            verbosity,
            bars: OnceLock::new(),
            reader_gone: OnceLock::new(),
            before_waiting: OnceLock::new(),
        }))
    }

    /// Has something done before each write for which the whole program may have to wait.
    pub fn before_waiting(&self, prepare: fn()) {
        let _ = self.0.before_waiting.set(prepare);
    }

    fn may_wait(&self) {
        if let Some(prepare) = self.0.before_waiting.get() {
            prepare();
        }
    }

    /// What stdout is.
    #[must_use]
    pub fn stdout(&self) -> Stream {
        self.0.stdout
    }

    /// What stderr is.
    #[must_use]
    pub fn stderr(&self) -> Stream {
        self.0.stderr
    }

    /// True with `-q`: nothing is said but errors.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.0.verbosity == Verbosity::Quiet
    }

    /// Says what is going on: `mark` such as ` [x]`, then the text.
    pub fn note(&self, mark: &str, text: impl AsRef<str>) {
        if self.0.verbosity >= Verbosity::Normal {
            self.line(&self.paint(mark, |mark| mark.green()), text.as_ref());
        }
    }

    /// Tells somebody at a terminal what a script need not know.
    pub fn remark(&self, mark: &str, text: impl AsRef<str>) {
        if self.0.stderr.terminal {
            self.note(mark, text);
        }
    }

    /// Tells an AMQP step to those who want to watch.
    pub fn narrate(&self, text: fmt::Arguments<'_>) {
        if self.narrates() {
            self.line(&self.paint(">", |mark| mark.cyan()), &text.to_string());
        }
    }

    /// Tells what the user must know although nothing failed.
    pub fn warn(&self, text: impl AsRef<str>) {
        if self.0.verbosity >= Verbosity::Normal {
            self.line(&self.paint("warning:", |mark| mark.yellow().bold()), text.as_ref());
        }
    }

    /// Tells what failed, why, and what to do about it, as far as that is known.
    pub fn complain(&self, what: &str, why: Option<&str>, hint: Option<&str>) {
        self.line(&self.paint("error:", |mark| mark.red().bold()), what);
        for (mark, text) in [("  why:", why), ("  try:", hint)] {
            if let Some(text) = text {
                // A broker's text may have several lines; here it has one.
                self.line(&self.paint(mark, |mark| mark.bold()), &text.replace('\n', " "));
            }
        }
    }

    /// Whether each AMQP step is to be told.
    #[must_use]
    pub fn narrates(&self) -> bool {
        self.0.verbosity >= Verbosity::Verbose
    }

    fn paint(&self, text: &str, colour: impl Fn(&str) -> ColoredString) -> String {
        if self.0.stderr.color { colour(text).to_string() } else { text.to_owned() }
    }

    fn line(&self, mark: &str, text: &str) {
        // One line, whatever is in it: nobody fakes another one of ours.
        let text = if self.0.stderr.terminal { escape(text.as_bytes(), Lines::Escape) } else { text.to_owned() };
        let line = format!("{mark} {text}\n");
        if !stream::stderr_has_room(line.len()) {
            self.may_wait();
        }
        let print = || {
            // In one piece, which whoever else writes there does not break up. Whoever closed it does not want to know.
            let _ = io::stderr().lock().write_all(line.as_bytes());
        };
        match self.0.bars.get() {
            Some(bars) => bars.suspend(print),
            None => print(),
        }
    }

    /// A bar for one task in hand, when stderr is a terminal and may be drawn on.
    #[must_use]
    pub fn task_bar(&self, title: &str, units: u64) -> TaskBar {
        let bar = |bars: &_| TaskBar::new(bars, &escape(title.as_bytes(), Lines::Escape), units, self.0.stderr.color);
        self.bars().map_or_else(TaskBar::hidden, bar)
    }

    /// A line about a load of this length, if it has one, when stderr is a terminal and may be drawn on.
    #[must_use]
    pub fn meter(&self, length: Option<u64>) -> Meter {
        self.bars().map_or_else(Meter::hidden, |bars| Meter::new(bars, length, self.0.stderr.color))
    }

    fn bars(&self) -> Option<&MultiProgress> {
        let draw = self.0.stderr.animated && self.0.verbosity >= Verbosity::Normal;
        draw.then(|| {
            self.may_wait();
            self.0.bars.get_or_init(canvas::bars)
        })
    }

    /// A screen on stdout for several programs.
    #[must_use]
    pub fn panes(&self) -> Panes {
        self.may_wait();
        Panes::new(self.clone())
    }

    /// Waits until whoever reads stdout has gone; for ever when it is no pipe.
    pub async fn reader_gone(&self) -> anyhow::Error {
        if self.0.stdout.pipe {
            // One thread waits, however often this is asked.
            let watched = self.0.reader_gone.get_or_init(|| {
                let (tell, told) = watch::channel(false);
                tokio::task::spawn_blocking(move || tell.send(stream::wait_for_reader_to_go()));
                told
            });
            if watched.clone().wait_for(|gone| *gone).await.is_ok() {
                return io::Error::from(io::ErrorKind::BrokenPipe).into();
            }
        }
        std::future::pending().await
    }

    /// Writes bytes to stdout and flushes them; on a thread of its own unless stdout is a file, or they are few and a pipe
    /// has room for them: a reader that is slow must not stop heartbeats or signals.
    ///
    /// # Errors
    /// That of the operating system; a closed pipe keeps its kind, so that it can be told from a full disk.
    pub async fn write(&self, bytes: Vec<u8>) -> anyhow::Result<()> {
        if stream::stdout_was_closed() {
            return Err(io::Error::from(rustix::io::Errno::BADF)).context("cannot write to stdout");
        }
        let write = move |bytes: &[u8]| {
            let mut stdout = io::stdout().lock();
            stdout.write_all(bytes)?;
            stdout.flush()
        };
        let written = if self.stdout().file || stream::takes_at_once(bytes.len()) {
            write(&bytes)
        } else {
            tokio::task::spawn_blocking(move || write(&bytes)).await.map_err(io::Error::other)?
        };
        written.context("cannot write to stdout")
    }
}
