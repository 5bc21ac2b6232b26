//! `wence check` on books with planted faults: each is found at its place, and nothing else is.

use std::fs;

use serde_json::Value;

use crate::program::{Folder, wence};
use crate::schema::faults_by;

/// A book without a fault; everything in it is shown or linked.
fn book() -> Folder {
    let book = Folder::new();
    book.write("book.toml", "[book]\ntitle = \"T\"\nlanguage = \"en\"\n\n[bank.categories]\ncrisis = \"Crises\"\n\n");
    book.write("content/index.md", "# Home\n\n[one](one.md) ![what it shows](picture.svg)\n");
    book.write("content/one.md", "# One\n\n## Two\n\n### Three\n");
    book.write("content/picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    wence(book.path(), &["check"]).exits(0);
    book
}

/// `path:line:column code` of everything found, as far as it has them. Sorted.
fn found(book: &Folder) -> Vec<String> {
    let run = wence(book.path(), &["check", "--format", "json"]);
    let faults: Vec<Value> =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}{}", run.stdout, run.stderr));
    let place = |fault: &Value| {
        let mut place = fault["path"].as_str().unwrap_or_default().to_owned();
        for number in ["line", "column"] {
            if let Some(number) = fault[number].as_u64() {
                place.push_str(&format!(":{number}"));
            }
        }
        format!("{place} {}", fault["code"].as_str().unwrap())
    };
    let mut found: Vec<String> = faults.iter().map(place).collect();
    found.sort();
    found
}

/// Text to add to a page of its own, and what has to be found in it: line (1 is the first of the text), column, code.
const PAGES: &[(&str, &str, &[&str])] = &[
    ("anchor", "[a](one.md#tow)", &["1:1 anchor-not-found"]),
    ("anchor-here", "text\n[a](#nowhere)", &["2:1 anchor-not-found"]),
    ("page", "中文 [a](on.md)", &["1:4 link-not-found"]),
    ("page-by-case", "[a](One.md)", &["1:1 link-not-found"]),
    ("page-in-html", "<a href=\"on.html\">a</a>", &["1:1 link-not-found"]),
    ("file", "[a](paper.pdf)", &["1:1 link-not-found"]),
    ("outside", "[a](../../secret.md)", &["1:1 link-outside-book"]),
    ("draft", "[a](_draft.md)\n[b](later.md)", &["1:1 link-not-found", "2:1 link-to-draft"]),
    ("image", "![a](pictrue.svg)", &["1:1 image-not-found"]),
    ("image-in-html", "<img alt=\"a\" src=\"pictrue.svg\">", &["1:1 image-not-found"]),
    ("silent", "text ![](picture.svg)", &["1:6 image-without-alternative"]),
    ("silent-by-name", "![ ][p]\n\n[p]: picture.svg", &["1:1 image-without-alternative"]),
    ("silent-html", "<p>\n<img src=\"picture.svg\">\n</p>", &["2:1 image-without-alternative"]),
    ("for-the-eye", "<img alt=\"\" src=\"picture.svg\">\n\n![](picture.svg \"A caption\")", &[]),
    ("skip", "## a\n\n#### b\n\n##### c\n\n## d", &["3:1 heading-order"]),
    ("quoted", "> ##### a\n\n## b", &[]),
    ("same-id", "## a {#x}\n\n## b {#x}", &["3:1 duplicate-id"]),
    ("attributes", "## a {#y z={1}}", &["1:6 heading-attributes"]),
    ("note", "a[^1]", &["1:2 footnote-not-defined"]),
    ("language", "```pyhton\na\n```", &["1:4 unknown-code-language"]),
    ("formula", "$\\frac{1}$", &["1:1 math-syntax"]),
    ("include", "{{#include no.md}}", &["1:1 include-not-found"]),
    ("include-part", "{{#include one.md:no}}", &["1:1 include-anchor-not-found"]),
    ("question", "## q {#q1 .question}\n\n### a {.intent}\n\nwords", &["1:1 question-without-outline"]),
    ("question-level", "## q {#q2 .question levle=2}\n\n### a {.outline}\n\nwords", &["1:21 question-attribute"]),
    (
        "question-kind",
        "## q {#q3 .question category=no}\n\n### a {.outline}\n\nwords",
        &["1:30 question-unknown-value"],
    ),
    ("question-name", "## q {.question}\n\n### a {.outline}\n\nwords", &["1:1 question-id"]),
    ("question-part-empty", "## q {#q4 .question}\n\n### a {.outline}", &["3:1 question-part"]),
    ("question-part", "## a {.outline}", &["1:1 question-part"]),
];

