//! What people, files and other servers write: URLs, headers, JSON lines, templates, answers of the management API.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| rmq::fuzzing::inputs(bytes));
