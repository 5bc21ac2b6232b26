//! Questions in their chapters and on the page of all of them.

use std::fmt::Write as _;

use serde_json::json;

use crate::program::Folder;
use crate::settings::choose;
use crate::site::{Server, Shelf, Site, Type};
use crate::webdriver::Browser;

/// Stems of the questions that the list shows, in its order.
const SHOWN: &str = "[...document.querySelectorAll('.bank-row')].filter((row) => row.checkVisibility()) \
    .map((row) => row.querySelector('a').textContent)";
const N_SHOWN: &str = "[...document.querySelectorAll('.bank-row')].filter((row) => row.checkVisibility()).length";

/// Presses the chip of a value. Where there is room the chips stand in view although their fold is closed, which the driver
/// takes for hidden.
fn press(browser: &Browser, facet: &str, value: &str) {
    browser.evaluate(&format!("document.querySelector('.chip[data-facet={facet}][data-value=\"{value}\"]').click()"));
}

/// The number on the chip of a value.
fn count(browser: &Browser, facet: &str, value: &str) -> f64 {
    browser.number(&format!(
        "Number(document.querySelector('.chip[data-facet={facet}][data-value=\"{value}\"] small').textContent)"
    ))
}

#[test]
fn facets_join_and_the_address_tells_what_was_chosen() {
    let shelf = Shelf::in_chinese();
    let server = Server::of(&shelf.book);
    for home in [shelf.book.url(""), server.url.clone()] {
        let browser = Browser::start();
        browser.resize(1440, 900);
        browser.open(&format!("{home}bank.html"));
        assert_eq!(browser.number(N_SHOWN), 93.0);
        let (pay, doc) = (count(&browser, "category", "pay"), count(&browser, "category", "doc"));
        press(&browser, "category", "pay");
        assert_eq!(browser.number(N_SHOWN), pay);
        press(&browser, "category", "doc");
        assert_eq!(browser.number(N_SHOWN), pay + doc, "values of one facet join by or");
        let hard = count(&browser, "level", "3");
        press(&browser, "level", "3");
        assert_eq!(browser.number(N_SHOWN), hard, "facets join by and, and each count says so before");
        assert!(0.0 < hard && hard < pay + doc);
        assert_eq!(browser.find(".bank-count").text(), format!("显示 {hard}／93"));
        assert_eq!(browser.evaluate("location.hash"), "#category=doc,pay&level=3");
        let shown = browser.evaluate(SHOWN);
        // The same address shows the same.
        browser.evaluate("before = true, location.reload()");
        browser.wait_for_loaded("typeof before === 'undefined'");
        assert_eq!(browser.evaluate(SHOWN), shown);
        assert_eq!(browser.find(".chip[data-value=pay]").attribute("aria-pressed").as_deref(), Some("true"));
        browser.find(".bank-practise").click();
        browser.wait_for_page("/practice.html");
        browser.wait_for(&format!("document.querySelector('.practice-count').textContent.includes('{hard}')"));
        assert_eq!(browser.console(), [] as [&str; 0]);
    }
}

#[test]
fn text_narrows_the_list_and_what_matches_nothing_can_be_cleared() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.resize(1440, 900);
    browser.open(&shelf.book.url("bank.html"));
    browser.find("input[type=search]").keys("提单");
    browser.wait_for(&format!("{N_SHOWN} < 93"));
    let shown = browser.texts(&format!("return {SHOWN}"), json!([]));
    assert!(!shown.is_empty() && shown.iter().all(|stem| stem.contains("提单")), "{shown:?}");
    browser.find("input[type=search]").keys("没有这样的题");
    browser.wait_for(&format!("{N_SHOWN} === 0"));
    assert_eq!(browser.find(".bank-none").text().split('。').next(), Some("没有符合的题"));
    browser.find(".bank-none button").click();
    assert_eq!(browser.number(N_SHOWN), 93.0);
    browser.evaluate(
        "const select = document.querySelector('select[name=sort]'); select.value = 'time'; \
        select.dispatchEvent(new Event('change'))",
    );
    let times = "[...document.querySelectorAll('.bank-flat > .bank-row')].map((row) => Number(row.dataset.time))";
    assert_eq!(
        browser.evaluate(times),
        browser.evaluate(&format!("{times}.sort((a, b) => a - b)")),
        "the shortest come first"
    );
    assert_eq!(browser.evaluate("location.hash"), "#sort=time");
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn without_scripts_the_list_is_whole_and_nothing_is_dead() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.allow_scripts(false);
    browser.open(&shelf.book.url("bank.html"));
    assert_eq!(browser.number(N_SHOWN), 93.0);
    assert_eq!(browser.number("document.querySelectorAll('.bank-group').length"), 12.0);
    assert_eq!(browser.evaluate("document.querySelector('.bank-tools').checkVisibility()"), false);
    browser.open(&shelf.book.url("questions/order.html"));
    assert_eq!(browser.evaluate("document.querySelector('.q-part').open"), false);
    for dead in [".q-tools", ".q-foot"] {
        assert_eq!(browser.evaluate(&format!("document.querySelector('{dead}').checkVisibility()")), false);
    }
    browser.open(&shelf.book.url("practice.html"));
    let line = browser.evaluate("document.querySelector('.practice-line').innerText");
    assert_eq!(line, "练习要用到脚本。题目和回答都在这里： 全部题目");
}

