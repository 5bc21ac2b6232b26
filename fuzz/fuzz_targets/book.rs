//! A whole book, with includes, summary, a template and settings of its own, builds to messages that can be shown.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::book(bytes));
