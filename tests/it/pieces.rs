//! Terms of the glossary and the pieces that teach, as readers use them: with a pointer, a keyboard, a finger, without scripts
//! and on paper.

use serde_json::json;

use crate::axe;
use crate::budget::compressed;
use crate::faults::Faults;
use crate::matrix::overflow;
use crate::program::{Folder, files_below, wence};
use crate::site::{Server, Site};
use crate::webdriver::{Browser, CONTROL, ENTER, ESCAPE, TAB};

const PAGE: &str = "part/example.html";
const CARD: &str = "document.querySelector('.term-card:popover-open')";

fn book() -> Site {
    Site::of_book("tests/sites/pieces")
}

/// Moves the pointer to the middle of what an expression gives, or a little beside it.
fn point_at(browser: &Browser, element: &str, down: i32) {
    let place = browser.evaluate(&format!(
        "(({{ left, top, width, height }}) => [left + width / 2, top + height / 2])({element}.getBoundingClientRect())"
    ));
    let y = place[1].as_f64().expect("a place has two numbers") + f64::from(down);
    browser.devtools("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": place[0], "y": y }));
}

fn field(browser: &Browser, piece: &str, name: &str, value: &str) {
    let body = "const field = document.querySelector(`[data-piece=${arguments[0]}]`).elements[arguments[1]]; \
        field.value = arguments[2]; field.dispatchEvent(new Event('input', { bubbles: true }));";
    browser.script(body, json!([piece, name, value]));
}

fn rows(browser: &Browser, piece: &str) -> Vec<String> {
    let body = "return [...document.querySelectorAll(`[data-piece=${arguments[0]}] tbody tr`)].map((row) => \
        [...row.cells].map((cell) => cell.textContent).join(' '))";
    browser.texts(body, json!([piece]))
}

#[test]
fn terms_are_linked_at_their_first_use_in_running_text() {
    let site = book();
    let page = site.read(PAGE);
    assert_eq!(page.matches("class=\"term\"").count(), 3);
    assert!(page.contains("先谈<a class=\"term\" href=\"../glossary.html#起订量\">起订量</a>"), "{page}");
    assert!(
        page.contains("<code>MOQ</code>") && page.contains(">起订量<a class=\"anchor\""),
        "not in code, not in a heading"
    );
    assert!(!site.read("glossary.html").contains("class=\"term\""), "the glossary does not link to itself");
    let home = site.read("index.html");
    assert!(
        !home.contains("data-terms") && !home.contains("data-aql"),
        "a page without terms names no script for them"
    );
    assert!(!site.read("print.html").contains("class=\"term\""));
    let browser = Browser::start();
    browser.allow_scripts(false);
    browser.open(&site.url(PAGE));
    browser.find("a.term").click();
    browser.allow_scripts(true);
    browser.wait_for("decodeURIComponent(location.hash) === '#起订量' && document.querySelector('dt:target')");
}

#[test]
fn a_book_without_a_glossary_and_pieces_has_nothing_of_them() {
    let site = Site::of_book("tests/sites/features/zh");
    let scripts = files_below(&site.root.join("assets"));
    let is_of_them =
        |path: &&String| ["terms", "aql", "container", "backplan"].iter().any(|name| path.starts_with(name));
    assert_eq!(scripts.iter().find(is_of_them), None);
    assert!(!site.read("chapter/markdown.html").contains("<dt id="));
}

