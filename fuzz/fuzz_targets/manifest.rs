//! Any list of a site's files is read or refused.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::manifest(bytes));
