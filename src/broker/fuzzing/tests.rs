//! The corpus of `fuzz/` without a fuzzer.

use std::fs;
use std::path::Path;

use super::{session, structured, wire};

/// Gives each file of a corpus to its target.
fn replay(corpus: &str, target: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(corpus);
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    for file in files {
        target(&fs::read(&file).unwrap());
    }
}

#[test]
fn the_corpus_of_wire() {
    replay("wire", wire);
}

#[test]
fn the_corpus_of_session() {
    replay("session", session);
}

#[test]
fn the_corpus_of_structured() {
    replay("structured", structured);
}
