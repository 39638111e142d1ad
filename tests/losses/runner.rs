//! Runs faults, some at a time, and tells each when it and those before it are done.

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::fault::{Fault, Tally};
use crate::options::Options;
use crate::table;

/// Most of them wait for something most of the time.
const AT_ONCE: usize = 3;

/// A fault that is done.
pub struct Outcome {
    pub name: &'static str,
    /// `None` when it panicked, which has said why.
    pub tally: Option<Tally>,
    pub took: Duration,
}

impl Outcome {
    /// Whether all was as it should be: a fault that never happened shows nothing.
    pub fn is_good(&self) -> bool {
        self.tally.is_some_and(|tally| tally.tried > 0 && tally.lost == 0)
    }
}

/// Runs them, prints, and says whether all was as it should be.
pub fn run(faults: &[&Fault], options: &Options) -> ExitCode {
    let mut done: Vec<Option<Outcome>> = faults.iter().map(|_| None).collect();
    let next = AtomicUsize::new(0);
    let (finished, outcomes) = mpsc::channel();
    println!();
    table::begin(options.markdown);
    let mut told = 0;
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(faults.len()) {
            let (next, finished) = (&next, finished.clone());
            scope.spawn(move || {
                while let Some((at, fault)) = take(next, faults) {
                    let _ = finished.send((at, outcome(fault, options)));
                }
            });
        }
        drop(finished);
        for (at, outcome) in outcomes {
            done[at] = Some(outcome);
            while let Some(Some(outcome)) = done.get(told) {
                table::row(outcome, options.markdown);
                told += 1;
            }
        }
    });
    let done: Vec<_> = done.into_iter().flatten().collect();
    table::end(&done, options.markdown);
    if done.len() == faults.len() && done.iter().all(Outcome::is_good) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn take<'a>(next: &AtomicUsize, faults: &[&'a Fault]) -> Option<(usize, &'a Fault)> {
    let at = next.fetch_add(1, Ordering::SeqCst);
    faults.get(at).map(|fault| (at, *fault))
}

/// In a thread of its name, which a panic tells.
fn outcome(fault: &Fault, options: &Options) -> Outcome {
    let (run, scale, begun) = (fault.run, options.scale(), Instant::now());
    let thread = thread::Builder::new().name(fault.name.to_owned()).spawn(move || run(&scale));
    let tally = thread.expect("one more thread").join().ok();
    Outcome { name: fault.name, tally, took: begun.elapsed() }
}
