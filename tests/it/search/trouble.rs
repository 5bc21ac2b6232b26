//! What comes late, what does not come, and what the author has left out.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::{ACTIVE, ANSWERED, CHAPTER, READY, ROWS, ask, clear, open_box, status, text};
use crate::axe;
use crate::program::{Folder, files_below};
use crate::site::{Server, Site};
use crate::webdriver::{Browser, DOWN, ESCAPE, UP};

/// Run before the page: holds back the files of the search while `isHeld`, until `release()`.
const HOLD: &str = "
    isHeld = false;
    held = [];
    release = () => { isHeld = false; held.splice(0).forEach((go) => go()); };
    const { append } = Element.prototype;
    Element.prototype.append = function (...nodes) {
        const isSearch = this === document.head && /\\/search[./-]|search\\//.test(nodes[0].src || '');
        if (isHeld && isSearch) held.push(() => append.apply(this, nodes));
        else append.apply(this, nodes);
    };
";

/// The guide is large enough for an index in many files.
fn guide() -> Site {
    let site = Site::of_book("");
    assert!(files_below(&site.root.join("search")).len() > 3, "the index is in pieces");
    site
}

#[test]
fn late_answers_of_an_older_query_never_replace_newer_ones() {
    let site = guide();
    let browser = Browser::start();
    browser.run_first(HOLD);
    open_box(&browser, &site.url("index.html"));
    let has = |word: &str| format!("{ROWS}.length && {ROWS}[0].querySelector('mark').textContent.includes('{word}')");
    browser.evaluate("isHeld = true");
    browser.insert("信用证");
    browser.wait_for("held.length > 0");
    // Waiting is told, once it is noticed.
    browser.wait_for("document.querySelector('#w-find [role=status]').textContent === '正在载入…'");
    clear(&browser);
    browser.evaluate("late = held.splice(0); isHeld = false");
    assert!(ask(&browser, "验货").ends_with("条结果"));
    assert_eq!(browser.evaluate(&format!("Boolean({})", has("验货"))), true);
    let list = "document.querySelector('#w-results').innerHTML";
    let (before, said) = (browser.evaluate(list), status(&browser));
    // What the first query waited for comes now: all of it, and then a turn of the page.
    browser.evaluate(
        "{ const scripts = new Promise((done) => { \
             let n = late.length; const seen = () => { n -= 1; if (!n) setTimeout(done); }; \
             new MutationObserver((changes) => changes.forEach(({ removedNodes }) => removedNodes.forEach(seen))) \
               .observe(document.head, { childList: true }); \
             late.forEach((go) => go()); }); scripts }",
    );
    assert_eq!(browser.evaluate(list), before);
    assert_eq!(status(&browser), said);
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn a_list_that_the_reader_walks_through_stays_until_the_first_row_is_active_again() {
    let site = guide();
    let browser = Browser::start();
    browser.run_first(HOLD);
    open_box(&browser, &site.url("index.html"));
    ask(&browser, "验货");
    let list = "document.querySelector('#w-results').innerHTML";
    browser.evaluate("isHeld = true");
    browser.evaluate("document.activeElement.select()");
    browser.insert("信用证");
    browser.wait_for("held.length > 0");
    browser.press(&[DOWN]);
    let before = browser.evaluate(list);
    browser.evaluate("release()");
    browser.wait_for(ANSWERED);
    assert_eq!((browser.evaluate(list), browser.number(ACTIVE)), (before, 1.0));
    browser.press(&[UP]);
    browser.wait_for(&format!("{ROWS}[0].querySelector('mark').textContent.includes('信用证')"));
    assert_eq!(browser.number(ACTIVE), 0.0);
}

/// Moves away what the name begins with in a folder. Answers with what brings it back.
fn take_away<'p>(folder: &'p Path, name: &str) -> impl FnOnce() + use<'p> {
    let away = folder.with_file_name("away");
    fs::create_dir(&away).unwrap();
    let names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let taken: Vec<_> = names.into_iter().filter(|one| one.to_string_lossy().starts_with(name)).collect();
    assert!(!taken.is_empty(), "there is something to take away");
    taken.iter().for_each(|one| fs::rename(folder.join(one), away.join(one)).unwrap());
    move || {
        taken.iter().for_each(|one| fs::rename(away.join(one), folder.join(one)).unwrap());
        fs::remove_dir(away).unwrap();
    }
}

