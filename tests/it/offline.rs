//! The site in a reader's browser when the network has gone, and what happens when it comes back with another version.

use std::fs;

use serde_json::json;

use crate::program::{Folder, wence};
use crate::site::{Server, Site, encode_percent};
use crate::webdriver::Browser;

/// The worker has the whole site, and answers for the page.
const IS_KEPT: &str = "navigator.serviceWorker.controller && navigator.serviceWorker.controller.state === 'activated'";

/// Files that the worker keeps, by path.
fn kept(site: &Site) -> Vec<String> {
    let worker = site.read("sw.js");
    let (_, rest) = worker.split_once(",FILES=").expect("the worker begins with its list");
    let list = rest.lines().next().expect("a line").trim_end_matches(';');
    let list: serde_json::Value = serde_json::from_str(list).expect("the list is JSON");
    list.as_object().expect("an object").keys().cloned().collect()
}

#[test]
fn what_was_visited_once_is_read_without_a_network() {
    let site = Site::of_book("tests/sites/features/zh");
    let server = Server::of(&site);
    let browser = Browser::start();
    let home = server.url.clone();
    browser.open(&home);
    browser.wait_for(IS_KEPT);
    drop(server);
    let pages: Vec<String> = site.pages().into_iter().filter(|page| page != "404.html").collect();
    assert!(pages.len() > 10);
    for page in &pages {
        browser.open(&format!("{home}{}", encode_percent(page)));
        let is_whole = "Boolean(document.querySelector('main')) && getComputedStyle(document.querySelector('.bar')).position === 'sticky'";
        // Redirects lead on at once.
        browser.wait_for(is_whole);
        let pictures = "[...document.images].filter((one) => one.complete && one.naturalWidth === 0 && one.currentSrc.startsWith(location.origin)).map((one) => one.src)";
        assert_eq!(browser.evaluate(pictures), json!([]), "{page}");
    }
    browser.open(&format!("{home}search.html?q={}", encode_percent("标题")));
    browser.wait_for("document.querySelector('main mark')");
    browser.open(&format!("{home}practice.html"));
    browser.wait_for("document.querySelector('.practice-start [type=submit]:not([disabled])')");
    browser.find(".practice-start [type=submit]").click();
    browser.wait_for("document.querySelector('.practice-card, .q')");
    assert_eq!(browser.console(), [] as [&str; 0]);
}

/// A book whose every page and style says which version it is of.
fn write_version(book: &Folder, version: &str) {
    book.write(
        "book.toml",
        "[book]\ntitle = \"版\"\nlanguage = \"zh-CN\"\n[output.html]\nhash-files = false\nadditional-css = [\"own.css\"]\n",
    );
    book.write("own.css", &format!(":root {{ --version: {version}; }}\n"));
    for page in ["index", "a", "b"] {
        book.write(&format!("content/{page}.md"), &format!("# {page}\n\n<p id=\"version\">{version}</p>\n"));
    }
    book.write("content/same.md", "# 不变\n\n一直如此。\n");
}

fn build(book: &Folder, site: &Site) {
    wence(book.path(), &["build", "--strict", "-d", site.root.to_str().unwrap()]).exits(0);
}

/// The versions that page and style are of.
fn versions(browser: &Browser) -> [String; 2] {
    let text = |expression: &str| browser.evaluate(expression).as_str().unwrap_or_default().trim().to_owned();
    [
        text("(document.querySelector('#version') || {}).textContent || ''"),
        text("getComputedStyle(document.documentElement).getPropertyValue('--version')"),
    ]
}

