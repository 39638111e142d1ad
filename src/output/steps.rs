//! Steps and their times, one line each.

use std::time::Duration;

use colored::Colorize as _;

use super::{Lines, escape};

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// ` [x]`
    Done,
    /// ` [!]`
    Failed,
    /// It is no step but the sum of them.
    Sum,
}

/// A step, and what it took.
#[derive(Debug, Clone)]
pub struct StepLine {
    /// How it ended.
    pub mark: Mark,
    /// Its name.
    pub name: &'static str,
    /// How long it took, if it has a time of its own.
    pub took: Option<Duration>,
    /// What else there is to say; may come from the broker.
    pub detail: String,
}

/// Lays the steps out in columns; no line ends with a space.
#[must_use]
pub fn render_steps(lines: &[StepLine], color: bool) -> String {
    let times: Vec<_> = lines.iter().map(|line| line.took.map_or_else(|| "-   ".to_owned(), milliseconds)).collect();
    let name_width = lines.iter().map(|line| line.name.len()).max().unwrap_or_default();
    let time_width = times.iter().map(String::len).max().unwrap_or_default();
    let mut text = String::new();
    for (line, time) in lines.iter().zip(times) {
        let mark = match (line.mark, color) {
            (Mark::Done, true) => " [x]".green().to_string(),
            (Mark::Done, false) => " [x]".to_owned(),
            (Mark::Failed, true) => " [!]".red().bold().to_string(),
            (Mark::Failed, false) => " [!]".to_owned(),
            (Mark::Sum, _) => "    ".to_owned(),
        };
        let detail = escape(line.detail.as_bytes(), Lines::Escape);
        let row = format!("{mark} {:name_width$}  {time:>time_width$}  {detail}", line.name);
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

/// A time for people, to hundredths of a millisecond.
fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(mark: Mark, name: &'static str, took: Option<u64>, detail: &str) -> StepLine {
        StepLine { mark, name, took: took.map(Duration::from_micros), detail: detail.to_owned() }
    }

    #[test]
    fn names_stand_to_the_left_and_times_to_the_right() {
        let lines = [
            line(Mark::Done, "tcp", Some(80), "127.0.0.1:5672"),
            line(Mark::Done, "route", None, "a\nb\x1b"),
            line(Mark::Failed, "handshake", Some(12_345_678), ""),
            line(Mark::Sum, "total", Some(1000), ""),
        ];
        assert_eq!(
            render_steps(&lines, false),
            " [x] tcp            0.08 ms  127.0.0.1:5672\n \
             [x] route             -     a\\nb\\x1b\n \
             [!] handshake  12345.68 ms\n     \
             total          1.00 ms\n"
        );
        colored::control::set_override(true);
        let coloured = render_steps(&lines[..1], true);
        assert_eq!(coloured, "\x1b[32m [x]\x1b[0m tcp  0.08 ms  127.0.0.1:5672\n");
    }
}
