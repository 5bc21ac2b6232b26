//! Any `SUMMARY.md` gives an outline and messages.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wence::diag::{FileId, Span};

fuzz_target!(|text: &str| {
    wence::navigation::summary::parse(text, &|range| Span::new(FileId::DETACHED, range));
});
