//! The box: what it loads and when, how it opens and closes, its keys, its list, and what it says.

use serde_json::json;

use super::{ACTIVE, CHAPTER, READY, ROWS, ask, clear, found_at, open_box, status, targets, text};
use crate::axe;
use crate::faults::Faults;
use crate::site::{Server, Site, encode_percent};
use crate::webdriver::{Browser, CONTROL, DELETE, DOWN, END, ENTER, ESCAPE, HOME, META, PAGE_DOWN, PAGE_UP, TAB, UP};

const CLOSED: &str = "!document.querySelector('#w-find[open]')";

/// Keeps what is searched for from now on, by the texts, in `asked`.
const LISTEN: &str = "{
    const { engine } = wence.find;
    const { search } = engine;
    asked = [];
    engine.search = (query, options) => (asked.push(query), search(query, options));
    true
}";

#[test]
fn nothing_of_the_search_is_fetched_before_the_box_is_opened() {
    let site = Site::to_search();
    let server = Server::of(&site);
    let browser = Browser::start();
    for root in [site.url(""), server.url.clone()] {
        browser.requests();
        browser.open(&format!("{root}{}", encode_percent(CHAPTER)));
        let before: Vec<_> = browser.requests().into_iter().map(|request| request.url).collect();
        assert_eq!(before.len(), 3, "page, style sheet, script: {before:?}");
        assert!(before.iter().all(|url| !url.contains("search")), "{before:?}");
        browser.press(&["/"]);
        browser.wait_for(READY);
        ask(&browser, "验货");
        let after = browser.requests();
        let paths: Vec<_> = after.iter().filter_map(|request| request.url.strip_prefix(&root)).collect();
        assert_eq!(paths.len(), after.len(), "all is of the site");
        let [code, index @ ..] = paths.as_slice() else { panic!("nothing was loaded") };
        assert!(code.starts_with("assets/search") && !index.is_empty(), "{paths:?}");
        assert!(index.iter().all(|path| path.starts_with("search/")), "{paths:?}");
        assert!(after.iter().all(|request| request.failure.is_none()), "{after:?}");
        assert_eq!(browser.console(), [] as [&str; 0]);
    }
}

