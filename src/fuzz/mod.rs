//! What every parser promises whatever it is given, as plain functions over bytes.
//! Enters: any bytes. Leaves: nothing; a promise that does not hold is a panic. Built for tests and for `cargo fuzz` alone.
//!
//! `cargo test` drives each function with the seeds in `fuzz/seeds` and some hundred texts made from them (the `drive` module),
//! always the same ones; `cargo +nightly fuzz run NAME fuzz/corpus/NAME fuzz/seeds/NAME` looks further, by hand. What either
//! finds becomes a seed.
//!
//! A function that needs several texts takes them from one, parted by lines of `%%%`.

#[cfg(test)]
mod drive;

use std::path::Path;

use crate::anchors::Ledger;
use crate::build::{Options, build_from};
use crate::diag::{FileId, Files, Span, render as messages};
use crate::export::xhtml::Tree;
use crate::markdown::{ParseOptions, front_matter, parse};
use crate::model::SitePath;
use crate::search::normalise::normalise;
use crate::search::token::{Unit, units};
use crate::search::{Page, Reader, Section};
use crate::serve::request::{Hosts, parse_head};
use crate::serve::route;
use crate::source::image_size::image_size;
use crate::source::{self, Memory, Settings};
use crate::translations::Record;
use crate::{config, glossary, highlight, navigation, output, piece, search};

/// The bytes as text, what is not UTF-8 replaced.
fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// As many texts as asked for; those that are not there are empty.
fn parts<const N: usize>(text: &str) -> [&str; N] {
    let mut given = text.splitn(N, "\n%%%\n");
    std::array::from_fn(|_| given.next().unwrap_or_default())
}

/// A span of the text that was given alone.
fn to_span(text: &str) -> impl Fn(std::ops::Range<usize>) -> Span + '_ {
    |range| {
        assert!(text.get(range.clone()).is_some(), "{range:?} is no part of the text");
        Span::new(FileId::DETACHED, range)
    }
}

/// A whole book, with includes, summary, a template and settings of its own, builds to messages that can be shown.
pub fn book(bytes: &[u8]) {
    let text = text(bytes);
    let [page, included, summary, template, settings] = parts(&text);
    let mut disk = Memory::new()
        .file("/b/book.toml", if settings.is_empty() { "[book]\ntitle = \"t\"\n" } else { settings })
        .file("/b/content/a.md", page)
        .file("/b/content/c.md", included);
    if !summary.is_empty() {
        disk = disk.file("/b/content/SUMMARY.md", summary);
    }
    if !template.is_empty() {
        disk = disk.file("/b/theme/page.html", template);
    }
    let built = build_from(&disk, Path::new("/b"), &Options::default());
    for diagnostic in &built.diagnostics {
        messages::human(diagnostic, &built.files, &Default::default());
    }
}

/// Any `book.toml` gives settings, and messages that can be shown.
pub fn config(bytes: &[u8]) {
    let text = text(bytes);
    let files = Files::default();
    let file = files.insert("book.toml", text.as_ref().into());
    let (_, diagnostics) = config::parse(&text, file);
    for diagnostic in &diagnostics {
        messages::human(diagnostic, &files, &Default::default());
    }
}

/// Any front matter gives fields and messages, and the body starts on a character.
pub fn front_matter(bytes: &[u8]) {
    let text = text(bytes);
    let (_, start, _) = front_matter::parse(&text, &to_span(&text));
    assert!(text.is_char_boundary(start));
}

/// Any `SUMMARY.md` gives an outline and messages.
pub fn summary(bytes: &[u8]) {
    let text = text(bytes);
    navigation::summary::parse(&text, &to_span(&text));
}

/// Any page parses, and every hole of its HTML lies on characters. Of an untrusted one nothing runs.
pub fn markdown(bytes: &[u8]) {
    let text = text(bytes);
    let path = SitePath::new("a/b.md").expect("a plain path");
    for untrusted in [false, true] {
        let options = ParseOptions { untrusted, ..ParseOptions::default() };
        let (page, _) = parse(&path, &text, &to_span(&text), &options);
        let html = &page.body.html().html;
        for (range, _) in &html.holes {
            assert!(html.text.get(range.start as usize..range.end as usize).is_some());
        }
        if untrusted {
            assert_harmless(&html.text);
        }
    }
}

