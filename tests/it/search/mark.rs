//! The page that was found: what was searched for is marked there, in view, and can be cleared.

use serde_json::json;

use super::{found_at, text};
use crate::site::{Site, encode_percent};
use crate::webdriver::Browser;

const PAGE: &str = "运输/marks.html";

const MARKED: &str = "document.querySelector('.find-unmark')";

/// What is marked, in the page's order.
const MARKS: &str = "return [...CSS.highlights.get('w-found') || []].map((range) => range.toString())";

/// Whether the mark with this number can be seen below the bar.
const IS_IN_VIEW: &str = "
    const box = [...CSS.highlights.get('w-found')][arguments[0]].getBoundingClientRect();
    const bar = document.querySelector('.bar').getBoundingClientRect().bottom;
    return box.height > 0 && box.top >= bar && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth";

fn open(browser: &Browser, site: &Site, query: &str, section: &str) {
    browser.open(&found_at(&site.url(""), PAGE, query, section));
    browser.wait_for(MARKED);
}

#[test]
fn the_query_is_marked_and_in_view_in_its_section() {
    let site = Site::to_search();
    let browser = Browser::start();
    browser.resize(1280, 800);
    for (query, section, marks) in [
        // Across inline elements; in a section taller than the window; in other capitals; in a fold; sideways in long code; by
        // a part of an identifier; full-width letters by plain ones.
        ("所有权", "标记", vec!["所有权", "所有权"]),
        ("量子纠缠", "远处的一节", vec!["量子纠缠"]),
        ("quantum entanglement", "远处的一节", vec!["Quantum", "Entanglement"]),
        ("朱鹮", "折叠", vec!["朱鹮"]),
        ("zebra", "代码", vec!["zebra"]),
        ("with_capacity", "代码", vec!["with_capacity"]),
        ("capacity", "代码", vec!["capacity"]),
        ("full", "信用证结算", vec!["ＦＵＬＬ"]),
        ("开证行审单", "信用证结算", vec!["开证行审单"]),
    ] {
        open(&browser, &site, query, section);
        assert_eq!(browser.texts(MARKS, json!([])), marks, "{query}");
        assert_eq!(browser.script(IS_IN_VIEW, json!([0])), true, "{query} is in view");
    }
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn what_is_in_a_closed_tab_opens_it_and_so_does_its_heading() {
    let site = Site::to_search();
    let browser = Browser::start();
    let chosen = "document.querySelector('[role=tab][aria-selected=true]').textContent";
    let is_tab_in_view = "(() => {
        const box = document.querySelector('[role=tab][aria-selected=true]').getBoundingClientRect();
        return box.top >= document.querySelector('.bar').getBoundingClientRect().bottom && box.bottom <= innerHeight;
    })()";
    for (query, section, tab) in
        [("蓝鲸", "苹果系统", "苹果系统"), ("白鹭", "微软系统", "微软系统"), ("微软系统", "微软系统", "微软系统")]
    {
        open(&browser, &site, query, section);
        assert_eq!(browser.evaluate(chosen), tab, "{query}");
        assert_eq!(browser.evaluate(is_tab_in_view), true, "{query}: its tab is in view");
        if query != tab {
            assert_eq!(browser.script(IS_IN_VIEW, json!([0])), true, "{query} is in view");
        }
    }
}

#[test]
fn what_is_in_a_folded_part_of_a_question_opens_it_and_its_frame_is_not_of_the_text() {
    let site = Site::to_search();
    let browser = Browser::start();
    let root = site.url("");
    browser.open(&found_at(&root, "跟单/questions.html", "核对面料库存", "rush"));
    browser.wait_for(MARKED);
    assert_eq!(browser.texts(MARKS, json!([])), ["核对面料库存"]);
    assert_eq!(browser.script(IS_IN_VIEW, json!([0])), true);
    let open = "return [...document.querySelectorAll('.q-part[open]')].map((part) => part.dataset.part)";
    assert_eq!(browser.texts(open, json!([])), ["sample"], "and no other");
    // Names of like questions stand below, in every card.
    let around =
        "return [...document.querySelectorAll('.q-near, .q-meta, .q-slip, .q-foot')].map((part) => part.textContent)";
    assert!(browser.texts(around, json!([])).iter().any(|text| text.contains("客户迟迟不确认样品")));
    browser.open(&found_at(&root, "跟单/questions.html", "客户", "rush"));
    browser.wait_for(MARKED);
    assert!(browser.texts(MARKS, json!([])).len() > 2);
    let outside = "return [...CSS.highlights.get('w-found')].map((range) => range.startContainer.parentElement) \
         .filter((element) => element.closest('.q-near, .q-meta, .q-slip, .q-foot')).map((element) => element.textContent)";
    assert_eq!(browser.texts(outside, json!([])), [] as [&str; 0]);
}

