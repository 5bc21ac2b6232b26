//! A page on paper: the text and all of it, in black on white, without what only serves a screen.

use serde_json::json;

use crate::site::{Page, Shelf, Type};
use crate::webdriver::Browser;

/// Which of the elements that a selector finds can be seen.
fn seen(browser: &Browser, selector: &str) -> Vec<String> {
    let body = "return [...document.querySelectorAll(arguments[0])].filter((element) => { \
        const { width, height } = element.getBoundingClientRect(); \
        return element.checkVisibility({ visibilityProperty: true }) && width > 1 && height > 1; \
        }).map((element) => `${element.localName}.${element.className}`)";
    let seen = browser.script(body, json!([selector]));
    seen.as_array().expect("an array").iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

/// Nobody prints that there is nothing here.
fn is_for_paper(page: &Page) -> bool {
    !matches!(page.kind, Type::Missing | Type::Redirect)
}

fn printed(browser: &Browser, url: &str, theme: &str) {
    browser.emulate("", &[("prefers-color-scheme", "dark")]);
    browser.open(url);
    browser.script("document.documentElement.dataset.theme = arguments[0]", json!([theme]));
    browser.emulate("print", &[("prefers-color-scheme", "dark")]);
}

#[test]
fn paper_holds_the_text_without_navigation_and_controls() {
    let browser = Browser::start();
    for shelf in Shelf::both() {
        for page in shelf.pages().into_iter().filter(is_for_paper) {
            browser.resize(800, 1100);
            printed(&browser, &page.url(), "");
            let place = format!("{} {:?}", shelf.language, page.kind);
            let left = seen(
                &browser,
                ".bar, .side, .toc, .mtoc, .pn, .anchor, .skip, button:not(.zoom-open), .to-top, dialog",
            );
            assert!(left.is_empty(), "{place}: {left:?}");
            assert!(!seen(&browser, "main h1, main p").is_empty(), "{place}: the text is there");
        }
    }
}

#[test]
fn paper_shows_what_is_folded_and_every_tab() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    for scripts in [true, false] {
        for kind in [Type::Features, Type::Print] {
            browser.allow_scripts(scripts);
            shelf.page(kind).open(&browser);
            browser.allow_scripts(true);
            let folded = ".prose details:not(.mtoc, [open]) > :not(summary)";
            assert!(seen(&browser, folded).is_empty(), "they are folded on the screen");
            assert_eq!(
                seen(&browser, ".tab > p").len() < browser.find_all(".tab > p").len(),
                scripts,
                "tabs hide each other"
            );
            browser.emulate("print", &[]);
            let n_folded = browser.find_all(folded).len();
            assert!(n_folded > 2 || browser.find_all(".prose details[open]").len() > 2, "{n_folded}");
            assert_eq!(seen(&browser, folded).len(), n_folded, "{kind:?}: answers are open");
            assert_eq!(
                seen(&browser, ".tab > p").len(),
                browser.find_all(".tab > p").len(),
                "{kind:?}: tabs stand one by one"
            );
            let named = "document.querySelectorAll('.tab > :is(h2, h3)')";
            assert_eq!(
                browser.evaluate(&format!("[...{named}].every((heading) => heading.checkVisibility())")),
                true,
                "{kind:?}: each under its name"
            );
            browser.emulate("", &[]);
        }
    }
}

#[test]
fn paper_tells_the_addresses_of_outside_links() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    printed(&browser, &shelf.page(Type::Features).url(), "");
    let after = |selector: &str| {
        let expression = format!("getComputedStyle(document.querySelector(\"{selector}\"), '::after').content");
        browser.evaluate(&expression).as_str().map(str::to_owned).expect("the selector finds a link")
    };
    assert!(after(".prose a[href^='https://example.org/guide']").contains("https://example.org/guide?a=1&b=2"));
    assert!(!after(".prose a[href$='prose.html']").contains("prose"), "a link within the book has no address on paper");
}

#[test]
fn paper_is_white_and_ink_black_whatever_the_theme() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    for kind in [Type::Features, Type::Questions, Type::Print] {
        for theme in ["", "dark", "light"] {
            printed(&browser, &shelf.page(kind).url(), theme);
            let colors = browser.evaluate(
                "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))",
            );
            let white = colors[1] == "rgb(255, 255, 255)" || colors[1] == "rgba(0, 0, 0, 0)";
            assert!(white && colors[0] == "rgb(0, 0, 0)", "{kind:?} {theme}: {colors}");
            assert_eq!(
                browser.evaluate("getComputedStyle(document.documentElement).colorScheme"),
                "light",
                "{kind:?} {theme}"
            );
        }
    }
}

#[test]
fn nothing_is_cut_off_at_the_edge_of_the_paper() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    // A4 within its margins of 18 mm, at 96 px to the inch.
    browser.resize(658, 967);
    for page in shelf.pages().into_iter().filter(is_for_paper) {
        printed(&browser, &page.url(), "");
        let cut = browser.evaluate(
            "[...document.querySelectorAll('main *')].filter((element) => { \
             const scrolls = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible'; \
             return element.checkVisibility() && !element.closest('.vh, svg, math') && element.clientWidth > 1 && scrolls; \
             }).map((element) => `${element.localName}.${element.className}: ${element.textContent.trim().slice(0, 20)}`)",
        );
        assert_eq!(cut, json!([]), "{:?}", page.kind);
        assert_eq!(crate::matrix::overflow(&browser), None, "{:?}", page.kind);
    }
}

#[test]
fn a_page_and_the_whole_book_become_pdf_files() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    let n_sheets = |url: &str| {
        browser.open(url);
        let pdf = browser.print();
        assert!(pdf.starts_with(b"%PDF-"));
        String::from_utf8_lossy(&pdf).matches("/Type /Page\n").count()
    };
    let of_chapter = n_sheets(&shelf.page(Type::Chapter).url());
    let of_book = n_sheets(&shelf.book.url("print.html"));
    assert!((2..12).contains(&of_chapter), "{of_chapter} sheets");
    assert!(of_book > 10 * of_chapter, "{of_book} sheets");
}