/// WCAG 2.2, 1.4.13: content on hover or focus.
#[test]
fn a_terms_card_can_be_dismissed_hovered_and_stays() {
    let site = book();
    let browser = Browser::start();
    browser.resize(1200, 800);
    browser.open(&site.url(PAGE));
    browser.requests();
    let term = "document.querySelector('a.term')";
    point_at(&browser, term, 0);
    browser.wait_for(&format!("{CARD}?.textContent.includes('一次至少要订的数量')"));
    let loaded: Vec<String> = browser.requests().into_iter().map(|request| request.url).collect();
    assert!(matches!(loaded.as_slice(), [url] if url.contains("/assets/terms-")), "{loaded:?}");
    assert_eq!(browser.evaluate(&format!("{term}.getAttribute('aria-describedby') === {CARD}.id")), true);
    assert_eq!(axe::violations(&browser), [] as [&str; 0]);
    // From the term onto the card, where it stays.
    point_at(&browser, CARD, 0);
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(browser.evaluate(&format!("Boolean({CARD})")), true, "the pointer may rest on the card");
    // Away from both, and it is gone.
    point_at(&browser, CARD, 300);
    browser.wait_for(&format!("!{CARD} && !{term}.hasAttribute('aria-describedby')"));
    // Escape closes it while the pointer stays, and it opens by focus alone.
    point_at(&browser, term, 0);
    browser.wait_for(CARD);
    browser.press(&[ESCAPE]);
    browser.wait_for(&format!("!{CARD}"));
    point_at(&browser, "document.querySelector('h1')", 0);
    browser.evaluate(&format!("{term}.focus({{ focusVisible: true }})"));
    browser.wait_for(CARD);
    browser.press(&[ESCAPE]);
    browser.wait_for(&format!("!{CARD} && document.activeElement === {term}"));
    browser.press(&[ENTER]);
    browser.wait_for_page("glossary.html");
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn a_tap_shows_the_card_and_the_way_to_the_glossary() {
    let site = book();
    let browser = Browser::start();
    browser.use_finger(390, 800);
    browser.open(&site.url(PAGE));
    let place = browser
        .evaluate("(({ left, top }) => [left + 4, top + 4])(document.querySelector('a.term').getBoundingClientRect())");
    let touch = json!([{ "x": place[0], "y": place[1] }]);
    browser.devtools("Input.dispatchTouchEvent", json!({ "type": "touchStart", "touchPoints": touch }));
    browser.devtools("Input.dispatchTouchEvent", json!({ "type": "touchEnd", "touchPoints": [] }));
    browser.wait_for(CARD);
    assert_eq!(browser.evaluate("location.pathname.endsWith('example.html')"), true, "the tap did not follow the link");
    let inside = format!("(({{ left, right }}) => left >= 0 && right <= innerWidth)({CARD}.getBoundingClientRect())");
    assert_eq!(browser.evaluate(&inside), true);
    browser.find(".term-card a").click();
    browser.wait_for_page("glossary.html");
}

#[test]
fn pieces_answer_new_numbers_and_say_which_they_cannot_read() {
    let site = book();
    let browser = Browser::start();
    browser.resize(1200, 800);
    browser.open(&site.url(PAGE));
    browser.wait_for("document.querySelectorAll('.piece.is-live').length === 3");
    assert_eq!(rows(&browser, "aql"), ["2.5 L 200 10 11", "4.0 L 200 14 15"]);
    field(&browser, "aql", "lot", "3,000");
    assert_eq!(rows(&browser, "aql"), ["2.5 K 125 7 8", "4.0 K 125 10 11"]);
    browser.wait_for("document.querySelector('#w-status').textContent.startsWith('AQL 2.5')");
    field(&browser, "aql", "level", "S-1");
    assert_eq!(rows(&browser, "aql"), ["2.5 C 5 0 1", "4.0 B 3 0 1"]);
    field(&browser, "aql", "aql", "3");
    assert_eq!(browser.evaluate("document.querySelector('[name=aql]').getAttribute('aria-invalid')"), "true");
    field(&browser, "aql", "aql", "2.5");
    assert_eq!(browser.evaluate("document.querySelector('[aria-invalid]')"), json!(null));
    field(&browser, "container", "units", "12,000");
    assert_eq!(browser.find("[name=count]").text(), "500");
    assert_eq!(rows(&browser, "container")[2], "40HQ 66 785 18,840 1");
    field(&browser, "backplan", "day", "2027-04-02");
    assert_eq!(rows(&browser, "backplan")[2], "春节 D−55 2027-02-06 周六", "a day that stands stays where it is");
    assert_eq!(rows(&browser, "backplan")[0], "下单 D−90 2027-01-02 周六");
    assert_eq!(axe::violations(&browser), [] as [&str; 0]);
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn pieces_say_all_without_scripts_and_on_paper_at_every_width() {
    let site = book();
    let browser = Browser::start();
    for width in [320, 1200] {
        for theme in ["light", "dark"] {
            browser.resize(width.max(500), 900);
            if width < 500 {
                browser.use_finger(width, 900);
            }
            browser.emulate("", &[("prefers-color-scheme", theme)]);
            browser.allow_scripts(false);
            browser.open(&site.url(PAGE));
            browser.allow_scripts(true);
            assert_eq!(rows(&browser, "aql"), ["2.5 L 200 10 11", "4.0 L 200 14 15"]);
            assert_eq!(rows(&browser, "container")[2], "40HQ 66 785 18,840 1");
            assert_eq!(rows(&browser, "backplan")[4], "面料到齐 D−33 2027-02-21 周日");
            assert_eq!(browser.evaluate("document.documentElement.scrollWidth <= innerWidth"), true, "{width}");
            let drawn = "(({ width, height }) => width > 100 && height > 300)(document.querySelector('.flow svg').getBoundingClientRect())";
            assert_eq!(browser.evaluate(drawn), true);
            assert_eq!(axe::violations(&browser), [] as [&str; 0], "{width} {theme}");
            browser.emulate("print", &[]);
            let list = "document.querySelector('.flow details > ol').checkVisibility()";
            assert_eq!(browser.evaluate(list), true, "the text of the diagram is printed");
            assert_eq!(
                browser.evaluate("getComputedStyle(document.querySelector('a.term')).textDecorationLine"),
                "none"
            );
        }
    }
}

#[test]
fn the_words_around_pieces_are_the_readers() {
    let book = Folder::new();
    for (language, label, weekday) in [
        ("en", "Lot size", "Fri"),
        ("zh-CN", "批量（件）", "周五"),
        ("zh-TW", "檢驗水準", "週五"),
        ("ja", "検査水準", "金"),
    ] {
        book.write("book.toml", &format!("[book]\nlanguage = \"{language}\"\n"));
        book.write(
            "content/index.md",
            "# A\n\n```aql\nlot: 5000\naql: 2.5\n```\n\n```backplan\nship: 2027-03-26\n1: 0\n```\n",
        );
        wence(book.path(), &["build", "-d", "site"]).exits(0);
        let page = book.read("site/index.html");
        assert!(page.contains(label) && page.contains(&format!("2027-03-26 {weekday}</td>")), "{page}");
    }
}

#[test]
fn what_cannot_be_read_is_told_and_stays_code() {
    let book = Folder::new();
    book.write("book.toml", "[book]\nlanguage = \"zh-CN\"\n[glossary]\nfile = \"glosary.md\"\n");
    book.write("content/glossary.md", "# 术语\n\nMOQ\n: 起订量\n");
    book.write("content/index.md", "# 题\n\n- 表\n\n  ```aql\n  lot: many\n  aql: 2.5\n  ```\n");
    let run = wence(book.path(), &["build"]).exits(0);
    assert!(run.stderr.contains("content/index.md:6:8") && run.stderr.contains("piece-syntax"), "{}", run.stderr);
    assert!(
        run.stderr.contains("glossary-not-found") && run.stderr.contains("did you mean `glossary.md`?"),
        "{}",
        run.stderr
    );
    assert!(book.read("book/index.html").contains("<code class=\"language-aql\">lot: many"));
    book.write(
        "book.toml",
        "[book]\nlanguage = \"zh-CN\"\n[glossary]\nfile = \"glossary.md\"\nlink = false\n[markdown]\npieces = false\n",
    );
    book.append("content/glossary.md", "\n起订量（MOQ）\n: 再说一遍\n");
    let run = wence(book.path(), &["build"]).exits(0);
    assert!(!run.stderr.contains("piece-syntax"), "{}", run.stderr);
    assert!(run.stderr.contains("the term `MOQ` is explained twice"), "{}", run.stderr);
    wence(book.path(), &["check"]).exits(1);
}

/// Presses the tab key until the element that an expression tells of has the focus.
fn tab_to(browser: &Browser, is_reached: &str) {
    for _ in 0..200 {
        browser.press(&[TAB]);
        if browser.evaluate(&format!("(({{ activeElement }}) => Boolean({is_reached}))(document)")) == true {
            return;
        }
    }
    panic!("200 tabs do not lead to {is_reached}");
}

/// The chapters of the guide that hold pieces, each with one of its pieces, a field of it, what a reader types there, and a row
/// that then answers.
const CHAPTERS: [(&str, &str, &str, &str, &str); 4] = [
    ("knowledge/inspection-aql.html", "aql", "lot", "3000", "2.5 K 125 7 8"),
    ("knowledge/production.html", "backplan", "day", "2027-04-02", "进仓报关 D−3 2027-03-30 周二"),
    ("knowledge/logistics.html", "container", "units", "20000", "40HQ 66 785 18,840 2"),
    ("knowledge/homeware.html", "container", "units", "20000", "40HQ 66 704 16,896 2"),
];

#[test]
fn the_guides_chapters_with_pieces_can_be_worked_with_by_everybody() {
    let site = Site::of_book("");
    let browser = Browser::start();
    let mut faults = Faults::default();
    for (path, piece, name, value, row) in CHAPTERS {
        // By keyboard: a term explains itself, a field is reached and answers.
        browser.resize(1200, 900);
        browser.open(&site.url(path));
        browser.wait_for(&format!("document.querySelector('[data-piece={piece}].is-live')"));
        tab_to(&browser, "activeElement.matches('a.term')");
        browser.wait_for(CARD);
        faults.add(format!("{path} with a card"), axe::violations(&browser));
        browser.press(&[ESCAPE]);
        browser.wait_for(&format!("!{CARD}"));
        if name == "day" {
            // How a date is typed differs from one browser's language to another's.
            field(&browser, piece, name, value);
        } else {
            tab_to(
                &browser,
                &format!("activeElement.name === '{name}' && activeElement.form.dataset.piece === '{piece}'"),
            );
            browser.press_with(CONTROL, "a");
            browser.insert(value);
        }
        let answered = rows(&browser, piece);
        faults.add(path, (!answered.iter().any(|line| line == row)).then(|| format!("no `{row}` among {answered:?}")));
        for (width, scheme) in [(1200, "dark"), (390, "light")] {
            browser.resize(width, 900);
            browser.emulate("", &[("prefers-color-scheme", scheme)]);
            faults.add(format!("{path} {width} px {scheme}"), axe::violations(&browser));
            faults.add(format!("{path} {width} px"), overflow(&browser));
        }
        // On paper there is nothing to type into, and the answer stands.
        browser.emulate("print", &[]);
        let is_told = format!("document.querySelector('[data-piece={piece}] tbody tr').checkVisibility()");
        faults.add(path, (browser.evaluate(&is_told) != true).then(|| "its table is not printed".to_owned()));
        faults.add(path, browser.console().iter().map(|entry| format!("the console says {entry}")));
        // Without scripts the same table says what the author worked out.
        browser.emulate("", &[]);
        browser.allow_scripts(false);
        browser.open(&site.url(path));
        browser.allow_scripts(true);
        faults.add(path, rows(&browser, piece).is_empty().then(|| "says nothing without scripts".to_owned()));
        faults.add(format!("{path} no scripts"), axe::violations(&browser));
    }
    faults.must_be_none();
}

/// A page with many terms and every piece: what it costs to read, and what the scripts cost when they are asked for.
#[test]
fn terms_and_pieces_cost_little() {
    const KILOBYTE: u64 = 1024;
    let site = book();
    let server = Server::of(&site);
    let browser = Browser::start();
    browser.open(&format!("{}{PAGE}", server.url));
    browser.wait_for("document.querySelectorAll('.piece.is-live').length === 3");
    let requests: Vec<String> = browser.requests().into_iter().map(|request| request.url).collect();
    assert_eq!(requests.len(), 6, "the page, its style and script, and one script for each piece: {requests:?}");
    for path in files_below(&site.root.join("assets")) {
        let most = match path.split('-').next() {
            Some("aql" | "container" | "backplan" | "terms") => 2 * KILOBYTE,
            _ => continue,
        };
        let size = compressed(&browser, &site.read(&format!("assets/{path}")));
        assert!(size <= most, "{path}: {size} bytes, {most} at most");
    }
}
