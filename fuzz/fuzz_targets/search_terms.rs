//! Any text has one normal form, and whatever a section's text is cut into finds it.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::search_terms(bytes));