/// Elements that run something, load something or change what the rest of the page means.
const ACTIVE_ELEMENTS: [&str; 12] =
    ["script", "iframe", "frame", "object", "embed", "applet", "style", "link", "meta", "base", "template", "noscript"];

/// Attributes that lead somewhere.
const ADDRESSES: [&str; 9] = ["href", "src", "action", "formaction", "poster", "data", "srcdoc", "background", "ping"];

/// As a browser reads it, the HTML runs nothing.
fn assert_harmless(html: &str) {
    let tree = Tree::parse(html);
    for element in tree.walk().filter_map(|node| tree.element(node)) {
        assert!(!ACTIVE_ELEMENTS.contains(&element.local()), "<{}> in {html}", element.local());
        for attribute in &element.attributes {
            let name: &str = &attribute.name.local;
            assert!(!name.starts_with("on"), "{name} in {html}");
            if ADDRESSES.contains(&name) {
                // A browser drops these wherever they stand before it looks for a scheme (URL Standard, 4.4).
                let address: String = attribute.value.chars().filter(|c| !c.is_ascii_control() && *c != ' ').collect();
                let address = address.to_ascii_lowercase();
                let runs =
                    ["javascript:", "vbscript:", "data:", "blob:"].iter().any(|scheme| address.starts_with(scheme));
                assert!(!runs && name != "srcdoc", "{name}={} in {html}", attribute.value);
            }
        }
    }
}

/// Includes of any form end, and every character of what they give has its place in a file.
pub fn include(bytes: &[u8]) {
    let text = text(bytes);
    let [page, one, other] = parts(&text);
    let fs =
        Memory::new().file("/b/content/a.md", page).file("/b/content/_one.md", one).file("/b/content/_other.md", other);
    let files = Files::default();
    let (tree, _) = source::load(&fs, Path::new("/b"), &Settings::default(), &files);
    for page in &tree.pages {
        let expanded = &page.expanded;
        for (start, character) in expanded.text.char_indices() {
            let span = expanded.map.span(start..start + character.len_utf8());
            let file = files.get(span.file).expect("a file of the book");
            assert!(file.text.get(span.range()).is_some(), "{span:?} of {:?}", file.text);
        }
    }
}

/// Any code in any language keeps its text: tokens are parts of it, in order.
pub fn highlight(bytes: &[u8]) {
    let text = text(bytes);
    let [name, code] = parts(&text);
    let named = highlight::find(name);
    let mut tokens = Vec::new();
    for language in highlight::all().filter(|language| named.is_none_or(|named| std::ptr::eq(named, *language))) {
        highlight::tokens(language, code, &mut tokens);
        let mut last = 0;
        for token in &tokens {
            assert!(token.start >= last && token.end > token.start);
            assert!(code.get(token.start as usize..token.end as usize).is_some());
            last = token.end;
        }
    }
}

/// A block of any kind is a piece, or faults that point into it; nothing in it becomes an element of its own.
pub fn pieces(bytes: &[u8]) {
    let text = text(bytes);
    let words = piece::Words::default();
    for kind in [piece::Kind::Aql, piece::Kind::BackPlan, piece::Kind::Container, piece::Kind::Flow] {
        match piece::render(kind, &text, &words) {
            Ok(rendered) => {
                for (at, _) in &rendered.regions {
                    assert!(rendered.html.is_char_boundary(*at));
                }
                assert_harmless(&rendered.html);
            }
            Err(faults) => {
                assert!(!faults.is_empty());
                for fault in faults {
                    assert!(text.get(fault.range.clone()).is_some(), "{fault:?}");
                }
            }
        }
    }
}

