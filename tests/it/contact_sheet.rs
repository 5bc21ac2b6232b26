//! Pictures of every type of page, side by side, for people to look at. `tests/contact-sheet` makes them.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::site::{Page, Shelf, Type};
use crate::webdriver::Browser;

const WIDTHS: [(u32, u32); 3] = [(1440, 900), (820, 1180), (390, 844)];
const SCHEMES: [&str; 2] = ["light", "dark"];
/// Pages are shown down to here, in CSS pixels; each picture scrolls by itself.
const LONGEST: u32 = 9000;

const STYLE: &str = "body { margin: 2rem; background: #777; color: #fff; font: 1rem/1.4 system-ui, sans-serif }
    section { display: flex; gap: 1rem; align-items: start; overflow-x: auto; padding-block-end: 1rem }
    figure { margin: 0; flex: none } figcaption { padding-block: .25rem } a { color: inherit }
    figure a { display: block; max-block-size: 90vh; overflow-y: auto } img { display: block; inline-size: 100%; block-size: auto }
    .w1440 { inline-size: 45rem } .w820 { inline-size: 26rem } .w390 { inline-size: 16rem }";

#[test]
#[ignore = "makes pictures, run by tests/contact-sheet"]
fn contact_sheet() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("contact-sheet");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let browser = Browser::start();
    let mut html =
        format!("<!doctype html><html lang=en><meta charset=utf-8><title>Contact sheet</title><style>{STYLE}</style>");
    for shelf in Shelf::both() {
        for page in shelf.pages() {
            write!(html, "<h2>{} · {:?} · {}</h2>", shelf.language, page.kind, page.path).unwrap();
            for scheme in SCHEMES {
                html.push_str("<section>");
                for (width, height) in WIDTHS {
                    browser.resize(width, height);
                    browser.emulate("", &[("prefers-color-scheme", scheme)]);
                    let name = format!("{}-{:?}-{width}-{scheme}.png", shelf.language, page.kind).to_lowercase();
                    take(&browser, &page, &folder.join(&name));
                    let caption = format!("{width} px, {scheme}");
                    write!(
                        html,
                        "<figure class=w{width}><figcaption>{caption}</figcaption><a href={name}><img src={name} alt='{caption}' loading=lazy></a></figure>"
                    )
                    .unwrap();
                }
                html.push_str("</section>");
            }
            // As it goes to the printer, from a dark screen.
            browser.resize(658, 967);
            browser.emulate("print", &[("prefers-color-scheme", "dark")]);
            let name = format!("{}-{:?}-print.png", shelf.language, page.kind).to_lowercase();
            take(&browser, &page, &folder.join(&name));
            write!(html, "<figure class=w820><figcaption>on paper</figcaption><a href={name}><img src={name} alt=print loading=lazy></a></figure>")
                .unwrap();
        }
        for kind in [Type::Chapter, Type::Features] {
            let name = format!("{}-{kind:?}.pdf", shelf.language).to_lowercase();
            browser.emulate("", &[]);
            shelf.page(kind).open(&browser);
            fs::write(folder.join(&name), browser.print()).unwrap();
            write!(html, "<p><a href={name}>{name}</a></p>").unwrap();
        }
    }
    let index = folder.join("index.html");
    fs::write(&index, html).unwrap();
    println!("{}", index.display());
}

fn take(browser: &Browser, page: &Page, path: &Path) {
    page.open(browser);
    // Pictures far below come only when they are scrolled to.
    browser.evaluate(
        "Promise.all([...document.images].map((image) => { image.loading = 'eager'; return image.decode().catch(() => {}) }))",
    );
    fs::write(path, browser.long_screenshot(LONGEST)).unwrap();
}