#[test]
fn each_fault_of_a_page_is_found_at_its_place_and_nothing_else() {
    let book = book();
    book.write("content/later.md", "---\ndraft: true\n---\n# Later\n");
    let mut expected = Vec::new();
    for (name, text, faults) in PAGES {
        book.write(&format!("content/{name}.md"), &format!("# Page\n\n{text}\n"));
        for fault in *faults {
            let (line, rest) = fault.split_once(':').unwrap();
            expected.push(format!("content/{name}.md:{}:{rest}", line.parse::<u32>().unwrap() + 2));
        }
    }
    expected.sort();
    assert_eq!(found(&book), expected);
    for format in ["github", "sarif", "human"] {
        assert_eq!(found_in(&book, format), expected, "{format}");
    }
}

/// What [`found`] finds, from what is written for people and for other programs.
fn found_in(book: &Folder, format: &str) -> Vec<String> {
    let run = wence(book.path(), &["check", "--format", format]).exits(1);
    let mut found: Vec<String> = match format {
        "github" => run.stdout.lines().map(annotation).collect(),
        "sarif" => {
            let document: Value = serde_json::from_str(&run.stdout).unwrap();
            assert_eq!(faults_by(SARIF_SCHEMA, &document), [] as [String; 0]);
            document["runs"][0]["results"].as_array().unwrap().iter().map(result).collect()
        }
        _ => {
            // `error[code]: words`, and below it `--> path:line:column`.
            let mut code = "";
            let mut found = Vec::new();
            for line in run.stderr.lines() {
                if let Some((severity, rest)) = line.split_once('[')
                    && ["error", "warning", "note"].contains(&severity)
                {
                    code = rest.split(']').next().unwrap();
                } else if let Some(place) = line.trim_start().strip_prefix("--> ") {
                    found.push(format!("{place} {code}"));
                }
            }
            found
        }
    };
    found.sort();
    found
}

/// Of `::error title=code,file=path,line=1,endLine=1,col=2,endColumn=3::words`.
fn annotation(line: &str) -> String {
    let fields = line.split("::").nth(1).unwrap().split_once(' ').unwrap().1;
    let field = |name: &str| {
        let of_name = |field: &&str| field.split_once('=').is_some_and(|(key, _)| key == name);
        fields.split(',').find(of_name).map(|field| field.split_once('=').unwrap().1).unwrap_or_default()
    };
    format!("{}:{}:{} {}", field("file"), field("line"), field("col"), field("title"))
}

fn result(result: &Value) -> String {
    let place = &result["locations"][0]["physicalLocation"];
    let (region, path) = (&place["region"], place["artifactLocation"]["uri"].as_str().unwrap());
    format!("{path}:{}:{} {}", region["startLine"], region["startColumn"], result["ruleId"].as_str().unwrap())
}

/// The schema that OASIS publishes with the format.
const SARIF_SCHEMA: &str = include_str!("../sarif/sarif-schema-2.1.0.json");

#[test]
fn a_book_without_its_faults_has_nothing_to_tell() {
    let book = book();
    for (name, text, faults) in PAGES.iter().filter(|(.., faults)| !faults.is_empty()) {
        let mended = MENDED.iter().find(|(mended, _)| mended == name);
        let (_, mended) = mended.unwrap_or_else(|| panic!("how is `{text}` of `{name}` mended, with its {faults:?}?"));
        book.write(&format!("content/{name}.md"), &format!("# Page\n\n{mended}\n"));
    }
    assert_eq!(found(&book), [] as [&str; 0]);
    for format in ["github", "human"] {
        let run = wence(book.path(), &["check", "--format", format]).exits(0);
        assert_eq!(run.stdout, "", "{format}");
    }
    let run = wence(book.path(), &["check", "--format", "sarif"]).exits(0);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(faults_by(SARIF_SCHEMA, &document), [] as [String; 0]);
    assert_eq!(document["runs"][0]["results"], serde_json::json!([]));
}

