//! Any `book.toml` gives settings and messages.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wence::diag::Files;

fuzz_target!(|text: &str| {
    let files = Files::default();
    let file = files.insert("book.toml", text.into());
    let (_, diagnostics) = wence::config::parse(text, file);
    for diagnostic in &diagnostics {
        wence::diag::render::human(diagnostic, &files, &Default::default());
    }
});
