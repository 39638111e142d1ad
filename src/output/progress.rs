//! A progress bar for one task in hand.

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
