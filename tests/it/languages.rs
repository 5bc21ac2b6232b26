//! A book in several languages: one site, a folder for each language but the book's own, a way from each page to the same page in
//! the others.

use std::fs;
use std::path::Path;

use crate::axe::violations;
use crate::program::{Folder, Served, files_below, wence};
use crate::site::{Server, Site};
use crate::webdriver::Browser;

/// The book of `tests/sites/languages`, to be changed.
fn book() -> Folder {
    let folder = Folder::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/languages");
    for path in files_below(&source) {
        let text = fs::read_to_string(source.join(&path)).expect("its files are text");
        folder.write(&path, &text);
    }
    folder
}

fn build(folder: &Folder) {
    wence(folder.path(), &["build", "--strict", "-d", "site", "--verify"]).exits(0);
}

/// What a page's head says of its addresses.
fn links(page: &str) -> String {
    let is_address =
        |line: &&str| line.contains("rel=\"canonical\"") || line.contains("hreflang=") && line.starts_with("<link");
    page.lines().filter(is_address).collect::<Vec<_>>().join("\n")
}

/// The switch between languages, a line a language.
fn switch(page: &str) -> String {
    let (_, nav) = page.split_once("<nav class=\"languages\"").expect("a switch");
    let (nav, _) = nav.split_once("</nav>").expect("its end");
    nav.split("<li>").skip(1).map(|item| item.split("</li>").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_language_has_a_site_of_its_own_and_hosts_find_one_of_each_file() {
    let folder = book();
    build(&folder);
    let is_telling = |path: &&String| !path.contains("assets/") && !path.ends_with(".md");
    let files = files_below(&folder.join("site"));
    insta::assert_snapshot!(files.iter().filter(is_telling).map(String::as_str).collect::<Vec<_>>().join("\n"));
    insta::assert_snapshot!(folder.read("site/sitemap.xml"));
    assert!(folder.read("site/robots.txt").contains("https://example.org/book/sitemap.xml"));
    // Each in its own words, and each found by its own search alone.
    assert!(
        folder.read("site/en/contents.html").contains("All entries")
            && folder.read("site/contents.html").contains("全部条目")
    );
    assert!(folder.read("site/en/search/index.js").contains("Words of page"));
    assert!(!folder.read("site/search/index.js").contains("Words of page"));
    assert!(!folder.read("site/en/search/index.js").contains("甲页的话"));
    // One worker keeps them all, the book's own language first.
    let worker = folder.read("site/sw.js");
    assert!(worker.find("\"a.html\"").unwrap() > 0 && worker.contains("\"en/a.html\""));
    assert!(!folder.join("site/en/sw.js").exists());
    assert!(folder.read("site/en/a.html").contains("data-offline=\"../sw.js\""));
}

#[test]
fn pages_lead_to_themselves_in_other_languages() {
    let folder = book();
    build(&folder);
    // The last is in one language alone, and leads to the others' home pages.
    let told = ["a.html", "en/a.html", "en/extra.html"].map(|path| {
        let page = folder.read(&format!("site/{path}"));
        format!("{path}\n{}\n{}\n", switch(&page), links(&page))
    });
    insta::assert_snapshot!(told.join("\n"));
    // Pages of Wence's own are there in each.
    assert!(switch(&folder.read("site/ja/search.html")).contains("href=\"../en/search.html\""));
    // English has no tags.
    assert!(switch(&folder.read("site/tags.html")).contains("href=\"en/index.html\""));
}

#[test]
fn what_is_not_translated_is_shown_as_the_original_and_says_so() {
    let folder = book();
    build(&folder);
    let page = folder.read("site/en/part/b.html");
    let (_, main) = page.split_once("</nav>\n<p class=\"notice").expect("a notice");
    let (main, _) = main.split_once("<nav class=\"pn\"").expect("the end of the text");
    insta::assert_snapshot!(format!("{}\n{main}", links(&page)));
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\""));
    // Pictures that only the original has are there; what was translated is not taken from it.
    assert_eq!(folder.read("site/en/dot.svg"), folder.read("site/dot.svg"));
    assert!(
        folder.read("site/en/a.html").contains("Words of page A") && !folder.read("site/en/a.html").contains("notice")
    );
    // No message is told twice, and none of the original for the translation.
    folder.append("content/part/b.md", "\n[断了](nowhere.md)\n");
    let run = wence(folder.path(), &["build", "-d", "site"]).exits(0);
    assert_eq!(run.stderr.matches("link-not-found").count(), 1, "{}", run.stderr);
}

