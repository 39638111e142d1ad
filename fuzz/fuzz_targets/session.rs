//! A broker with one client that says arbitrary bytes.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| rmq::broker::fuzzing::session(bytes));
