//! What a reader does on a page, and finds again on the next.

use serde_json::json;

use crate::comfort::LISTEN;
use crate::settings::choose;
use crate::site::{Server, Shelf, Type};
use crate::webdriver::Browser;

/// Run before the page: the colour behind the text in every frame, as long as there is a body, and the theme that the root was
/// given first, with whether the body was there by then. Frames are asked before they are painted; an observer is told of what
/// a script in the head did before the parser goes on.
const WATCH_GROUND: &str = r#"
    grounds = [];
    const look = () => {
        if (document.body) grounds.push(getComputedStyle(document.body).backgroundColor);
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    new MutationObserver((changes, observer) => {
        early = `${document.documentElement.dataset.theme} ${document.body ? 'after' : 'before'} the body`;
        observer.disconnect();
    }).observe(document, { attributes: true, attributeFilter: ['data-theme'], subtree: true });
"#;

#[test]
fn a_chosen_theme_survives_navigation_and_causes_no_flash() {
    let shelf = Shelf::in_chinese();
    let server = Server::of(&shelf.book);
    let browser = Browser::start();
    browser.run_first(WATCH_GROUND);
    let light = json!("rgb(251, 248, 241)");
    for home in [shelf.book.url(""), server.url.clone()] {
        browser.emulate("", &[("prefers-color-scheme", "light")]);
        browser.open(&format!("{home}index.html"));
        assert_eq!(browser.evaluate("grounds.length > 0 && getComputedStyle(document.body).backgroundColor"), light);
        choose(&browser, "深色");
        let dark = browser.evaluate("getComputedStyle(document.body).backgroundColor");
        assert_ne!(dark, light);
        // By a link, as readers go.
        browser.find("main a[href$='company-research.html']").click();
        browser.wait_for_page("company-research.html");
        for _ in 0..2 {
            browser.wait_for("grounds.length > 2");
            assert_eq!(browser.evaluate("early"), "dark before the body");
            assert_eq!(browser.evaluate("[...new Set(grounds)]"), json!([dark]), "every frame is dark");
            assert_eq!(browser.evaluate("getComputedStyle(document.documentElement).colorScheme"), "dark");
            browser.open(&format!("{home}contents.html"));
        }
        assert_eq!(browser.console(), [] as [&str; 0]);
    }
}

#[test]
fn the_system_decides_on_the_theme_without_scripts() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.allow_scripts(false);
    for page in shelf.pages() {
        for (scheme, is_dark) in [("light", false), ("dark", true)] {
            browser.emulate("", &[("prefers-color-scheme", scheme)]);
            page.open(&browser);
            // A page that leads elsewhere has no style sheet: the browser's own colours must not flash up either.
            let text = browser.script("return getComputedStyle(document.body).color.match(/\\d+/g)", json!([]));
            let red = text[0].as_str().and_then(|part| part.parse::<u32>().ok()).expect("a colour");
            assert_eq!(red > 128, is_dark, "{:?} {scheme}: {text}", page.kind);
        }
    }
}

/// Parts that need a script are absent without one, never dead.
#[test]
fn nothing_is_dead_without_scripts() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.allow_scripts(false);
    browser.resize(390, 844);
    for page in shelf.pages() {
        page.open(&browser);
        let dead = browser.script(
            "return [...document.querySelectorAll('button')].filter((button) => { \
             return button.checkVisibility({ visibilityProperty: true }) && !button.popoverTargetElement; \
             }).map((button) => button.outerHTML)",
            json!([]),
        );
        assert_eq!(dead, json!([]), "{:?}", page.kind);
    }
    shelf.page(Type::Features).open(&browser);
    // All tabs one below the other, folds that open, ticks that take.
    assert_eq!(browser.find_all(".tab").len(), 5);
    let hidden = "return [...document.querySelectorAll('.tab')].filter((tab) => !tab.checkVisibility()).length";
    assert_eq!(browser.script(hidden, json!([])), 0);
    browser.find(".tasks label").click();
    assert_eq!(browser.script("return document.querySelector('.tasks input').checked", json!([])), false);
    browser.find(".prose details:not(.mtoc, .note) summary").click();
    browser.wait_for("document.querySelector('.prose details:not(.mtoc, .note)').open");
    browser.find("a[role=doc-noteref]").click();
    browser.wait_for("document.querySelector('[role=doc-endnotes] li:target')");
}

#[test]
fn code_is_copied_and_the_reader_is_told() {
    let shelf = Shelf::in_chinese();
    let server = Server::of(&shelf.features);
    let browser = Browser::start();
    browser.devtools(
        "Browser.grantPermissions",
        json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }),
    );
    browser.run_first(LISTEN);
    for home in [shelf.features.url(""), server.url.clone()] {
        browser.open(&format!("{home}chapter/markdown.html"));
        browser.evaluate("navigator.clipboard.writeText('before')");
        let button = "[...document.querySelectorAll('.code[data-lang=toml] button')].pop()";
        assert_eq!(browser.evaluate(&format!("{button}.textContent")), "复制");
        browser.evaluate(&format!("{button}.click()"));
        browser.wait_for("said.includes('已复制') && said.includes('! 已复制')");
        let copied = browser.evaluate("navigator.clipboard.readText()");
        let expected = "# 没有标题\n[book]\ntitle = \"书名\" # 注释\nkeys = [1, 2.5, true, 2026-03-01]";
        assert_eq!(copied, expected);
        browser.wait_for(&format!("{button}.textContent === '复制'"));
        assert_eq!(browser.console(), [] as [&str; 0]);
    }
}

#[test]
fn the_outline_follows_the_reader() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.resize(1440, 700);
    shelf.page(Type::Chapter).open(&browser);
    let current = "document.querySelector('.toc [aria-current]').getAttribute('href')";
    let links = browser.evaluate("[...document.querySelectorAll('.toc a')].map((link) => link.getAttribute('href'))");
    let links = links.as_array().expect("links").clone();
    assert!(links.len() > 5, "{links:?}");
    browser.wait_for(&format!("{current} === '{}'", links[0].as_str().expect("an href")));
    for at in [3, 1] {
        let link = links[at].as_str().expect("an href");
        browser.evaluate(&format!(
            "document.getElementById(decodeURIComponent('{}')).scrollIntoView({{ behavior: 'instant' }})",
            &link[1..]
        ));
        browser.wait_for(&format!("{current} === '{link}'"));
    }
    assert_eq!(browser.evaluate("document.querySelectorAll('.toc [aria-current]').length"), 1);
}

#[test]
fn a_link_to_a_heading_shows_it_below_the_bar() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    for width in [1440, 390] {
        browser.resize(width, 700);
        browser.open(&format!("{}#{}", shelf.page(Type::Features).url(), "表格"));
        browser.wait_for("scrollY > 0");
        let gap = browser.evaluate(
            "document.getElementById('表格').getBoundingClientRect().top - document.querySelector('.bar').getBoundingClientRect().bottom",
        );
        assert!(gap.as_f64().is_some_and(|gap| (0.0..100.0).contains(&gap)), "{width} px: {gap}");
    }
}
