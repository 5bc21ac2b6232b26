//! Any entry of a glossary has names, and any name spellings.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::term(bytes));
