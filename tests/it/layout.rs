//! Where things stand on the page: the length of lines, the size of what is pressed, what a reader's own spacing does, and that
//! nothing moves once it has been seen.

use serde_json::{Value, json};

use crate::faults::Faults;
use crate::keyboard::DRAWER_OPEN;
use crate::matrix::overflow;
use crate::program::Folder;
use crate::settings::PANEL_OPEN;
use crate::site::{Shelf, Site, Type};
use crate::webdriver::{Browser, ESCAPE, texts};

/// Characters in each line of the page's longest paragraph.
const LINES: &str = r#"
    const paragraphs = [...document.querySelectorAll(".prose > p")];
    const longest = paragraphs.reduce((one, other) => one.textContent.length < other.textContent.length ? other : one);
    const lines = new Map();
    const walker = document.createTreeWalker(longest, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
        for (let at = 0; at < walker.currentNode.length; at += 1) {
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + 1);
            const [box] = range.getClientRects();
            const line = Math.round(box.bottom);
            lines.set(line, (lines.get(line) || 0) + 1);
        }
    }
    return [...lines.values()];
"#;

#[test]
fn a_line_of_han_text_has_a_length_that_eyes_can_follow() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    for (width, least, most) in [(1440, 34, 42), (820, 34, 42), (390, 19, 26), (360, 19, 26)] {
        if width < 500 {
            // Whose scroll bars take no room.
            browser.use_finger(width, 900);
        } else {
            browser.resize(width, 900);
        }
        browser.open(&shelf.features.url("chapter/prose.html"));
        let lines = browser.script(LINES, json!([]));
        let mut lines: Vec<_> = lines.as_array().expect("lines").iter().filter_map(Value::as_u64).collect();
        lines.pop();
        assert!(lines.len() > 3, "the paragraph is long at {width} px: {lines:?}");
        assert!(lines.iter().all(|n| (least..=most).contains(n)), "{width} px: {lines:?}");
    }
}

/// Run before the page: collects every shift of its layout (<https://wicg.github.io/layout-instability/>).
const WATCH_SHIFTS: &str = r#"
    shifts = [];
    const name = ({ node }) => node ? `${node.localName || node.nodeName}.${node.className || ""}` : "something gone";
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push(`${entry.value} by ${entry.sources.map(name).join(", ")}`);
    }).observe({ type: "layout-shift", buffered: true });
"#;

/// Scrolls to each image and to the end, and answers with the shifts when what was drawn is known to the observer.
const SHIFTS: &str = r#"
    (async () => {
        const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
        await frames();
        for (const image of document.images) {
            if (!image.checkVisibility()) continue;
            image.scrollIntoView();
            await image.decode();
        }
        scrollTo(0, document.documentElement.scrollHeight);
        await frames();
        return shifts;
    })()
"#;

#[test]
fn nothing_moves_once_it_has_been_seen() {
    let browser = Browser::start();
    browser.run_first(WATCH_SHIFTS);
    let mut faults = Faults::default();
    for (shelf, visits) in [(Shelf::in_english(), &[false][..]), (Shelf::in_chinese(), &[false, true])] {
        for &stored in visits {
            for page in shelf.pages() {
                for width in [1440, 390] {
                    browser.resize(width, 900);
                    let shifts = || {
                        page.open(&browser);
                        texts(&browser.evaluate(SHIFTS))
                    };
                    // A machine with much else to do reads a page in pieces, and paints them as they come. That is rare: what
                    // moves by itself moves again.
                    let shifts = Some(shifts()).filter(Vec::is_empty).unwrap_or_else(shifts);
                    let circumstances = if stored { "with stored choices" } else { "at first" };
                    faults.add(format!("{page} {width} px {circumstances}"), shifts);
                }
            }
            // What a reader leaves behind: ticks, a tab, a place, sizes other than the usual.
            browser.resize(1440, 900);
            browser.open(&shelf.features.url("chapter/markdown.html"));
            browser.evaluate(
                "document.querySelectorAll('.tasks input').forEach((box) => box.click()), \
                 document.querySelectorAll('[role=tab]:last-child').forEach((tab) => tab.click()), \
                 ['text', 'width'].forEach((name, at) => localStorage.setItem( \
                 `wence:${document.documentElement.dataset.site}:${name}`, JSON.stringify({ v: 1, d: ['l', 'wide'][at] })))",
            );
            browser.evaluate("scrollTo({ top: 3000, behavior: 'instant' })");
        }
    }
    faults.must_be_none();
}