/// WCAG 2.2, 3.1.2: what reads a page aloud must know where another language begins.
#[test]
fn titles_of_the_original_say_which_language_they_are_in() {
    let folder = book();
    build(&folder);
    let title = heading_of(&folder.read("site/part/b.html"));
    for page in ["site/en/index.html", "site/en/a.html", "site/en/contents.html", "site/en/part/b.html"] {
        let html = folder.read(page);
        for (at, _) in html.match_indices(&format!(">{title}<")) {
            let (before, _) = html.split_at(at);
            let tag = &before[before.rfind('<').unwrap()..];
            let around = &before[before[..before.rfind('<').unwrap()].rfind('<').unwrap()..];
            let says_so = [tag, around].iter().any(|tag| tag.contains("lang=\"zh-CN\""));
            let is_inside = before.rfind("<article").is_some_and(|start| before[start..].contains("lang=\"zh-CN\""));
            assert!(says_so || is_inside, "{page}: {around}");
        }
        assert!(html.contains(&format!(">{title}<")), "{page} lists it");
    }
    assert!(!folder.read("site/part/b.html").contains("<span lang="), "at home there is one language");
}

/// The words of the page's heading.
fn heading_of(html: &str) -> String {
    let (_, after) = html.split_once("<h1").expect("a heading");
    let (_, after) = after.split_once('>').expect("the end of the tag");
    after.split('<').next().expect("words").to_owned()
}

#[test]
fn a_book_of_one_language_knows_nothing_of_others() {
    let folder = book();
    let settings = folder.read("book.toml");
    let (own, _) = settings.split_once("[languages.en]").expect("further languages");
    folder.write("book.toml", own);
    build(&folder);
    let page = folder.read("site/a.html");
    assert!(!page.contains("hreflang") && !page.contains("languages"));
    assert!(!folder.join("site/en").exists() && !folder.read("site/sitemap.xml").contains("xhtml"));
}

#[test]
fn settings_of_languages_are_checked() {
    let told = |settings: &str| {
        let folder = book();
        let (own, _) = settings_of(&folder);
        folder.write("book.toml", &format!("{own}{settings}"));
        wence(folder.path(), &["build", "-d", "site"])
    };
    fn settings_of(folder: &Folder) -> (String, String) {
        let text = folder.read("book.toml");
        let (own, others) = text.split_once("[languages.en]").expect("further languages");
        (own.to_owned(), others.to_owned())
    }
    told("[languages.fr]\n")
        .exits(2)
        .says("there is no folder `content.fr` for the pages in `fr`")
        .says("book.toml:9:12");
    told("[languages.english_book]\n").exits(2).says("`english_book` is no language tag");
    told("[languages.zh-cn]\n").exits(2).says("`zh-CN` is the book's own language");
    told("[languages.en]\n[languages.EN]\n").exits(2).says("the language `en` stands twice");
    told("[languages.en]\ntitel = \"\"\n").exits(2).says("did you mean `title`?");
    let folder = book();
    folder.write("content/en/a.md", "# In the way\n");
    wence(folder.path(), &["build", "-d", "site"])
        .exits(1)
        .says("the folder `en/` of the site is for the pages in `en`");
}

#[test]
fn serve_shows_every_language_and_takes_up_saves_in_each() {
    let folder = book();
    let served = Served::start(folder.path(), &[""; 0]);
    let (status, page) = served.get("en/a.html");
    assert_eq!(status, 200);
    assert!(page.contains("Words of page A"));
    assert!(served.get("sitemap.xml").1.contains("https://example.org/book/en/a.html"));
    assert_eq!(served.get("en/sitemap.xml").0, 404);
    folder.append("content.en/a.md", "\nMore of it.\n");
    served.wait_for("en/a.html", "More of it.");
    // The original of a page that is not translated.
    folder.append("content/part/b.md", "\n又一段。\n");
    served.wait_for("part/b.html", "又一段。");
    served.wait_for("en/part/b.html", "又一段。");
    folder.write("content.en/part/b.md", "# B\n\nNow in English.\n");
    served.wait_for("en/part/b.html", "Now in English.");
    assert!(!served.get("en/part/b.html").1.contains("notice"));
}

