//! Any `translations.lock` is read or refused; what was read is the same once written.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::translations(bytes));
