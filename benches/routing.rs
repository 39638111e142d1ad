//! What one message costs an exchange with ten thousand bindings, and what making and removing them costs.

use amq_protocol::types::{AMQPValue, FieldTable};
use divan::{Bencher, black_box};
use rmq::broker::routing::{Bindings, ExchangeType};

const MANY: u64 = 10_000;

fn main() {
    divan::main();
}

fn bound(kind: ExchangeType, key: impl Fn(u64) -> String) -> Bindings<u64> {
    let mut bindings = Bindings::new(kind);
    for number in 0..MANY {
        let _ = bindings.add(key(number).as_bytes(), FieldTable::default(), number);
    }
    bindings
}

fn route(bencher: Bencher<'_, '_>, bindings: &Bindings<u64>, key: &str) {
    let mut found = Vec::new();
    bencher.bench_local(|| {
        found.clear();
        bindings.route(black_box(key.as_bytes()), || None, &mut found);
        found.len()
    });
}

/// Patterns of up to six words of a vocabulary of fifty, of which a tenth are `#` and a seventh `*`.
fn mixed(number: u64) -> String {
    let mut seed = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut below = |limit: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % limit
    };
    let word = |kind: u64, word: u64| match kind {
        0..10 => "#".to_owned(),
        10..24 => "*".to_owned(),
        _ => format!("w{word}"),
    };
    let count = 1 + below(6);
    (0..count).map(|_| word(below(100), below(50))).collect::<Vec<_>>().join(".")
}

#[divan::bench]
fn topic_plain(bencher: Bencher<'_, '_>) {
    route(bencher, &bound(ExchangeType::Topic, |n| format!("logs.{}.{}", n % 100, n / 100)), "logs.37.37");
}

#[divan::bench]
fn topic_stars(bencher: Bencher<'_, '_>) {
    route(bencher, &bound(ExchangeType::Topic, |n| format!("*.{}.*.{}", n % 100, n / 100)), "logs.37.x.37");
}

/// Of the patterns 251 match, most of them a lone `#`.
#[divan::bench]
fn topic_mixed(bencher: Bencher<'_, '_>) {
    route(bencher, &bound(ExchangeType::Topic, mixed), "w1.w2.w3.w4.w5");
}

#[divan::bench]
fn topic_hashes(bencher: Bencher<'_, '_>) {
    let bindings = bound(ExchangeType::Topic, |n| format!("#.w{}.#.*.#.w{}.#", n % 100, n / 100));
    route(bencher, &bindings, "w1.w2.w3.w4.w5.w6.w7.w8");
}

/// A key of 127 equal words, and patterns that could be laid over it in more ways than can be counted.
#[divan::bench]
fn topic_hostile(bencher: Bencher<'_, '_>) {
    let bindings = bound(ExchangeType::Topic, |n| format!("{}{n}", "#.a.".repeat(50)));
    route(bencher, &bindings, "a.".repeat(127).trim_end_matches('.'));
}

#[divan::bench]
fn direct(bencher: Bencher<'_, '_>) {
    route(bencher, &bound(ExchangeType::Direct, |n| format!("key.{n}")), "key.3737");
}

#[divan::bench]
fn fanout_to_all(bencher: Bencher<'_, '_>) {
    route(bencher, &bound(ExchangeType::Fanout, |_| String::new()), "");
}

#[divan::bench]
fn fanout_to_all_of_whom_half_are_found(bencher: Bencher<'_, '_>) {
    let bindings = bound(ExchangeType::Fanout, |_| String::new());
    bencher.with_inputs(|| (0..MANY).map(|n| n * 2).collect::<Vec<_>>()).bench_local_values(|mut found| {
        bindings.route(b"", || None, &mut found);
        found.len()
    });
}

#[divan::bench]
fn headers_of_ten_thousand(bencher: Bencher<'_, '_>) {
    let table = |n: u64| {
        let mut table = FieldTable::default();
        table.insert("number".into(), AMQPValue::LongLongInt(n.cast_signed()));
        table
    };
    let mut bindings = Bindings::new(ExchangeType::Headers);
    for number in 0..MANY {
        let _ = bindings.add(b"", table(number), number);
    }
    bencher.bench_local(|| {
        let mut found = Vec::new();
        bindings.route(b"", || Some(table(37)), &mut found);
        found.len()
    });
}

#[divan::bench]
fn ten_thousand_topic_bindings_come(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| bound(ExchangeType::Topic, mixed));
}

/// In the order in which they came, and backwards.
#[divan::bench(args = [false, true], sample_count = 20)]
fn ten_thousand_leave_a_fanout(bencher: Bencher<'_, '_>, backwards: bool) {
    bencher.with_inputs(|| bound(ExchangeType::Fanout, |_| String::new())).bench_local_values(|mut bindings| {
        for number in 0..MANY {
            bindings.remove_destination(&if backwards { MANY - 1 - number } else { number });
        }
        bindings
    });
}
