//! Everything by keyboard: where Tab leads, that one sees it, and the keys of the drawer and the tabs.

use serde_json::json;

use crate::faults::Faults;
use crate::settings::choose;
use crate::site::{Shelf, Type};
use crate::webdriver::{Browser, DOWN, END, ENTER, ESCAPE, HOME, LEFT, RIGHT, TAB, texts};

/// What has the focus and how one sees it: an outline of at least 2 px or the
/// browser's own, inside the window, with nothing over it.
const FOCUS: &str = r#"
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const style = getComputedStyle(element);
    const [box] = element.getClientRects();
    const at = document.elementFromPoint(box.x + Math.min(box.width, 40) / 2, box.y + Math.min(box.height, 40) / 2);
    const isSeen = Boolean(at) && (element.contains(at) || at.contains(element));
    const isInside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const hasOutline = style.outlineStyle === "auto" || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    window.stops = window.stops || new Map();
    if (!stops.has(element)) stops.set(element, stops.size);
    const words = (element.getAttribute("aria-label") || element.textContent).trim().slice(0, 20);
    return {
        stop: stops.get(element),
        name: `${element.localName}.${element.className}: ${words}`,
        faults: [
            ...(hasOutline ? [] : [`no outline, but ${style.outline}`]),
            ...(isInside ? [] : ["out of view"]),
            ...(isSeen ? [] : [`behind ${at && at.localName}.${at && at.className}`]),
        ],
    };
"#;

/// Controls that can be seen and that Tab has never reached. In a set of radio buttons or tabs one stop stands for all.
const UNREACHED: &str = r#"
    const controls = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]");
    return [...controls].filter((control) => {
        return control.tabIndex >= 0 && !control.disabled && !stops.has(control) && control.type !== "radio"
            && control.checkVisibility({ visibilityProperty: true });
    }).map((control) => `${control.localName}.${control.className}: ${control.textContent.trim().slice(0, 20)}`);
"#;

/// Presses Tab from the start of the page to its end. Answers with the faults found on the way.
fn walk(browser: &Browser) -> Vec<String> {
    let (mut names, mut faults) = (Vec::new(), Vec::new());
    loop {
        browser.press(&[TAB]);
        let focus = browser.script(FOCUS, json!([]));
        // Past the last, or round to the first.
        if focus.is_null() || focus["stop"].as_u64() < Some(names.len() as u64) {
            break;
        }
        let name = focus["name"].as_str().expect("a stop has a name").to_owned();
        faults.extend(texts(&focus["faults"]).iter().map(|fault| format!("{name}: {fault}")));
        names.push(name);
        assert!(names.len() < 2000, "Tab never comes to an end: {:?}", &names[..20]);
    }
    assert!(!names.is_empty(), "Tab leads nowhere");
    faults.extend(browser.texts(UNREACHED, json!([])).iter().map(|name| format!("{name}: never reached")));
    faults
}

#[test]
fn every_control_is_reached_by_tab_and_seen_with_the_focus() {
    let browser = Browser::start();
    let mut all = Faults::default();
    for (shelf, width) in [(Shelf::in_chinese(), 1440), (Shelf::in_english(), 390)] {
        // The whole book on one page has nothing that its pages do not have.
        for page in shelf.pages().into_iter().filter(|page| page.kind != Type::Print) {
            browser.resize(width, 900);
            page.open(&browser);
            all.add(format!("{page} {width} px"), walk(&browser));
        }
    }
    all.must_be_none();
}

