//! Includes of any form end, and every character of what they give has its place in a file.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::include(bytes));