#[test]
fn a_slash_and_k_with_control_or_command_and_the_button_open_it_and_escape_gives_the_focus_back() {
    let site = Site::to_search();
    let browser = Browser::start();
    browser.open(&site.url(CHAPTER));
    let opened = || {
        browser.wait_for(READY);
        assert_eq!(browser.evaluate("document.activeElement.matches('#w-find input[type=search]')"), true);
        assert_eq!(status(&browser), "");
    };
    browser.press(&["/"]);
    opened();
    browser.press(&[ESCAPE]);
    browser.wait_for(CLOSED);
    assert_eq!(browser.evaluate("document.activeElement === document.body"), true);
    for held in [CONTROL, META] {
        browser.press_with(held, "k");
        opened();
        browser.press(&[ESCAPE]);
        browser.wait_for(CLOSED);
    }
    for open in [ENTER, " "] {
        browser.evaluate("document.querySelector('a.find').focus()");
        browser.press(&[open]);
        opened();
        browser.press(&[ESCAPE]);
        browser.wait_for(CLOSED);
        browser.wait_for("document.activeElement.matches('a.find')");
    }
    // By its own button, which Tab reaches; and by a press beside it.
    browser.find("a.find").click();
    opened();
    browser.insert("验货");
    browser.press(&[TAB]);
    assert_eq!(browser.evaluate("document.activeElement.textContent"), "清空");
    browser.press(&[TAB]);
    assert_eq!(browser.evaluate("document.activeElement.textContent"), "关闭");
    browser.press(&[ENTER]);
    browser.wait_for(CLOSED);
    browser.find("a.find").click();
    browser.wait_for(READY);
    assert_eq!(browser.evaluate("getSelection().toString()"), "验货", "the last query is there, selected");
    browser.evaluate(
        "for (const name of ['pointerdown', 'click']) document.querySelector('#w-find').dispatchEvent(new Event(name, { bubbles: true }))",
    );
    browser.wait_for(CLOSED);
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn the_field_and_its_list_are_a_combobox_with_links_as_options() {
    let site = Site::to_search();
    let server = Server::of(&site);
    let browser = Browser::start();
    let mut lists = Vec::new();
    for root in [site.url(""), server.url.clone()] {
        open_box(&browser, &format!("{root}{}", encode_percent(CHAPTER)));
        let field = |name: &str| browser.find("#w-find input[type=search]").attribute(name);
        assert_eq!(field("role").as_deref(), Some("combobox"));
        assert_eq!(field("aria-autocomplete").as_deref(), Some("list"));
        assert_eq!(field("aria-controls").as_deref(), Some("w-results"));
        assert_eq!(field("aria-expanded").as_deref(), Some("false"));
        assert_eq!(field("aria-activedescendant"), None);
        assert_eq!(browser.evaluate("document.querySelector('#w-find form').getAttribute('role')"), "search");
        let said = ask(&browser, "首件");
        assert_eq!(field("aria-expanded").as_deref(), Some("true"));
        assert_eq!(browser.evaluate(ACTIVE), 0, "the first is chosen at once");
        let faults = format!(
            "const list = document.querySelector('#w-results[role=listbox]');
            return {ROWS}.filter((row) => row.localName !== 'a' || row.tabIndex !== -1 || !row.id || !list.contains(row)
                || document.getElementById(row.closest('[role=group]').getAttribute('aria-labelledby')).textContent === '')
                .map((row) => row.outerHTML)"
        );
        assert_eq!(browser.texts(&faults, json!([])), [] as [&str; 0]);
        let rows = targets(&browser, &root);
        assert_eq!(said, format!("{} 条结果", rows.len()));
        assert_eq!(rows[0], "跟单/inspection.html?q=首件#首件怎么看", "{rows:?}");
        assert_eq!(browser.evaluate(&format!("{ROWS}[0].querySelector('.find-heading mark').textContent")), "首件");
        assert_eq!(browser.evaluate(&format!("{ROWS}[0].querySelector('.find-context mark').textContent")), "首件");
        lists.push(rows);
        // The result's page is the one that the link names, and has the section.
        browser.press(&[ENTER]);
        browser.wait_for_page(&encode_percent("/跟单/inspection.html"));
        assert_eq!(browser.evaluate("document.querySelector(':target').textContent.startsWith('首件怎么看')"), true);
        browser.wait_for("document.querySelector('.find-unmark')");
        assert_eq!(browser.console(), [] as [&str; 0]);
    }
    assert_eq!(lists[0], lists[1], "a folder finds what a server finds");
}

#[test]
fn arrows_go_round_the_list_while_home_and_end_stay_with_the_text() {
    let site = Site::to_search();
    let browser = Browser::start();
    // Low, so that the list must scroll.
    browser.resize(1000, 500);
    open_box(&browser, &site.url(CHAPTER));
    ask(&browser, "验货");
    let n = browser.number(&format!("{ROWS}.length"));
    assert!(n > 6.0, "{n} rows");
    let active = || browser.number(ACTIVE);
    let is_in_view = "(() => {
        const row = document.querySelector('#w-results [aria-selected=true]').getBoundingClientRect();
        const list = document.querySelector('#w-results').getBoundingClientRect();
        return row.top >= list.top - 1 && row.bottom <= list.bottom + 1;
    })()";
    for (key, expected) in [
        (UP, n - 1.0),
        (DOWN, 0.0),
        (DOWN, 1.0),
        (PAGE_DOWN, 6.0),
        (PAGE_DOWN, n - 1.0),
        (DOWN, 0.0),
        (PAGE_UP, 0.0),
        (DOWN, 1.0),
    ] {
        browser.press(&[key]);
        assert_eq!(active(), expected);
        assert_eq!(browser.evaluate(is_in_view), true, "row {expected} of {n}");
        assert_eq!(browser.evaluate("document.activeElement.matches('#w-find input')"), true);
    }
    let caret = || browser.number("document.activeElement.selectionStart");
    for (key, place) in [(HOME, 0.0), (END, 2.0)] {
        browser.press(&[key]);
        assert_eq!((caret(), active()), (place, 1.0));
    }
    assert_eq!(browser.number("scrollY"), 0.0, "the page behind stays");
    // A modified Enter leaves the box as it is.
    let before = browser.n_windows();
    browser.press_with(CONTROL, ENTER);
    browser.wait_for_windows(before + 1);
    assert_eq!(browser.evaluate("Boolean(document.querySelector('#w-find[open]'))"), true);
    browser.press(&[DOWN, ENTER]);
    browser.wait_for_page(&encode_percent("/跟单/inspection.html"));
}

