//! Practising: what is asked, rated, kept and planned; from a folder and over HTTP.

use serde_json::{Value, json};

use crate::axe;
use crate::faults::Faults;
use crate::matrix::overflow;
use crate::program::Folder;
use crate::settings::REFUSE_STORAGE;
use crate::site::{Server, Shelf, Site};
use crate::webdriver::{Browser, ENTER, ESCAPE, LEFT, RIGHT, TAB};

/// Run before the page: it is noon of the fifth of January 2026, and so many days later as the address says (`?days=3`).
const CALENDAR: &str = "(() => { \
    const Real = Date, start = Real.now(); \
    const days = Number(new URLSearchParams(location.search).get('days')); \
    const shift = new Real(2026, 0, 5, 12).getTime() + days * 86400000 - start; \
    window.Date = class extends Real { \
        constructor(...parts) { if (parts.length) super(...parts); else super(Real.now() + shift); } \
        static now() { return Real.now() + shift; } \
    }; })()";

/// Run before the page: what is handed to the reader as a file is gathered in `saved`.
const GATHER: &str = "saved = []; (() => { const make = URL.createObjectURL; URL.createObjectURL = (blob) => { \
    if (blob.type === 'application/json') blob.text().then((text) => saved.push(text)); \
    return make.call(URL, blob); }; })()";

const IS_CHOOSING: &str = "!document.querySelector('.practice-start').hidden";
const IS_ASKING: &str = "!document.querySelector('.practice-round').hidden";
const IS_SUMMED_UP: &str = "!document.querySelector('.practice-summary').hidden";
const STEM: &str = "document.querySelector('.practice-round h2').textContent";
const KEPT: &str = "JSON.parse(localStorage.getItem(`wence:${document.documentElement.dataset.site}:practice`)).d";

/// Opens the answer of the question in view and rates it; answers what was asked.
fn rate(browser: &Browser, rating: &str) -> String {
    browser.wait_for(&format!("{IS_ASKING} && document.querySelector('.practice-parts > .q-part')"));
    let stem = browser.evaluate(STEM).as_str().expect("a stem is text").to_owned();
    let place = browser.find(".practice-at").text();
    browser.press(&[ENTER]);
    browser.wait_for("!document.querySelector('.rate').hidden");
    browser.press(&[rating]);
    browser.wait_for(&format!("{IS_SUMMED_UP} || document.querySelector('.practice-at').textContent !== '{place}'"));
    stem
}

/// How many questions a chip counts.
fn count(browser: &Browser, state: &str) -> f64 {
    browser.number(&format!("Number(document.querySelector('.chip[data-value={state}] small').textContent)"))
}

#[test]
fn what_was_rated_comes_back_when_it_is_due() {
    let shelf = Shelf::in_chinese();
    let server = Server::of(&shelf.book);
    for home in [shelf.book.url(""), server.url.clone()] {
        let browser = Browser::start();
        browser.run_first(CALENDAR);
        browser.open(&format!("{home}practice.html#category=pay"));
        browser.wait_for(IS_CHOOSING);
        assert_eq!(browser.find(".practice-count").text(), "练 5 题，符合的共 6 题");
        browser.find(".practice-start [type=submit]").click();
        let mut asked: Vec<String> = ["3", "1", "4", "2", "3"].map(|rating| rate(&browser, rating)).into();
        let again = rate(&browser, "3");
        assert_eq!(again, asked[1], "what failed comes once more");
        browser.wait_for(IS_SUMMED_UP);
        let counts = "[...document.querySelectorAll('.practice-ratings span')].map((n) => Number(n.textContent))";
        assert_eq!(browser.evaluate(counts), json!([0, 1, 3, 1]), "of each question the last rating");
        asked.sort();
        asked.dedup();
        assert_eq!(asked.len(), 5);
        // First intervals of FSRS-6 with the published parameters: hard 1 day, good 2, easy 8; what failed and was then good
        // comes the next day.
        for (days, due) in [(0, 0.0), (1, 2.0), (2, 4.0), (7, 4.0), (8, 5.0)] {
            browser.open(&format!("{home}practice.html?days={days}"));
            browser.wait_for(IS_CHOOSING);
            assert_eq!(count(&browser, "due"), due, "after {days} days");
            assert_eq!(count(&browser, "new"), 88.0);
        }
        // What is likeliest forgotten is asked first.
        browser.open(&format!("{home}practice.html?days=8#due=1"));
        browser.wait_for(IS_CHOOSING);
        browser.find(".practice-start [type=submit]").click();
        assert_eq!(rate(&browser, "3"), again);
        // And the page of all questions shows it, as the chapter does.
        browser.open(&format!("{home}bank.html?days=8#due=1"));
        let due = "[...document.querySelectorAll('.bank-row')].filter((row) => !row.hidden).length";
        assert_eq!(browser.number(due), 4.0);
        browser.open(&format!("{home}questions/pay.html?days=8"));
        assert_eq!(browser.number("document.querySelectorAll('.q[data-due=due]').length"), 4.0);
        assert_eq!(browser.console(), [] as [&str; 0]);
    }
}

