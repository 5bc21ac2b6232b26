//! Any front matter gives fields and messages, and the body starts on a character.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::front_matter(bytes));