#[test]
fn enter_before_the_answer_opens_the_first_of_the_answer() {
    let site = Site::to_search();
    let browser = Browser::start();
    open_box(&browser, &site.url(CHAPTER));
    ask(&browser, "验货");
    clear(&browser);
    browser.insert("信用证");
    browser.press(&[ENTER]);
    browser.wait_for_page(&encode_percent("/运输/marks.html"));
    assert_eq!(browser.evaluate("new URLSearchParams(location.search).get('q')"), "信用证");
}

#[test]
fn a_page_has_five_rows_and_tells_how_many_are_left_which_open_in_place() {
    let site = Site::to_search();
    let browser = Browser::start();
    open_box(&browser, &site.url(CHAPTER));
    ask(&browser, "验货");
    let rows = "[...document.querySelectorAll('#w-results [role=group]')].map((group) => group.querySelectorAll('a:not(.find-more)').length)";
    let at_first = browser.evaluate(rows);
    assert!(at_first.as_array().expect("numbers").iter().all(|n| n.as_u64() <= Some(5)), "{at_first}");
    let more = browser.number(&format!("{ROWS}.findIndex((row) => row.classList.contains('find-more'))"));
    let label = text(browser.evaluate("document.querySelector('.find-more').textContent"));
    let left: f64 = label.split(' ').nth(1).and_then(|n| n.parse().ok()).unwrap_or_else(|| panic!("{label}"));
    let before = browser.number(&format!("{ROWS}.length"));
    for _ in 0..more as usize {
        browser.press(&[DOWN]);
    }
    assert_eq!(browser.number(ACTIVE), more);
    browser.press(&[ENTER]);
    browser.wait_for(&format!("{ROWS}.length === {}", before + left - 1.0));
    assert_eq!(browser.number(ACTIVE), more, "the first of the new ones is active");
    assert_eq!(browser.evaluate(&format!("{ROWS}.every((row, place) => row.id === `w-row-${{place}}`)")), true);
    assert_eq!(browser.evaluate("Boolean(document.querySelector('#w-find[open]'))"), true);
}

#[test]
fn a_question_is_one_result_with_its_seal_and_its_level() {
    let site = Site::to_search();
    let browser = Browser::start();
    let root = site.url("");
    open_box(&browser, &site.url(CHAPTER));
    // Words of its heading and of each of its parts.
    for query in ["客户临时要求加单", "会不会先看做得到什么", "产能余量", "核对面料库存", "工厂不肯加"]
    {
        assert_eq!(ask(&browser, query), "1 条结果", "{query}");
        assert_eq!(targets(&browser, &root), [format!("跟单/questions.html?q={query}#rush")]);
        let row = browser.find("#w-results [role=option]").text();
        assert!(row.contains("客户临时要求加单") && row.contains("进阶"), "{query}: {row}");
        // Its sign is drawn by the style sheet; the word for it is read out.
        let sign = text(browser.evaluate("getComputedStyle(document.querySelector('.find-seal'), '::before').content"));
        assert!(sign.starts_with("\"题\""), "{sign}");
        assert_eq!(browser.evaluate("document.querySelector('.find-seal').textContent"), "题目");
    }
    ask(&browser, "信用证");
    assert_eq!(browser.evaluate("document.querySelector('.find-seal')"), json!(null), "a text is none");
}

#[test]
fn a_page_that_asks_to_be_left_out_is_not_found() {
    let site = Site::to_search();
    let browser = Browser::start();
    open_box(&browser, &site.url(CHAPTER));
    assert_eq!(ask(&browser, "独角鲸"), "没有找到「独角鲸」");
    assert_eq!(ask(&browser, "不给搜的一页"), "没有找到「不给搜的一页」");
    let files = crate::program::files_below(&site.root.join("search"));
    assert!(!files.is_empty() && files.iter().all(|file| !site.read(&format!("search/{file}")).contains("独角鲸")));
}

