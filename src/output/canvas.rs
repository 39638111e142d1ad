//! The foot of the terminal, as progress bars draw on it.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::sync::{Mutex, MutexGuard, PoisonError};

use indicatif::{MultiProgress, ProgressDrawTarget, TermLike};
use rustix::termios::tcgetwinsize;

/// A terminal that does not tell its size has this one.
const USUAL: (u16, u16) = (24, 80);

/// Drawings a second, at most.
const OFTEN: u8 = 20;

/// Progress bars on stderr, none yet.
pub(super) fn bars() -> MultiProgress {
    MultiProgress::with_draw_target(ProgressDrawTarget::term_like_with_hz(Box::<Canvas>::default(), OFTEN))
}

/// stderr, written to in whole drawings.
///
/// A bar is drawn to the end of its row. Would the cursor stay there, what the terminal itself shows of a Ctrl-C would be
/// the beginning of another row, and the wrong row would be cleared next: so it goes back to the beginning.
#[derive(Debug, Default)]
pub(super) struct Canvas(Mutex<String>);

impl Canvas {
    fn drawing(&self) -> MutexGuard<'_, String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, text: &str) -> io::Result<()> {
        self.drawing().push_str(text);
        Ok(())
    }

    /// ECMA-48: CUU, CUD, CUF and CUB, none of which can go no way at all.
    fn go(&self, count: usize, direction: char) -> io::Result<()> {
        if count > 0 {
            write!(self.drawing(), "\x1b[{count}{direction}").map_err(io::Error::other)?;
        }
        Ok(())
    }
}

/// Rows and columns.
fn size() -> (u16, u16) {
    let size = tcgetwinsize(io::stderr()).ok().filter(|size| size.ws_row > 0 && size.ws_col > 0);
    size.map_or(USUAL, |size| (size.ws_row, size.ws_col))
}

impl TermLike for Canvas {
    fn width(&self) -> u16 {
        size().1
    }

    fn height(&self) -> u16 {
        size().0
    }

    fn move_cursor_up(&self, count: usize) -> io::Result<()> {
        self.go(count, 'A')
    }

    fn move_cursor_down(&self, count: usize) -> io::Result<()> {
        self.go(count, 'B')
    }

    fn move_cursor_right(&self, count: usize) -> io::Result<()> {
        self.go(count, 'C')
    }

    fn move_cursor_left(&self, count: usize) -> io::Result<()> {
        self.go(count, 'D')
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.add(text)?;
        self.add("\n")
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.add(text)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.add("\r\x1b[2K")
    }

    fn flush(&self) -> io::Result<()> {
        let drawing = std::mem::take(&mut *self.drawing()) + "\r";
        io::stderr().lock().write_all(drawing.as_bytes())
    }
}
