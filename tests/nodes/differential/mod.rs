//! Random sequences of what clients do, played to two brokers whose every answer is compared.
//!
//! ```text
//! generate ── rng        sequences of `action`s
//! compare ── player      plays one to both brokers; shrink makes it short, known says what is known to differ
//! player ── absorb       a client: what it does, and what it makes of what it receives
//!   ├─ channel, said     what it knows of a channel, and what was said there
//!   └─ side              where the broker is, and how it is known to have done everything (`quiet.erl`)
//! connection ── method, spec, properties, value    the wire
//! ```

mod absorb;
mod action;
mod channel;
mod compare;
mod connection;
mod generate;
mod method;
mod player;
mod properties;
mod rng;
mod said;
mod scrub;
mod shrink;
mod side;
mod spec;
mod value;

use std::env;

use compare::compare;
use generate::sequence;
use shrink::shrink;
use side::Side;

fn number(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |value| value.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

fn run(sides: [&Side; 2]) {
    let mut differences = 0;
    for seed in (number("RMQ_DIFF_SEED", 1)..).take(number("RMQ_DIFF_SEQUENCES", 20) as usize) {
        let steps = sequence(seed, number("RMQ_DIFF_STEPS", 60) as usize);
        let begun = std::time::Instant::now();
        let found = compare(sides, &steps);
        eprintln!("seed {seed}: {} steps, {:?}, {}", steps.len(), begun.elapsed(), if found.is_some() { "DIFFERENT" } else { "same" });
        if let Some(found) = found {
            if std::env::var_os("RMQ_DIFF_NOSHRINK").is_some() {
                let mut found = found;
                found.steps.drain(..found.steps.len() - 1);
                eprintln!("{found}");
            } else {
                let found = shrink(sides, found);
                eprintln!("SHRUNK\n{found}");
            }
            differences += 1;
        }
    }
    assert_eq!(differences, 0);
}

#[test]
fn rabbitmq_agrees_with_itself() {
    let port = number("RMQ_DIFF_RABBITMQ", 0) as u16;
    let quiet = number("RMQ_DIFF_QUIET", 0) as u16;
    let sides = ["left", "right"].map(|name| Side::rabbitmq(name, port, name, quiet));
    run([&sides[0], &sides[1]]);
}

#[test]
fn inner() {
    let port = number("RMQ_DIFF_RABBITMQ", 0) as u16;
    let quiet = number("RMQ_DIFF_QUIET", 0) as u16;
    let rabbit = Side::rabbitmq("RabbitMQ", port, "inner1", quiet);
    let inner = Side::new("rmq broker", number("RMQ_DIFF_PORT", 0) as u16, "inner");
    run([&rabbit, &inner]);
}
