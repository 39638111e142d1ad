//! What the broker makes of bytes: frames, methods, contents, properties, tables.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| rmq::broker::fuzzing::wire(bytes));
