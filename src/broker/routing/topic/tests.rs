//! The table is what RabbitMQ 3.10.8 answered: each pattern bound to a queue, each key published once.

use super::*;

const PATTERNS: [&str; 37] = [
    "",
    ".",
    "..",
    "#",
    "*",
    "#.#",
    "*.*",
    "*.#",
    "#.*",
    "#.a",
    "a.#",
    "a.*",
    "a.#.b",
    "a..b",
    "a.*.b",
    "a.",
    "*.a",
    ".a",
    "a.*.",
    "#.",
    "*.",
    "#.*.#",
    "#.#.#.a",
    "#.a.#",
    "#.a.#.a.#",
    "*.*.*",
    "a#",
    "#a",
    "*a",
    "a",
    "b",
    "a.b",
    "A",
    "a.b.#",
    "#.b",
    "**",
    "##",
];

/// A key, and the patterns that match.
const MATCHES: [(&str, &[&str]); 31] = [
    ("", &["", "#", "#.#"]),
    (".", &[".", "#", "#.#", "*.*", "*.#", "#.*", "#.", "*.", "#.*.#"]),
    ("..", &["..", "#", "#.#", "*.#", "#.*", "#.", "#.*.#", "*.*.*"]),
    ("a", &["#", "*", "#.#", "*.#", "#.*", "#.a", "a.#", "#.*.#", "#.#.#.a", "#.a.#", "a"]),
    (".a", &["#", "#.#", "*.*", "*.#", "#.*", "#.a", "*.a", ".a", "#.*.#", "#.#.#.a", "#.a.#"]),
    ("a.", &["#", "#.#", "*.*", "*.#", "#.*", "a.#", "a.*", "a.", "#.", "*.", "#.*.#", "#.a.#"]),
    ("a..b", &["#", "#.#", "*.#", "#.*", "a.#", "a.#.b", "a..b", "a.*.b", "#.*.#", "#.a.#", "*.*.*", "#.b"]),
    ("a.b", &["#", "#.#", "*.*", "*.#", "#.*", "a.#", "a.*", "a.#.b", "#.*.#", "#.a.#", "a.b", "a.b.#", "#.b"]),
    ("a.a", &["#", "#.#", "*.*", "*.#", "#.*", "#.a", "a.#", "a.*", "*.a", "#.*.#", "#.#.#.a", "#.a.#", "#.a.#.a.#"]),
    ("a.x.b", &["#", "#.#", "*.#", "#.*", "a.#", "a.#.b", "a.*.b", "#.*.#", "#.a.#", "*.*.*", "#.b"]),
    ("a.x.y.b", &["#", "#.#", "*.#", "#.*", "a.#", "a.#.b", "#.*.#", "#.a.#", "#.b"]),
    ("*", &["#", "*", "#.#", "*.#", "#.*", "#.*.#"]),
    ("#", &["#", "*", "#.#", "*.#", "#.*", "#.*.#"]),
    ("a.*", &["#", "#.#", "*.*", "*.#", "#.*", "a.#", "a.*", "#.*.#", "#.a.#"]),
    ("a.#", &["#", "#.#", "*.*", "*.#", "#.*", "a.#", "a.*", "#.*.#", "#.a.#"]),
    ("*.*", &["#", "#.#", "*.*", "*.#", "#.*", "#.*.#"]),
    ("#.#", &["#", "#.#", "*.*", "*.#", "#.*", "#.*.#"]),
    ("b", &["#", "*", "#.#", "*.#", "#.*", "#.*.#", "b", "#.b"]),
    ("x", &["#", "*", "#.#", "*.#", "#.*", "#.*.#"]),
    ("A", &["#", "*", "#.#", "*.#", "#.*", "#.*.#", "A"]),
    ("a#", &["#", "*", "#.#", "*.#", "#.*", "#.*.#", "a#"]),
    ("*a", &["#", "*", "#.#", "*.#", "#.*", "#.*.#", "*a"]),
    ("a.b.c", &["#", "#.#", "*.#", "#.*", "a.#", "#.*.#", "#.a.#", "*.*.*", "a.b.#"]),
    ("a.b.", &["#", "#.#", "*.#", "#.*", "a.#", "a.*.", "#.", "#.*.#", "#.a.#", "*.*.*", "a.b.#"]),
    ("a.a.a", &["#", "#.#", "*.#", "#.*", "#.a", "a.#", "#.*.#", "#.#.#.a", "#.a.#", "#.a.#.a.#", "*.*.*"]),
    ("a.x.a", &["#", "#.#", "*.#", "#.*", "#.a", "a.#", "#.*.#", "#.#.#.a", "#.a.#", "#.a.#.a.#", "*.*.*"]),
    ("a..", &["#", "#.#", "*.#", "#.*", "a.#", "a.*.", "#.", "#.*.#", "#.a.#", "*.*.*"]),
    ("**", &["#", "*", "#.#", "*.#", "#.*", "#.*.#", "**"]),
    ("##", &["#", "*", "#.#", "*.#", "#.*", "#.*.#", "##"]),
    (" a", &["#", "*", "#.#", "*.#", "#.*", "#.*.#"]),
    ("a. b", &["#", "#.#", "*.*", "*.#", "#.*", "a.#", "a.*", "#.*.#", "#.a.#"]),
];

