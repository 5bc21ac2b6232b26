//! Ways of typing that are not the text's own, from the key to the mark on the page.

use serde_json::json;

use super::{CHAPTER, ask, open_box, targets};
use crate::site::Site;
use crate::webdriver::{Browser, ENTER};

#[test]
fn sounds_initials_other_forms_slips_and_half_words_find_and_mark_the_words_of_the_text() {
    let site = Site::to_search();
    let browser = Browser::start();
    let root = site.url("");
    for (way, typed, mark) in [
        ("pinyin", "xinyongzheng", "信用证"),
        ("pinyin, unfinished", "xinyongzh", "信用证"),
        ("initials", "xyzjs", "信用证结算"),
        ("traditional characters", "信用證結算", "信用证结算"),
        ("full-width letters", "ｉｎｃｏｔｅｒｍｓ", "incoterms"),
        ("capitals", "INCOTERMS", "incoterms"),
        ("a slip", "consignmnet", "consignment"),
        ("a letter too few", "incoterm", "incoterms"),
        ("half a word", "consig", "consignment"),
        ("full-width letters of the text", "full", "ＦＵＬＬ"),
    ] {
        open_box(&browser, &site.url(CHAPTER));
        ask(&browser, typed);
        let rows = targets(&browser, &root);
        assert!(
            rows.first().is_some_and(|row| row.starts_with("运输/marks.html?q=") && row.ends_with("#信用证结算")),
            "{way}: {rows:?}"
        );
        browser.press(&[ENTER]);
        browser.wait_for("document.querySelector('.find-unmark')");
        let marks =
            browser.texts("return [...CSS.highlights.get('w-found')].map((range) => range.toString())", json!([]));
        let is_marked = marks.iter().any(|found| mark.starts_with(found.as_str()) && found.chars().count() >= 3);
        assert!(is_marked, "{way}: {typed} marks {marks:?}");
    }
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn a_question_in_other_words_comes_under_a_heading_that_says_so() {
    let site = Site::to_search();
    let browser = Browser::start();
    open_box(&browser, &site.url(CHAPTER));
    ask(&browser, "客户临时说要加单该怎么处理才好");
    assert_eq!(targets(&browser, &site.url(""))[0].rsplit_once('#').map(|(_, id)| id), Some("rush"));
    assert_eq!(browser.evaluate("document.querySelector('.find-near').checkVisibility()"), true);
    assert_eq!(browser.find(".find-near").text(), "相近的内容");
    ask(&browser, "验货");
    assert_eq!(browser.evaluate("document.querySelector('.find-near').checkVisibility()"), false);
}
