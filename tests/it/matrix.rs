//! Every type of page as every reader meets it: at the widths of a desk, a tablet and a phone, light and dark, in both languages,
//! from a folder and from a web server, with scripts and without.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::axe;
use crate::faults::Faults;
use crate::program::{Folder, files_below};
use crate::site::{Page, REDIRECT, Server, Shelf, Site, Type};
use crate::webdriver::Browser;

const DESK: u32 = 1440;
const TABLET: u32 = 820;
const PHONE: u32 = 390;
const WIDTHS: [u32; 3] = [DESK, TABLET, PHONE];
const SCHEMES: [&str; 2] = ["light", "dark"];

/// By how many CSS pixels the page is wider than the window, and what stands out, but for what scrolls by itself.
const OVERFLOW: &str = r#"
    const root = document.documentElement;
    const excess = Math.max(root.scrollWidth, document.body.scrollWidth) - root.clientWidth;
    const scrolls = (element) => element !== document.body
        && (getComputedStyle(element).overflowX !== "visible" || scrolls(element.parentElement));
    const wide = excess <= 0 ? [] : [...document.body.querySelectorAll("*")].filter((element) => {
        return element.getBoundingClientRect().right > root.clientWidth + 0.5 && !scrolls(element.parentElement);
    });
    const name = (element) => `${element.localName}.${element.className} in ${element.parentElement.className}`;
    return excess <= 0 ? null : `${excess} px too wide: ${wide.slice(-5).map(name).join(", ")}`;
"#;

/// By how much the page in view is wider than the window. `None`: it fits.
pub fn overflow(browser: &Browser) -> Option<String> {
    browser.script(OVERFLOW, json!([])).as_str().map(str::to_owned)
}

/// What the browser said and asked for since this was last asked, as far as it is wrong: words on the console, files that did
/// not come, files from outside `home`, the address of the site.
fn faults_of_loading(browser: &Browser, home: &str) -> Vec<String> {
    let mut faults: Vec<_> = browser.console().iter().map(|entry| format!("the console says {entry}")).collect();
    for request in browser.requests() {
        if !request.url.starts_with(home) {
            faults.push(format!("asks for {}, which is outside of the site", request.url));
        }
        faults.extend(request.failure.map(|failure| format!("asks for {} in vain: {failure}", request.url)));
    }
    faults
}

/// Of a page without a style sheet, axe takes the ground to be white even where the browser's own is dark.
fn axe_violations(browser: &Browser, page: &Page, scheme: &str) -> Vec<String> {
    let is_meant =
        |fault: &String| page.kind == Type::Redirect && scheme == "dark" && fault.starts_with("color-contrast");
    axe::violations(browser).into_iter().filter(|fault| !is_meant(fault)).collect()
}

/// Every page from the folder, read with scripts: axe, overflow, console and requests at all widths, in both schemes. A tablet is
/// a window that was made narrower; what a script does at its start it does anew on a phone.
fn with_scripts(shelf: &Shelf, browser: &Browser, faults: &mut Faults) {
    for page in shelf.pages() {
        let home = page.site.url("");
        for width in WIDTHS {
            browser.resize(width, 900);
            if width != TABLET {
                page.open(browser);
            }
            faults.add(format!("{page} {width} px"), faults_of_loading(browser, &home));
            faults.add(format!("{page} {width} px"), overflow(browser));
            for scheme in SCHEMES {
                browser.emulate("", &[("prefers-color-scheme", scheme)]);
                faults.add(format!("{page} {width} px {scheme}"), axe_violations(browser, &page, scheme));
            }
        }
        browser.resize(320, 640);
        faults.add(format!("{page} 320 px"), overflow(browser));
        // 1440 × 900 at 400 %.
        browser.resize_zoomed(360, 225, 4);
        faults.add(format!("{page} 400 %"), overflow(browser));
        faults.add(format!("{page} while looked at"), faults_of_loading(browser, &home));
    }
}

/// The same without scripts. They are allowed again once the page is there, for axe is one.
fn without_scripts(shelf: &Shelf, browser: &Browser, faults: &mut Faults) {
    for page in shelf.pages() {
        browser.resize(PHONE, 900);
        browser.allow_scripts(false);
        page.open(browser);
        let loading = faults_of_loading(browser, &page.site.url(""));
        faults.add(format!("{page} no scripts"), loading);
        browser.allow_scripts(true);
        for (width, scheme) in WIDTHS.into_iter().zip(["light", "dark", "dark"]) {
            let circumstances = format!("{page} no scripts {width} px {scheme}");
            browser.resize(width, 900);
            browser.emulate("", &[("prefers-color-scheme", scheme)]);
            faults.add(&circumstances, overflow(browser));
            faults.add(&circumstances, axe_violations(browser, &page, scheme));
        }
    }
}

fn readable_from_a_folder(shelf: &Shelf) {
    let browser = Browser::start();
    let mut faults = Faults::default();
    with_scripts(shelf, &browser, &mut faults);
    without_scripts(shelf, &browser, &mut faults);
    faults.must_be_none();
}

#[test]
fn every_type_of_page_in_chinese_is_accessible_fits_and_is_quiet() {
    readable_from_a_folder(&Shelf::in_chinese());
}

#[test]
fn every_type_of_page_in_english_is_accessible_fits_and_is_quiet() {
    readable_from_a_folder(&Shelf::in_english());
}

/// Where the page stands below the server's address. What is not there is asked for somewhere deep.
fn served_path(page: &Page) -> &'static str {
    if page.kind == Type::Missing { "no/such/page.html" } else { page.path }
}