fn found(trie: &Trie<usize>, key: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    trie.route(key, &mut found);
    found.sort_unstable();
    found
}

#[test]
fn matches_as_rabbitmq_does() {
    let mut trie = Trie::new();
    for (number, pattern) in PATTERNS.iter().enumerate() {
        trie.add(pattern.as_bytes(), number);
    }
    for (key, expected) in MATCHES {
        let names: Vec<_> = found(&trie, key.as_bytes()).into_iter().map(|number| PATTERNS[number]).collect();
        assert_eq!(names, expected, "key {key:?}");
        for pattern in PATTERNS {
            assert_eq!(naive(pattern.as_bytes(), key.as_bytes()), expected.contains(&pattern), "{pattern} {key}");
        }
    }
}

/// Whether a pattern matches, by trying everything.
fn naive(pattern: &[u8], key: &[u8]) -> bool {
    fn go(pattern: &[&[u8]], key: &[&[u8]]) -> bool {
        match (pattern, key) {
            ([], rest) => rest.is_empty(),
            ([b"#", pattern @ ..], key) => (0..=key.len()).any(|n| go(pattern, &key[n..])),
            ([b"*", pattern @ ..], [_, key @ ..]) => go(pattern, key),
            ([wanted, pattern @ ..], [word, key @ ..]) => wanted == word && go(pattern, key),
            (_, []) => false,
        }
    }
    go(&split(pattern).collect::<Vec<_>>(), &split(key).collect::<Vec<_>>())
}

/// Numbers that are always the same ones (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn text(&mut self, words: &[&str], longest: usize) -> String {
        let count = self.below(longest + 1);
        (0..count).map(|_| words[self.below(words.len())]).collect::<Vec<_>>().join(".")
    }
}

/// Few words make many repetitions, which is where several ways lead to one node.
#[test]
fn agrees_with_the_naive_matcher_while_bindings_come_and_go() {
    for seed in 1..=40 {
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let mut trie = Trie::new();
        let mut bound: Vec<(String, usize)> = Vec::new();
        for step in 0..400 {
            if bound.is_empty() || numbers.below(5) > 1 {
                let pattern = numbers.text(&["a", "b", "", "*", "#", "#"], 6);
                trie.add(pattern.as_bytes(), step);
                bound.push((pattern, step));
            } else {
                let (pattern, number) = bound.swap_remove(numbers.below(bound.len()));
                trie.remove(pattern.as_bytes(), &number);
            }
            let key = numbers.text(&["a", "a", "b", "", "c"], 7);
            let matching = bound.iter().filter(|(pattern, _)| naive(pattern.as_bytes(), key.as_bytes()));
            let mut expected: Vec<_> = matching.map(|(_, number)| *number).collect();
            expected.sort_unstable();
            assert_eq!(found(&trie, key.as_bytes()), expected, "seed {seed}, key {key:?}, bound {bound:?}");
        }
        for (pattern, number) in bound {
            trie.remove(pattern.as_bytes(), &number);
        }
        assert_pruned(&trie);
    }
}

fn assert_pruned(trie: &Trie<usize>) {
    assert!(trie.nodes.iter().all(Node::is_bare));
    assert_eq!(trie.nodes.len(), trie.free.len() + 1);
    assert_eq!(trie.words.len(), 0);
}

#[test]
fn removing_prunes_what_nobody_else_needs() {
    let mut trie = Trie::new();
    trie.add(b"a.b.c", 1);
    let before = trie.nodes.len();
    for pattern in ["a.b.*.#.x", "a.b", "a.b.c.d", "#", ""] {
        trie.add(pattern.as_bytes(), 2);
        trie.remove(pattern.as_bytes(), &2);
        assert_eq!(trie.nodes.len() - trie.free.len(), before, "{pattern}");
        assert_eq!(found(&trie, b"a.b.c"), [1]);
    }
    trie.remove(b"a.b", &1);
    trie.remove(b"x.y", &1);
    assert_eq!(found(&trie, b"a.b.c"), [1]);
    trie.remove(b"a.b.c", &1);
    assert_pruned(&trie);
}

/// With a walk that tried every way this would take longer than anybody waits.
#[test]
fn repetition_is_cheap() {
    let mut trie = Trie::new();
    trie.add("#.a.".repeat(60).trim_end_matches('.').as_bytes(), 1);
    trie.add("#.".repeat(120).as_bytes(), 2);
    trie.add("#.*.".repeat(60).trim_end_matches('.').as_bytes(), 3);
    trie.add(format!("{}b", "#.a.".repeat(60)).as_bytes(), 4);
    let key = "a.".repeat(127);
    assert_eq!(found(&trie, key.as_bytes()), [2, 3]);
    assert_eq!(found(&trie, key.trim_end_matches('.').as_bytes()), [1, 3]);
    assert_eq!(found(&trie, ".".repeat(255).as_bytes()), [2, 3]);
    assert_eq!(found(&trie, format!("{key}b").as_bytes()), [3, 4]);
}
