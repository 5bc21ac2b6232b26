//! Any request's head is read or refused; one that passes asks for something at this server, and brings no body.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wence::fuzz::request(bytes));
