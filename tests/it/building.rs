//! Whole builds of small books: what is written, what is said of faults, and what does not depend on the machine.

use crate::program::{Folder, Run, command, files_below, finish, wence};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const SETTINGS: &str = "[book]\ntitle = \"书\"\nlanguage = \"zh-CN\"\n";

fn book(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    folder.write("book.toml", SETTINGS);
    for (path, text) in files {
        folder.write(path, text);
    }
    folder
}

fn build(folder: &Folder) -> Run {
    wence(folder.path(), &["build"])
}

/// Every file of a folder with its bytes.
fn snapshot(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    files_below(folder).into_iter().map(|path| (path.clone(), fs::read(folder.join(&path)).unwrap())).collect()
}

#[test]
fn every_kind_of_fault_is_told_in_one_run_and_the_old_site_stays() {
    let folder = book(&[("content/index.md", "# 首页\n"), ("content/ok.md", "# 好\n")]);
    build(&folder).exits(0);
    let before = snapshot(&folder.join("book"));

    folder.write("book.toml", &format!("{SETTINGS}tilte = 1\n[output.html]\nsite-url = \"example.org\"\n"));
    folder.write("content/front.md", "---\ntitle: a\nodrer: 1\n---\n# a\n");
    folder.write("content/broken.md", "---\ntitle: [a\n---\n# a\n");
    folder.write("content/include.md", "# b\n\n{{#include nothing.txt}}\n");
    folder.write("content/loop.md", "# c\n\n{{#include loop.md}}\n");
    folder.write("content/README.md", "# d\n");
    fs::write(folder.join("content/latin.md"), b"# e\n\n\xe9\n").unwrap();
    folder.write(
        "theme/templates/page.html",
        "{% extends \"@theme/page.html\" %}{% block main %}{{ nonsense.x }}{% endblock %}{% if %}\n",
    );
    folder.write("content/question.md", "# f\n\n## 题 {#q .question levle=2}\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", folder.join("content/out.md")).unwrap();
    let run = build(&folder).exits(2);
    for (code, place) in [
        ("config-unknown-key", "book.toml:4:1"),
        ("config-value", "book.toml:6:12"),
        ("front-matter-unknown-field", "content/front.md:3:1"),
        ("front-matter-syntax", "content/broken.md:2"),
        ("include-not-found", "content/include.md:3:1"),
        ("include-loop", "content/loop.md:3:1"),
        ("duplicate-output", "content/"),
        ("invalid-utf8", "content/latin.md:3:1"),
        ("template-syntax", "theme/templates/page.html:1:"),
        ("question-attribute", "content/question.md:3:"),
        ("question-without-outline", "content/question.md:3:1"),
        #[cfg(unix)]
        ("symlink-outside-book", "content/out.md"),
    ] {
        assert!(run.stderr.contains(&format!("error[{code}]")), "{code} is not in:\n{}", run.stderr);
        assert!(run.stderr.contains(&format!("--> {place}")), "{code} at {place} is not in:\n{}", run.stderr);
    }
    assert_eq!(snapshot(&folder.join("book")), before);
}

#[test]
fn faults_of_content_alone_end_with_one() {
    for (path, text) in [
        ("content/a.md", "---\ntitle: [\n---\n"),
        ("content/a.md", "{{#include nothing.md}}\n"),
        ("theme/templates/page.html", "{{ nothing.at.all }}"),
        ("theme/page.html", "{% if %}"),
        ("content/search.md", "# s\n"),
        ("content/search/index.js", "// taken\n"),
    ] {
        let folder = book(&[("content/index.md", "# 首页\n"), (path, text)]);
        build(&folder).exits(1);
        assert!(!folder.join("book").exists(), "{path}");
    }
}

#[test]
fn a_question_is_one_section_of_the_search_and_its_parts_are_found_there() {
    let page = "# 题库\n\n## 加单怎么办 {#rush .question}\n\n### 回答思路 {.outline}\n\n先问清数量。\n\n\
                #### 细处\n\n再核对排期。\n\n## 别的\n\n尾声。\n";
    let folder = book(&[("content/index.md", page)]);
    let run = wence(folder.path(), &["build", "--timings"]).exits(0);
    assert!(
        run.stderr.lines().any(|line| line.starts_with("search ") && line.ends_with("in 1 file")),
        "{}",
        run.stderr
    );
    let index = folder.read("book/search/index.js");
    assert!(index.contains("\"sections\":3,"), "{index}");
    assert!(index.contains("\"加单怎么办\",2,\"回答思路\\n先问清数量。\\n细处\\n再核对排期。\""), "{index}");
    assert!(!index.contains("\"细处\""), "{index}");
    wence(folder.path(), &["check"]).exits(0);
}

