//! Any text parses, and every hole of its HTML lies on character boundaries.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wence::diag::{FileId, Span};
use wence::markdown::{ParseOptions, parse};
use wence::model::SitePath;

fuzz_target!(|text: &str| {
    let path = SitePath::new("a/b.md").expect("a plain path");
    let to_span = |range: std::ops::Range<usize>| {
        assert!(text.get(range.clone()).is_some());
        Span::new(FileId::DETACHED, range)
    };
    for untrusted in [false, true] {
        let options = ParseOptions { untrusted, ..ParseOptions::default() };
        let (page, _) = parse(&path, text, &to_span, &options);
        for (range, _) in &page.body.html.holes {
            assert!(page.body.html.text.get(range.start as usize..range.end as usize).is_some());
        }
    }
});
