use std::collections::BTreeSet;

use amq_protocol::types::AMQPValue;

use super::*;
use ExchangeType::{Direct, Fanout, Headers, Topic};

const KINDS: [ExchangeType; 4] = [Direct, Fanout, Topic, Headers];

fn none() -> FieldTable {
    FieldTable::default()
}

fn one(name: &str, value: i32) -> FieldTable {
    let mut table = FieldTable::default();
    table.insert(name.into(), AMQPValue::LongInt(value));
    table
}

fn of(kind: ExchangeType, bindings: &[(&str, u32)]) -> Bindings<u32> {
    let mut made = Bindings::new(kind);
    for (key, destination) in bindings {
        assert_eq!(made.add(key.as_bytes(), none(), *destination), Ok(true));
    }
    made
}

/// Where a message goes, sorted; it must go nowhere twice.
fn route(bindings: &Bindings<u32>, key: &str, headers: Option<FieldTable>) -> Vec<u32> {
    let mut found = Vec::new();
    bindings.route(key.as_bytes(), || headers, &mut found);
    let count = found.len();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found.len(), count, "a destination twice");
    found
}

#[test]
fn each_type_has_its_way() {
    let bindings = [("a.b", 1), ("a.*", 2), ("", 3), ("a.b", 4)];
    assert_eq!(route(&of(Direct, &bindings), "a.b", None), [1, 4]);
    assert_eq!(route(&of(Direct, &bindings), "a.c", None), [0_u32; 0]);
    assert_eq!(route(&of(Fanout, &bindings), "whatever", None), [1, 2, 3, 4]);
    assert_eq!(route(&of(Topic, &bindings), "a.b", None), [1, 2, 4]);
    assert_eq!(route(&of(Headers, &bindings), "a.b", None), [1, 2, 3, 4]);
    for kind in KINDS {
        assert_eq!(route(&Bindings::new(kind), "a", None), [0_u32; 0]);
    }
}

#[test]
fn a_destination_is_found_once() {
    let bindings = [("a.b", 1), ("a.*", 1), ("#", 1), ("a.#", 2), ("*.b", 1)];
    for kind in [Fanout, Topic, Headers] {
        assert_eq!(route(&of(kind, &bindings), "a.b", None), [1, 2]);
        let mut found = vec![7, 2];
        of(kind, &bindings).route(b"a.b", || None, &mut found);
        assert_eq!(found, [7, 2, 1]);
    }
}

#[test]
fn headers_are_asked_for_by_a_headers_exchange_with_bindings_alone() {
    for kind in [Direct, Fanout, Topic] {
        of(kind, &[("k", 1)]).route(b"k", || unreachable!("{kind} needs no headers"), &mut Vec::new());
    }
    Bindings::<u32>::new(Headers).route(b"k", || unreachable!("nothing to compare"), &mut Vec::new());
    let mut bindings = Bindings::new(Headers);
    assert_eq!(bindings.add(b"", one("k", 1), 1), Ok(true));
    assert_eq!(bindings.add(b"", one("k", 2), 2), Ok(true));
    assert_eq!(route(&bindings, "", Some(one("k", 2))), [2]);
    assert_eq!(route(&bindings, "", None), [0_u32; 0]);
}

#[test]
fn key_and_arguments_tell_bindings_apart() {
    for kind in KINDS {
        let mut bindings = of(kind, &[("k", 1)]);
        assert_eq!(bindings.add(b"k", none(), 1), Ok(false));
        assert_eq!(bindings.add(b"k", one("a", 1), 1), Ok(true));
        assert_eq!(bindings.add(b"k", one("a", 1), 1), Ok(false));
        assert_eq!(bindings.len(), 2);
        let headers = || Some(one("a", 1));
        assert_eq!(route(&bindings, "k", headers()), [1]);
        assert!(!bindings.remove(b"k", &one("a", 2), &1));
        assert!(!bindings.remove(b"j", &none(), &1));
        assert!(!bindings.remove(b"k", &none(), &2));
        assert!(bindings.remove(b"k", &none(), &1));
        assert!(!bindings.remove(b"k", &none(), &1));
        assert_eq!(route(&bindings, "k", headers()), [1]);
        assert!(bindings.remove(b"k", &one("a", 1), &1));
        assert_eq!(route(&bindings, "k", headers()), [0_u32; 0]);
        assert!(bindings.is_empty() && bindings.owned.is_empty());
    }
}

#[test]
fn a_wrong_rule_is_refused_by_headers_alone_and_leaves_nothing() {
    for kind in KINDS {
        let mut bindings = Bindings::new(kind);
        let added = bindings.add(b"k", one("x-match", 1), 1);
        assert_eq!(added.is_err(), kind == Headers);
        assert_eq!(bindings.is_empty(), kind == Headers);
        assert_eq!(bindings.owned.is_empty(), kind == Headers);
    }
}

#[test]
fn listed_by_age() {
    let mut bindings = of(Direct, &[("z", 9), ("a", 1), ("m", 5)]);
    assert!(bindings.remove(b"a", &none(), &1));
    assert_eq!(bindings.add(b"b", one("x", 1), 1), Ok(true));
    let listed: Vec<_> = bindings.iter().map(|(key, arguments, to)| (key, arguments.inner().len(), *to)).collect();
    assert_eq!(listed, [(&b"z"[..], 0, 9), (b"m", 0, 5), (b"b", 1, 1)]);
}

/// Bindings come and go at random; what is found must be what is found by looking at each of them.
#[test]
fn the_tables_follow_the_bindings() {
    for kind in [Direct, Fanout, Topic, Headers] {
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        let mut below = |limit: u64| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed % limit
        };
        let mut bindings = Bindings::new(kind);
        let mut naive: Vec<(&str, i32, u32)> = Vec::new();
        for _ in 0..3000 {
            let key = ["a", "b", "a.b", ""][below(4) as usize];
            let (value, destination) = (below(2) as i32, below(6) as u32);
            let row = (key, value, destination);
            match below(8) {
                0..4 => {
                    let new = !naive.contains(&row);
                    if new {
                        naive.push(row);
                    }
                    assert_eq!(bindings.add(key.as_bytes(), one("k", value), destination), Ok(new));
                }
                4..7 => {
                    let place = naive.iter().position(|other| *other == row);
                    assert_eq!(bindings.remove(key.as_bytes(), &one("k", value), &destination), place.is_some());
                    place.map(|place| naive.remove(place));
                }
                _ => {
                    bindings.remove_destination(&destination);
                    naive.retain(|row| row.2 != destination);
                }
            }
            let matching = naive.iter().filter(|row| match kind {
                Direct | Topic => row.0 == key,
                Fanout => true,
                Headers => row.1 == value,
            });
            let expected: BTreeSet<u32> = matching.map(|row| row.2).collect();
            assert_eq!(route(&bindings, key, Some(one("k", value))), Vec::from_iter(expected));
            assert_eq!(bindings.len(), naive.len());
        }
        (0..6).for_each(|destination| bindings.remove_destination(&destination));
        assert!(bindings.is_empty() && bindings.owned.is_empty());
        assert_eq!(bindings.several, 0);
        match bindings.table {
            Table::Direct(lists) => assert!(lists.is_empty()),
            Table::Fanout(list) => assert!(list.is_empty()),
            Table::Topic(_) | Table::Headers => (),
        }
    }
}