#[test]
fn the_first_stop_leads_past_the_navigation_into_the_text() {
    let browser = Browser::start();
    for shelf in Shelf::both() {
        for kind in [Type::Home, Type::Chapter, Type::Contents, Type::Print, Type::Missing] {
            let page = shelf.page(kind);
            page.open(&browser);
            browser.press(&[TAB]);
            let place = format!("{} {kind:?}", shelf.language);
            assert_eq!(browser.evaluate("document.activeElement.getAttribute('href')"), "#w-main", "{place}");
            let top = browser.evaluate("document.activeElement.getBoundingClientRect().top");
            assert!(top.as_f64() >= Some(0.0), "{place}: it is in view once it has the focus");
            browser.press(&[ENTER]);
            browser.wait_for("document.activeElement.localName === 'main'");
            // Read on from there.
            browser.press(&[TAB]);
            assert_eq!(browser.evaluate("Boolean(document.activeElement.closest('main'))"), true, "{place}");
        }
    }
}

pub const DRAWER_OPEN: &str = "document.querySelector('#w-side:popover-open')";

#[test]
fn the_drawer_opens_and_closes_by_keyboard_and_gives_the_focus_back() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.resize(390, 844);
    for scripts in [true, false] {
        browser.allow_scripts(scripts);
        shelf.page(Type::Chapter).open(&browser);
        let menu = "document.activeElement.getAttribute('popovertarget') === 'w-side'";
        for _ in 0..20 {
            if browser.script(&format!("return {menu}"), json!([])) == true {
                break;
            }
            browser.press(&[TAB]);
        }
        assert!(browser.script(&format!("return {DRAWER_OPEN}"), json!([])).is_null());
        browser.press(&[ENTER]);
        browser.wait_for(DRAWER_OPEN);
        // The next stop is in the drawer, which follows its button.
        browser.press(&[TAB]);
        browser.wait_for("document.activeElement.closest('#w-side')");
        browser.press(&[ESCAPE]);
        browser.wait_for(&format!("!{DRAWER_OPEN} && {menu}"));
    }
}

#[test]
fn the_drawer_closes_by_its_button_and_by_a_choice_with_scripts_and_without() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.resize(390, 844);
    for scripts in [true, false] {
        browser.allow_scripts(scripts);
        shelf.page(Type::Chapter).open(&browser);
        browser.find("[popovertarget=w-side]").click();
        browser.wait_for(DRAWER_OPEN);
        browser.find("#w-side [popovertargetaction=hide]").click();
        browser.wait_for(&format!("!{DRAWER_OPEN}"));
        browser.find("[popovertarget=w-side]").click();
        browser.wait_for(DRAWER_OPEN);
        assert!(
            browser.script("return document.querySelector('#w-side [aria-current]').checkVisibility()", json!([]))
                == true
        );
        browser.find("#w-side details[open] a:not([aria-current])").click();
        browser.wait_for_loaded("!location.pathname.endsWith('company-research.html')");
        assert!(browser.script(&format!("return {DRAWER_OPEN}"), json!([])).is_null());
    }
}

/// The pattern "Tabs" of the ARIA Authoring Practices, with automatic activation.
#[test]
fn tabs_are_chosen_by_arrows_home_and_end_and_sets_of_the_same_names_together() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    shelf.page(Type::Features).open(&browser);
    let chosen = || {
        let names =
            "[...document.querySelectorAll('[role=tab][aria-selected=true]')].map((tab) => tab.textContent).join()";
        browser.evaluate(names).as_str().map(str::to_owned).expect("texts")
    };
    let shown = || {
        browser.evaluate(
            "[...document.querySelectorAll('[role=tabpanel]')].filter((panel) => panel.querySelector('p').checkVisibility()) \
             .map((panel) => document.getElementById(panel.getAttribute('aria-labelledby')).textContent).join()",
        )
    };
    assert_eq!(chosen(), "苹果系统,苹果系统");
    browser.evaluate("document.querySelector('[role=tab]').focus()");
    for (key, expected) in [
        (RIGHT, "微软系统,微软系统"),
        (END, "其他系统,微软系统"),
        (RIGHT, "苹果系统,苹果系统"),
        (LEFT, "其他系统,苹果系统"),
        (HOME, "苹果系统,苹果系统"),
        (RIGHT, "微软系统,微软系统"),
    ] {
        browser.press(&[key]);
        assert_eq!(chosen(), expected);
        assert_eq!(shown(), expected);
        assert_eq!(browser.evaluate("document.activeElement.getAttribute('aria-selected')"), "true");
    }
    // One stop for the set: Tab leads into the panel, or on.
    browser.press(&[TAB]);
    assert_ne!(browser.evaluate("document.activeElement.getAttribute('role')"), "tab");
    // The choice lasts.
    shelf.page(Type::Features).open(&browser);
    assert_eq!(chosen(), "微软系统,微软系统");
    // A link to what a closed tab holds opens it.
    let id = browser.evaluate("document.querySelectorAll('[role=tabpanel] > :first-child')[2].id");
    browser.open(&format!("{}#{}", shelf.page(Type::Features).url(), id.as_str().expect("a heading has an id")));
    browser.wait_for("document.querySelectorAll('[role=tab]')[2].getAttribute('aria-selected') === 'true'");
    browser.press(&[DOWN]);
    assert_eq!(browser.console(), [] as [&str; 0]);
}