#[test]
fn one_language_is_exported_at_a_time() {
    let folder = book();
    let export = |more: &[&str]| {
        let arguments: Vec<&str> =
            ["export", "single", "-o", "book.html", "--force"].iter().chain(more).copied().collect();
        wence(folder.path(), &arguments)
    };
    export(&[]).exits(0);
    let own = folder.read("book.html");
    assert!(own.contains("甲页的话") && !own.contains("Words of page A") && !own.contains("hreflang"));
    export(&["--language", "en"]).exits(0);
    let english = folder.read("book.html");
    assert!(english.contains("Words of page A") && !english.contains("甲页的话"));
    export(&["--language", "fr"]).exits(2).says("the book is in zh-CN, en, ja, not in `fr`");
}

#[test]
fn the_switch_stays_on_the_page_from_a_server_and_from_a_folder() {
    let site = Site::of_book("tests/sites/languages");
    let server = Server::of(&site);
    let browser = Browser::start();
    for home in [site.url(""), server.url.clone()] {
        for scripts in [true, false] {
            browser.allow_scripts(scripts);
            browser.open(&format!("{home}part/b.html"));
            browser.find(".languages a[lang=en]").click();
            browser.wait_for_page("/en/part/b.html");
            assert_eq!(browser.find(".languages a[aria-current]").text(), "English");
            assert_eq!(browser.find("article").attribute("lang").as_deref(), Some("zh-CN"));
            browser.find(".notice a").click();
            browser.wait_for_page("/part/b.html");
            browser.find(".languages a[lang=ja]").click();
            browser.wait_for_page("/ja/part/b.html");
            assert!(browser.find(".notice").text().contains("まだ翻訳されていません"));
        }
        browser.allow_scripts(true);
        for page in ["index.html", "a.html", "en/part/b.html", "ja/part/b.html", "en/search.html"] {
            for width in [320, 1440] {
                browser.resize(width, 800);
                browser.open(&format!("{home}{page}"));
                assert_eq!(violations(&browser), [] as [&str; 0], "{page} at {width}");
                assert!(
                    browser.number("document.documentElement.scrollWidth") <= f64::from(width),
                    "{page} is wider than {width}"
                );
            }
        }
    }
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn each_language_finds_its_own_words() {
    let site = Site::of_book("tests/sites/languages");
    let browser = Browser::start();
    browser.open(&format!("{}?q=section", site.url("en/search.html")));
    browser.wait_for("document.querySelector('main').textContent.includes('A section')");
    browser.open(&format!("{}?q=%E4%B8%80%E8%8A%82", site.url("search.html")));
    browser.wait_for("[...document.querySelectorAll('main a')].some((a) => a.href.includes('a.html?q='))");
    assert_eq!(browser.console(), [] as [&str; 0]);
}

#[test]
fn what_has_changed_since_it_was_translated_says_so_until_somebody_has_looked() {
    let folder = book();
    let check = |more: &[&str]| wence(folder.path(), &[&["check"], more].concat());
    check(&["--accept"]).exits(0).says("recorded 4 translations in `translations.lock`");
    let lock = folder.read("translations.lock");
    assert_eq!(lock.matches("\n\"").count(), 4, "{lock}");
    check(&["--accept"]).exits(0).says("holds these 4 translations already");
    folder.append("content/a.md", "\n又一段。\n");
    // A note, for readers are told and nothing is broken.
    check(&[]).exits(0).says("the original of `content.en/a.md` has changed since it was translated");
    build(&folder);
    let page = folder.read("site/en/a.html");
    assert!(page.contains("<p class=\"notice notice-outdated\">"), "{page}");
    assert!(page.contains("<a href=\"../a.html\" hreflang=\"zh-CN\">"));
    // It is a translation all the same.
    assert!(page.contains("hreflang=\"x-default\"") && page.contains("<article class=\"prose\">"));
    assert!(!folder.read("site/a.html").contains("notice"));
    // Neither time nor another record makes it a new one.
    check(&["--accept"]).exits(0).says("has changed since it was translated");
    assert_eq!(folder.read("translations.lock"), lock);
    check(&["--translated", "content/a.md"]).exits(2).says("`content/a.md` is no translation");
    let run =
        check(&["--translated", "content.en/a.md"]).exits(0).says("recorded 1 translation in `translations.lock`");
    assert!(!run.stderr.contains("has changed since"), "{}", run.stderr);
    build(&folder);
    assert!(!folder.read("site/en/a.html").contains("notice"));
    // A record that cannot be read is replaced by nothing.
    folder.write("translations.lock", "version = 1\n<<<<<<< HEAD\n");
    check(&[]).exits(2).says("translations-lock");
    check(&["--translated", "content.en/a.md"]).exits(2).says("cannot be read");
    assert!(folder.read("translations.lock").contains("<<<<<<<"));
}

#[test]
fn check_says_what_is_not_translated_and_fails_for_none_of_it() {
    let folder = book();
    let run = wence(folder.path(), &["check"]).exits(0);
    assert!(run.stderr.contains("1 page is not translated into `en`"), "{}", run.stderr);
    assert!(run.stderr.contains("in `content.en`: part/b.md"), "{}", run.stderr);
    assert!(run.stderr.contains("in `content.ja`: a.md, part/b.md, part/index.md"), "{}", run.stderr);
    // A build is not for that.
    let run = wence(folder.path(), &["build", "-d", "site"]).exits(0);
    assert!(!run.stderr.contains("not translated"), "{}", run.stderr);
}

#[test]
fn headings_of_every_language_are_kept_as_published() {
    let folder = book();
    wence(folder.path(), &["check", "--accept"]).exits(0);
    let ledger = folder.read("anchors.lock");
    assert!(ledger.contains("[pages.\"a.html\"]") && ledger.contains("[pages.\"en/a.html\"]"), "{ledger}");
    assert!(!ledger.contains("en/part/b.html"), "it has the ids of another language");
    let page = folder.read("content.en/a.md").replace("## A section", "## Another section");
    folder.write("content.en/a.md", &page);
    build(&folder);
    assert!(folder.read("site/en/a.html").contains("{\"a-section\":\"#another-section\"}"));
    fs::remove_file(folder.join("content.en/extra.md")).unwrap();
    wence(folder.path(), &["check"]).exits(1).says("the published page `en/extra.html` is gone");
}

#[test]
fn a_summary_names_its_chapters_in_each_language() {
    let folder = book();
    folder.write("content/SUMMARY.md", "# 目录\n\n- [首页](index.md)\n- [首章](a.md)\n- [次章](part/b.md)\n");
    let names = |path: &str| {
        let page = folder.read(path);
        let (_, side) = page.split_once("<nav class=\"side\"").expect("a sidebar");
        let (side, _) = side.split_once("</nav>").expect("its end");
        side.split("</a>").filter_map(|link| link.rsplit('>').next()).map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    // Without one of its own a language follows the original's, under its own titles.
    wence(folder.path(), &["build", "-d", "site"]).exits(0);
    assert!(names("site/index.html").contains("首章") && names("site/index.html").contains("次章"));
    let english = names("site/en/index.html");
    assert!(english.contains(" A ") && english.contains("次章") && !english.contains("首章"), "{english}");
    // With one it decides alone, and what it lists without a file is the original's.
    folder.write(
        "content.en/SUMMARY.md",
        "# Contents\n\n- [Home](index.md)\n- [The second](part/b.md)\n- [The first](a.md)\n",
    );
    wence(folder.path(), &["build", "-d", "site"]).exits(0);
    let english = names("site/en/index.html");
    assert!(english.find("The second") < english.find("The first"), "{english}");
    assert!(folder.read("site/en/part/b.html").contains("notice-untranslated"));
    assert!(!folder.join("site/en/extra.html").exists());
}

#[test]
fn chinese_translations_are_read_by_an_editor_too_and_originals_once() {
    let folder = Folder::new();
    folder.write("book.toml", "[book]\nlanguage = \"en\"\n[languages.zh-CN]\n");
    folder.write("content/index.md", "# Home\n\nWords,words.\n");
    folder.write("content/b.md", "# 引文\n\n原文里的话,不改。\n");
    folder.write("content.zh-CN/index.md", "# 首页\n\n译文里的话,要改。\n");
    wence(folder.path(), &["check"]).exits(1).says("content.zh-CN/index.md:3");
    wence(folder.path(), &["check", "--fix"]).exits(0).says("mended 1 line in 1 file");
    assert!(folder.read("content.zh-CN/index.md").contains('\u{ff0c}'));
    assert!(folder.read("content/b.md").contains("话,不"), "it is no part of the Chinese book");
}

#[test]
fn redirects_go_to_the_language_that_their_old_path_lies_in() {
    let folder = book();
    folder.write(
        "book.toml",
        &folder.read("book.toml").replace(
            "[languages.en]",
            "[output.html.redirect]\n\"/en/old.html\" = \"extra.html\"\n\"/old.html\" = \"a.html\"\n[languages.en]",
        ),
    );
    build(&folder);
    assert!(folder.read("site/en/old.html").contains("url=extra.html"), "{}", folder.read("site/en/old.html"));
    assert!(folder.read("site/old.html").contains("url=a.html") && !folder.join("site/ja/old.html").exists());
}