#[test]
fn nothing_is_searched_while_a_word_is_being_composed() {
    let site = Site::to_search();
    let browser = Browser::start();
    // Whatever is to happen later is on this list until it does.
    browser.run_first(
        "timers = 0; const later = setTimeout; setTimeout = (...all) => { timers += 1; return later(...all); };",
    );
    open_box(&browser, &site.url(CHAPTER));
    ask(&browser, "信用证");
    browser.evaluate(LISTEN);
    let list = || browser.evaluate("document.querySelector('#w-results').innerHTML");
    let before = list();
    browser.evaluate("document.activeElement.select()");
    let timers = browser.number("timers");
    for letters in ["y", "ya", "yan", "yanh", "yanhuo"] {
        let n = letters.len();
        let composition = json!({ "text": letters, "selectionStart": n, "selectionEnd": n });
        browser.devtools("Input.imeSetComposition", composition);
        assert_eq!(browser.evaluate("document.activeElement.value"), letters);
    }
    // Keys belong to the input method, under both names that browsers give them.
    for (key, more) in [("Enter", "isComposing: true"), ("ArrowDown", "keyCode: 229"), ("Escape", "isComposing: true")]
    {
        let event =
            format!("new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true, cancelable: true, {more} }})");
        assert_eq!(
            browser.evaluate(&format!("document.activeElement.dispatchEvent({event})")),
            true,
            "{key} is left alone"
        );
    }
    assert_eq!(browser.number(ACTIVE), 0.0);
    assert_eq!(browser.number("timers"), timers, "nothing is put off until later either");
    assert_eq!(browser.evaluate("asked"), json!([]));
    assert_eq!(list(), before, "the list stays as it is");
    assert_eq!(browser.evaluate("Boolean(document.querySelector('#w-find[open]'))"), true);
    browser.insert("验货");
    assert_eq!(browser.evaluate("asked"), json!(["验货"]), "the chosen word is searched for at once");
    browser.wait_for(&format!("/验货/.test({ROWS}[0].textContent)"));
    // The Enter with which Safari confirms comes after the composition, as 229.
    let confirm = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))";
    assert_eq!(browser.evaluate(confirm), true);
    assert_eq!(browser.evaluate("Boolean(document.querySelector('#w-find[open]'))"), true);
    assert_eq!(browser.evaluate("asked"), json!(["验货"]), "and only once");
}

#[test]
fn a_query_that_waits_is_dropped_when_a_word_is_begun() {
    let site = Site::to_search();
    let browser = Browser::start();
    open_box(&browser, &site.url(CHAPTER));
    browser.evaluate(LISTEN);
    // In one turn of the page, so that the query cannot run between.
    browser.evaluate(
        "{ const field = document.activeElement; field.value = 'a'; \
           field.dispatchEvent(new InputEvent('input')); field.dispatchEvent(new CompositionEvent('compositionstart')); \
           field.value = '验货'; field.dispatchEvent(new CompositionEvent('compositionend')); true }",
    );
    browser.wait_for(&format!("{ROWS}.length > 1"));
    assert_eq!(browser.evaluate("asked"), json!(["验货"]));
}

#[test]
fn what_was_opened_is_offered_again_and_can_be_forgotten() {
    let site = Site::to_search();
    let browser = Browser::start();
    let offered = || {
        browser
            .texts("return [...document.querySelectorAll('.find-query')].map((query) => query.textContent)", json!([]))
    };
    open_box(&browser, &site.url(CHAPTER));
    assert_eq!(offered(), [] as [&str; 0]);
    ask(&browser, "朱鹮");
    clear(&browser);
    assert_eq!(offered(), [] as [&str; 0], "a query of which nothing was opened is not kept");
    for query in ["原料", "首件", "产中", "尾期", "包装", "首件", "唛头"] {
        open_box(&browser, &site.url(CHAPTER));
        ask(&browser, query);
        browser.press(&[ENTER]);
        browser.wait_for_loaded(&format!("new URLSearchParams(location.search).get('q') === '{query}'"));
    }
    open_box(&browser, &site.url(CHAPTER));
    clear(&browser);
    assert_eq!(offered(), ["唛头", "首件", "包装", "尾期", "产中"], "five, the last first, none twice");
    assert_eq!(axe::violations(&browser), [] as [&str; 0]);
    browser.press(&[DOWN]);
    assert_eq!(browser.evaluate("document.activeElement.textContent"), "唛头");
    browser.press(&[DELETE]);
    assert_eq!(offered(), ["首件", "包装", "尾期", "产中"]);
    browser.find(".find-forget[aria-label*='首件']").click();
    assert_eq!(offered(), ["包装", "尾期", "产中"]);
    browser.find(".find-query").click();
    browser.wait_for(&format!("/包装/.test({ROWS}.map((row) => row.textContent).join())"));
    assert_eq!(browser.evaluate("document.activeElement.value"), "包装");
    clear(&browser);
    browser.find(".find-title .find-forget").click();
    assert_eq!(offered(), [] as [&str; 0]);
    open_box(&browser, &site.url("index.html"));
    assert_eq!(offered(), [] as [&str; 0]);
}

