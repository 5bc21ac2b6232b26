//! A whole book in memory, includes and templates among it, builds to messages and never to a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::Path;
use wence::build::{Options, build_from};
use wence::source::Memory;

fuzz_target!(|parts: (&str, &str, &str, &str)| {
    let (page, included, summary, template) = parts;
    let mut disk = Memory::new()
        .file("/b/book.toml", "[book]\ntitle = \"t\"\n")
        .file("/b/content/a.md", page)
        .file("/b/content/c.md", included)
        .file("/b/theme/templates/page.html", template);
    if !summary.is_empty() {
        disk = disk.file("/b/content/SUMMARY.md", summary);
    }
    build_from(&disk, Path::new("/b"), &Options::default());
});
