//! Sites as their readers get them: opened from a folder on disk, in a real browser.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::matrix::overflow;
use crate::program::files_below;
use crate::site::{Site, decode_percent};
use crate::webdriver::{Browser, texts};

/// Everything a page leads to or loads, resolved by the browser, and what else is asked of it.
const FACE: &str = r#"
    const resolved = (value) => new URL(value, document.baseURI).href;
    const values = (name) => [...document.querySelectorAll(`[${name}]`)].map((element) => element.getAttribute(name));
    const sets = values("srcset").flatMap((set) => set.split(",").map((item) => item.trim().split(/\s+/)[0]));
    return {
        title: document.title,
        headings: document.querySelectorAll("h1").length,
        language: document.documentElement.lang,
        links: [...values("href"), ...values("src"), ...sets].map(resolved),
        navigation: [...document.querySelectorAll("nav a[href]")].map((link) => resolved(link.getAttribute("href"))),
        ids: [...document.querySelectorAll("[id]")].map((element) => element.id),
        broken: [...document.images].filter((image) => image.complete && image.naturalWidth === 0).map((image) => image.src),
    };
"#;

/// What a page holds, by its path.
type ByPage<T> = BTreeMap<String, T>;

/// What is wrong with the site, as far as a browser and the list of its files can tell: a line a fault, beginning with the
/// page's path.
fn faults(site: &Site, browser: &Browser) -> Vec<String> {
    let mut faults = Vec::new();
    let mut links: ByPage<Vec<String>> = BTreeMap::new();
    let mut navigation: ByPage<Vec<String>> = BTreeMap::new();
    let mut ids: ByPage<BTreeSet<String>> = BTreeMap::new();
    for page in site.pages() {
        browser.resize(1280, 900);
        browser.open(&site.url(&page));
        let face = browser.script(FACE, json!([]));
        faults.extend(faults_of_page(&page, &face, browser).into_iter().map(|fault| format!("{page}: {fault}")));
        links.insert(page.clone(), texts(&face["links"]));
        navigation.insert(page.clone(), texts(&face["navigation"]));
        ids.insert(page, texts(&face["ids"]).into_iter().collect());
    }
    for (page, links) in &links {
        let broken = links.iter().filter_map(|link| fault_of_link(site, link, &ids));
        faults.extend(broken.map(|fault| format!("{page}: {fault}")));
    }
    let reached = reached(site, &navigation);
    let is_generated = |page: &str| matches!(page, "print.html" | "search.html" | "tags.html");
    let unreached = links.keys().filter(|page| !reached.contains(*page) && !is_generated(page));
    faults.extend(unreached.map(|page| format!("{page}: the navigation does not lead there")));
    faults
}

/// What is wrong with the page in view, whatever it links to.
fn faults_of_page(page: &str, face: &Value, browser: &Browser) -> Vec<String> {
    let mut faults = Vec::new();
    if face["title"].as_str().is_none_or(|title| title.trim().is_empty()) {
        faults.push("has no title".to_owned());
    }
    if face["language"].as_str().is_none_or(str::is_empty) {
        faults.push("does not tell its language".to_owned());
    }
    // The whole book on one page has a heading for each of its pages.
    if face["headings"] != 1 && page != "print.html" {
        faults.push(format!("has {} first-level headings", face["headings"]));
    }
    faults.extend(texts(&face["broken"]).iter().map(|image| format!("shows a broken image: {image}")));
    for width in [390, 320] {
        browser.resize(width, 844);
        faults.extend(overflow(browser).map(|overflow| format!("at {width} px: {overflow}")));
    }
    faults.extend(browser.console().iter().map(|entry| format!("the console says {entry}")));
    faults
}

/// What is wrong with a link, an address as the browser resolved it. Those to the net are not followed.
fn fault_of_link(site: &Site, link: &str, ids: &ByPage<BTreeSet<String>>) -> Option<String> {
    match link.split(':').next().unwrap_or_default() {
        "http" | "https" | "mailto" | "tel" | "data" => return None,
        "file" => {}
        _ => return Some(format!("leads to {link}")),
    }
    let Some((path, fragment)) = site.place(link) else {
        return Some(format!("leads out of its folder: {link}"));
    };
    // Not even a folder with a page in it: from a disk, a browser would show the folder's list of files.
    if !site.root.join(&path).is_file() {
        return Some(format!("leads to `{path}`, which is no file"));
    }
    // The pages of the question bank keep what is chosen there: `practice.html#q=rush-order`.
    let is_state = matches!(path.as_str(), "bank.html" | "practice.html") && fragment.contains('=');
    let is_there = fragment.is_empty() || is_state || ids.get(&path).is_none_or(|ids| ids.contains(&fragment));
    (!is_there).then(|| format!("leads to `{path}#{fragment}`, which the page does not have"))
}

