//! What `wence check` says of Chinese text, and what `--fix` does to it.

use crate::program::{Folder, Run, wence};

const WRONG: &str = "---\ntitle: 首页,一\n---\n\n# 首页\n\n用ERP建档,再查`a,b`和 [甲](a.md \"题,目\")。他说\"好\"。\n\n```text\n甲,乙\n```\n\n{{#include part.txt}}\n";
const RIGHT: &str = "---\ntitle: 首页,一\n---\n\n# 首页\n\n用 ERP 建档，再查`a,b`和 [甲](a.md \"题,目\")。他说“好”。\n\n```text\n甲,乙\n```\n\n{{#include part.txt}}\n";
const SETTINGS: &str = "[book]\ntitle = \"书\"\nlanguage = \"zh-CN\"\n";

fn book(settings: &str, files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    folder.write("book.toml", settings);
    for (path, text) in files {
        folder.write(path, text);
    }
    folder
}

fn check(folder: &Folder, options: &[&str]) -> Run {
    let mut arguments = vec!["check"];
    arguments.extend(options);
    wence(folder.path(), &arguments)
}

#[test]
fn fixing_mends_what_is_certain_and_nothing_else() {
    let settings = format!("{SETTINGS}[lint]\nspacing = \"space\"\n");
    let files = [("content/index.md", WRONG), ("content/a.md", "# 甲\n"), ("content/part.txt", "丙,丁\n")];
    let folder = book(&settings, &files);
    let told = check(&folder, &[]).exits(1);
    for place in ["content/index.md:7:1", "content/index.md:7:7", "content/part.txt:1:2"] {
        assert!(told.stderr.contains(place), "{place}:\n{}", told.stderr);
    }
    let rehearsed = check(&folder, &["--fix", "--dry-run"]).exits(1);
    assert!(rehearsed.stderr.contains("would mend 1 line in 1 file"), "{}", rehearsed.stderr);
    assert_eq!(folder.read("content/index.md"), WRONG);

    let mended = check(&folder, &["--fix"]).exits(1);
    assert!(mended.stderr.contains("mended 1 line in 1 file"), "{}", mended.stderr);
    assert!(mended.stderr.contains("+ 用 ERP 建档，再查"), "{}", mended.stderr);
    assert_eq!(folder.read("content/index.md"), RIGHT);
    assert_eq!(folder.read("content/part.txt"), "丙,丁\n");
    let again = check(&folder, &["--fix"]).exits(1);
    assert!(again.stderr.contains("mended 0 lines in 0 files"), "{}", again.stderr);
    let left: Vec<&str> = again.stderr.lines().filter(|line| line.starts_with("error[")).collect();
    assert_eq!(left, ["error[lint-half-width-punctuation]: half-width `,` in Chinese text"], "{}", again.stderr);
}

#[test]
fn builds_and_books_in_other_languages_are_not_read_by_an_editor() {
    let files = [("content/index.md", "# 首页\n\n甲,乙\n")];
    wence(book(SETTINGS, &files).path(), &["build", "--strict"]).exits(0);
    check(&book("[book]\nlanguage = \"en\"\n", &files), &[]).exits(0);
    check(&book(&format!("{SETTINGS}[lint]\nenable = false\n"), &files), &[]).exits(0);
    check(&book(&format!("{SETTINGS}[lint]\nignore = [\"index.md\"]\n"), &files), &[]).exits(0);
    check(&book(&format!("{SETTINGS}[lint]\nhalf-width-punctuation = false\n"), &files), &[]).exits(0);
    check(&book(SETTINGS, &files), &[]).exits(1).says("lint-half-width-punctuation");
}

#[test]
fn only_the_first_place_of_an_abbreviation_in_reading_order_must_explain_it() {
    let files = [
        ("content/index.md", "---\norder: 1\n---\n\n# 首页\n\n先问 MOQ。\n"),
        ("content/a.md", "---\norder: 2\n---\n\n# 甲\n\n起订量（MOQ）和 PDF，再看 PI（形式发票）。\n"),
        ("content/b.md", "---\norder: 3\n---\n\n# 乙\n\nPI 和 MOQ。\n"),
    ];
    let settings = format!("{SETTINGS}[lint]\nabbreviations = true\nknown-abbreviations = [\"PDF\"]\n");
    let run = check(&book(&settings, &files), &[]).exits(1);
    assert_eq!(run.stderr.matches("error[").count(), 1, "{}", run.stderr);
    assert!(run.stderr.contains("content/index.md:7:4"), "{}", run.stderr);
}

#[test]
fn questions_that_ask_the_same_are_told_with_both_places() {
    let question = |id: &str, stem: &str| format!("## {stem} {{#{id} .question}}\n\n### 思路 {{.outline}}\n\n答。\n\n");
    let page = format!(
        "# 题\n\n{}{}",
        question("a", "客户临时要求加单，你怎么处理？"),
        question("b", "客户临时要求加单你怎么处理")
    );
    let folder = book(SETTINGS, &[("content/index.md", &page)]);
    let run = check(&folder, &[]).exits(1).says("lint-similar-questions");
    assert!(run.stderr.contains("asked here"), "{}", run.stderr);
    let off = book(&format!("{SETTINGS}[lint]\nsimilar-questions = false\n"), &[("content/index.md", &page)]);
    check(&off, &[]).exits(0);
}