/// The pages of [`PAGES`] that have faults, as their authors meant them.
const MENDED: &[(&str, &str)] = &[
    ("anchor", "[a](one.md#two)"),
    ("anchor-here", "text\n[a](#page)"),
    ("page", "中文 [a](one.md)"),
    ("page-by-case", "[a](one.md)"),
    ("page-in-html", "<a href=\"one.html\">a</a>"),
    ("file", "[a](picture.svg)"),
    ("outside", "[a](one.md)"),
    ("draft", "[a](index.md)\n[b](one.md)"),
    ("image", "![a](picture.svg)"),
    ("image-in-html", "<img alt=\"a\" src=\"picture.svg\">"),
    ("silent", "text ![a picture](picture.svg)"),
    ("silent-by-name", "![a picture][p]\n\n[p]: picture.svg"),
    ("silent-html", "<p>\n<img alt=\"a picture\" src=\"picture.svg\">\n</p>"),
    ("skip", "## a\n\n### b\n\n#### c\n\n## d"),
    ("same-id", "## a {#x}\n\n## b {#y}"),
    ("attributes", "## a {#y}"),
    ("note", "a[^1]\n\n[^1]: words"),
    ("language", "```python\na\n```"),
    ("formula", "$\\frac{1}{2}$"),
    ("include", "{{#include picture.svg}}"),
    ("include-part", "{{#include one.md:3:5}}"),
    ("question", "## q {#q1 .question}\n\n### a {.outline}\n\nwords"),
    ("question-level", "## Why two? {#q2 .question level=2}\n\n### a {.outline}\n\nwords"),
    ("question-kind", "## How many? {#q3 .question category=crisis}\n\n### a {.outline}\n\nwords"),
    ("question-name", "## And when? {#q5 .question}\n\n### a {.outline}\n\nwords"),
    ("question-part-empty", "## What for? {#q4 .question}\n\n### a {.outline}\n\nwords"),
    ("question-part", "## a"),
];

