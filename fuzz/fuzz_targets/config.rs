//! Any `book.toml` gives settings, and messages that can be shown.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::config(bytes));