#[test]
fn a_shift_of_the_layout_is_seen() {
    let site = Site::empty();
    let text = "<!doctype html><meta charset=utf-8><p>正文</p><script>requestAnimationFrame(() =>\
        requestAnimationFrame(() => document.querySelector('p').before(Object.assign(document.createElement('div'),\
        { innerHTML: '<br><br><br>' }))))</script>";
    std::fs::write(site.root.join("page.html"), text).unwrap();
    let browser = Browser::start();
    browser.run_first(WATCH_SHIFTS);
    browser.open(&site.url("page.html"));
    let shifts = texts(&browser.evaluate(SHIFTS));
    assert!(matches!(shifts.as_slice(), [_]), "{shifts:?}");
}

/// What can be pressed and is smaller than `arguments[0]` CSS pixels: a line for each kind of place, with the smallest there.
/// Links within a sentence have the height of its line, which WCAG 2.5.8 exempts; a box with a label is as large as that; words
/// are as wide as they are.
const SMALL_TARGETS: &str = r#"
    const [least] = arguments;
    const isInSentence = (link) => {
        if (link.localName !== "a" || getComputedStyle(link).display !== "inline" || link.closest("nav, footer, .contents")) return false;
        return link.closest(".prose") || (link.closest("p, li") || link).textContent.trim() !== link.textContent.trim();
    };
    const controls = document.querySelectorAll("a[href], button, summary, input, select, textarea, [role=tab]");
    const faults = new Map();
    for (const control of controls) {
        if (control.matches(".skip") || !control.checkVisibility({ visibilityProperty: true }) || isInSentence(control)) continue;
        const { width, height } = (control.closest("label") || control).getBoundingClientRect();
        const isOfWords = control.localName === "a" && control.textContent.trim() || control.closest("label");
        if (height > least - .5 && (isOfWords || width > least - .5)) continue;
        const { parentElement: parent } = control;
        const place = `${parent.className || parent.localName} > ${control.localName}.${control.className}`;
        const { n = 0, smallest = Infinity, words } = faults.get(place) || {};
        const size = Math.min(width, height);
        const text = `${width.toFixed()} × ${height.toFixed()} px, ${control.textContent.trim().slice(0, 12)}`;
        faults.set(place, { n: n + 1, smallest: Math.min(smallest, size), words: size < smallest ? text : words });
    }
    return { controls: controls.length, faults: [...faults].map(([place, { n, words }]) => `${n} of ${place}: ${words}`) };
"#;

fn small_targets(browser: &Browser, least: u32) -> Vec<String> {
    let found = browser.script(SMALL_TARGETS, json!([least]));
    assert!(found["controls"].as_u64() > Some(0), "there is something to press");
    texts(&found["faults"])
}

#[test]
fn a_finger_meets_targets_of_44_px_and_a_mouse_of_24() {
    let browser = Browser::start();
    let mut faults = Faults::default();
    let shelves = Shelf::both();
    // A page that leads elsewhere has no style sheet.
    let pages = || shelves.iter().flat_map(Shelf::pages).filter(|page| page.kind != Type::Redirect);
    for page in pages() {
        browser.resize(1440, 900);
        page.open(&browser);
        faults.add(format!("{page} 1440 px"), small_targets(&browser, 24));
    }
    for page in pages() {
        browser.use_finger(390, 844);
        page.open(&browser);
        faults.add(format!("{page} by finger"), small_targets(&browser, 44));
        // What opens over the page is as large for a finger.
        if page.kind == Type::Chapter {
            for (opener, is_open) in [("[popovertarget=w-side]", DRAWER_OPEN), ("[data-appearance]", PANEL_OPEN)] {
                browser.find(opener).click();
                browser.wait_for(is_open);
                faults.add(format!("{page} {opener}"), small_targets(&browser, 44));
                browser.press(&[ESCAPE]);
            }
        }
    }
    faults.must_be_none();
}