#[test]
fn a_file_takes_the_records_out_and_brings_them_back() {
    let shelf = Shelf::in_chinese();
    let server = Server::of(&shelf.book);
    for home in [shelf.book.url(""), server.url.clone()] {
        let browser = Browser::start();
        browser.run_first(CALENDAR);
        browser.run_first(GATHER);
        browser.devtools("Page.setDownloadBehavior", json!({ "behavior": "deny" }));
        browser.open(&format!("{home}practice.html#category=doc"));
        browser.find(".practice-start [type=submit]").click();
        browser.wait_for(IS_ASKING);
        browser.find(".practice-tools summary").click();
        browser.find(".practice-tools textarea").keys("先说提单");
        browser.evaluate("document.querySelector('.practice-round h2').focus()");
        for rating in ["3", "4", "2", "3", "4"] {
            rate(&browser, rating);
        }
        browser.wait_for(&format!("{IS_SUMMED_UP} && document.querySelector('.practice-figures svg')"));
        let before = browser.evaluate(KEPT);
        assert_eq!(before["questions"].as_object().map(serde_json::Map::len), Some(5));
        browser.find("[data-do=export]").click();
        browser.wait_for("saved.length === 1");
        let file: Value = serde_json::from_str(browser.evaluate("saved[0]").as_str().expect("a text")).unwrap();
        assert_eq!((&file["format"], &file["version"]), (&json!("wence-practice"), &json!(1)));
        browser.find(".practice-reset summary").click();
        browser.find("[data-do=reset]").click();
        browser.wait_for(&format!("Object.keys({KEPT}.questions).length === 0"));
        assert_eq!(browser.evaluate(&format!("{KEPT}.notes")), json!({}));
        let give = "(text) => { const field = document.querySelector('.practice-files input'); \
            const files = new DataTransfer(); files.items.add(new File([text], 'a.json')); field.files = files.files; \
            field.dispatchEvent(new Event('change')); }";
        browser.evaluate(&format!("({give})('not a record')"));
        browser.wait_for("document.querySelector('#w-status').textContent === '这个文件不是导出的进度'");
        browser.evaluate(&format!("({give})(saved[0])"));
        browser.wait_for(&format!("Object.keys({KEPT}.questions).length === 5"));
        let after = browser.evaluate(KEPT);
        assert_eq!((&after["questions"], &after["notes"]), (&before["questions"], &before["notes"]));
        assert_eq!(browser.console(), [] as [&str; 0]);
    }
}

#[test]
fn two_tabs_keep_the_ratings_of_both() {
    let shelf = Shelf::in_chinese();
    let server = Server::of(&shelf.book);
    for home in [shelf.book.url(""), server.url.clone()] {
        let browser = Browser::start();
        let one = browser.tab();
        browser.open(&format!("{home}practice.html#set=pay-terms-compare,pay-lc-discrepancy"));
        browser.wait_for(IS_CHOOSING);
        let other = browser.open_tab();
        browser.open(&format!("{home}practice.html#category=order"));
        browser.find(".practice-start [type=submit]").click();
        rate(&browser, "3");
        browser.switch_to(&one);
        browser.find(".practice-start [type=submit]").click();
        rate(&browser, "2");
        browser.switch_to(&other);
        rate(&browser, "4");
        assert_eq!(browser.number(&format!("Object.keys({KEPT}.questions).length")), 3.0);
        browser.switch_to(&one);
        browser.open(&format!("{home}bank.html"));
        assert_eq!(count(&browser, "new"), 90.0);
    }
}

#[test]
fn practice_goes_on_where_nothing_can_be_kept() {
    let shelf = Shelf::in_chinese();
    let full = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }";
    for refusal in [REFUSE_STORAGE, full] {
        let browser = Browser::start();
        browser.run_first(refusal);
        browser.open(&(shelf.book.url("practice.html") + "#category=pay"));
        browser.wait_for("document.querySelector('.practice-unkept').checkVisibility()");
        browser.find(".practice-start [type=submit]").click();
        for rating in ["3", "4", "2", "3", "4"] {
            rate(&browser, rating);
        }
        browser.wait_for(IS_SUMMED_UP);
        browser.find("[data-do=restart]").click();
        browser.wait_for(IS_CHOOSING);
        assert_eq!(count(&browser, "new"), 1.0, "of six; the page remembers while it stands");
        assert_eq!(browser.console(), [] as [&str; 0]);
    }
}

