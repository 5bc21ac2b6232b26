//! `search.html`: the same search with room for more, filters, an address that keeps it all, and a list of all entries for those
//! without scripts.

use serde_json::json;

use super::{ANSWERED, ROWS, ask, clear, found_at, status, targets};
use crate::axe;
use crate::faults::Faults;
use crate::site::{Server, Site, encode_percent};
use crate::webdriver::{Browser, ENTER};

fn open(browser: &Browser, root: &str, query: &str) {
    browser.open(&format!("{root}search.html?{query}"));
    browser.wait_for(ANSWERED);
}

#[test]
fn the_page_answers_what_its_address_asks_and_leads_to_the_section() {
    let site = Site::to_search();
    let server = Server::of(&site);
    let browser = Browser::start();
    for root in [site.url(""), server.url.clone()] {
        open(&browser, &root, &format!("q={}", encode_percent("首件")));
        assert_eq!(browser.evaluate("document.querySelector('#w-search [role=combobox]').value"), "首件");
        assert_eq!(browser.evaluate("document.title.startsWith('首件 · ')"), true);
        assert_eq!(browser.evaluate("document.querySelector('#w-entries').hidden"), true, "results stand in its place");
        assert_eq!(targets(&browser, &root)[0], "跟单/inspection.html?q=首件#首件怎么看");
        // The address follows the field, and `/` leads to it.
        assert_eq!(ask(&browser, "朱鹮"), "1 条结果");
        assert_eq!(browser.evaluate("new URLSearchParams(location.search).get('q')"), "朱鹮");
        browser.evaluate("document.activeElement.blur()");
        browser.press(&["/"]);
        assert_eq!(browser.evaluate("document.activeElement.matches('#w-search input')"), true);
        assert_eq!(browser.evaluate("document.querySelector('#w-find')"), json!(null), "there is one field, not two");
        clear(&browser);
        assert_eq!(browser.evaluate("document.querySelector('#w-entries').hidden"), false);
        assert_eq!(browser.evaluate("location.search"), "");
        assert_eq!(ask(&browser, "航空母舰"), "没有找到「航空母舰」");
        assert_eq!(browser.evaluate("document.querySelector('#w-entries').hidden"), false);
        ask(&browser, "首件");
        browser.press(&[ENTER]);
        browser.wait_for_page(&encode_percent("/跟单/inspection.html"));
        assert_eq!(browser.console(), [] as [&str; 0]);
    }
}

#[test]
fn results_are_told_apart_by_part_and_by_type() {
    let site = Site::to_search();
    let browser = Browser::start();
    let root = site.url("");
    open(&browser, &root, &format!("q={}", encode_percent("先")));
    let press = |name: &str| {
        let chip =
            format!("[...document.querySelectorAll('#w-search .chip')].find((chip) => chip.textContent === '{name}')");
        let before = browser.evaluate(&format!("{chip}.getAttribute('aria-pressed')"));
        browser.evaluate(&format!("{chip}.click()"));
        browser.wait_for(&format!("{chip}.getAttribute('aria-pressed') !== '{}'", before.as_str().expect("a text")));
        browser.wait_for(ANSWERED);
    };
    let rows = || targets(&browser, &root);
    let pages = || {
        let mut pages: Vec<_> = rows().iter().map(|row| row.split('?').next().unwrap_or_default().to_owned()).collect();
        pages.dedup();
        pages
    };
    let all = rows();
    assert_eq!(pages().len(), 2, "{all:?}");
    for (chip, page) in [
        ("题目", "跟单/questions.html"),
        ("正文", "运输/marks.html"),
        ("跟单", "跟单/questions.html"),
        ("运输", "运输/marks.html"),
    ] {
        press(chip);
        assert_eq!(pages(), [page], "{chip}");
        assert_eq!(status(&browser), format!("{} 条结果", rows().len()), "{chip}");
        let kept = browser.evaluate("[...new URLSearchParams(location.search).values()].length");
        assert_eq!(kept, 2, "{chip} is in the address");
        // Who opens that address sees the same.
        let address = super::text(browser.evaluate("location.search.slice(1)"));
        let before = rows();
        open(&browser, &root, &address);
        assert_eq!(rows(), before, "{chip}");
        press(chip);
        assert_eq!(rows(), all, "{chip} is off again");
    }
    // A part and a type that no result has both of.
    press("题目");
    press("运输");
    assert_eq!(status(&browser), "没有找到「先」");
    assert_eq!(browser.number(&format!("{ROWS}.length")), 0.0);
    assert_eq!(axe::violations(&browser), [] as [&str; 0]);
}

