//! The search as readers use it, in the browser: the box on every page, the page of its own, and what is marked on the page
//! that was found. What is found for which words is the business of `tests/search` and of the engine's own tests.

mod dialog;
mod forgive;
mod mark;
mod page;
mod trouble;

use serde_json::Value;

use crate::site::{Site, encode_percent};
use crate::webdriver::Browser;

/// A small book with a place for everything that can be found and marked.
const BOOK: &str = "tests/sites/search";

/// A page of it without anything of its own to be found.
const CHAPTER: &str = "运输/index.html";

/// Whether the search has said what came of a query: a count, or that there is nothing.
const ANSWERED: &str = "/条结果|没有找到|没有载入/.test(document.querySelector('#w-find [role=status], #w-search [role=status]').textContent)";

/// Whether the box is open and what answers has come.
const READY: &str = "document.querySelector('#w-find[open][data-state]')";

/// The options in view.
const ROWS: &str = "[...document.querySelectorAll('#w-results [role=option]')]";

/// Place of the active option, -1 for none; it must be the one that is selected.
const ACTIVE: &str = "(() => {
    const rows = [...document.querySelectorAll('#w-results [role=option]')];
    const active = document.querySelector('[role=combobox]').getAttribute('aria-activedescendant');
    const selected = rows.filter((row) => row.getAttribute('aria-selected') === 'true').map((row) => row.id);
    if (selected.join() !== (active || '')) throw new Error(`${selected} are selected, ${active} is active`);
    return rows.findIndex((row) => row.id === active);
})()";

impl Site {
    /// The book of this folder's tests.
    fn to_search() -> Site {
        Site::of_book(BOOK)
    }
}

/// Opens a page and its search box.
fn open_box(browser: &Browser, url: &str) {
    browser.open(url);
    browser.press(&["/"]);
    browser.wait_for(READY);
}

/// Empties the field, on the page as in the box.
fn clear(browser: &Browser) {
    browser.evaluate(
        "{ const field = document.querySelector('[role=combobox]'); field.nextElementSibling.click(); true }",
    );
    assert_eq!(browser.evaluate("document.activeElement.value"), "");
}

/// Puts a query into the emptied field and waits for its answer. Answers with what the search then says.
fn ask(browser: &Browser, query: &str) -> String {
    clear(browser);
    browser.insert(query);
    browser.wait_for(ANSWERED);
    status(browser)
}

fn status(browser: &Browser) -> String {
    text(browser.evaluate("document.querySelector('#w-find [role=status], #w-search [role=status]').textContent"))
}

fn text(value: Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Where the options lead, as path, query and fragment from the site's root, decoded.
fn targets(browser: &Browser, root: &str) -> Vec<String> {
    let links = browser.texts(&format!("return {ROWS}.map((row) => row.href)"), serde_json::json!([]));
    links.iter().map(|link| crate::site::decode_percent(link.strip_prefix(root).unwrap_or(link))).collect()
}

/// The address of a page as if a result of this query had led there.
fn found_at(root: &str, page: &str, query: &str, section: &str) -> String {
    format!("{root}{}?q={}#{}", encode_percent(page), encode_percent(query), encode_percent(section))
}