#[test]
fn everything_goes_by_keyboard_alone() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.open(&(shelf.book.url("practice.html") + "#category=pay"));
    browser.wait_for(IS_CHOOSING);
    let mut stops = 0;
    while browser.evaluate("document.activeElement.matches('.practice-start [type=submit]')") != true {
        browser.press(&[TAB]);
        stops += 1;
        assert!(stops < 80, "the button is never reached");
    }
    browser.press(&[ENTER]);
    browser.wait_for(IS_ASKING);
    assert_eq!(browser.evaluate("document.activeElement === document.querySelector('.practice-round h2')"), true);
    let clock = |word: &str| {
        browser.wait_for(&format!("document.querySelector('[data-do=clock]').textContent === '{word}'"));
    };
    clock("开始计时");
    browser.press(&[" "]);
    clock("暂停");
    browser.wait_for("document.querySelector('.practice-clock').textContent === '1:28'");
    browser.press(&[" "]);
    clock("接着计时");
    browser.press(&["?"]);
    browser.wait_for("document.querySelector('dialog[open]')");
    let keys = browser.find("dialog[open]").text();
    assert!(["计时、暂停", "看下一步", "重来", "下一题"].iter().all(|word| keys.contains(word)), "{keys}");
    browser.press(&[ESCAPE]);
    browser.wait_for("!document.querySelector('dialog[open]')");
    browser.press(&["3"]);
    assert_eq!(browser.find(".practice-at").text(), "1／5", "what was not looked at cannot be rated");
    let first = rate(&browser, "3");
    let second = browser.evaluate(STEM);
    browser.press(&[LEFT]);
    browser.wait_for(&format!("{STEM} === '{first}'"));
    browser.press(&[RIGHT]);
    browser.wait_for(&format!("{STEM} === {second}"));
    browser.press(&[ESCAPE]);
    browser.wait_for(&format!("{IS_SUMMED_UP} && document.activeElement.matches('.practice-summary h2')"));
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn a_mock_interview_asks_first_and_shows_the_answers_after() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.open(&shelf.book.url("practice.html"));
    browser.wait_for(IS_CHOOSING);
    browser.find("[data-do=mock]").click();
    browser.wait_for(IS_ASKING);
    let phase = |name: &str| {
        browser.wait_for(&format!("document.querySelector('.practice-round').dataset.phase === '{name}'"));
    };
    phase("mock");
    let mut categories = Vec::new();
    for question in 1..=5 {
        browser.wait_for(&format!("document.querySelector('.practice-at').textContent === '{question}／5'"));
        assert_eq!(browser.number("document.querySelectorAll('.practice-parts > *').length"), 0.0);
        categories.push(browser.find(".practice-round .q-meta > span").text());
        browser.press(&[ENTER]);
    }
    categories.sort();
    categories.dedup();
    assert_eq!(categories.len(), 5, "of as many categories as there are questions");
    phase("review");
    for rating in ["2", "3", "2", "4", "2"] {
        rate(&browser, rating);
    }
    browser.wait_for(IS_SUMMED_UP);
    let summary = browser.find(".practice-summary").text();
    assert!(
        ["练了 5 题", "最弱的一项", "值得再练的题", "接着读什么"].iter().all(|words| summary.contains(words)),
        "{summary}"
    );
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn a_renamed_question_keeps_its_history() {
    let book = Folder::new();
    book.write("book.toml", "[book]\ntitle = \"改名\"\nlanguage = \"zh-CN\"\n");
    let question =
        |attributes: &str| format!("# 题\n\n## 怎么答 {{{attributes}}}\n\n### 回答思路 {{.outline}}\n\n先想再说。\n");
    book.write("content/index.md", &question("#old-name .question"));
    let before = Site::of_folder(book.path());
    let browser = Browser::start();
    browser.open(&(before.url("practice.html") + "#q=old-name"));
    rate(&browser, "3");
    let record = browser.evaluate(&format!("{KEPT}.questions['old-name'].log"));
    assert_eq!(record.as_array().map(Vec::len), Some(1));
    book.write("content/index.md", &question("#new-name .question aliases=old-name"));
    let after = Site::of_folder(book.path());
    // In its chapter it is found before the page to practise on has moved it.
    browser.open(&after.url("index.html"));
    assert_eq!(browser.find(".q-state").text(), "顺利");
    browser.open(&after.url("practice.html"));
    browser.wait_for(IS_CHOOSING);
    assert_eq!(browser.evaluate(&format!("{KEPT}.questions['new-name'].log")), record);
    assert_eq!(browser.evaluate(&format!("'old-name' in {KEPT}.questions")), false);
}

