//! What the theme writes into every page, and what the page's policy lets run: nothing that an author or a stranger could slip in.

use serde_json::json;

use crate::faults::Faults;
use crate::program::{Folder, Served, files_below};
use crate::site::{Server, Shelf, Type};
use crate::webdriver::{Browser, texts};

/// As it was written: without scripts, the document is what the file says.
#[test]
fn pages_have_no_style_attributes_no_handlers_and_no_id_twice() {
    let browser = Browser::start();
    browser.allow_scripts(false);
    for shelf in Shelf::both() {
        for page in shelf.pages() {
            page.open(&browser);
            let faults = browser.script(
                r#"
                    const elements = [...document.querySelectorAll("*")];
                    const ids = elements.map(({ id }) => id).filter(Boolean);
                    const attributes = elements.flatMap((element) => [...element.attributes].map(({ name, value }) => {
                        return { name, value, place: element.localName };
                    }));
                    return [
                        ...attributes.filter(({ name }) => name === "style" || name.startsWith("on")),
                        ...attributes.filter(({ value }) => /^\s*javascript:/i.test(value)),
                        ...elements.filter(({ localName }) => localName === "style" && !document.querySelector("meta[name=robots]")),
                        ...ids.filter((id, at) => ids.indexOf(id) !== at),
                        // Ids of the text are its headings', which the parts of a question have become folds of.
                        ...elements.filter(({ id, localName, className }) => id && !/^h[1-6]$/.test(localName) && className !== "q-part" && !/^(p\d+-)?w-/.test(id)
                            && !/^p\d+$/.test(id)).map(({ id }) => id),
                    ].map((fault) => typeof fault === "string" ? fault : JSON.stringify(fault));
                "#,
                json!([]),
            );
            assert_eq!(texts(&faults), [] as [&str; 0], "{} {:?}", shelf.language, page.kind);
            let languages = "return [document.documentElement.lang, document.documentElement.dir]";
            assert_eq!(browser.script(languages, json!([])), json!([shelf.language, "ltr"]), "{:?}", page.kind);
        }
    }
}

#[test]
fn scripts_give_no_id_twice_and_only_ids_of_the_themes_own() {
    let browser = Browser::start();
    for shelf in Shelf::both() {
        for page in shelf.pages() {
            browser.allow_scripts(false);
            page.open(&browser);
            let ids = "return [...document.querySelectorAll('[id]')].map(({ id }) => id)";
            let written = browser.texts(ids, json!([]));
            browser.allow_scripts(true);
            page.open(&browser);
            let mut found = browser.texts(ids, json!([]));
            let n_found = found.len();
            let made: Vec<_> = found.iter().filter(|id| !written.contains(id) && !id.starts_with("w-")).collect();
            assert!(made.is_empty(), "{} {:?}: {made:?}", shelf.language, page.kind);
            found.sort();
            found.dedup();
            assert_eq!(found.len(), n_found, "{} {:?}: an id occurs twice", shelf.language, page.kind);
        }
    }
}

/// What is shown or told in Latin letters: text, names, what stands in the style sheet. Code, formulas and addresses are left out,
/// and so are the names of languages and files over blocks of code.
const FOREIGN_WORDS: &str = r#"
    const left = "code, pre, kbd, math, rt, script, style, .code-lang, .code-title, a[href^='https://example.org/a/']";
    const texts = [document.title];
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        if (!walker.currentNode.parentElement.closest(left)) texts.push(walker.currentNode.data);
    }
    for (const name of ["aria-label", "title", "placeholder", "alt", "aria-description", "aria-roledescription"]) {
        for (const element of document.querySelectorAll(`[${name}]`)) texts.push(element.getAttribute(name));
    }
    for (const meta of document.querySelectorAll("meta[name=description]")) texts.push(meta.content);
    for (const element of document.querySelectorAll("*")) {
        for (const pseudo of ["::before", "::after"]) {
            const { content } = getComputedStyle(element, pseudo);
            if (/^"/.test(content)) texts.push(content);
        }
    }
    return texts.filter((text) => /\p{Script=Latin}{2,}/u.test(text)).map((text) => `in another language: ${text.trim()}`);
"#;

/// Those of the page in view, which must be one of the fixture's: it has Latin words nowhere else.
pub fn foreign_words(browser: &Browser) -> Vec<String> {
    browser.texts(FOREIGN_WORDS, json!([]))
}

#[test]
fn no_word_of_a_chinese_page_is_left_in_another_language() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    let mut faults = Faults::default();
    let own = files_below(&shelf.features.root).into_iter().filter(|path| path.ends_with(".html"));
    for path in own {
        browser.open(&shelf.features.url(&path));
        faults.add(path, foreign_words(&browser));
    }
    faults.must_be_none();
    // What would be seen is seen.
    browser.evaluate("document.body.append('left over'), document.body.setAttribute('aria-label', 'unnamed')");
    assert_eq!(foreign_words(&browser).len(), 2);
}

