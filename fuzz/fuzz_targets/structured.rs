//! A broker with two clients that say frames, some of which are wrong.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| rmq::broker::fuzzing::structured(bytes));
