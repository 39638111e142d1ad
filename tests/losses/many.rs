//! Trying something at many points, several at a time: most of the time of each is spent waiting.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::fault::Tally;

const AT_ONCE: usize = 4;

/// Adds up what comes of `attempt` at each of these points. It is told their numbers, and panics when one does.
pub fn each<T: Sync>(points: &[T], attempt: impl Fn(usize, &T) -> Tally + Sync) -> Tally {
    let next = AtomicUsize::new(0);
    let work = || {
        let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::SeqCst));
        numbers.map_while(|number| points.get(number).map(|point| attempt(number, point))).sum::<Tally>()
    };
    thread::scope(|scope| {
        let name = thread::current().name().unwrap_or_default().to_owned();
        let spawn = |_| thread::Builder::new().name(name.clone()).spawn_scoped(scope, work).expect("one more thread");
        let workers: Vec<_> = (0..AT_ONCE.min(points.len())).map(spawn).collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic))).sum()
    })
}
