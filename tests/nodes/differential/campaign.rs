//! Owns playing many sequences, and the account of what differs.
//!
//! To hunt: `RMQ_DIFF_SEED=1000 RMQ_DIFF_SEQUENCES=250 cargo test --test nodes differential::the_inner`.
//!
//! From the environment: `RMQ_DIFF_SEED` is the seed of the first sequence, `RMQ_DIFF_SEQUENCES` how many there are,
//! `RMQ_DIFF_STEPS` how long they are, `RMQ_DIFF_TRACE` has every step and answer shown,
//! `RMQ_DIFF_BROKER` is the address of a broker to compare that runs already.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write;

use super::compare::{Outcome, compare};
use super::generate::sequence;
use super::shrink::shrink;
use super::side::Side;

const SEQUENCES: u64 = 60;
const STEPS: u64 = 60;

/// More would be read by nobody.
const DIFFERENCES: usize = 10;

/// Compares two brokers; fails with what differs that is not known to.
pub fn run(sides: [&Side; 2]) {
    let (first, steps) = (number("RMQ_DIFF_SEED", 1), number("RMQ_DIFF_STEPS", STEPS));
    let (mut report, mut found, mut times) = (String::new(), 0, BTreeMap::new());
    for seed in (first..).take(number("RMQ_DIFF_SEQUENCES", SEQUENCES)) {
        let Outcome { difference, known: met } = compare(sides, &sequence(seed, steps));
        met.into_iter().for_each(|known| *times.entry((known.name, known.reason)).or_insert(0) += 1);
        if let Some(difference) = difference {
            // Said at once, for the case that a broker does not survive the rest.
            println!("seed {seed}: {}: the answers differ", difference.last());
            let difference = shrink(sides, difference);
            writeln!(report, "seed {seed}:\n{difference}").expect("a string takes everything");
            found += 1;
            if found == DIFFERENCES {
                break;
            }
        }
    }
    for ((name, reason), count) in times {
        println!("known and met {count} times: {name}: {reason}");
    }
    assert_eq!(found, 0, "\n{report}");
}

/// A number from the environment.
fn number<N: TryFrom<u64>>(name: &str, default: u64) -> N {
    let value = env::var(name).map_or(Ok(default), |value| value.parse());
    let number = value.ok().and_then(|value| N::try_from(value).ok());
    number.unwrap_or_else(|| panic!("{name} is not a number"))
}