/// Any text has one normal form, and whatever a section's text is cut into finds it.
pub fn search_terms(bytes: &[u8]) {
    let text = text(bytes);
    let [heading, words, code] = parts(&text);
    let normal = normalise(words);
    assert_eq!(normalise(&normal), normal);
    let sections = vec![Section { id: "a", heading, level: 2, text: words, code, ..Section::default() }];
    let page = Page { url: "page.html", title: heading, sections, ..Page::default() };
    let files = search::build(&[page], &search::Settings::default());
    let reader = Reader::open(files.iter().map(|(_, bytes)| bytes.as_slice())).expect("our own files");
    for text in [heading, words, code] {
        for unit in units(&normalise(text)).into_iter().take(64) {
            let (Unit::Wide(query) | Unit::Word(query)) = unit;
            assert_eq!(reader.find(&query), [("page.html", "a")], "{query:?}");
        }
    }
}

/// Files of an index that nobody wrote are read or refused.
pub fn search_index(bytes: &[u8]) {
    if let Some(reader) = Reader::open([bytes]) {
        reader.find("a");
        assert!(reader.sections().count() <= bytes.len());
    }
}

/// Any request's head is read or refused; one that passes asks for something at this server, and brings no body.
pub fn request(bytes: &[u8]) {
    let local = std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    let Ok(head) = parse_head(bytes) else { return };
    assert!(head.path.starts_with(b"/"));
    if head.check(&Hosts::new("127.0.0.1", 3000), local).is_ok() {
        let host = head.header("host").expect("it was looked at");
        // A port may have leading zeros (RFC 3986 §3.2.3).
        let port = host.rsplit_once(':').map(|(_, port)| port.trim_start_matches('0'));
        assert_eq!(port, Some("3000"), "{host:?}");
        assert!(head.header("transfer-encoding").is_none());
        assert!(head.header("content-length").is_none_or(|length| length == "0"));
    }
    head.keeps_alive();
    head.parameter("since");
    route(&head.path);
}

/// Any path of a request leads into the site, or nowhere; written again it is the same path.
pub fn route(bytes: &[u8]) {
    if let Some(found) = route::decode_path(bytes) {
        for segment in found.path.split('/').filter(|_| !found.path.is_empty()) {
            assert!(!matches!(segment, "" | "." | ".."), "{:?}", found.path);
            assert!(!segment.contains(['\\', '\0']), "{:?}", found.path);
        }
        let mut written = format!("/{}", route::encode_path(&found.path));
        if found.folder && !found.path.is_empty() {
            written.push('/');
        }
        assert_eq!(route::decode_path(written.as_bytes()), Some(found));
    }
    if let Ok(mount) = route::Mount::parse(&text(bytes)) {
        assert!(mount.url_path().starts_with('/') && mount.url_path().ends_with('/'));
    }
}

/// Any `anchors.lock` is read or refused; what was read is the same once written.
pub fn anchors(bytes: &[u8]) {
    let text = text(bytes);
    let files = Files::default();
    let file = files.insert("anchors.lock", text.as_ref().into());
    match Ledger::decode(&text, file) {
        Ok(ledger) => {
            let written = ledger.encode();
            assert_eq!(Ledger::decode(&written, file).expect("our own text"), ledger);
        }
        Err(fault) => drop(messages::human(&fault, &files, &Default::default())),
    }
}

/// Any `translations.lock`, likewise.
pub fn translations(bytes: &[u8]) {
    let text = text(bytes);
    let files = Files::default();
    let file = files.insert("translations.lock", text.as_ref().into());
    match Record::decode(&text, file) {
        Ok(record) => {
            let written = record.encode();
            assert_eq!(Record::decode(&written, file).expect("our own text"), record);
        }
        Err(fault) => drop(messages::human(&fault, &files, &Default::default())),
    }
}

/// Any list of a site's files is read or refused.
pub fn manifest(bytes: &[u8]) {
    output::listed(bytes);
}

/// The head of any file is a picture with a size, or none.
pub fn picture(bytes: &[u8]) {
    image_size(bytes);
}

/// Any entry of a glossary has names, and any name spellings.
pub fn term(bytes: &[u8]) {
    let text = text(bytes);
    for name in glossary::names::names(&text) {
        glossary::names::spellings(&name);
    }
}
