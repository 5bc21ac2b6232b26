//! Any code in any language keeps its text: tokens are parts of it, in order.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::highlight(bytes));
