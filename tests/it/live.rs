//! A page in view under `wence serve`: what a save changes in it, and what it leaves alone.

use crate::program::{Folder, Served};
use crate::webdriver::Browser;

const SETTINGS: &str = "[book]\ntitle = \"书\"\nlanguage = \"zh-CN\"\n[output.html]\nadditional-css = [\"own.css\"]\n";

/// So long that its end is out of view when its start is in view.
fn page(last: &str) -> String {
    let middle: String = (1..=60).map(|number| format!("第 {number} 段。\n\n")).collect();
    format!("# 甲\n\n> [!TIP]- 折起来的\n> 里面的话。\n\n{middle}{last}\n")
}

fn book() -> Folder {
    let folder = Folder::new();
    folder.write("book.toml", SETTINGS);
    folder.write("own.css", "main { --probe: 1; }\n");
    folder.write("content/index.md", "# 首页\n");
    folder.write("content/a.md", &page("最后一段。"));
    folder
}

/// The page, ready to be patched, with a mark that a reload would lose.
fn opened(browser: &Browser, served: &Served) {
    browser.open(&format!("{}a.html", served.url));
    browser.wait_for("window.wenceReload === 'ready'");
    browser.evaluate("window.mark = 'mine'");
}

fn kept(browser: &Browser) {
    assert_eq!(browser.evaluate("window.mark"), "mine", "the page was loaded anew");
}

const TEXT: &str = "document.querySelector('main').textContent";
const OVERLAY: &str = "document.querySelector('body > div[popover]:popover-open')";

#[test]
fn a_save_changes_what_it_changed_and_nothing_else() {
    let folder = book();
    let served = Served::start(folder.path(), &[] as &[&str]);
    let browser = Browser::start();
    opened(&browser, &served);
    browser.evaluate("document.querySelector('main details:not(.mtoc)').open = true");
    folder.write("content/a.md", &page("最后一段，改过。"));
    browser.wait_for(&format!("{TEXT}.includes('改过')"));
    kept(&browser);
    assert_eq!(browser.evaluate("document.querySelector('main details:not(.mtoc)').open"), true);
    // What changed was out of view.
    let last = "[...document.querySelectorAll('main p')].find(p => p.textContent.includes('改过'))";
    browser.wait_for(&format!(
        "(({{ top, bottom }}) => top >= 0 && bottom <= innerHeight)({last}.getBoundingClientRect())"
    ));
    // What is in view stays where it is when something comes above it.
    browser.evaluate(&format!("window.place = {last}.getBoundingClientRect().top"));
    let longer = page("最后一段，改过。").replacen("第 1 段。", "第 1 段。\n\n```rust\nfn main() {}\n```", 1);
    folder.write("content/a.md", &longer);
    browser.wait_for("document.querySelector('main .code pre')");
    kept(&browser);
    assert_eq!(browser.evaluate("document.querySelectorAll('main .code .code-tools').length"), 1);
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn a_broken_save_lies_over_the_page_until_it_is_mended() {
    let folder = book();
    let served = Served::start(folder.path(), &[] as &[&str]);
    let browser = Browser::start();
    opened(&browser, &served);
    folder.write("content/a.md", &page("{{#include nowhere.md}}"));
    browser.wait_for(OVERLAY);
    assert_eq!(browser.evaluate(&format!("{TEXT}.includes('最后一段')")), true);
    folder.write("content/a.md", &page("又好了。"));
    browser.wait_for(&format!("!{OVERLAY} && {TEXT}.includes('又好了')"));
    kept(&browser);
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn styles_titles_and_navigation_change_in_place() {
    let folder = book();
    let served = Served::start(folder.path(), &[] as &[&str]);
    let browser = Browser::start();
    opened(&browser, &served);
    folder.write("own.css", "main { --probe: 2; }\n");
    browser.wait_for("getComputedStyle(document.querySelector('main')).getPropertyValue('--probe').trim() === '2'");
    kept(&browser);
    folder.write("content/a.md", &page("最后一段。").replacen("# 甲", "# 新的题目", 1));
    browser.wait_for("document.title.startsWith('新的题目')");
    folder.write("content/b.md", "# 乙\n");
    browser.wait_for("document.querySelector('nav a[href$=\"b.html\"]')");
    std::fs::remove_file(folder.join("content/b.md")).unwrap();
    browser.wait_for("!document.querySelector('nav a[href$=\"b.html\"]')");
    kept(&browser);
    folder.write("book.toml", &SETTINGS.replace("书", "另一本书"));
    browser.wait_for("document.title.endsWith('另一本书')");
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn a_click_with_alt_tells_where_a_block_was_written() {
    let folder = book();
    folder.append("content/a.md", "\n{{#include _part.md}}\n");
    folder.write("content/_part.md", "\n第 7 段。\n\n从别处来的**一段**。\n");
    let served = Served::start(folder.path(), &[] as &[&str]);
    let browser = Browser::start();
    opened(&browser, &served);
    let told = |words: &str, nth: usize, place: &str| {
        browser.evaluate(&format!(
            "[...document.querySelectorAll('main p')].filter(p => p.textContent === '{words}')[{nth}]\
             .dispatchEvent(new MouseEvent('click', {{ altKey: true, bubbles: true, cancelable: true }}))"
        ));
        browser.wait_for(&format!(
            "[...document.querySelectorAll('[role=status]')].some(s => s.textContent === '{place}')"
        ));
    };
    told("第 7 段。", 0, "content/a.md:18");
    told("第 7 段。", 1, "content/_part.md:2");
    told("从别处来的一段。", 0, "content/_part.md:4");
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn many_saves_end_in_the_last() {
    let folder = book();
    let served = Served::start(folder.path(), &[] as &[&str]);
    let browser = Browser::start();
    opened(&browser, &served);
    for number in 1..=1000 {
        folder.write("content/a.md", &page(&format!("第 {number} 次存盘。")));
    }
    browser.wait_for(&format!("{TEXT}.includes('第 1000 次存盘')"));
    kept(&browser);
    served.wait_for("a.html", "第 1000 次存盘");
    assert_eq!(browser.console(), [] as [&str; 0]);
}