/// What a question is about stands with it before any answer is open, in a mock interview too.
#[test]
fn what_stands_before_the_first_part_is_shown_with_the_question() {
    let book = Folder::new();
    book.write("book.toml", "[book]\ntitle = \"题\"\nlanguage = \"zh-CN\"\n");
    let question = "# 题\n\n全部在[题库](../bank.html)。\n\n## 这张单怎么排 {#plan .question time=60}\n\n\
        | 单号 | 交期 |\n| --- | --- |\n| A1 | 6 月 8 日 |\n\n### 回答思路 {.outline}\n\n倒着排。\n\n\
        ## 没有表的 {#bare .question time=60}\n\n### 回答思路 {.outline}\n\n说。\n";
    book.write("content/part/page.md", question);
    let site = Site::of_folder(book.path());
    let browser = Browser::start();
    browser.open(&(site.url("practice.html") + "#q=plan"));
    browser.wait_for(IS_ASKING);
    assert_eq!(browser.find(".practice-lead table").text(), "单号 交期\nA1 6 月 8 日");
    assert_eq!(browser.evaluate("document.querySelector('.practice-parts details[open]')"), Value::Null);
    browser.open(&(site.url("practice.html") + "?2#q=bare"));
    browser.wait_for("document.querySelector('.practice-round h2').textContent === '没有表的'");
    assert_eq!(browser.evaluate("document.querySelector('.practice-lead').childNodes.length"), 0);
    assert_eq!(browser.console(), [] as [&str; 0]);
}

/// A voice is recorded where the browser can; where it cannot, that is said and the round goes on.
#[test]
fn a_voice_that_cannot_be_recorded_stops_nothing() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.run_first(
        "Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: () => \
        Promise.reject(new DOMException('no', 'NotAllowedError')) } })",
    );
    browser.open(&(shelf.book.url("practice.html") + "#q=intro-self"));
    browser.wait_for(IS_ASKING);
    browser.find("[data-do=voice]").click();
    browser.wait_for("document.querySelector('.practice-voice-said').textContent.includes('没有允许使用麦克风')");
    browser.evaluate("document.querySelector('.practice-round h2').focus()");
    rate(&browser, "3");
    browser.wait_for(IS_SUMMED_UP);
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn every_state_is_accessible_light_and_dark() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    let mut faults = Faults::default();
    browser.open(&(shelf.book.url("practice.html") + "#category=pay"));
    let mut look = |state: &str| {
        for (width, scheme) in [(1440, "light"), (390, "dark")] {
            browser.resize(width, 900);
            browser.emulate("", &[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]);
            faults.add(format!("{state} {width} {scheme}"), overflow(&browser));
            faults.add(format!("{state} {width} {scheme}"), axe::violations(&browser));
        }
    };
    browser.wait_for(IS_CHOOSING);
    browser.find(".facets summary").click();
    look("choosing");
    browser.find(".practice-start [type=submit]").click();
    browser.wait_for("document.querySelector('.practice-parts > .q-part')");
    look("thinking");
    browser.press(&[ENTER]);
    browser.find(".practice-tools summary").click();
    browser.find(".practice-tools textarea").keys("记");
    look("the answer and a note");
    browser.evaluate("document.querySelector('.practice-round h2').focus()");
    for rating in ["1", "3", "4", "2", "3", "3"] {
        rate(&browser, rating);
    }
    browser.wait_for(&format!("{IS_SUMMED_UP} && document.querySelector('.practice-figures svg')"));
    browser.evaluate("document.querySelectorAll('.practice-record details').forEach((one) => { one.open = true })");
    look("summed up, with all numbers");
    browser.find("[data-do=restart]").click();
    browser.find("[data-do=mock]").click();
    browser.wait_for("document.querySelector('.practice-round').dataset.phase === 'mock'");
    look("a mock interview");
    browser.press(&[ESCAPE]);
    browser.open(&(shelf.book.url("practice.html") + "?none#category=pay&new=1&due=1&text=xyz"));
    look("nothing matches");
    browser.open(&(shelf.book.url("bank.html") + "#due=1&level=3"));
    look("the list, filtered");
    browser.open(&shelf.book.url("questions/pay.html"));
    browser.find(".q-tools .chip").click();
    look("cards with their answers and ratings");
    faults.must_be_none();
    assert_eq!(browser.console(), [] as [&str; 0]);
}
