//! The head of any file is a picture with a size, or none.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::picture(bytes));