#[test]
fn broken_links_anchors_and_images_name_the_nearest_that_exists() {
    let folder = book(&[
        (
            "content/index.md",
            "# 首页\n\n[安装](instal.md) [步骤](install.md#安装步) ![图](pic.pgn)\n\n<a href=\"instal.md\">x</a>\n",
        ),
        ("content/install.md", "# 安装\n\n## 安装步骤\n"),
        ("content/pic.png", "no picture"),
    ]);
    let run = build(&folder).exits(0);
    for words in ["`install.md`", "`#安装步骤`", "`pic.png`", "content/index.md:3:1", "content/index.md:5:1"] {
        assert!(run.stderr.contains(words), "{words} is not in:\n{}", run.stderr);
    }
    assert_eq!(run.stderr.matches("warning[").count(), 4, "{}", run.stderr);
    wence(folder.path(), &["build", "--strict"]).exits(1);
    wence(folder.path(), &["check"]).exits(1);
}

#[test]
fn the_same_book_gives_the_same_bytes_whatever_the_machine() {
    let files: Vec<(String, String)> = (0..60)
        .map(|number| {
            let links = format!("[上](p{:02}.md) ![图](i.png)", number % 7);
            (
                format!("content/部分{}/p{number:02}.md", number / 20),
                format!("# 页 {number}\n\n{links}\n\n```rust\nfn a() {{}}\n```\n"),
            )
        })
        .collect();
    let make = |reversed: bool| {
        let folder = book(&[("content/index.md", "# 首页\n")]);
        let mut ordered: Vec<_> = files.iter().collect();
        if reversed {
            ordered.reverse();
        }
        for (path, text) in ordered {
            folder.write(path, text);
        }
        folder
    };
    let one = make(false);
    finish(command(one.path()).args(["build"]).env("RAYON_NUM_THREADS", "1").env("TZ", "UTC")).exits(0);
    let two = make(true);
    let environment =
        [("RAYON_NUM_THREADS", "4"), ("TZ", "Asia/Shanghai"), ("LC_ALL", "zh_CN.UTF-8"), ("LANG", "tr_TR.UTF-8")];
    finish(command(two.path()).args(["build"]).envs(environment)).exits(0);
    assert_eq!(snapshot(&one.join("book")), snapshot(&two.join("book")));
}

#[test]
fn a_book_of_mdbooks_builds_as_it_is() {
    let folder = Folder::new();
    folder.write(
        "book.toml",
        "[book]\ntitle = \"B\"\nauthors = [\"A\"]\n\n[output.html]\nmathjax-support = true\n\n[preprocessor.mermaid]\ncommand = \"mdbook-mermaid\"\n\n[output.linkcheck]\n",
    );
    folder.write(
        "src/SUMMARY.md",
        "# Summary\n\n[Preface](preface.md)\n\n# Part\n\n- [One](one/README.md)\n  - [Inner](one/inner.md)\n- [Draft]()\n\n---\n\n[End](end.md)\n",
    );
    folder.write(
        "src/preface.md",
        "---\nminutes: 5\n---\n# Preface\n\n[one](one/) [one](one/README.md#one) [inner](./one/inner.html)\n",
    );
    folder.write(
        "src/one/README.md",
        "# One\n\n```rust\n{{#rustdoc_include ../code.rs:main}}\n```\n\n\\{{#include x}}\n",
    );
    folder.write("src/one/inner.md", "# Inner\n\n{{#include ../code.rs:2}}\n");
    folder.write("src/end.md", "{{#title The End}}\nno heading\n");
    folder.write("src/code.rs", "use a;\nstruct S;\n// ANCHOR: main\nfn main() {}\n// ANCHOR_END: main\n");
    folder.write("src/unlisted.md", "# unlisted\n");
    let run = wence(folder.path(), &["build"]).exits(0);
    assert_eq!(run.stderr.matches("warning[preprocessor-not-run]").count(), 1, "{}", run.stderr);
    assert_eq!(run.stderr.matches("warning[renderer-not-run]").count(), 1, "{}", run.stderr);
    assert!(!run.stderr.contains("link-not-found"), "{}", run.stderr);
    // A field of a preprocessor's own is told, and stops nothing.
    assert!(run.stderr.contains("warning[front-matter-unknown-field]"), "{}", run.stderr);
    let pages: Vec<String> =
        folder.files().into_iter().filter(|path| path.starts_with("book/") && path.ends_with(".html")).collect();
    for page in ["book/preface.html", "book/one/index.html", "book/one/inner.html", "book/end.html", "book/index.html"]
    {
        assert!(pages.iter().any(|path| path == page), "{page} is not in {pages:?}");
    }
    assert!(!pages.iter().any(|path| path.contains("unlisted")));
    let one = folder.read("book/one/index.html");
    assert!(one.contains("hidden-line") && one.contains("{{#include x}}"), "{one}");
    assert!(folder.read("book/end.html").contains("<title>The End"));
    // Nothing is ever written among the sources.
    assert!(!folder.files().iter().any(|path| path.starts_with("src/") && path.contains("Draft")));
}

