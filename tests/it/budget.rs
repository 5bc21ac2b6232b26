//! What a first reading costs on the wire, compressed as servers do it.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::program::{Folder, files_below, wence};
use crate::site::{Server, Shelf, Site, Type};
use crate::webdriver::Browser;

const KILOBYTE: u64 = 1024;
const CSS: u64 = 12 * KILOBYTE;
const SCRIPT: u64 = 8 * KILOBYTE;
const PAGE: u64 = 8 * KILOBYTE;
/// What is around the text: head, bar, sidebar, footer.
const FRAME: u64 = 4 * KILOBYTE;

/// Bytes of a text after gzip, by the browser's own: zlib at its default level, as servers use it.
fn compressed(browser: &Browser, text: &str) -> u64 {
    let size = browser.evaluate(&format!(
        "new Response(new Blob([{}]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer() \
         .then((bytes) => bytes.byteLength)",
        json!(text)
    ));
    size.as_u64().expect("a size is a number")
}

#[test]
fn a_chapter_asks_for_one_style_sheet_and_one_script_within_the_budget() {
    let shelf = Shelf::in_chinese();
    let server = Server::of(&shelf.book);
    let browser = Browser::start();
    for kind in [Type::Home, Type::Chapter, Type::Questions] {
        let page = shelf.page(kind);
        browser.open(&format!("{}{}", server.url, page.path));
        let requests: Vec<_> = browser.requests().into_iter().map(|request| request.url).collect();
        let [document, style, script] = requests.as_slice() else { panic!("{kind:?}: {requests:?}") };
        assert!(document.ends_with(page.path) && style.ends_with(".css") && script.ends_with(".js"), "{requests:?}");
        for (url, most) in [(style, CSS), (script, SCRIPT)] {
            let path = url.strip_prefix(&server.url).expect("all is of the site");
            let size = compressed(&browser, &page.site.read(path));
            assert!(size <= most, "{path}: {size} bytes, {most} at most");
        }
        assert_eq!(browser.evaluate("document.fonts.size"), json!(0), "no font is loaded");
    }
}

/// A chapter of the guide, cut to 1,500 characters, in the guide as it is.
#[test]
fn a_chapter_of_1500_characters_is_small_and_most_of_it_text() {
    const CHAPTER: &str = "content/before/company-research.md";
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    let book = Folder::new();
    book.write("book.toml", &fs::read_to_string(source.join("book.toml")).unwrap());
    for path in files_below(&source.join("content")) {
        book.write(&format!("content/{path}"), &fs::read_to_string(source.join("content").join(&path)).unwrap());
    }
    let mut n_characters = 0;
    let text: Vec<_> = book
        .read(CHAPTER)
        .lines()
        .take_while(|line| {
            n_characters += line.chars().count();
            n_characters <= 1500
        })
        .map(str::to_owned)
        .collect();
    book.write(CHAPTER, &(text.join("\n") + "\n"));
    // Links to sections that are cut off lead nowhere, which is no matter here.
    wence(book.path(), &["build", "-d", "site"]).exits(0);
    let page = book.read("site/before/company-research.html");
    let browser = Browser::start();
    let size = compressed(&browser, &page);
    assert!(size <= PAGE, "{size} bytes, {PAGE} at most");
    let (before, rest) = page.split_once("<article").expect("a page has an article");
    let (article, after) = rest.split_once("</article>").expect("an article ends");
    assert!(article.len() > 4000, "the text is there");
    let frame = compressed(&browser, &format!("{before}{after}"));
    assert!(frame <= FRAME, "{frame} bytes around the text, {FRAME} at most");
}

/// The page for what is missing holds its style sheet in itself and is asked for by those who are lost.
#[test]
fn the_page_for_what_is_missing_is_one_file_of_at_most_12_kilobytes() {
    let site = Site::of_book("tests/sites/features/zh");
    let server = Server::of(&site);
    let browser = Browser::start();
    browser.open(&format!("{}no/such/page.html", server.url));
    let requests = browser.requests();
    assert_eq!(requests.len(), 1, "{requests:?}");
    let size = compressed(&browser, &site.read("404.html"));
    assert!(size <= CSS, "{size} bytes, {CSS} at most");
}
