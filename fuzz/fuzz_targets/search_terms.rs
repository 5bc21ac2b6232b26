//! Any text has one normal form, any index can be read back, and whatever a text is cut into finds it again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wence::search::normalise::normalise;
use wence::search::token::{Unit, units};
use wence::search::{Page, Reader, Section, Settings, build};

fuzz_target!(|input: (&str, &str, &str)| {
    let (heading, text, code) = input;
    let normal = normalise(text);
    assert_eq!(normalise(&normal), normal);
    let sections = vec![Section { id: "a", heading, level: 2, text, code, ..Section::default() }];
    let page = Page { url: "page.html", title: heading, sections, ..Page::default() };
    let files = build(&[page], &Settings::default());
    let reader = Reader::open(files.iter().map(|(_, bytes)| bytes.as_slice())).expect("our own files");
    for text in [heading, text, code] {
        for unit in units(&normalise(text)).into_iter().take(64) {
            let (Unit::Wide(query) | Unit::Word(query)) = unit;
            assert_eq!(reader.find(&query), [("page.html", "a")], "{query:?}");
        }
    }
});
