//! Any front matter gives fields and messages, and the body starts on a character.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wence::diag::{FileId, Span};

fuzz_target!(|text: &str| {
    let (_, start, _) = wence::markdown::front_matter::parse(text, &|range| Span::new(FileId::DETACHED, range));
    assert!(text.is_char_boundary(start));
});