#[test]
fn a_card_shows_its_facts_and_leads_to_practice_and_to_what_is_like_it() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.open(&shelf.features.url("chapter/questions.html"));
    let card = "document.querySelector('.q[data-q=rush-order]')";
    assert_eq!(browser.evaluate(&format!("{card}.querySelector('.q-slip').textContent")), "第一问");
    let facts = browser.find(".q[data-q=rush-order] .q-meta").text();
    for fact in ["应变与危机", "★★☆", "60–120 秒", "细心", "责任心"] {
        assert!(facts.contains(fact), "{facts}");
    }
    let parts = format!("[...{card}.querySelectorAll('.q-part > summary')].map((part) => part.textContent)");
    assert_eq!(
        browser.evaluate(&parts),
        json!(["考察点", "回答思路", "参考回答：一般", "参考回答：更好", "常见失误", "可能的追问", "相关知识"])
    );
    browser.find(".q[data-q=rush-order] .q-foot a").click();
    browser.wait_for_page("/practice.html");
    browser.wait_for("document.querySelector('.practice-round h2').textContent.startsWith('客户临时要求加单')");
    browser.open(&shelf.book.url("questions/order.html"));
    let near = "[...document.querySelector('.q-near').querySelectorAll('a')].map((link) => link.getAttribute('href'))";
    let near = browser.evaluate(near);
    assert_eq!(near.as_array().map(Vec::len), Some(3), "{near}");
    browser.find(".q-near a").click();
    browser.wait_for("document.querySelector('.q > .q-body > :target')");
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn answers_stand_open_where_the_reader_wants_them_so() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    let open = "document.querySelectorAll('.q-part[open]').length";
    shelf.page(Type::Questions).open(&browser);
    assert_eq!(browser.number(open), 0.0);
    browser.find(".q-tools .chip").click();
    assert!(browser.number(open) > 40.0);
    browser.open(&shelf.book.url("questions/pay.html"));
    assert!(browser.number(open) > 30.0, "on the next page");
    browser.find(".q-tools .chip").click();
    browser.open(&shelf.book.url("questions/doc.html"));
    assert_eq!(browser.number(open), 0.0);
    // A link to a part opens that one.
    browser.evaluate("location.hash = document.querySelectorAll('.q-part')[2].id");
    browser.wait_for("document.querySelectorAll('.q-part')[2].open");
    choose(&browser, "深色");
    assert_eq!(browser.console(), [] as [&str; 0]);
    browser.open(&shelf.features.url("print.html"));
    let folded = "document.querySelectorAll('.q-part:not([open])').length";
    assert_eq!(browser.number(folded), 0.0, "on paper all stands open");
}

#[test]
fn a_book_without_questions_pays_nothing() {
    let shelf = Shelf::in_english();
    let files = crate::program::files_below(&shelf.book.root);
    for name in ["bank", "practice", "cards", "record", "questions-", "answers-"] {
        let found: Vec<_> = files
            .iter()
            .filter(|path| path.as_str() == format!("{name}.html") || path.starts_with(&format!("assets/{name}")))
            .collect();
        assert!(found.is_empty(), "{found:?}");
    }
    let home = shelf.book.read("index.html");
    assert!(!home.contains("bank.html") && !home.contains("practice.html"));
}

#[test]
fn a_bank_of_a_thousand_questions_is_listed_and_filtered() {
    let book = Folder::new();
    book.write("book.toml", "[book]\ntitle = \"千题\"\nlanguage = \"zh-CN\"\n");
    book.write("content/index.md", "# 千题\n\n一千道题。\n");
    for page in 0..20 {
        let mut text = format!("# 第{page}页\n\n");
        for question in 0..50 {
            let number = page * 50 + question;
            let (category, level, name) = (number % 8, number % 3 + 1, number % 5);
            writeln!(
                text,
                "## 问题{number}怎么答 {{#q-{number} .question category=c{category} level={level} traits=t{name}}}\n\n\
                 ### 回答思路 {{.outline}}\n\n先想，再说第{number}件事。\n"
            )
            .unwrap();
        }
        book.write(&format!("content/page-{page:02}.md"), &text);
    }
    let site = Site::of_folder(book.path());
    let browser = Browser::start();
    browser.resize(1440, 900);
    browser.open(&site.url("bank.html"));
    assert_eq!(browser.number(N_SHOWN), 1000.0);
    assert_eq!(count(&browser, "category", "c3"), 125.0);
    press(&browser, "category", "c3");
    press(&browser, "trait", "t1");
    assert_eq!(browser.number(N_SHOWN), 25.0);
    browser.open(&(site.url("practice.html") + "#q=q-999"));
    browser.wait_for("document.querySelector('.practice-round h2').textContent === '问题999怎么答'");
    assert_eq!(browser.console(), [] as [&str; 0]);
}
