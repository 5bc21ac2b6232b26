//! What opens over a page: a note beside its number, a picture at full size, and how accessible all of it is.

use crate::axe;
use crate::faults::Faults;
use crate::keyboard::{DRAWER_OPEN, HELP};
use crate::markup::foreign_words;
use crate::matrix::overflow;
use crate::settings::PANEL_OPEN;
use crate::site::{Shelf, Type};
use crate::webdriver::{Browser, ENTER, ESCAPE};

const NOTE_OPEN: &str = "document.querySelector('.footnote-pop:popover-open')";
/// As a keyboard sends it.
const QUESTION_MARK: &str = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true }))";
const PICTURE_OPEN: &str = "document.querySelector('dialog.zoom[open]')";

#[test]
fn a_note_opens_beside_its_number_and_gives_the_focus_back() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    for width in [1440, 390] {
        browser.resize(width, 800);
        shelf.page(Type::Features).open(&browser);
        let number = "document.querySelector('a[role=doc-noteref]')";
        browser.find("a[role=doc-noteref]").click();
        browser.wait_for(NOTE_OPEN);
        assert_eq!(browser.evaluate("location.hash"), "", "the page stays where it is");
        let text = browser.find(".footnote-pop:popover-open").text();
        assert!(text.starts_with("出处写在这里") && text.contains("第二段") && text.ends_with("到注释"), "{text}");
        let inside =
            "(({ left, right, top, bottom }) => left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight)";
        assert_eq!(browser.evaluate(&format!("{inside}({NOTE_OPEN}.getBoundingClientRect())")), true, "{width} px");
        browser.press(&[ESCAPE]);
        browser.wait_for(&format!("!{NOTE_OPEN} && document.activeElement === {number}"));
        // By keyboard as well, and from there to the notes.
        browser.press(&[ENTER]);
        browser.wait_for(&format!("{NOTE_OPEN} && {NOTE_OPEN}.contains(document.activeElement)"));
        browser.find(".footnote-pop:popover-open > p:last-child a").click();
        browser.wait_for(&format!("!{NOTE_OPEN} && document.querySelector('[role=doc-endnotes] li:target')"));
        // A press beside it closes it.
        browser.find("a[role=doc-noteref]").click();
        browser.wait_for(NOTE_OPEN);
        browser.find("main h1").click();
        browser.wait_for(&format!("!{NOTE_OPEN}"));
        assert_eq!(browser.console(), [] as [&str; 0]);
    }
}

#[test]
fn a_picture_opens_at_full_size_and_closes_by_escape() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.resize(390, 800);
    shelf.page(Type::Features).open(&browser);
    browser.wait_for("document.querySelectorAll('.zoom-open').length === 2");
    let opener = browser.find("figure .zoom-open");
    assert_eq!(opener.attribute("aria-label").as_deref(), Some("放大：从接单到出货的三步"));
    opener.click();
    browser.wait_for(&format!("{PICTURE_OPEN} && {PICTURE_OPEN}.querySelector('img').complete"));
    let width = "querySelector('img').getBoundingClientRect().width";
    let shown = browser.number(&format!("document.querySelector('figure').{width}"));
    assert!(browser.number(&format!("{PICTURE_OPEN}.{width}")) > shown);
    browser.press(&[ESCAPE]);
    browser.wait_for(&format!("!{PICTURE_OPEN} && document.activeElement.matches('figure .zoom-open')"));
    opener.click();
    browser.wait_for(PICTURE_OPEN);
    browser.find("dialog.zoom button").click();
    browser.wait_for(&format!("!{PICTURE_OPEN}"));
    assert_eq!(browser.console(), [] as [&str; 0]);
}

/// What opens over the page with every feature, or changes on it: its name, the windows it opens in, what opens it, and what is
/// true then.
const LAYERS: [(&str, &[u32], &str, &str); 8] = [
    ("settings", &[1440, 390], "document.querySelector('[data-appearance]').click()", PANEL_OPEN),
    ("drawer", &[390], "document.querySelector('[popovertarget=w-side]').click()", DRAWER_OPEN),
    ("help", &[1440, 390], QUESTION_MARK, HELP),
    ("note", &[1440, 390], "document.querySelector('[role=doc-noteref]').click()", NOTE_OPEN),
    ("picture", &[390], "document.querySelector('.zoom-open').click()", PICTURE_OPEN),
    (
        "ticks",
        &[390],
        "document.querySelector('.tasks input').click()",
        "document.querySelector('.clear-tasks:not([hidden])')",
    ),
    (
        "lines",
        &[390],
        "document.querySelector('[data-lang=rust] button').click()",
        "document.querySelector('.show-hidden')",
    ),
    ("folds", &[390], "document.querySelectorAll('details').forEach((one) => { one.open = true })", "true"),
];

/// Pages alone are not all that readers meet.
#[test]
fn what_opens_over_a_page_is_accessible_fits_and_is_in_the_books_language() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    let mut faults = Faults::default();
    for (name, widths, way, is_open) in LAYERS {
        for width in widths {
            browser.resize(*width, 844);
            shelf.page(Type::Features).open(&browser);
            browser.wait_for("document.querySelector('.zoom-open')");
            browser.evaluate(&format!("{way}, true"));
            browser.wait_for(is_open);
            for scheme in ["light", "dark"] {
                browser.emulate("", &[("prefers-color-scheme", scheme)]);
                faults.add(format!("{name} {width} px {scheme}"), axe::violations(&browser));
            }
            faults.add(format!("{name} {width} px"), overflow(&browser).into_iter().chain(browser.console()));
            faults.add(format!("{name} {width} px"), foreign_words(&browser));
            browser.evaluate("localStorage.clear()");
        }
    }
    faults.must_be_none();
}