/// Run before the page: collects what its policy refused.
const WATCH_POLICY: &str = r#"
    refused = [];
    addEventListener("securitypolicyviolation", (event) => refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"#;

#[test]
fn every_page_of_a_site_has_a_policy() {
    for shelf in Shelf::both() {
        for site in [&shelf.book, &shelf.features] {
            let pages: Vec<_> = files_below(&site.root).into_iter().filter(|path| path.ends_with(".html")).collect();
            let has_policy = |path: &String| {
                let head = site.read(path);
                let head = head.split("</head>").next().unwrap_or_default();
                let policy = head.find("http-equiv=\"Content-Security-Policy\"");
                // It holds for what comes after it.
                policy.is_some_and(|at| !["<script", "<link", "<style"].iter().any(|tag| head[..at].contains(tag)))
            };
            let without: Vec<_> = pages.iter().filter(|path| !has_policy(path)).collect();
            assert!(without.is_empty(), "{} of {} pages have none: {without:?}", without.len(), pages.len());
        }
    }
}

#[test]
fn no_page_does_what_its_policy_refuses() {
    let browser = Browser::start();
    browser.run_first(WATCH_POLICY);
    for shelf in Shelf::both() {
        for site in [&shelf.book, &shelf.features] {
            let server = Server::of(site);
            for home in [site.url(""), server.url.clone()] {
                for page in shelf.pages().into_iter().filter(|page| std::ptr::eq(page.site, site)) {
                    browser.resize(390, 844);
                    browser.open(&format!("{home}{}", page.path));
                    // Everything that can be pressed and does not lead away.
                    browser.evaluate(
                        "document.querySelectorAll('button, summary, input, [role=doc-noteref], .anchor').forEach((control) => { \
                         if (control.checkVisibility()) control.click() })",
                    );
                    browser.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
                    let refused = browser.evaluate("refused");
                    assert_eq!(refused, json!([]), "{} {:?} {home}", shelf.language, page.kind);
                }
            }
        }
    }
}

/// What the policy is for.
#[test]
fn the_policy_refuses_handlers_foreign_scripts_and_every_connection() {
    let shelf = Shelf::in_chinese();
    let server = Server::of(&shelf.features);
    let browser = Browser::start();
    browser.run_first(WATCH_POLICY);
    for home in [shelf.features.url(""), server.url.clone()] {
        for kind in [Type::Features, Type::Contents, Type::Print, Type::Missing, Type::Redirect] {
            browser.open(&format!("{home}{}", shelf.page(kind).path));
            browser.evaluate(
                "document.body.insertAdjacentHTML('beforeend', '<i onclick=\"ran = 1\" style=\"color: red\">i</i><form action=\"x\">'), \
                 document.querySelector('[onclick]').click(), \
                 document.body.append(Object.assign(document.createElement('script'), { textContent: 'ran = 2' })), \
                 document.body.append(Object.assign(document.createElement('script'), { src: 'https://example.org/x.js' })), \
                 fetch('https://example.org/x').catch(() => {})",
            );
            // A page that holds its style sheet in itself cannot refuse others.
            let style = if kind == Type::Missing { "connect-src" } else { "style-src-attr" };
            for directive in ["script-src-attr", style, "script-src-elem", "connect-src"] {
                browser.wait_for(&format!("refused.some((line) => line.startsWith('{directive} '))"));
            }
            assert_eq!(browser.evaluate("typeof ran"), "undefined", "{kind:?} {home}");
        }
    }
}

/// The server writes a script of its own into each page, which asks it for news.
#[test]
fn the_development_server_keeps_within_the_policy_and_shows_what_was_saved() {
    let book = Folder::with_book("zh-CN");
    let served = Served::start(book.path(), &[] as &[&str]);
    let browser = Browser::start();
    browser.run_first(WATCH_POLICY);
    for path in ["", "contents.html", "no/such/page.html"] {
        browser.open(&format!("{}{path}", served.url));
        assert_eq!(browser.evaluate("refused"), json!([]), "{path}");
    }
    browser.console();
    browser.open(&served.url);
    assert_eq!(browser.console(), [] as [&str; 0]);
    book.append("content/index.md", "\n刚刚写下的一段。\n");
    browser.wait_for_loaded("document.body.textContent.includes('刚刚写下的一段。')");
    assert_eq!(browser.evaluate("refused"), json!([]));
    assert_eq!(browser.console(), [] as [&str; 0]);
}