/// The same pages below a path of a web server.
fn readable_over_http(site: &Site, pages: &[Page], faults: &mut Faults) {
    let server = Server::of(site);
    let browser = Browser::start();
    for scripts in [true, false] {
        browser.allow_scripts(scripts);
        for page in pages {
            browser.resize(DESK, 900);
            let address = format!("{}{}", server.url, served_path(page));
            browser.open(&address);
            // That the page itself is not there is what the browser should say, and all it should say.
            let is_meant = |fault: &String| page.kind == Type::Missing && fault.contains(&address);
            let way = if scripts { "over HTTP" } else { "over HTTP without scripts" };
            let loading = faults_of_loading(&browser, &server.url);
            faults.add(format!("{page} {way}"), loading.into_iter().filter(|fault| !is_meant(fault)));
            for width in WIDTHS {
                browser.resize(width, 900);
                faults.add(format!("{page} {width} px {way}"), overflow(&browser));
            }
        }
    }
}

/// Hundreds of links, and a whole book on one page.
#[test]
fn the_long_pages_of_the_guide_are_accessible_and_fit() {
    let site = Site::of_book("");
    let browser = Browser::start();
    browser.resize(PHONE, 900);
    let mut faults = Faults::default();
    for path in ["contents.html", "print.html"] {
        browser.open(&site.url(path));
        faults.add(path, axe::violations(&browser));
        faults.add(path, overflow(&browser));
        faults.add(path, faults_of_loading(&browser, &site.url("")));
    }
    faults.must_be_none();
}

#[test]
fn every_type_of_page_fits_and_is_quiet_under_a_path_of_a_web_server() {
    let mut faults = Faults::default();
    for shelf in Shelf::both() {
        let pages = shelf.pages();
        let (features, book): (Vec<_>, Vec<_>) =
            pages.iter().partition(|page| std::ptr::eq(page.site, &shelf.features));
        readable_over_http(&shelf.book, &book, &mut faults);
        readable_over_http(&shelf.features, &features, &mut faults);
    }
    faults.must_be_none();
}

#[test]
fn a_redirect_leads_on_from_a_folder_and_a_web_server_with_scripts_and_without() {
    let site = Site::of_book("tests/sites/features/zh");
    let server = Server::of(&site);
    let browser = Browser::start();
    for scripts in [true, false] {
        browser.allow_scripts(scripts);
        for home in [site.url(""), server.url.clone()] {
            browser.open(&format!("{home}{REDIRECT}"));
            browser.wait_for_page("/chapter/prose.html");
            assert_eq!(browser.find("main h1").text(), "长文");
            assert_eq!(faults_of_loading(&browser, &home), [] as [&str; 0]);
        }
    }
}

/// A missing page may be asked for at any depth: its links name the path of `site-url`.
#[test]
fn the_page_for_what_is_missing_leads_back_from_any_depth() {
    let site = Site::of_book("tests/sites/features/zh");
    let server = Server::of(&site);
    let browser = Browser::start();
    for path in ["gone.html", "a/b/c/gone.html", "chapter/gone/"] {
        browser.open(&format!("{}{path}", server.url));
        browser.requests();
        browser.find("main a[href='/repo/index.html']").click();
        browser.wait_for_loaded("location.pathname === '/repo/index.html'");
        assert!(browser.requests().iter().all(|request| request.failure.is_none()), "from {path}");
    }
}

/// The small theme, which has no script, holds to the same rules.
#[test]
fn the_plain_theme_is_accessible_fits_and_is_quiet() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/features/zh");
    let book = Folder::new();
    for path in files_below(&source) {
        let to = book.join(&path);
        fs::create_dir_all(to.parent().expect("it is below the folder")).unwrap();
        fs::copy(source.join(&path), to).unwrap();
    }
    let settings = book.read("book.toml").replace("[output.html]", "[output.html]\nbase-theme = \"plain\"");
    book.write("book.toml", &settings);
    let site = Site::of_folder(book.path());
    let browser = Browser::start();
    let mut faults = Faults::default();
    for path in
        ["index.html", "chapter/markdown.html", "chapter/questions.html", "contents.html", "print.html", "404.html"]
    {
        for width in [DESK, PHONE] {
            browser.resize(width, 900);
            browser.open(&site.url(path));
            faults.add(format!("{path} {width} px"), faults_of_loading(&browser, &site.url("")));
            faults.add(format!("{path} {width} px"), overflow(&browser));
            for scheme in SCHEMES {
                browser.emulate("", &[("prefers-color-scheme", scheme)]);
                faults.add(format!("{path} {width} px {scheme}"), axe::violations(&browser));
            }
        }
    }
    faults.must_be_none();
}

/// A checker that sees nothing would find every page in order.
#[test]
fn faults_of_loading_and_overflow_are_seen() {
    let site = Site::empty();
    let text = "<!doctype html><title>页</title><link rel=stylesheet href=gone.css><script>throw 'said'</script>\
                <iframe src='../outside.html'></iframe><p style='width: 500px'>宽";
    fs::write(site.root.join("page.html"), text).unwrap();
    fs::write(site.root.with_file_name("outside.html"), "外").unwrap();
    let browser = Browser::start();
    browser.resize(PHONE, 900);
    browser.open(&site.url("page.html"));
    let faults = faults_of_loading(&browser, &site.url("")).join("\n");
    for expected in ["Uncaught", "gone.css in vain", "outside.html, which is outside"] {
        assert!(faults.contains(expected), "{expected} is not in:\n{faults}");
    }
    assert!(overflow(&browser).is_some_and(|fault| fault.contains("p.")));
    browser.resize(DESK, 900);
    assert_eq!(overflow(&browser), None);
}