/// Answers each request by its path's status, such as `/404`, until the test ends, and counts them by method and path.
#[cfg(feature = "linkcheck")]
fn answering() -> (String, std::sync::Arc<std::sync::Mutex<Vec<String>>>) {
    use std::io::{BufRead, BufReader, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = std::sync::Arc::default();
    let log: std::sync::Arc<std::sync::Mutex<Vec<String>>> = std::sync::Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let Some(Ok(first)) = lines.next() else { continue };
            lines.take_while(|line| line.as_ref().is_ok_and(|line| !line.is_empty())).for_each(drop);
            let (method, path) = first.strip_suffix(" HTTP/1.1").unwrap().split_once(' ').unwrap();
            log.lock().unwrap().push(format!("{method} {path}"));
            let status = path.trim_start_matches('/').split('/').next().unwrap().to_owned();
            let to = if status == "302" { "Location: /200/there\r\n" } else { "" };
            // One that answers GET alone.
            let status = if status == "get" { if method == "GET" { "200" } else { "405" } } else { &status };
            let _ = write!(stream, "HTTP/1.1 {status} X\r\n{to}Content-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    (address, asked)
}

#[cfg(feature = "linkcheck")]
#[test]
fn addresses_of_the_web_are_asked_for_only_when_that_is_wanted() {
    let (web, asked) = answering();
    let book = book();
    let text = format!(
        "\n[a]({web}/200/中 文?a=1&b=2#part)\n<{web}/302>\n![b]({web}/get)\n[c]({web}/404#x)\n[d]({web}/410)\n[e]({web}/403)\n[f]({web}/404)\n"
    );
    book.append("content/one.md", &text.replace("中 文", "中文"));
    wence(book.path(), &["build"]).exits(0);
    wence(book.path(), &["check"]).exits(0);
    assert!(asked.lock().unwrap().is_empty());

    let run = wence(book.path(), &["check", "--external", "--format", "json"]).exits(1);
    let faults: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    let told: Vec<_> =
        faults.iter().map(|fault| (fault["line"].as_u64().unwrap(), fault["code"].as_str().unwrap())).collect();
    assert_eq!(told, [(10, "external-link-broken"), (11, "external-link-broken"), (12, "external-link-uncertain")]);
    assert!(asked.lock().unwrap().contains(&"HEAD /200/%E4%B8%AD%E6%96%87?a=1&b=2".to_owned()), "{asked:?}");
    assert!(asked.lock().unwrap().contains(&"GET /get".to_owned()));

    // What was found well is known, and what was not is asked again.
    asked.lock().unwrap().clear();
    wence(book.path(), &["check", "--external"]).exits(1).says("the host answers 404");
    let mut again = asked.lock().unwrap().clone();
    again.sort();
    assert_eq!(again, ["GET /403", "GET /404", "GET /410", "HEAD /403", "HEAD /404", "HEAD /410"]);
    book.append("book.toml", &format!("[check]\nignore-external = [\"{web}/4\"]\n"));
    wence(book.path(), &["check", "--external"]).exits(0);
    wence(book.path(), &["clean"]).exits(0);
    assert!(!book.join(".wence-cache").exists());
}

#[test]
fn faults_of_files_and_settings_are_found_too() {
    let book = book();
    book.append(
        "book.toml",
        "[output.html.redirect]\n\"/gone.html\" = \"/oen.html\"\n\"/a.html\" = \"/b.html\"\n\"/b.html\" = \"a.html\"\n\
         \"/old.html\" = \"/one.html#two\"\n\"/older.html\" = \"old.html\"\n\"/away.html\" = \"https://example.org/\"\n",
    );
    book.write("content/unused.png", "x");
    book.write("content/favicon.png", "x");
    book.write("content/by-script/table.json", "{}");
    book.write("content/by-script/shown.png", "x");
    book.write("content/poster.jpg", "x");
    book.write("content/film.md", "# Film\n\n<video poster=\"poster.jpg\" src=\"film.mp4\"></video>\n");
    book.write("content/film.mp4", "x");
    book.write("content/Guide/a.md", "# A\n");
    book.write("content/guide/b.md", "# B\n");
    book.write("content/what.md", "---\ntilte: a\n---\n# What\n");
    book.write("content/search.md", "# Search\n");
    book.write("content/twice/index.md", "# Index\n");
    book.write("content/twice/README.md", "# Readme\n");
    fs::write(book.join("content/latin.md"), b"# Latin\n\ncaf\xe9\n").unwrap();
    if cfg!(unix) {
        book.write("content/aux.md", "# Aux\n");
        book.write("content/why?.md", "# Why\n");
    }
    let mut expected = vec![
        "book.toml:9:16 redirect-not-found",
        "book.toml:10:13 redirect-loop",
        "book.toml:11:13 redirect-loop",
        "content/guide/b.md name-case",
        "content/latin.md:3:4 invalid-utf8",
        "content/search.md reserved-output",
        "content/twice/README.md duplicate-output",
        "content/unused.png asset-not-used",
        "content/what.md:2:1 front-matter-unknown-field",
    ];
    if cfg!(unix) {
        expected.extend(["content/aux.md name-not-portable", "content/why?.md name-not-portable"]);
    }
    expected.sort_unstable();
    assert_eq!(found(&book), expected);
}

#[test]
fn a_page_that_nobody_lists_or_includes_is_told() {
    let book = book();
    book.write("content/SUMMARY.md", "# Summary\n\n- [Home](index.md)\n- [One](one.md)\n");
    book.append("content/one.md", "\n{{#include parts/shared.md}}\n");
    book.write("content/parts/shared.md", "shared\n");
    book.write("content/forgotten.md", "# Forgotten\n");
    assert_eq!(found(&book), ["content/forgotten.md page-not-listed"]);
}

#[test]
fn a_file_that_no_host_takes_is_told() {
    let book = book();
    let file = fs::File::create(book.join("content/large.bin")).unwrap();
    // A hole: nothing is written to the disk.
    file.set_len((100 << 20) + 1).unwrap();
    assert_eq!(found(&book), ["content/large.bin site-too-large"]);
    wence(book.path(), &["build"]).exits(0);
}

#[test]
fn other_programs_read_the_faults_from_standard_output() {
    let book = book();
    book.append("content/one.md", "\n[a](tow.md)\n");
    let run = wence(book.path(), &["check", "--format", "github"]).exits(1);
    let line = "::error title=link-not-found,file=content/one.md,line=7,endLine=7,col=1,endColumn=12::no page or file `tow.md`";
    assert!(run.stdout.starts_with(line) && run.stdout.lines().count() == 1, "{}", run.stdout);
    assert_eq!(run.stderr, "");

    let run = wence(book.path(), &["check", "--format", "sarif"]).exits(1);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["version"], "2.1.0");
    let result = &document["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "link-not-found");
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "content/one.md");
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 7);
    wence(book.path(), &["-C", "content", "check", "..", "--format", "sarif"]).exits(1);
}

