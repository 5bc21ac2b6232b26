//! The rules of axe-core (<https://github.com/dequelabs/axe-core>), run in the page: all of WCAG 2.0, 2.1 and 2.2 at levels A
//! and AA, and its best practices. `./tests/run` installs it.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;

use crate::site::Site;
use crate::webdriver::Browser;

/// What is asked: only of faults is every place wanted. Preloading would fetch style sheets a second time.
const RUN: &str = r#"
    axe.run(document, {
        runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        resultTypes: ["violations"],
        preload: false,
    }).then(({ violations }) => violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, any, all, none }) => {
        const mends = [...any, ...all, ...none].map(({ message }) => message);
        return `${id} at ${target.flat().join(" ")}: ${help}. ${mends.join("; ")}`;
    })))
"#;

fn source() -> &'static str {
    static SOURCE: OnceLock<String> = OnceLock::new();
    SOURCE.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accessibility/node_modules/axe-core/axe.min.js");
        fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}: `./tests/run` installs what the tests need", path.display()))
    })
}

/// What axe finds wrong with the page in view, a line for each rule and element. Scripts must be allowed, though the page may
/// have been loaded without.
pub fn violations(browser: &Browser) -> Vec<String> {
    if browser.evaluate("typeof axe") != "object" {
        // Its last expression would travel back whole.
        browser.evaluate(&format!("{}; true", source()));
    }
    let violations = browser.evaluate(RUN);
    let lines = violations.as_array().expect("axe answers with an array");
    lines.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A checker that sees nothing would find every page accessible.
#[test]
fn axe_sees_faults_and_passes_what_is_sound() {
    let site = Site::empty();
    // As strict as any page of ours: axe must run all the same.
    let policy = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; img-src data:\">";
    let head = format!("<!doctype html><html lang=zh><meta charset=utf-8>{policy}<title>页</title>");
    let sound = "<main><h1>题</h1><img alt='' src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=='></main>";
    fs::write(site.root.join("sound.html"), format!("{head}{sound}")).unwrap();
    let faults = "<main><h1>题</h1><h4>跳</h4><button></button><font color='#bbb'>这里的字太淡</font></main><p>外</p><input id=a><i id=a></i>";
    fs::write(site.root.join("faults.html"), format!("{head}{faults}")).unwrap();
    let browser = Browser::start();
    browser.open(&site.url("sound.html"));
    assert_eq!(violations(&browser), [] as [&str; 0]);
    browser.allow_scripts(false);
    browser.open(&site.url("faults.html"));
    browser.allow_scripts(true);
    let violations = violations(&browser);
    for rule in ["button-name", "color-contrast", "heading-order", "label", "region"] {
        assert!(
            violations.iter().any(|fault| fault.starts_with(rule)),
            "{rule} is not among:\n{}",
            violations.join("\n")
        );
    }
}
