//! Several programs on one screen: each line behind the label of the program that it comes from.
//!
//! It is all on stdout, as it is what was asked for. The last line of a program that paints over it, as a progress bar
//! does, stands at the foot of the screen for as long as it is there.

use std::io::{self, Write as _};

use anyhow::Context as _;
use colored::{Color, Colorize as _};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Output;

/// How wide a screen is that does not say.
const USUAL_WIDTH: u16 = 80;
/// What the labels are painted with, one after the other.
const COLOURS: [Color; 5] = [Color::Cyan, Color::Yellow, Color::Magenta, Color::Blue, Color::Green];
/// Between a label and what its program says.
const EDGE: &str = " | ";

/// The screen.
pub struct Panes {
    output: Output,
    foot: MultiProgress,
}

/// A program's place.
pub struct Pane {
    label: String,
    color: Color,
    live: Option<ProgressBar>,
}

impl Panes {
    pub(super) fn new(output: Output) -> Self {
        let target = if output.stdout().animated { ProgressDrawTarget::stdout() } else { ProgressDrawTarget::hidden() };
        Self { output, foot: MultiProgress::with_draw_target(target) }
    }

    /// The program that is number `index` on the screen. Labels take `width` columns.
    #[must_use]
    pub fn pane(&self, index: usize, name: &str, width: usize) -> Pane {
        Pane { label: format!("{name:>width$}"), color: COLOURS[index % COLOURS.len()], live: None }
    }

    /// Columns that a program has beside a label of this width.
    #[must_use]
    pub fn columns(&self, label: usize) -> u16 {
        screen_width().saturating_sub(u16::try_from(label + EDGE.len()).unwrap_or(u16::MAX)).max(20)
    }

    /// Writes a heading, with a rule to the end of the line.
    ///
    /// # Errors
    /// As [`Output::write`]; so with all that follow.
    pub async fn heading(&self, text: &str) -> anyhow::Result<()> {
        let rule = "-".repeat(usize::from(screen_width().min(USUAL_WIDTH)).saturating_sub(text.chars().count() + 6));
        self.line(&self.paint(&format!("-- {text} {rule}"), |text| text.bold().to_string())).await
    }

    /// Writes text of our own.
    pub async fn text(&self, text: &str) -> anyhow::Result<()> {
        self.line(text).await
    }

    /// Writes that something went wrong, and how.
    pub async fn wrong(&self, expected: &str, came: &str) -> anyhow::Result<()> {
        let mark = |text: &str| self.paint(text, |text| text.red().bold().to_string());
        self.line(&format!("{} {expected}\n{} {came}", mark("expected:"), mark("    came:"))).await
    }

    /// Writes the command line that starts the program.
    pub async fn typed(&self, pane: &Pane, command: &str) -> anyhow::Result<()> {
        let command = self.paint(&format!("$ {command}"), |text| text.bold().to_string());
        self.line(&format!("{} {command}", self.label(pane))).await
    }

    /// Writes a line that the program has written.
    pub async fn said(&self, pane: &Pane, line: &str) -> anyhow::Result<()> {
        self.line(format!("{}{EDGE}{line}", self.label(pane)).trim_end()).await
    }

    /// Shows what stands on the program's last line now.
    pub fn live(&self, pane: &mut Pane, text: &str) {
        if text.is_empty() {
            if let Some(live) = pane.live.take() {
                live.finish_and_clear();
            }
            return;
        }
        let label = self.label(pane);
        let live = pane.live.get_or_insert_with(|| {
            let live = self.foot.add(ProgressBar::no_length());
            if let Ok(style) = ProgressStyle::with_template("{wide_msg}") {
                live.set_style(style);
            }
            live
        });
        live.set_message(format!("{label}{EDGE}{text}"));
        live.tick();
    }

    fn label(&self, pane: &Pane) -> String {
        self.paint(&pane.label, |label| label.color(pane.color).to_string())
    }

    fn paint(&self, text: &str, paint: impl Fn(&str) -> String) -> String {
        if self.output.stdout().color { paint(text) } else { text.to_owned() }
    }

    /// Writes above the foot, on a thread of its own: a reader that is slow must not stop signals.
    async fn line(&self, line: &str) -> anyhow::Result<()> {
        let (foot, line) = (self.foot.clone(), format!("{line}\n"));
        let writing = tokio::task::spawn_blocking(move || {
            foot.suspend(|| {
                let mut stdout = io::stdout().lock();
                stdout.write_all(line.as_bytes())?;
                stdout.flush()
            })
        });
        writing.await.map_err(io::Error::other)?.context("cannot write to stdout")
    }
}

fn screen_width() -> u16 {
    let width = rustix::termios::tcgetwinsize(io::stdout()).map_or(0, |size| size.ws_col);
    if width == 0 { USUAL_WIDTH } else { width }
}

impl Drop for Pane {
    fn drop(&mut self) {
        if let Some(live) = self.live.take() {
            live.finish_and_clear();
        }
    }
}
