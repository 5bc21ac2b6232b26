//! Any path of a request leads into the site, or nowhere; written again it is the same path.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::route(bytes));
