//! What the tests stand on, tested: a harness that lets a wrong program pass is worse than none.

mod broker;
mod comparing;
mod losses;
mod nodes;
mod optional;
mod programs;
mod proxy;
mod servers;
mod supervisor;
mod terminal;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::support::Cmd;

fn sh(script: &str) -> Cmd {
    Cmd::new("sh").args(["-c", script])
}

/// What the test would have failed with.
fn failure(test: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(test)).expect_err("this must fail");
    *payload.downcast::<String>().expect("a formatted message")
}