#[test]
fn there_are_more_results_than_in_the_box_and_more_on_demand() {
    let guide = Site::of_book("");
    let browser = Browser::start();
    let root = guide.url("");
    let n_rows = format!("{ROWS}.filter((row) => !row.classList.contains('find-more')).length");
    super::open_box(&browser, &guide.url("index.html"));
    ask(&browser, "客户");
    let in_box = browser.number(&n_rows);
    assert!(in_box > 10.0 && in_box <= 30.0, "{in_box} rows");
    let last = format!("{ROWS}.pop()");
    assert_eq!(browser.evaluate(&format!("{last}.pathname.endsWith('/search.html')")), true, "the rest is on the page");
    browser.evaluate(&format!("{last}.click()"));
    browser.wait_for_page("/search.html");
    browser.wait_for(ANSWERED);
    assert_eq!(browser.evaluate("document.querySelector('[role=combobox]').value"), "客户");
    let mut before = browser.number(&n_rows);
    for _ in 0..2 {
        browser.evaluate(&format!("{last}.click()"));
        browser.wait_for(&format!("{n_rows} > {before}"));
        before = browser.number(&n_rows);
    }
    assert!(before > in_box, "{before} rows");
    let mut rows = targets(&browser, &root);
    rows.retain(|row| !row.starts_with("search.html"));
    let n = rows.len();
    rows.sort();
    rows.dedup();
    assert_eq!(rows.len(), n, "no section is listed twice");
}

#[test]
fn without_scripts_all_entries_stand_there() {
    let site = Site::to_search();
    let browser = Browser::start();
    browser.allow_scripts(false);
    browser.open(&site.url("index.html"));
    browser.find("a.find").click();
    // Addresses of pages without scripts are told by the driver alone.
    browser.wait_for_page("/search.html");
    let links = browser.texts("return [...document.querySelectorAll('#w-entries a')].map((link) => decodeURIComponent(link.getAttribute('href')))", json!([]));
    for target in
        ["跟单/inspection.html", "跟单/inspection.html#首件怎么看", "跟单/questions.html#rush", "运输/marks.html#折叠"]
    {
        assert!(links.iter().any(|link| link == target), "{target} is not in {links:?}");
    }
    assert_eq!(
        browser.find_all("input[type=search], #w-search button").len(),
        0,
        "nothing stands there that does nothing"
    );
}

#[test]
fn axe_finds_nothing_on_the_page_at_any_width_in_both_appearances() {
    let site = Site::to_search();
    let browser = Browser::start();
    let mut all = Faults::default();
    for (width, height) in [(1440, 900), (820, 1100), (390, 800)] {
        for scheme in ["light", "dark"] {
            browser.resize(width, height);
            browser.emulate("", &[("prefers-color-scheme", scheme)]);
            open(&browser, &site.url(""), &format!("q={}", encode_percent("先")));
            for query in ["先", "航空母舰", ""] {
                if query.is_empty() {
                    clear(&browser)
                } else {
                    drop(ask(&browser, query))
                }
                all.add(format!("「{query}」 {width} px {scheme}"), axe::violations(&browser));
                let is_wide = browser.evaluate("document.documentElement.scrollWidth > innerWidth") == true;
                all.add(format!("{width} px"), is_wide.then(|| "it is wider than the window".to_owned()));
            }
        }
    }
    all.must_be_none();
}

#[test]
fn a_missing_page_leads_to_a_search_for_the_last_part_of_its_path() {
    let site = Site::to_search();
    let server = Server::of(&site);
    let browser = Browser::start();
    for (path, query) in [("跟单/首件-怎么看.html", "首件 怎么看"), ("gone/incoterms/", "incoterms"), ("", "")]
    {
        let path = if path.is_empty() { "404.html".to_owned() } else { encode_percent(path) };
        browser.open(&format!("{}{path}", server.url));
        let link = browser.find("#w-sought");
        assert_eq!(link.text(), "搜索");
        link.click();
        browser.wait_for_page("/repo/search.html");
        if query.is_empty() {
            continue;
        }
        browser.wait_for(ANSWERED);
        assert_eq!(browser.evaluate("document.querySelector('[role=combobox]').value"), query);
        assert!(browser.number(&format!("{ROWS}.length")) > 0.0, "{path}");
    }
    browser.allow_scripts(false);
    browser.open(&format!("{}gone.html", server.url));
    assert!(browser.find("#w-sought").attribute("href").is_some_and(|link| link.ends_with("/repo/search.html")));
}

#[test]
fn a_book_moved_to_another_folder_finds_and_marks_as_before() {
    let site = Site::to_search().moved("搬到 这里 & 那里 100%");
    let browser = Browser::start();
    super::open_box(&browser, &site.url(super::CHAPTER));
    assert_eq!(ask(&browser, "朱鹮"), "1 条结果");
    browser.press(&[ENTER]);
    browser.wait_for("document.querySelector('.find-unmark')");
    assert_eq!(browser.evaluate("location.href"), found_at(&site.url(""), "运输/marks.html", "朱鹮", "折叠"));
    open(&browser, &site.url(""), &format!("q={}", encode_percent("白鹭")));
    assert_eq!(targets(&browser, &site.url("")), ["运输/marks.html?q=白鹭#微软系统"]);
    assert_eq!(browser.console(), [] as [&str; 0]);
}
