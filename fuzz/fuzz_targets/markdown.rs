//! Any page parses, and every hole of its HTML lies on characters. Of an untrusted one nothing runs.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::markdown(bytes));