#[test]
fn published_headings_are_remembered_and_renamed_ones_still_found() {
    let book = book();
    book.write("content/page.md", "# Page\n\n## First\n\n## 第二\n\n## Third\n\n## Fourth\n");
    book.write("content/gone.md", "# Gone\n");
    wence(book.path(), &["check", "--accept"]).exits(0).says("in `anchors.lock`: commit it");
    let ledger = book.read("anchors.lock");
    assert!(
        ledger.contains("[pages.\"page.html\"]\nids = [\n    \"page\",\n    \"first\",\n    \"第二\",\n"),
        "{ledger}"
    );
    wence(book.path(), &["check", "--accept"]).exits(0).says("already");
    wence(book.path(), &["build"]).exits(0);
    assert!(!book.join("book/anchors.lock").exists());

    // One renamed, one removed, one added elsewhere; a page renamed, a page removed.
    book.write("content/page.md", "# Page\n\n## First\n\n## 第二步 & 更多\n\n## Third\n\n## Fifth\n\n## Sixth\n");
    fs::remove_file(book.join("content/gone.md")).unwrap();
    book.write("content/one.md", "# One\n\n## Two\n\n### Three\n\n## New\n");
    assert_eq!(found(&book), ["anchors.lock page-vanished", "content/page.md anchor-vanished"]);
    wence(book.path(), &["check"]).exits(1).says("`#fourth` was published").says("`gone.html` is gone");
    // A build minds none of this, and leads on from the old id.
    wence(book.path(), &["build", "--strict"]).exits(0);
    let page = book.read("book/page.html");
    let moved = "{\"第二\":\"#%E7%AC%AC%E4%BA%8C%E6%AD%A5--%E6%9B%B4%E5%A4%9A\"}";
    assert!(page.contains(moved), "{page}");

    wence(book.path(), &["check", "--accept"]).exits(0);
    assert_eq!(found(&book), [] as [&str; 0]);
    let ledger = book.read("anchors.lock");
    assert!(ledger.contains("[pages.\"page.html\".moved]\n\"第二\" = \"第二步"), "{ledger}");
    assert!(!ledger.contains("gone.html") && !ledger.contains("fourth"), "{ledger}");

    // Renamed once more: both old ids lead to the last.
    book.write("content/page.md", "# Page\n\n## First\n\n## Last\n\n## Third\n\n## Fifth\n\n## Sixth\n");
    assert_eq!(found(&book), [] as [&str; 0]);
    wence(book.path(), &["build", "--strict"]).exits(0);
    assert!(book.read("book/page.html").contains("\"第二\":\"#last\""));

    // A page that went by another name leads on.
    book.write("content/moved.md", "---\naliases: [one.md]\n---\n# Moved\n");
    book.write("content/index.md", "# Home\n\n![what it shows](picture.svg)\n");
    fs::remove_file(book.join("content/one.md")).unwrap();
    assert_eq!(found(&book), [] as [&str; 0]);
}

#[test]
fn a_ledger_that_cannot_be_read_or_would_hide_a_fault_is_left_alone() {
    let book = book();
    book.write("anchors.lock", "version = 1\n<<<<<<< HEAD\n");
    assert_eq!(found(&book), ["anchors.lock:2:9 anchors-lock"]);
    wence(book.path(), &["check", "--accept"]).exits(2).says("is as it was");
    assert!(book.read("anchors.lock").contains("<<<<"));
    fs::remove_file(book.join("anchors.lock")).unwrap();
    book.append("content/one.md", "\n[a](tow.md)\n");
    wence(book.path(), &["check", "--accept"]).exits(1).says("is as it was");
    assert!(!book.join("anchors.lock").exists());
}
