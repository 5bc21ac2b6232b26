//! Files of an index that nobody wrote are read or refused.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::search_index(bytes));