#[test]
fn no_page_is_half_of_one_version_and_half_of_another() {
    let (book, site) = (Folder::new(), Site::empty());
    write_version(&book, "1");
    build(&book, &site);
    let server = Server::of(&site);
    let browser = Browser::start();
    let open = |page: &str| browser.open(&format!("{}{page}", server.url));
    open("");
    browser.wait_for(IS_KEPT);
    open("a.html");
    assert_eq!(versions(&browser), ["1", "1"]);
    // A site in the middle of being replaced: its pages are new, its list and its styles are not.
    write_version(&book, "2");
    let style = site.read("own.css");
    let worker = site.read("sw.js");
    build(&book, &site);
    let (new_style, new_worker) = (site.read("own.css"), site.read("sw.js"));
    assert_ne!(worker, new_worker);
    fs::write(site.root.join("own.css"), style).unwrap();
    let update = "navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => true, () => false)";
    let settled = "navigator.serviceWorker.getRegistration().then((one) => !one.installing && !one.waiting)";
    browser.evaluate(update);
    while browser.evaluate(settled) != json!(true) {}
    for page in ["b.html", "a.html", ""] {
        open(page);
        assert_eq!(versions(&browser), ["1", "1"], "{page}");
    }
    // All of it is there: the next page that is loaded is of the new version, and so is every other. A page that was open
    // before goes on with what it was made with.
    fs::write(site.root.join("own.css"), new_style).unwrap();
    browser.evaluate(update);
    let style = "fetch('own.css').then((answer) => answer.text()).then((text) => text.match(/--version:\\s*(\\d)/)[1])";
    let ready = "caches.keys().then((names) => names.length > 2)";
    while browser.evaluate(settled) != json!(true) || browser.evaluate(ready) != json!(true) {}
    let first = browser.tab();
    let second = browser.open_tab();
    browser.switch_to(&second);
    open("b.html");
    assert_eq!(versions(&browser), ["2", "2"]);
    browser.switch_to(&first);
    assert_eq!((versions(&browser), browser.evaluate(style)), (["1".to_owned(), "1".to_owned()], json!("1")));
    browser.switch_to(&second);
    assert_eq!(browser.evaluate(style), json!("2"));
    browser.switch_to(&first);
    for page in ["a.html", "b.html", ""] {
        open(page);
        assert_eq!(
            (versions(&browser), browser.evaluate(style)),
            (["2".to_owned(), "2".to_owned()], json!("2")),
            "{page}"
        );
    }
    drop(server);
    let kept = "caches.keys().then((names) => names.length)";
    assert_eq!(browser.evaluate(kept), json!(2), "the old version is gone");
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn a_site_that_keeps_nothing_any_more_leaves_nothing_behind() {
    let (book, site) = (Folder::new(), Site::empty());
    write_version(&book, "1");
    build(&book, &site);
    let server = Server::of(&site);
    let browser = Browser::start();
    browser.open(&server.url);
    browser.wait_for(IS_KEPT);
    book.append("book.toml", "offline = false\n");
    build(&book, &site);
    assert!(!site.root.join("sw.js").exists() && !site.root.join("manifest.webmanifest").exists());
    assert!(!site.read("index.html").contains("sw.js"));
    // The worker may run still and have asked already: a reader comes back later.
    browser.devtools("ServiceWorker.enable", json!({}));
    browser.devtools("ServiceWorker.stopAllWorkers", json!({}));
    let is_left =
        "Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations()]).then((all) => all.flat().length)";
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while browser.evaluate(is_left) != json!(0) {
        assert!(std::time::Instant::now() < deadline, "something is left: {}", browser.evaluate("Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations()]).then((all) => JSON.stringify([all[0], all[1].map((one) => [one.active && one.active.state, one.waiting && 1])]) + document.documentElement.outerHTML.slice(0, 300))"));
        browser.open(&format!("{}a.html", server.url));
    }
}

#[test]
fn a_site_is_kept_up_to_a_size_and_never_from_a_folder() {
    let site = Site::of_book("tests/sites/features/zh");
    let files = kept(&site);
    for path in ["index.html", "contents.html", "practice.html", "print.html", "search.html"] {
        assert!(files.iter().any(|file| file == path), "{path}");
    }
    assert!(files.iter().any(|file| file.starts_with("search/")) && files.iter().any(|file| file.ends_with(".css")));
    for path in ["404.html", "sw.js", "questions.json", "robots.txt", "index.md"] {
        assert!(!files.iter().any(|file| file == path), "{path}");
    }
    let manifest: serde_json::Value = serde_json::from_str(&site.read("manifest.webmanifest")).unwrap();
    for icon in manifest["icons"].as_array().expect("icons") {
        assert!(site.root.join(icon["src"].as_str().unwrap()).exists());
    }
    let browser = Browser::start();
    browser.open(&site.url("index.html"));
    assert_eq!(browser.evaluate("document.querySelector('link[rel=manifest]')"), json!(null));
    assert_eq!(browser.console(), [] as [&str; 0]);
    let book = Folder::with_book("en");
    book.append("book.toml", "\n[output.html]\noffline-limit = 1\n");
    fs::write(book.join("content/large.bin"), vec![7; 1 << 20]).unwrap();
    wence(book.path(), &["build", "-d", "site"]).exits(0);
    let worker = book.read("site/sw.js");
    assert!(worker.contains("\"index.html\":") && !worker.contains("large.bin"));
}
