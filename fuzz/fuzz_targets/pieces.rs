//! A block of any kind is a piece, or faults that point into it; nothing in it becomes an element of its own.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::pieces(bytes));
