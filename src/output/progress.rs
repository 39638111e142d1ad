//! Progress bars: of a task in hand, and of a load that goes on.

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// Shows title, elapsed time and how many of its units a task has done. Goes away when dropped.
pub struct TaskBar(ProgressBar);

impl TaskBar {
    pub(super) fn new(bars: &MultiProgress, title: &str, units: u64, color: bool) -> Self {
        let bar = bars.add(ProgressBar::new(units));
        let template = if color {
            "     {msg:20!} [{elapsed_precise}] [{bar:24.cyan/blue}] {pos}/{len}"
        } else {
            "     {msg:20!} [{elapsed_precise}] [{bar:24}] {pos}/{len}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(title.to_owned());
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        Self(bar)
    }

    pub(super) fn hidden() -> Self {
        Self(ProgressBar::hidden())
    }

    /// Counts one unit as done.
    pub fn advance(&self) {
        self.0.inc(1);
    }
}

impl Drop for TaskBar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Shows how far a load has come, for how long, and a line about it. Goes away when dropped.
pub struct Meter(ProgressBar);

impl Meter {
    pub(super) fn new(bars: &MultiProgress, length: Option<u64>, color: bool) -> Self {
        let bar = bars.add(length.map_or_else(ProgressBar::no_length, ProgressBar::new));
        let template = match (length, color) {
            (None, true) => "{spinner:.cyan} {elapsed:>4}  {msg}",
            (None, false) => "{spinner} {elapsed:>4}  {msg}",
            (_, true) => "{spinner:.cyan} {elapsed:>4} [{bar:16.cyan/blue}] {msg}",
            (_, false) => "{spinner} {elapsed:>4} [{bar:16}] {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        Self(bar)
    }

    pub(super) fn hidden() -> Self {
        Self(ProgressBar::hidden())
    }

    /// Shows that this much of the length is done, and this line.
    pub fn show(&self, done: u64, line: String) {
        self.0.set_position(done);
        self.0.set_message(line);
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
