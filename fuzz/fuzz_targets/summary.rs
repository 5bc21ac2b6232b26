//! Any `SUMMARY.md` gives an outline and messages.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::summary(bytes));