pub const HELP: &str = "document.querySelector('dialog.keys[open]')";

#[test]
fn arrows_turn_the_pages_and_a_question_mark_tells_the_keys() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    shelf.page(Type::Chapter).open(&browser);
    browser.press(&[RIGHT]);
    browser.wait_for_page("/before/reading-jd.html");
    browser.press(&[LEFT]);
    browser.wait_for_page("/before/company-research.html");
    browser.press(&["?"]);
    browser.wait_for(HELP);
    let help = browser.find("dialog.keys").text();
    for word in ["键盘快捷键", "上一页", "下一页", "搜索", "Esc"] {
        assert!(help.contains(word), "{word} is not in {help}");
    }
    // Nothing but the dialog hears keys now.
    browser.press(&[RIGHT, ESCAPE]);
    browser.wait_for(&format!("!{HELP}"));
    assert_eq!(browser.evaluate("location.pathname.endsWith('/before/company-research.html')"), true);
    assert_eq!(browser.console(), [] as [&str; 0]);
}

/// Sends the page a key as an input method would, or one with a modifier, and answers whether anything came of it.
fn is_heard(browser: &Browser, key: &str, more: &str) -> bool {
    let send = format!(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true, cancelable: true, {more} }}))"
    );
    // An event that is taken is prevented, and dispatching answers with false.
    browser.evaluate(&send) == false
}

#[test]
fn keys_are_left_to_controls_input_methods_and_those_who_switch_them_off() {
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.resize(390, 844);
    shelf.page(Type::Features).open(&browser);
    assert!(is_heard(&browser, "?", ""));
    browser.wait_for(HELP);
    browser.press(&[ESCAPE]);
    browser.wait_for(&format!("!{HELP}"));
    for more in ["isComposing: true", "keyCode: 229", "ctrlKey: true", "altKey: true", "metaKey: true"] {
        assert!(!is_heard(&browser, "?", more), "{more}");
    }
    // What has the focus may need the arrows itself: a table that scrolls, a tab, a box.
    for selector in [".tbl", "[role=tab]", ".tasks input", ".prose summary"] {
        browser.evaluate(&format!("document.querySelector('{selector}').focus()"));
        assert_eq!(browser.evaluate(&format!("document.activeElement.matches('{selector}')")), true, "{selector}");
        assert!(!is_heard(&browser, "ArrowLeft", "") || selector == "[role=tab]", "{selector}");
        assert_eq!(browser.evaluate("location.pathname.endsWith('/chapter/markdown.html')"), true, "{selector}");
    }
    browser.evaluate("document.activeElement.blur()");
    choose(&browser, "单键快捷键");
    browser.evaluate("document.activeElement.blur()");
    assert!(!is_heard(&browser, "?", ""), "the reader has switched them off");
    shelf.page(Type::Features).open(&browser);
    assert!(!is_heard(&browser, "?", ""), "and that lasts");
    assert!(is_heard(&browser, "k", "ctrlKey: true"), "a key with Ctrl is no single key");
}