#[test]
fn the_marks_can_be_cleared_and_stay_so() {
    let site = Site::to_search();
    let browser = Browser::start();
    open(&browser, &site, "量子纠缠", "远处的一节");
    let place = browser.number("scrollY");
    assert_eq!(text(browser.evaluate("document.querySelector('.find-unmark').textContent")), "清除标记");
    browser.evaluate("document.querySelector('.find-unmark').click()");
    assert_eq!(browser.texts(MARKS, json!([])), [] as [&str; 0]);
    assert_eq!(browser.evaluate(&format!("{MARKED} === null")), true);
    assert_eq!(browser.evaluate("document.activeElement.id"), "w-main");
    assert_eq!(browser.number("scrollY"), place, "the page stays where it is");
    assert_eq!(browser.evaluate("document.querySelector('mark.found')"), json!(null));
    assert_eq!(browser.evaluate("decodeURIComponent(location.search + location.hash)"), "#远处的一节");
}

#[test]
fn without_custom_highlights_there_are_elements_and_clearing_leaves_the_page_as_it_was() {
    let site = Site::to_search();
    let browser = Browser::start();
    browser.run_first("delete window.Highlight; Object.defineProperty(CSS, 'highlights', { value: undefined })");
    browser.open(&site.url(PAGE));
    let whole = "document.querySelector('#w-main .prose').innerHTML";
    let before = browser.evaluate(whole);
    open(&browser, &site, "所有权", "标记");
    let marks =
        browser.texts("return [...document.querySelectorAll('mark.found')].map((mark) => mark.textContent)", json!([]));
    assert_eq!(marks, ["所", "有权", "所有", "权"], "no mark reaches over the border of an element");
    let color = |selector: &str| {
        browser.evaluate(&format!("getComputedStyle(document.querySelector('{selector}')).backgroundColor"))
    };
    assert_ne!(color("mark.found"), color(".prose p"));
    browser.evaluate("document.querySelector('.find-unmark').click()");
    assert_eq!(browser.evaluate(whole), before);
}

#[test]
fn what_is_not_on_the_page_marks_nothing_and_cannot_break_it() {
    let site = Site::to_search();
    let browser = Browser::start();
    // The bundle is there once its function is; it has then done its work, or will in the same turn.
    let done = "window.wence && wence.mark && document.readyState === 'complete'";
    for query in ["独角鲸", "<img src=x onerror=hasRun=true>%", "%E4%B8", "\u{1F600}", " "] {
        browser.open(&found_at(&site.url(""), PAGE, query, "代码"));
        if !query.trim().is_empty() {
            browser.wait_for(done);
        }
        assert_eq!(browser.texts(MARKS, json!([])), [] as [&str; 0], "{query}");
        assert_eq!(browser.evaluate(&format!("{MARKED} === null")), true, "{query}");
        assert_eq!(browser.evaluate("'hasRun' in window"), false);
    }
    // An escape that is none.
    browser.open(&format!("{}?q=%E4%B8%#%", site.url(PAGE)));
    browser.wait_for(done);
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn who_comes_back_finds_the_page_where_it_was_left() {
    let site = Site::to_search();
    let browser = Browser::start();
    open(&browser, &site, "量子纠缠", "远处的一节");
    browser.evaluate("scrollTo({ top: 300, behavior: 'instant' })");
    browser.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    browser.evaluate("location.assign('index.html')");
    browser.wait_for_page(&encode_percent("/运输/index.html"));
    browser.back();
    browser.wait_for_page(&encode_percent("/运输/marks.html"));
    browser.wait_for(MARKED);
    assert!((browser.number("scrollY") - 300.0).abs() < 5.0, "it is at {}", browser.number("scrollY"));
}
