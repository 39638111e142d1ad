//! What is about `rmq broker` alone: its command line, its limits, its end, and clients that try its patience.

mod crowds;
mod endings;
mod letters;
mod memory;
mod newest;
mod options;
mod regressions;
mod regressions_clients;
mod regressions_memory;
mod slow;
mod streams;
mod users;
