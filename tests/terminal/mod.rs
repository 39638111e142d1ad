//! Programs on a terminal: the tutorials' lines, colour, progress, and nothing that commands the terminal.

mod colour;
mod help;
mod hostile;
mod lines;
mod typed;

use crate::support::{ALL, Bench, Cmd};

/// `rmq` on a terminal, without colour.
fn plain(bench: &Bench, args: &[&str]) -> Cmd {
    bench.rmq(args).terminal(&ALL).env("NO_COLOR", "1")
}