#[test]
fn a_page_has_links_that_work_from_a_folder() {
    let folder = book(&[
        (
            "content/index.md",
            "---\naliases: [/old/page.html]\n---\n# 首页\n\n[甲](一 二/甲.md#标题) [目录](一%20二/) [根](/一%20二/甲.md)\n",
        ),
        ("content/一 二/index.md", "# 目录\n\n[首页](../index.md)\n"),
        ("content/一 二/甲.md", "# 甲\n\n## 标题\n"),
    ]);
    let run = wence(folder.path(), &["build", "--strict"]);
    // A destination with a space is no link in CommonMark; written with `%20` or `<…>` it is one.
    let run = run.exits(0);
    assert!(run.stderr.contains("0 warnings"), "{}", run.stderr);
    let home = folder.read("book/index.html");
    assert!(home.contains("href=\"%E4%B8%80%20%E4%BA%8C/index.html\""), "{home}");
    assert!(home.contains("href=\"%E4%B8%80%20%E4%BA%8C/%E7%94%B2.html\""), "{home}");
    assert!(folder.read("book/old/page.html").contains("../index.html"));
    assert!(!folder.read("book/一 二/index.html").contains("href=\"/"));
}

#[test]
fn includes_go_as_far_as_the_project_and_no_farther() {
    let project = Folder::new();
    project.write("Cargo.toml", "");
    project.write("src/lib.rs", "fn inside() {}\n");
    project.write("book/book.toml", SETTINGS);
    project.write("book/content/index.md", "# 首页\n\n```rust\n{{#include ../../src/lib.rs}}\n```\n");
    wence(&project.join("book"), &["build", "-d", "site"]).exits(0);
    assert!(project.read("book/site/index.html").contains("inside"));

    let outside = Folder::new();
    outside.write("secret.txt", "secret\n");
    let secret = outside.join("secret.txt");
    for target in [secret.display().to_string(), "link.txt".to_owned()] {
        let alone = book(&[("content/index.md", &format!("# 首页\n\n{{{{#include {target}}}}}\n"))]);
        #[cfg(unix)]
        std::os::unix::fs::symlink(&secret, alone.join("content/_link.txt")).unwrap();
        if target == "link.txt" {
            alone.write("content/index.md", "# 首页\n\n{{#include _link.txt}}\n");
        }
        build(&alone).exits(1).says("error[include-outside-book]");
    }
}

#[test]
fn what_a_browser_could_not_read_is_made_readable() {
    let folder = book(&[
        ("content/index.md", "# 首页\0\n\n$a<b$\n\n[旧](old.md) [名](sub/README.md)\n"),
        ("content/new.md", "---\naliases: [old.md]\n---\n# 新\n"),
        ("content/sub/index.md", "# 子\n"),
        ("content/a:b.md", "# 冒号\n"),
    ]);
    wence(folder.path(), &["build", "--strict"]).exits(0);
    let home = folder.read("book/index.html");
    assert!(!home.contains('\0') && home.contains("&lt;</mo>"), "{home}");
    assert!(home.contains("href=\"a%3Ab.html\""), "{home}");
}

#[test]
fn settings_that_are_not_utf8_are_a_fault_of_the_configuration_with_its_line() {
    let folder = book(&[("content/index.md", "# 首页\n\n{{#include nothing.md}}\n")]);
    fs::write(folder.join("book.toml"), b"[book]\ntitle = \"\xe9\"\n").unwrap();
    build(&folder).exits(2).says("--> book.toml:2:10").says("error[include-not-found]");
}