/// The pages that a reader comes to from the home page by navigation alone.
fn reached(site: &Site, navigation: &ByPage<Vec<String>>) -> BTreeSet<String> {
    let mut reached = BTreeSet::from(["index.html".to_owned()]);
    let mut to_follow = vec!["index.html".to_owned()];
    while let Some(page) = to_follow.pop() {
        for link in navigation.get(&page).into_iter().flatten() {
            if let Some((path, _)) = site.place(link)
                && reached.insert(path.clone())
            {
                to_follow.push(path);
            }
        }
    }
    reached
}

/// A checker that sees nothing would find every site in order.
#[test]
fn every_kind_of_fault_is_seen() {
    let site = Site::empty();
    let write = |path: &str, text: &str| {
        let path = site.root.join(path);
        fs::create_dir_all(path.parent().expect("it is below the site")).unwrap();
        fs::write(path, format!("<!doctype html>{text}")).unwrap();
    };
    let good = "<html lang=zh><meta charset=utf-8><title>好</title><h1 id='一'>一</h1>";
    write(
        "index.html",
        &format!("{good}<nav><a href='a%20b/x.html#%E4%B8%80'>x</a></nav><a href='https://a.example/'>y</a>"),
    );
    write(
        "a b/x.html",
        &format!("{good}<img src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=='>"),
    );
    let browser = Browser::start();
    assert_eq!(faults(&site, &browser), [] as [&str; 0]);

    write("plain.html", "<meta charset=utf-8><p>no title, no language, no heading");
    write(
        "links.html",
        &format!(
            "{good}<h1>二</h1><a href='a%20b/'>1</a><a href='#nowhere'>2</a><a href='../x'>3</a><a href='javascript:1'>4</a>"
        ),
    );
    write(
        "wide.html",
        &format!("{good}<div style='width:350px'>w</div><img src=gone.png><script>fetch('x.json')</script>"),
    );
    let faults = faults(&site, &browser);
    for expected in [
        "plain.html: has no title",
        "plain.html: does not tell its language",
        "plain.html: has 0 first-level headings",
        "plain.html: the navigation does not lead there",
        "links.html: has 2 first-level headings",
        "links.html: leads to `a b",
        "links.html: leads to `links.html#nowhere`",
        "links.html: leads out of its folder",
        "links.html: leads to javascript:",
        "wide.html: shows a broken image",
        "wide.html: leads to `gone.png`, which is no file",
        "wide.html: the console says",
    ] {
        assert!(
            faults.iter().any(|fault| fault.starts_with(expected)),
            "{expected} is not among:\n{}",
            faults.join("\n")
        );
    }
    let too_wide: Vec<_> = faults.iter().filter(|fault| fault.contains("too wide")).collect();
    assert!(matches!(too_wide.as_slice(), [fault] if fault.contains("at 320 px")), "{too_wide:?}");
    assert!(!faults.iter().any(|fault| fault.starts_with("index.html") || fault.starts_with("a b/")), "{faults:?}");
}

#[test]
fn every_page_of_the_guide_is_whole_when_opened_from_a_folder() {
    let site = Site::of_book("");
    let sources = files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"));
    let n_sources = sources.iter().filter(|path| path.ends_with(".md")).count();
    assert!(site.pages().len() >= n_sources, "{:?}", site.pages());
    let faults = faults(&site, &Browser::start());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_page_of_the_manual_is_whole_when_opened_from_a_folder() {
    let faults = faults(&Site::of_book("docs"), &Browser::start());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_guide_can_be_read_with_scripts_off() {
    let site = Site::of_book("");
    let browser = Browser::start();
    browser.allow_scripts(false);
    browser.open(&site.url("index.html"));
    let links = browser.find_all("nav a[href]");
    let n_pages = site.pages().len();
    assert!(links.len() * 2 > n_pages / 2, "{} links for {n_pages} pages", links.len());
    assert!(browser.find("main h1").text().contains("面试指南"));
    // A page is opened by its link, as a reader does it.
    let target = browser.find("main a[href$='company-research.html'], nav a[href$='company-research.html']");
    browser.open(&site.url(&site_path(
        &site,
        "index.html",
        &target.attribute("href").expect("the selector asks for it"),
    )));
    assert!(browser.find("main").text().chars().count() > 500, "the text is there without scripts");
    assert_eq!(browser.find_all("main h1").len(), 1);
    assert!(!browser.find_all("nav a[href]").is_empty());
    assert_eq!(browser.console(), [] as [&str; 0]);
}

/// The path in the site of a link as a page writes it.
fn site_path(site: &Site, page: &str, href: &str) -> String {
    if let Some((path, _)) = site.place(href) {
        return path;
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in href.split(['#', '?']).next().unwrap_or(href).split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    decode_percent(&parts.join("/"))
}

#[test]
fn a_moved_folder_is_as_good_as_before() {
    let site = Site::of_book("").moved("elsewhere");
    let browser = Browser::start();
    browser.open(&site.url("index.html"));
    browser.find("main a[href$='.html'], main a[href*='.html#']").click();
    assert_eq!(browser.find_all("main h1").len(), 1);
    assert!(browser.script("return location.href", json!([])).as_str().is_some_and(|url| url.contains("/elsewhere/")));
    assert_eq!(browser.console(), [] as [&str; 0]);
}
