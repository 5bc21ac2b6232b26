//! What a first reading costs on the wire, compressed as servers do it.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::program::{Folder, files_below, wence};
use crate::site::{Page, Server, Shelf, Site, Type};
use crate::webdriver::Browser;

const KILOBYTE: u64 = 1024;
const CSS: u64 = 12 * KILOBYTE;
const SCRIPT: u64 = 8 * KILOBYTE;
const PAGE: u64 = 8 * KILOBYTE;
/// What is around the text: head, bar, sidebar, footer.
const FRAME: u64 = 4_608;

/// Bytes of a text after gzip, by the browser's own: zlib at its default level, as servers use it.
pub fn compressed(browser: &Browser, text: &str) -> u64 {
    let size = browser.evaluate(&format!(
        "new Response(new Blob([{}]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer() \
         .then((bytes) => bytes.byteLength)",
        json!(text)
    ));
    size.as_u64().expect("a size is a number")
}

/// What a page with questions loads besides, a style sheet and a script.
const CARDS: u64 = 2 * KILOBYTE;
/// The script of the page to practise on.
const PRACTICE: u64 = 11 * KILOBYTE;

/// The sizes of what a page has asked for, by the ending of the file.
fn requested(browser: &Browser, server: &Server, page: &Page<'_>, path: &str) -> Vec<(&'static str, u64)> {
    browser.requests();
    browser.open(&format!("{}{path}", server.url));
    let requests: Vec<_> = browser.requests().into_iter().map(|request| request.url).collect();
    assert!(requests[0].ends_with(path), "{requests:?}");
    let of_file = |url: &String| {
        let path = url.strip_prefix(&server.url).expect("all is of the site");
        let ending = if path.ends_with(".css") { "css" } else { "js" };
        assert!(path.ends_with(ending), "{requests:?}");
        (ending, compressed(browser, &page.site.read(path)))
    };
    requests[1..].iter().map(of_file).collect()
}

#[test]
fn a_chapter_asks_for_one_style_sheet_and_one_script_within_the_budget() {
    let shelf = Shelf::in_chinese();
    let server = Server::of(&shelf.book);
    let browser = Browser::start();
    for kind in [Type::Home, Type::Chapter] {
        let page = shelf.page(kind);
        let sizes = requested(&browser, &server, &page, page.path);
        let [("css", style), ("js", script)] = sizes[..] else { panic!("{kind:?}: {sizes:?}") };
        assert!(style <= CSS && script <= SCRIPT, "{kind:?}: {sizes:?}, {CSS} and {SCRIPT} at most");
        assert_eq!(browser.evaluate("document.fonts.size"), json!(0), "no font is loaded");
    }
}

/// Cards of questions have a sheet and a script of their own, so that other pages do not carry them.
#[test]
fn pages_with_questions_load_little_besides() {
    let shelf = Shelf::in_chinese();
    let server = Server::of(&shelf.book);
    let browser = Browser::start();
    let page = shelf.page(Type::Questions);
    let of = |sizes: &[(&str, u64)], ending: &str| -> Vec<u64> {
        sizes.iter().filter(|(kind, _)| *kind == ending).map(|(_, size)| *size).collect()
    };
    let sizes = requested(&browser, &server, &page, page.path);
    let (styles, scripts) = (of(&sizes, "css"), of(&sizes, "js"));
    let ([_, cards_style], [_, cards_script]) = (&styles[..], &scripts[..]) else { panic!("{sizes:?}") };
    assert!(*cards_style <= CARDS && *cards_script <= CARDS, "{sizes:?}");
    let sizes = requested(&browser, &server, &page, "practice.html");
    // After the script of every page: its own, and the questions without their answers.
    let [_, script, _] = of(&sizes, "js")[..] else { panic!("{sizes:?}") };
    assert!(script <= PRACTICE, "{sizes:?}");
}

/// The questions' data weighs no more than 1.2 times what their authors have written.
#[test]
fn the_data_of_the_questions_is_hardly_larger_than_their_markdown() {
    let shelf = Shelf::in_chinese();
    let files = files_below(&shelf.book.root);
    let is_data = |path: &&String| path.starts_with("assets/questions-") || path.starts_with("assets/answers-");
    let data: usize = files.iter().filter(is_data).map(|path| shelf.book.read(path).len()).sum();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/questions");
    let read = |path: &String| fs::read_to_string(source.join(path)).unwrap();
    let markdown: usize =
        files_below(&source).iter().map(read).map(|text| text[text.find("\n## ").unwrap()..].len()).sum();
    assert!(data > 0 && data * 10 <= markdown * 12, "{data} bytes of {markdown}");
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
