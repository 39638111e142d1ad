//! SIGINT and SIGTERM: once drains, twice ends at once, and the exit code tells whether the work was done.

mod calling;
mod connecting;
mod listening;
mod sending;
mod working;

use crate::support::Signal;

/// Both signals, and the exit code of a program that one of them ended before its work was done.
const BOTH: [(Signal, i32); 2] = [(Signal::INT, 130), (Signal::TERM, 143)];
