//! Contrast of all text, as WCAG 2.2 defines it (<https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>), in every scheme a reader
//! may have, and what is left of a page where the system forces its colours.

use serde_json::{Value, json};

use crate::faults::Faults;
use crate::site::{Shelf, Site};
use crate::webdriver::Browser;

/// The least contrast of text that is to be read, and of what is about it: labels, dates, comments in code.
const TEXT: f64 = 7.0;
const META: f64 = 5.3;
/// What WCAG asks at level AA; forced colours are the system's choice and not ours.
const FORCED: f64 = 4.5;

/// Texts with too little contrast: in `arguments`, the least for text, the least for meta. Folded parts are opened first.
/// Backgrounds are followed to the root; of images only what lies above them counts, which is right for the shades at the edges
/// of a scrolling table.
const CONTRAST: &str = r#"
    const [forText, forMeta] = arguments;
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const known = new Map();
    const channels = (color) => {
        if (!known.has(color)) {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = color;
            canvas.fillRect(0, 0, 1, 1);
            const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
            known.set(color, [red, green, blue, alpha / 255]);
        }
        return known.get(color);
    };
    // What a page without a background of its own stands on.
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.backgroundColor = "Canvas";
    const canvasColor = channels(getComputedStyle(probe).backgroundColor);
    probe.remove();
    const over = (top, alpha, below) => [0, 1, 2].map((at) => top[at] * alpha + below[at] * (1 - alpha));
    // Most elements stand on the ground of their parents.
    const remembered = (of) => {
        const answers = new Map();
        return (element) => {
            if (!answers.has(element)) answers.set(element, of(element));
            return answers.get(element);
        };
    };
    const ground = remembered((element) => {
        if (!element) return canvasColor;
        const color = channels(getComputedStyle(element).backgroundColor);
        return over(color, color[3], color[3] === 1 ? color : ground(element.parentElement));
    });
    const opacity = remembered((element) => element ? getComputedStyle(element).opacity * opacity(element.parentElement) : 1);
    const luminance = (color) => {
        const linear = color.map((part) => part / 255).map((part) => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
        return .2126 * linear[0] + .7152 * linear[1] + .0722 * linear[2];
    };
    const ratio = (one, other) => {
        const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (high + .05) / (low + .05);
    };
    const token = (name) => channels(getComputedStyle(document.documentElement).getPropertyValue(name)).join();
    const meta = [token("--ink3"), token("--code-comment")];

    const faults = new Map();
    const judge = (element, style, below, text) => {
        const color = channels(style.color);
        const shown = over(color, color[3] * opacity(element), below);
        const least = meta.includes(color.join()) ? forMeta : forText;
        const found = ratio(shown, below);
        if (found >= least) return;
        const parents = element.parentElement ? element.parentElement.className || element.parentElement.localName : "";
        const place = `${parents} > ${element.localName}.${element.className}`;
        if (!faults.has(place)) faults.set(place, `${found.toFixed(2)} of ${least} at ${place}: ${text.trim().slice(0, 20)}`);
    };
    document.querySelectorAll("details").forEach((details) => { details.open = true; });
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let texts = 0;
    while (walker.nextNode()) {
        const { currentNode: node, currentNode: { parentElement: element } } = walker;
        if (!node.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
        range.selectNodeContents(node);
        if (range.getClientRects().length === 0) continue;
        texts += 1;
        judge(element, getComputedStyle(element), ground(element), node.data);
    }
    // Seals and other signs that stand in the style sheet. The sign of a heading's link is not there to be read.
    for (const element of document.querySelectorAll("body *:not(.anchor)")) {
        for (const name of ["::before", "::after"]) {
            const style = getComputedStyle(element, name);
            const text = (/^"(.*?)"/.exec(style.content) || [])[1] || "";
            if (!/[\p{L}\p{N}]/u.test(text) || style.display === "none" || !element.checkVisibility()) continue;
            const own = channels(style.backgroundColor);
            judge(element, style, over(own, own[3], ground(element)), text);
        }
    }
    return { texts, faults: [...faults.values()] };
"#;

/// Texts of the page in view with too little contrast.
fn faint_texts(browser: &Browser, text: f64, meta: f64) -> Vec<String> {
    let found = browser.script(CONTRAST, json!([text, meta]));
    assert!(found["texts"].as_u64() > Some(0), "there is text to look at: {found}");
    let faults = found["faults"].as_array().expect("the faults are an array");
    faults.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// How a reader looks at a page.
struct Look {
    name: &'static str,
    /// Of the system.
    features: &'static [(&'static str, &'static str)],
    /// The reader's own choice, or empty.
    theme: &'static str,
}

/// Every type of page in both languages, in each of the looks.
fn faint_texts_everywhere(looks: &[Look], text: f64, meta: f64) -> Faults {
    let browser = Browser::start();
    browser.resize(1440, 900);
    let mut faults = Faults::default();
    for shelf in Shelf::both() {
        for page in shelf.pages() {
            page.open(&browser);
            for Look { name, features, theme } in looks {
                browser.emulate("", features);
                browser.script("document.documentElement.dataset.theme = arguments[0]", json!([theme]));
                faults.add(format!("{page} {name}"), faint_texts(&browser, text, meta));
            }
        }
    }
    faults
}

const LIGHT: (&str, &str) = ("prefers-color-scheme", "light");
const DARK: (&str, &str) = ("prefers-color-scheme", "dark");
const MORE: (&str, &str) = ("prefers-contrast", "more");
const BY_SYSTEM: (&str, &str) = ("forced-colors", "active");

#[test]
fn all_text_has_a_contrast_of_seven_to_one() {
    let looks = [
        Look { name: "light", features: &[LIGHT], theme: "" },
        Look { name: "dark", features: &[DARK], theme: "" },
        Look { name: "light by choice", features: &[DARK], theme: "light" },
        Look { name: "dark by choice", features: &[LIGHT], theme: "dark" },
        Look { name: "light with more contrast", features: &[LIGHT, MORE], theme: "" },
        Look { name: "dark with more contrast", features: &[DARK, MORE], theme: "" },
    ];
    faint_texts_everywhere(&looks, TEXT, META).must_be_none();
}

#[test]
fn forced_colours_leave_nothing_invisible() {
    let looks = [
        Look { name: "forced", features: &[BY_SYSTEM, LIGHT], theme: "" },
        Look { name: "forced dark", features: &[BY_SYSTEM, DARK], theme: "" },
        Look { name: "forced over a choice", features: &[BY_SYSTEM, DARK], theme: "light" },
    ];
    faint_texts_everywhere(&looks, FORCED, FORCED).must_be_none();

    // What is known by its colour alone elsewhere: a tick, the current page, seals, the edges of controls.
    let shelf = Shelf::in_chinese();
    let browser = Browser::start();
    browser.resize(1440, 900);
    browser.emulate("", &[BY_SYSTEM]);
    browser.open(&shelf.features.url("chapter/markdown.html"));
    let style = |selector: &str, pseudo: &str, property: &str| {
        let body = "return getComputedStyle(document.querySelector(arguments[0]), arguments[1]).getPropertyValue(arguments[2])";
        let value = browser.script(body, json!([selector, pseudo, property]));
        value.as_str().expect("the selector finds an element").to_owned()
    };
    assert_ne!(style(".tasks input:checked", "", "appearance"), "none", "the system draws the tick");
    assert_eq!(style(".note-title", "::before", "border-top-style"), "solid", "a seal has an edge");
    let (here, there) = ("#w-side [aria-current]", "#w-side a:not([aria-current])");
    let marks = ["border-inline-start-color", "background-color", "outline-style", "border-inline-start-width"];
    assert!(marks.iter().any(|mark| style(here, "", mark) != style(there, "", mark)), "the current page is marked");
}

/// A checker that sees nothing would find every page legible.
#[test]
fn faint_text_is_seen_where_it_lies() {
    let site = Site::empty();
    let text = "<!doctype html><meta charset=utf-8><style>
        :root { --ink3: #645d50; --code-comment: #5f594c } body { background: #fbf8f1; color: #221f1a }
        .faint { color: #999 } .meta { color: #645d50 } .half { opacity: .4 } .deep { background: rgb(34 31 26 / .9) }
        .seal::before { content: '注' / ''; color: #fbf8f1; background: #ddd }
        .through { color: color-mix(in srgb, #221f1a 30%, transparent) }</style>
        <p>正文</p><p class=faint>太淡</p><p class=meta>附注</p><div class=half><p class=inside>半透明</p></div>
        <div class=deep><p class=ondark>黑上加黑</p></div><p class=seal></p><p class=through>混色</p>
        <details><summary>开</summary><p class='faint folded'>折起来的</p></details>";
    std::fs::write(site.root.join("page.html"), text).unwrap();
    let browser = Browser::start();
    browser.open(&site.url("page.html"));
    let faults = faint_texts(&browser, TEXT, META);
    let places = ["p.faint", "p.inside", "p.ondark", "p.through", "p.faint folded", "p.seal"];
    for place in places {
        assert!(faults.iter().any(|fault| fault.contains(&format!("{place}:"))), "{place} is not among {faults:#?}");
    }
    assert_eq!(faults.len(), places.len(), "{faults:#?}");
}