#[test]
fn a_book_written_from_right_to_left_is_mirrored() {
    let book = Folder::new();
    book.write("book.toml", "[book]\ntitle = \"كتاب\"\nlanguage = \"ar\"\n");
    book.write("content/index.md", "# كتاب\n\nنص.\n");
    let text = "> [!NOTE]\n> ملاحظة\n\n```sh\nls -la\n```\n\n| ا | ب |\n| --- | --- |\n| ج | د |\n\n- [ ] مهمة\n";
    book.write("content/page.md", &format!("# صفحة\n\n## أول\n\n{text}\n## ثان\n\nنص طويل.\n"));
    let site = Site::of_folder(book.path());
    let browser = Browser::start();
    browser.resize(1440, 900);
    browser.open(&site.url("page.html"));
    assert_eq!(browser.evaluate("document.documentElement.dir"), "rtl");
    let left_of = |selector: &str| {
        let place = browser.evaluate(&format!("document.querySelector('{selector}').getBoundingClientRect().left"));
        place.as_f64().unwrap_or_else(|| panic!("{selector}: {place}"))
    };
    assert!(left_of(".side") > left_of("main") && left_of("main") > left_of(".toc"));
    assert!(left_of(".brand") > left_of("[data-appearance]"));
    assert_eq!(browser.evaluate("getComputedStyle(document.querySelector('.note')).borderRightStyle"), "solid");
    assert_eq!(
        browser.evaluate("getComputedStyle(document.querySelector('pre')).direction"),
        "ltr",
        "code is not mirrored"
    );
    for width in [1440, 390, 320] {
        browser.resize(width, 900);
        assert_eq!(overflow(&browser), None, "{width} px");
    }
}

/// Sets the spacing of WCAG 1.4.12 as a reader's own style sheet would, and names what is cut off by it.
const SPACE_OUT: &str = r#"
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-block-end: 2em !important }
    `);
    document.adoptedStyleSheets = [sheet];
    const reachesOut = (element) => {
        const box = element.getBoundingClientRect();
        const range = document.createRange();
        range.selectNodeContents(element);
        return [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0).map((part) => ({
            across: part.left < box.left - 1 || part.right > box.right + 1,
            along: part.top < box.top - 1 || part.bottom > box.bottom + 1,
        }));
    };
    const hides = (overflow) => overflow === "hidden" || overflow === "clip";
    const cut = (element) => {
        const { overflowX, overflowY } = getComputedStyle(element);
        if (!hides(overflowX) && !hides(overflowY)) return false;
        return reachesOut(element).some(({ across, along }) => hides(overflowX) && across || hides(overflowY) && along);
    };
    const spills = (element) => reachesOut(element).some(({ along }) => along);
    const name = (element) => `${element.localName}.${element.className}: ${element.textContent.trim().slice(0, 20)}`;
    // What is there for screen readers alone is a pixel wide.
    const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("svg, math")
        && element.getBoundingClientRect().width > 1;
    return [
        ...[...document.body.querySelectorAll("*")].filter((element) => shown(element) && cut(element)).map(name),
        ...[...document.querySelectorAll(".bar, .bar a, button, summary, [role=tab]")].filter((element) => {
            return shown(element) && spills(element);
        }).map(name),
    ];
"#;

#[test]
fn a_readers_own_spacing_cuts_nothing_off() {
    let browser = Browser::start();
    let mut faults = Faults::default();
    for (shelf, widths) in [(Shelf::in_chinese(), &[1440, 390][..]), (Shelf::in_english(), &[390])] {
        for page in shelf.pages() {
            for &width in widths {
                browser.resize(width, 900);
                page.open(&browser);
                let cut = browser.texts(SPACE_OUT, json!([]));
                faults.add(format!("{page} {width} px"), cut.into_iter().chain(overflow(&browser)));
            }
        }
    }
    faults.must_be_none();
}

#[test]
fn reduced_motion_leaves_nothing_moving() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    let moving = r#"
        const moves = (element, pseudo) => {
            const style = getComputedStyle(element, pseudo);
            const takesTime = (times) => times.split(",").some((time) => parseFloat(time) > 0);
            return takesTime(style.transitionDuration) || style.animationName !== "none" || style.scrollBehavior === "smooth";
        };
        const elements = [...document.querySelectorAll("*")];
        return elements.filter((element) => [null, "::before", "::after", "::backdrop"].some((pseudo) => moves(element, pseudo)))
            .map((element) => `${element.localName}.${element.className}`);
    "#;
    browser.emulate("", &[("prefers-reduced-motion", "reduce")]);
    for page in shelf.pages() {
        page.open(&browser);
        let moving = browser.texts(moving, json!([]));
        assert!(moving.is_empty(), "{:?}: {moving:?}", page.kind);
    }
    browser.emulate("", &[("prefers-reduced-motion", "no-preference")]);
    shelf.page(Type::Chapter).open(&browser);
    let moving = browser.texts(moving, json!([]));
    assert!(moving.contains(&"html.".to_owned()), "else jumps within the page are smooth: {moving:?}");
}
