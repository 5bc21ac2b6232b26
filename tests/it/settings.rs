//! What a reader sets, and what the browser keeps of it: for this site alone, under versions, and not at all where it is refused.

use serde_json::json;

use crate::comfort::LISTEN;
use crate::site::{Shelf, Type};
use crate::webdriver::{Browser, ENTER, ESCAPE, RIGHT, TAB};

pub const PANEL_OPEN: &str = "document.querySelector('.settings:popover-open')";

/// Makes a choice in the settings by the name that the reader sees, with the name of its set where it has one.
pub fn choose(browser: &Browser, name: &str) {
    let (set, name) = name.split_once('：').unwrap_or(("", name));
    browser.find("[data-appearance]").click();
    browser.wait_for(PANEL_OPEN);
    browser.script(
        "const [set, name] = arguments; \
         const within = (label) => set === '' || label.closest('fieldset').querySelector('legend').textContent === set; \
         const labels = [...document.querySelectorAll('.settings label')]; \
         labels.find((label) => label.textContent.trim() === name && within(label)).click()",
        json!([set, name]),
    );
    browser.press(&[ESCAPE]);
    browser.wait_for(&format!("!{PANEL_OPEN}"));
}

#[test]
fn settings_open_and_close_by_keyboard() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    shelf.page(Type::Chapter).open(&browser);
    browser.evaluate("document.querySelector('[data-appearance]').focus()");
    browser.press(&[ENTER]);
    browser.wait_for(PANEL_OPEN);
    browser.press(&[TAB]);
    browser.wait_for("document.activeElement.closest('.settings')");
    // From the first choice to the second, which a set of radio buttons takes at once.
    browser.press(&[RIGHT]);
    browser.wait_for("document.documentElement.dataset.theme === 'light'");
    browser.press(&[ESCAPE]);
    browser.wait_for(&format!("!{PANEL_OPEN} && document.activeElement.matches('[data-appearance]')"));
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn sizes_of_text_and_lines_change_and_last() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.resize(1440, 900);
    shelf.page(Type::Chapter).open(&browser);
    let size = || browser.number("parseFloat(getComputedStyle(document.querySelector('.prose > p')).fontSize)");
    let width = || browser.number("document.querySelector('.prose > p').getBoundingClientRect().width");
    let (usual_size, usual_width) = (size(), width());
    for (text, lines, is_larger, is_wider) in
        [("文字大小：特大", "行宽：宽", true, true), ("文字大小：小", "行宽：窄", false, false)]
    {
        choose(&browser, text);
        assert!(size() != usual_size && (size() > usual_size) == is_larger, "{text}: {} of {usual_size}", size());
        let of_text = (size(), width());
        choose(&browser, lines);
        let characters = |(size, width): (f64, f64)| width / size;
        assert!(
            (characters((size(), width())) > characters((usual_size, usual_width))) == is_wider,
            "{lines}: {} after {of_text:?}",
            width()
        );
        let chosen = (size(), width());
        browser.open(&shelf.book.url("during/core-six.html"));
        assert_eq!((size(), width()), chosen, "on the next page");
    }
    choose(&browser, "文字大小：标准");
    choose(&browser, "行宽：标准");
    assert_eq!((size(), width()), (usual_size, usual_width));
    assert_eq!(browser.console(), [] as [&str; 0]);
}

/// The keys under which the site has kept something.
const KEPT: &str =
    "Object.keys(localStorage).filter((key) => key.startsWith(`wence:${document.documentElement.dataset.site}:`))";

#[test]
fn clearing_asks_first_and_takes_what_is_the_sites_and_nothing_else() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    shelf.page(Type::Features).open(&browser);
    browser.evaluate("localStorage.setItem('other', '1'), localStorage.setItem('wence:another-book:theme', '2')");
    choose(&browser, "深色");
    browser.find(".tasks label").click();
    assert!(browser.number(&format!("{KEPT}.length")) >= 2.0);
    browser.find("[data-appearance]").click();
    browser.wait_for(PANEL_OPEN);
    let clear = "document.querySelector('.settings details button')";
    assert_eq!(browser.evaluate(&format!("{clear}.checkVisibility()")), false, "the button stands folded");
    browser.find(".settings summary").click();
    browser.wait_for(&format!("{clear}.checkVisibility()"));
    browser.evaluate(&format!("gone = true, {clear}.click()"));
    browser.wait_for_loaded("typeof gone === 'undefined'");
    assert_eq!(browser.evaluate(KEPT), json!([]));
    assert_eq!(browser.evaluate("document.documentElement.dataset.theme || 'auto'"), "auto");
    assert_eq!(
        browser.evaluate("[localStorage.getItem('other'), localStorage.getItem('wence:another-book:theme')]"),
        json!(["1", "2"])
    );
}

#[test]
fn what_a_later_version_has_kept_is_left_alone() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    shelf.page(Type::Features).open(&browser);
    let keep = "for (const name of ['theme', 'text', 'width', 'place', 'read', 'task', 'tabs', 'keys']) \
        localStorage.setItem(`wence:${document.documentElement.dataset.site}:${name}`, JSON.stringify({ v: 9, d: { of: name } }))";
    browser.evaluate(keep);
    shelf.page(Type::Features).open(&browser);
    assert_eq!(browser.console(), [] as [&str; 0]);
    browser.find(".tasks label").click();
    browser.evaluate("document.querySelectorAll('[role=tab]')[1].click()");
    choose(&browser, "深色");
    browser.wait_for("document.documentElement.dataset.theme === 'dark'");
    let kept = "Object.keys(localStorage).map((key) => JSON.parse(localStorage.getItem(key)).v)";
    assert_eq!(browser.evaluate(kept), json!([9, 9, 9, 9, 9, 9, 9, 9]));
    assert_eq!(browser.console(), [] as [&str; 0]);
}

/// Run before the page: the browser refuses to keep anything, as some do for files.
pub const REFUSE_STORAGE: &str = "Object.defineProperty(window, 'localStorage', { \
    get() { throw new DOMException('no', 'SecurityError') } })";

#[test]
fn a_reader_is_told_once_that_nothing_is_kept() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.run_first(REFUSE_STORAGE);
    browser.run_first(LISTEN);
    shelf.page(Type::Features).open(&browser);
    let times = "said.filter((text) => text === '! 本次记录不会保存').length";
    assert_eq!(browser.evaluate(times), 0, "only a choice says so");
    choose(&browser, "深色");
    browser.wait_for(&format!("{times} === 1"));
    choose(&browser, "浅色");
    // What is said next comes after it.
    browser.evaluate("document.querySelector('.code-tools button:last-child').click()");
    browser.wait_for("said.includes('! 已复制')");
    assert_eq!(browser.evaluate(times), 1);
    assert_eq!(browser.evaluate("document.documentElement.dataset.theme"), "light", "the choice holds for the page");
}

/// Storage may be refused, as some browsers do for files.
#[test]
fn a_page_works_where_storage_is_refused() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.run_first(REFUSE_STORAGE);
    shelf.page(Type::Features).open(&browser);
    assert_eq!(browser.console(), [] as [&str; 0]);
    choose(&browser, "深色");
    browser.evaluate("document.querySelectorAll('[role=tab]')[1].click()");
    assert_eq!(browser.evaluate("document.querySelectorAll('[role=tab]')[1].getAttribute('aria-selected')"), "true");
    browser.find(".tasks label").click();
    assert_eq!(browser.console(), [] as [&str; 0]);
}