#[test]
fn missing_files_are_told_and_asked_for_again() {
    let site = Site::to_search();
    let server = Server::of(&site);
    let browser = Browser::start();
    for root in [site.url(""), server.url.clone()] {
        let bring_back = take_away(&site.root, "search");
        // The page of the search went with them; pages ask for the index alone.
        fs::create_dir_all(site.root.join("search")).unwrap();
        open_box(&browser, &format!("{root}index.html"));
        assert_eq!(ask(&browser, "验货"), "搜索数据没有载入");
        assert_eq!(browser.number(&format!("{ROWS}.length")), 0.0);
        assert_eq!(
            browser.evaluate("document.querySelector('#w-find .find-note a').pathname.endsWith('/contents.html')"),
            true
        );
        assert_eq!(axe::violations(&browser), [] as [&str; 0]);
        fs::remove_dir(site.root.join("search")).unwrap();
        bring_back();
        browser.find("#w-find .find-note .btn").click();
        browser.wait_for(&format!("{ROWS}.length > 1"));
        assert!(status(&browser).ends_with("条结果"));
        assert_eq!(browser.evaluate("document.activeElement.matches('#w-find input')"), true);
        browser.console();
    }
}

#[test]
fn missing_code_is_told_and_asked_for_at_the_next_opening() {
    let site = Site::to_search();
    let assets = site.root.join("assets");
    let browser = Browser::start();
    let failed =
        "/没有载入/.test(document.querySelector('#w-find [role=status], #w-search [role=status]').textContent)";
    let bring_back = take_away(&assets, "search");
    browser.open(&site.url("search.html"));
    browser.wait_for(failed);
    assert_eq!(browser.evaluate("document.querySelector('#w-entries').hidden"), false);
    browser.open(&site.url(CHAPTER));
    browser.press(&["/"]);
    browser.wait_for(failed);
    let link = text(browser.evaluate("document.querySelector('#w-find .find-note a').pathname"));
    assert!(link.ends_with("/contents.html"), "{link}");
    assert_eq!(axe::violations(&browser), [] as [&str; 0]);
    bring_back();
    browser.press(&[ESCAPE]);
    browser.wait_for("!document.querySelector('#w-find[open]') && document.activeElement === document.body");
    browser.press(&["/"]);
    browser.wait_for(READY);
    assert!(ask(&browser, "验货").ends_with("条结果"));
}

#[test]
fn keys_pressed_before_the_code_has_come_are_not_lost() {
    let site = Site::to_search();
    let browser = Browser::start();
    browser.run_first(HOLD);
    browser.open(&site.url(CHAPTER));
    browser.evaluate("isHeld = true");
    browser.press(&["/"]);
    browser.insert("首件");
    browser.wait_for("held.length > 0");
    browser.wait_for("document.querySelector('#w-find [role=status]').textContent === '正在载入…'");
    browser.evaluate("release()");
    browser.wait_for(ANSWERED);
    assert_eq!(browser.evaluate("document.activeElement.value"), "首件");
    assert!(browser.number(&format!("{ROWS}.length")) > 0.0);
}

#[test]
fn a_site_without_search_has_no_button_and_no_files() {
    let book = Folder::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(super::BOOK);
    for path in files_below(&source) {
        book.write(&path, &fs::read_to_string(source.join(&path)).unwrap());
    }
    book.append("book.toml", "\n[output.html.search]\nenable = false\n");
    let site = Site::of_folder(book.path());
    let files = files_below(&site.root);
    assert!(files.iter().any(|path| path == "contents.html"));
    assert_eq!(files.iter().filter(|path| path.contains("search") || path.contains("mark-")).count(), 0, "{files:?}");
    for page in files.iter().filter(|path| path.ends_with(".html")) {
        let html = site.read(page);
        assert!(!html.contains("data-search") && !html.contains("search.html"), "{page}");
    }
    let browser = Browser::start();
    browser.open(&site.url(CHAPTER));
    browser.press(&["/"]);
    browser.press_with(crate::webdriver::CONTROL, "k");
    assert_eq!(
        browser.evaluate("document.querySelector('dialog, [role=combobox], [aria-haspopup=dialog]')"),
        json!(null)
    );
    // A link from elsewhere that asks for marks.
    browser.requests();
    browser.open(&super::found_at(&site.url(""), "运输/marks.html", "朱鹮", "折叠"));
    assert!(browser.requests().iter().all(|request| request.failure.is_none()));
    assert_eq!(browser.console(), [] as [&str; 0]);
}