#[test]
fn it_says_in_words_that_nothing_was_found_and_helps_on() {
    let site = Site::to_search();
    let browser = Browser::start();
    open_box(&browser, &site.url(CHAPTER));
    ask(&browser, "验货");
    assert_eq!(ask(&browser, "航空母舰"), "没有找到「航空母舰」");
    assert_eq!(browser.number(&format!("{ROWS}.length")), 0.0);
    assert_eq!(browser.evaluate("document.querySelector('#w-results').hidden"), true);
    assert_eq!(browser.find("[role=combobox]").attribute("aria-expanded").as_deref(), Some("false"));
    assert_eq!(browser.find("[role=combobox]").attribute("aria-activedescendant"), None);
    let note = browser.find("#w-find .find-note").text();
    assert!(note.contains("换短一点的词") && note.contains("全部条目"), "{note}");
    // Headings that share two characters in a row with what was typed.
    assert_eq!(ask(&browser, "量子信用计算机舰队"), "没有找到「量子信用计算机舰队」");
    browser.wait_for("/信用证结算/.test(document.querySelector('#w-find .find-note').textContent)");
    assert_eq!(status(&browser), "没有找到「量子信用计算机舰队」");
    browser.press(&[DOWN]);
    assert_eq!(browser.evaluate("document.activeElement.textContent"), "信用证结算");
    browser.press(&[ENTER]);
    browser.wait_for_page(&encode_percent("/运输/marks.html"));
}

#[test]
fn what_may_be_meant_shares_more_with_the_query_than_words_of_asking() {
    let site = Site::to_search();
    let browser = Browser::start();
    open_box(&browser, &site.url(CHAPTER));
    browser.evaluate("{ const { maybe } = wence.find; wence.find.maybe = (query) => (meant = maybe(query)); true }");
    // Headings of the book have 怎么, too.
    for (query, expected) in [("航母怎么造", None), ("航母信用舰队弹射怎么造", Some("信用证结算"))]
    {
        assert_eq!(ask(&browser, query), format!("没有找到「{query}」"));
        browser.wait_for("window.meant");
        let meant =
            browser.evaluate("meant.then((rows) => { delete window.meant; return rows.map((row) => row.heading) })");
        assert_eq!(meant, expected.map_or(json!([]), |heading| json!([heading])), "{query}");
    }
}

/// What a box of `state` shows: what is typed, and what must be on the screen before it is looked at.
const STATES: [(&str, &str); 4] = [
    ("", "document.querySelector('#w-find').dataset.state === 'note'"),
    ("验货", "document.querySelector('.find-more')"),
    ("客户临时要求加单", "document.querySelector('.find-seal')"),
    ("航空母舰", "!document.querySelector('#w-find .find-note').hidden"),
];

#[test]
fn axe_finds_nothing_in_any_state_at_any_width_in_both_appearances() {
    let site = Site::to_search();
    let browser = Browser::start();
    let mut all = Faults::default();
    for (width, height) in [(1440, 900), (820, 1100), (390, 800)] {
        for scheme in ["light", "dark"] {
            browser.resize(width, height);
            browser.emulate("", &[("prefers-color-scheme", scheme)]);
            open_box(&browser, &site.url(CHAPTER));
            for (query, shown) in STATES {
                if query.is_empty() {
                    clear(&browser)
                } else {
                    drop(ask(&browser, query))
                }
                browser.wait_for(shown);
                let place = format!("「{query}」 {width} px {scheme}");
                all.add(&place, axe::violations(&browser));
                let wide = "document.documentElement.scrollWidth > innerWidth || document.querySelector('#w-find').scrollWidth > document.querySelector('#w-find').clientWidth";
                all.add(&place, (browser.evaluate(wide) == true).then(|| "it is wider than the window".to_owned()));
            }
            browser.open(&found_at(&site.url(""), "跟单/inspection.html", "首件", "首件怎么看"));
            browser.wait_for("document.querySelector('.find-unmark')");
            all.add(format!("found {width} px {scheme}"), axe::violations(&browser));
        }
    }
    all.must_be_none();
}
