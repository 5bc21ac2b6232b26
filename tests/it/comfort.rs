//! What makes reading comfortable: the place where one stopped, marks of what was read, ticks, addresses and code that are copied,
//! and a hand for those who are lost. All of it is kept in the reader's browser and nowhere else.

use serde_json::json;

use crate::site::{Server, Shelf, Site, Type, encode_percent};
use crate::webdriver::Browser;

/// Run before the page: an hour passes in under four seconds.
const HURRY: &str = "for (const name of ['setInterval', 'setTimeout']) { \
    const slow = window[name]; \
    window[name] = (run, milliseconds, ...rest) => slow(run, milliseconds / 1000, ...rest); \
    }";

/// Run before the page: keeps every text that comes up, so that none is missed which is gone again soon; what screen readers are
/// told, with a mark before it.
pub const LISTEN: &str = "said = []; new MutationObserver((changes) => changes.forEach(({ target }) => { \
    const element = target.nodeType === 1 ? target : target.parentElement; \
    if (element) said.push((element.closest('[role=status]') ? '! ' : '') + element.textContent); \
    })).observe(document, { subtree: true, childList: true, characterData: true });";

#[test]
fn the_home_page_offers_the_place_where_one_stopped() {
    let shelf = Shelf::in_chinese();
    let server = Server::of(&shelf.book);
    let browser = Browser::start();
    browser.resize(1440, 700);
    for home in [shelf.book.url(""), server.url.clone()] {
        browser.open(&format!("{home}index.html"));
        let line = "document.querySelector('#w-resume')";
        assert_eq!(browser.evaluate(&format!("{line}.hidden")), true, "nothing has been read yet");
        browser.open(&format!("{home}before/company-research.html"));
        browser.evaluate("document.getElementById('清单').scrollIntoView()");
        browser.wait_for("Object.keys(localStorage).some((key) => key.endsWith(':place'))");
        browser.open(&format!("{home}index.html"));
        browser.wait_for(&format!("!{line}.hidden"));
        let text = browser.find("#w-resume").text();
        assert!(text.contains("研究公司：把功课做成一页纸") && text.contains("清单") && text.contains('%'), "{text}");
        browser.find("#w-resume a").click();
        browser.wait_for_page("/before/company-research.html");
        browser.wait_for("Math.abs(document.getElementById('清单').getBoundingClientRect().top) < 200");
        browser.open(&format!("{home}index.html"));
        browser.find("#w-resume button").click();
        browser.wait_for(&format!("{line}.hidden"));
        assert_ne!(browser.evaluate("document.activeElement.localName"), "body", "the focus is not lost");
        browser.open(&format!("{home}index.html"));
        assert_eq!(browser.evaluate(&format!("{line}.hidden")), true, "what was put aside stays there");
        assert_eq!(browser.console(), [] as [&str; 0]);
    }
}

#[test]
fn a_chapter_is_marked_as_read_by_reading_and_by_hand() {
    const MARKED: &str = "document.querySelector('#w-side a[aria-current]').classList.contains('is-read')";
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.resize(1440, 700);
    shelf.page(Type::Chapter).open(&browser);
    // Who only looks for the end has read nothing.
    browser.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
    browser.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    assert_eq!(browser.evaluate(MARKED), false);
    browser.run_first(HURRY);
    shelf.page(Type::Chapter).open(&browser);
    let ticks = "new Promise((done) => { let n = 0; setInterval(() => { n += 1; if (n > 90) done() }, 1000) })";
    browser.evaluate(ticks);
    assert_eq!(browser.evaluate(MARKED), false, "nor has who never comes to it");
    browser.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
    browser.wait_for(MARKED);
    assert_eq!(browser.evaluate("document.querySelector('.mark-read input').checked"), true);
    assert_eq!(browser.evaluate("document.querySelector('.side-count').textContent.trim()"), "1/7");
    assert!(
        browser
            .evaluate("document.querySelector('#w-side a[aria-current]').textContent")
            .as_str()
            .is_some_and(|text| text.contains("已读"))
    );
    // On every page, and away again by hand.
    shelf.page(Type::Home).open(&browser);
    assert_eq!(browser.evaluate("document.querySelectorAll('#w-side .is-read').length"), 1);
    shelf.page(Type::Chapter).open(&browser);
    browser.find(".mark-read").click();
    browser.wait_for(&format!("!{MARKED} && !document.querySelector('.side-count')"));
    shelf.page(Type::Home).open(&browser);
    assert_eq!(browser.evaluate("document.querySelectorAll('#w-side .is-read').length"), 0);
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn ticks_last_and_can_be_cleared() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    let ticks = || browser.evaluate("[...document.querySelectorAll('.tasks input')].map((box) => box.checked)");
    let written = json!([true, false, false, false]);
    let clearer = "document.querySelector('.clear-tasks')";
    shelf.page(Type::Features).open(&browser);
    assert_eq!(ticks(), written);
    assert_eq!(browser.evaluate(&format!("{clearer}.checkVisibility()")), false, "there is nothing to clear");
    for at in [0, 2] {
        browser.find_all(".tasks label")[at].click();
    }
    assert_eq!(ticks(), json!([false, false, true, false]));
    shelf.page(Type::Features).open(&browser);
    assert_eq!(ticks(), json!([false, false, true, false]));
    browser.wait_for(&format!("{clearer}.checkVisibility()"));
    browser.find(".clear-tasks").click();
    assert_eq!(ticks(), written);
    browser.wait_for(&format!("!{clearer}.checkVisibility() && document.activeElement.matches('.tasks input')"));
    shelf.page(Type::Features).open(&browser);
    assert_eq!(ticks(), written);
    assert_eq!(browser.console(), [] as [&str; 0]);
}

/// Ticks belong to an item's words: those of its neighbours stay when an author edits it.
#[test]
fn an_edit_of_one_task_leaves_the_ticks_of_the_others() {
    let page = |tasks: &str| {
        let book = crate::program::Folder::new();
        book.write("book.toml", "[book]\ntitle = \"书\"\nlanguage = \"zh-CN\"\n[output.html]\nid = \"edited\"\n");
        book.write("content/index.md", "# 首页\n");
        book.write("content/tasks.md", &format!("# 清单\n\n{tasks}"));
        let site = Site::of_folder(book.path());
        (book, site)
    };
    let (_before, before) = page("- [ ] 甲\n- [ ] 乙\n- [ ] 丙\n");
    let (_after, after) = page("- [ ] 新\n- [ ] 甲\n- [ ] 乙二\n- [ ] 丙\n");
    // Both under one address, one after the other.
    let browser = Browser::start();
    browser.open(&before.url("tasks.html"));
    browser.evaluate("document.querySelectorAll('.tasks input').forEach((box) => box.click())");
    browser.open(&after.url("tasks.html"));
    let ticks = browser.evaluate("[...document.querySelectorAll('.tasks input')].map((box) => box.checked)");
    assert_eq!(ticks, json!([false, true, false, true]));
}

#[test]
fn a_headings_mark_copies_the_address_of_its_section() {
    let shelf = Shelf::in_chinese();
    let server = Server::of(&shelf.features);
    let browser = Browser::start();
    browser.devtools(
        "Browser.grantPermissions",
        json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }),
    );
    browser.run_first(LISTEN);
    for home in [shelf.features.url(""), server.url.clone()] {
        browser.open(&format!("{home}chapter/markdown.html?q=表格"));
        assert_eq!(browser.find("#表格 .anchor").attribute("aria-label").as_deref(), Some("本节链接：表格"));
        browser.find("#表格 .anchor").click();
        browser.wait_for("said.includes('! 已复制')");
        let copied = browser.evaluate("navigator.clipboard.readText()");
        let expected = format!("{home}chapter/markdown.html#{}", encode_percent("表格"));
        assert_eq!(copied, json!(expected));
        assert_eq!(browser.evaluate("decodeURIComponent(location.hash)"), "#表格", "and leads there");
        assert_eq!(browser.console(), [] as [&str; 0]);
    }
}

#[test]
fn hidden_lines_of_code_are_copied_once_they_are_shown() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.devtools(
        "Browser.grantPermissions",
        json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }),
    );
    browser.run_first(LISTEN);
    shelf.page(Type::Features).open(&browser);
    let buttons = "document.querySelectorAll('.code[data-lang=rust] button')";
    let copy = || {
        browser.evaluate(&format!("said = [], {buttons}[1].click()"));
        browser.wait_for("said.includes('已复制')");
        let text = browser.evaluate("navigator.clipboard.readText()");
        browser.wait_for(&format!("{buttons}[1].textContent === '复制'"));
        text.as_str().map(str::to_owned).expect("text was copied")
    };
    assert!(copy().starts_with("fn main() {"));
    browser.evaluate(&format!("{buttons}[0].click()"));
    browser.wait_for(&format!("{buttons}[0].textContent === '隐藏这些行'"));
    assert!(copy().starts_with("use std::env;\nfn main() {"));
}

#[test]
fn a_missing_page_offers_those_of_the_nearest_names() {
    let shelf = Shelf::in_chinese();
    let server = Server::of(&shelf.features);
    let browser = Browser::start();
    browser.open(&format!("{}chapter/markdwon.html", server.url));
    let near =
        browser.texts("return [...document.querySelectorAll('#w-near a')].map((link) => link.textContent)", json!([]));
    assert_eq!(near.first().map(String::as_str), Some("全部写法"));
    assert!(near.len() <= 3, "{near:?}");
    browser.find("#w-near a").click();
    browser.wait_for_page("/repo/chapter/markdown.html");
    // What is like nothing is offered nothing, and what is no path does no harm.
    for path in ["zzzz/qqqq.html", "%E4%B8/%25/<img src=x>.html", &"a/".repeat(500)] {
        browser.open(&format!("{}{path}", server.url));
        assert_eq!(browser.evaluate("document.querySelector('#w-near').checkVisibility()"), false, "{path}");
        assert_eq!(
            browser.evaluate("document.querySelector('h2.near').checkVisibility()"),
            false,
            "{path}: no heading over nothing"
        );
        assert_eq!(browser.evaluate("document.images.length"), 0);
    }
}
