use super::*;
use crate::diag::Severity;
use proptest::prelude::*;

fn settings() -> Settings {
    Settings::default()
}

fn read(fs: &dyn FileSystem) -> (SourceTree, Vec<Diagnostic>, Files) {
    read_with(fs, &settings())
}

fn read_with(fs: &dyn FileSystem, settings: &Settings) -> (SourceTree, Vec<Diagnostic>, Files) {
    let files = Files::default();
    let (tree, mut diagnostics) = load(fs, Path::new("/book"), settings, &files);
    diag::sort(&files, &mut diagnostics);
    (tree, diagnostics, files)
}

fn page_paths(tree: &SourceTree) -> Vec<&str> {
    tree.pages.iter().map(|page| page.path.as_str()).collect()
}

fn asset_paths(tree: &SourceTree) -> Vec<&str> {
    tree.assets.iter().map(|asset| asset.path.as_str()).collect()
}

/// A line a fault: severity, code, where, what, how to mend.
fn told(diagnostics: &[Diagnostic], files: &Files) -> String {
    let mut lines = String::new();
    for fault in diagnostics {
        let place = match &fault.place {
            Place::Book => "book".to_owned(),
            Place::File(path) => path.clone(),
            Place::At(span) => {
                let file = files.get(span.file).unwrap();
                let at = diag::lines::LineIndex::new(&file.text).line_column(&file.text, span.start);
                format!("{}:{}:{} `{}`", file.path, at.line, at.column, &file.text[span.range()])
            }
        };
        let help = fault.help.join("; ");
        lines.push_str(&format!(
            "{}[{}] {place}: {} ({help})\n",
            fault.severity.word(),
            fault.code.name(),
            fault.message
        ));
    }
    lines
}

/// The text of `content/a.md` with its includes expanded, and the faults.
fn expanded(fs: Memory) -> (String, String) {
    let (tree, diagnostics, files) = read(&fs);
    let page = tree.page(&SitePath::new("a.md").unwrap()).unwrap();
    (page.expanded.text.to_string(), told(&diagnostics, &files))
}

fn expand_with(text: &str, example: &str) -> String {
    let (text, faults) =
        expanded(Memory::new().file("/book/content/a.md", text).file("/book/content/example.rs", example));
    assert_eq!(faults, "");
    text
}

#[test]
fn without_a_summary_every_markdown_file_is_a_page() {
    let fs = Memory::new()
        .file("/book/book.toml", "")
        .file("/book/content/index.md", "# 家")
        .file("/book/content/第一章/a.markdown", "")
        .file("/book/content/第一章/图.png", [1, 2, 3])
        .file("/book/content/B.MD", "")
        .file("/book/content/_drafts/x.md", "")
        .file("/book/content/_shared.md", "")
        .file("/book/content/_img/x.png", "")
        .file("/book/content/.obsidian/x.md", "")
        .file("/book/content/.DS_Store", "")
        .file("/book/content/demo.rs", "fn main() {}");
    let (tree, diagnostics, _) = read(&fs);
    assert_eq!(diagnostics, []);
    assert_eq!(page_paths(&tree), ["B.MD", "index.md", "第一章/a.markdown"]);
    assert_eq!(asset_paths(&tree), ["demo.rs", "第一章/图.png"]);
    assert_eq!(tree.assets[1].bytes, 3);
    assert_eq!(tree.assets[1].source, Path::new("/book/content/第一章/图.png"));
    assert_eq!((&tree.root, tree.content.as_str()), (&PathBuf::from("/book"), "content"));
    assert!(tree.summary.is_none());
}

#[test]
fn a_summary_decides_membership_as_in_mdbook() {
    let fs = Memory::new()
        .file(
            "/book/src/SUMMARY.md",
            "\u{feff}# S\n\n- [a](a.md)\n- [b](_b.md)\n  - [later]()\n- [gone](gnoe.md)\n- [h](.h/x.md)\n",
        )
        .file("/book/src/a.md", "")
        .file("/book/src/_b.md", "")
        .file("/book/src/gone.md", "")
        .file("/book/src/.h/x.md", "")
        .file("/book/src/_images/x.png", "")
        .file("/book/src/unlisted.md", "");
    let (tree, diagnostics, files) = read(&fs);
    insta::assert_snapshot!(told(&diagnostics, &files), @"warning[summary-file-not-found] src/SUMMARY.md:6:3 `[gone](gnoe.md)`: the file `gnoe.md` does not exist (did you mean `gone.md`?)");
    assert_eq!(page_paths(&tree), [".h/x.md", "_b.md", "a.md"]);
    assert_eq!(asset_paths(&tree), ["_images/x.png"]);
    let outline = &tree.summary.as_ref().unwrap().outline;
    let pages: Vec<_> = outline.chapters().map(|visit| visit.chapter.page.as_ref().map(SitePath::as_str)).collect();
    assert_eq!(pages, [Some("a.md"), Some("_b.md"), None, None, Some(".h/x.md")]);

    let strict = Settings { create_missing: false, ..settings() };
    assert_eq!(read_with(&fs, &strict).1[0].severity, Severity::Error);
}

#[test]
fn the_content_folder_is_found_or_its_absence_told() {
    let both = Memory::new().file("/book/content/a.md", "").file("/book/src/b.md", "");
    assert_eq!(read(&both).0.content, "content");
    let src = Settings { src: Some("./src/".into()), ..settings() };
    assert_eq!(page_paths(&read_with(&both, &src).0), ["b.md"]);
    let faults = |src: &str| {
        let settings = Settings { src: Some(src.into()), ..settings() };
        let (_, diagnostics, files) = read_with(&both, &settings);
        told(&diagnostics, &files)
    };
    insta::assert_snapshot!(faults("contnet"), @"error[source-folder-missing] book: there is no folder `contnet` (did you mean `content`?)");
    insta::assert_snapshot!(faults("../other"), @"error[config-value] book.toml: the content folder `../other` is outside the book ()");
    let (_, diagnostics, files) = read(&Memory::new().file("/book/book.toml", ""));
    insta::assert_snapshot!(told(&diagnostics, &files), @"error[source-folder-missing] book: there is neither a folder `content` nor a folder `src` (make `content/index.md`, or name the folder with `[book] src` in `book.toml`)");
    let (_, diagnostics, files) = read(&Memory::new().folder("/book/content"));
    insta::assert_snapshot!(told(&diagnostics, &files), @"error[book-empty] content: the book has no page (write `index.md` in this folder)");
    let (_, diagnostics, files) = read(&Memory::new());
    insta::assert_snapshot!(told(&diagnostics, &files), @"error[file-unreadable] book: the folder `/book` cannot be read: entity not found ()");
}

#[test]
fn a_book_whose_content_is_its_root_leaves_the_rest_out() {
    let fs = Memory::new()
        .file("/book/book.toml", "")
        .file("/book/theme/x.css", "")
        .file("/book/book/index.html", "")
        .file("/book/.git/config", "")
        .file("/book/README.md", "")
        .file("/book/a/b.md", "");
    let settings = Settings { src: Some(".".into()), ignore: vec!["book".into()], ..settings() };
    let (tree, diagnostics, files) = read_with(&fs, &settings);
    assert_eq!(diagnostics, []);
    assert_eq!(page_paths(&tree), ["README.md", "a/b.md"]);
    assert_eq!(asset_paths(&tree), [""; 0]);
    assert_eq!(files.get(tree.pages[1].file).unwrap().path, "a/b.md");

    let fs = fs.link("/home/book", "/book");
    let settings = Settings { ignore: vec!["/home/book/book".into()], ..settings };
    let (tree, _) = load(&fs, Path::new("/home/book"), &settings, &Files::default());
    assert_eq!((page_paths(&tree), asset_paths(&tree)), (vec!["README.md", "a/b.md"], vec![]));
}

#[test]
fn all_faults_of_the_disk_come_in_one_run() {
    let fs = Memory::new()
        .file("/book/content/index.md", "")
        .file("/book/content/bad.md", b"# \xe9\xa2\x98\n\nab\xff\xfec\n")
        .file("/secret/x.md", "")
        .link("/book/content/out.md", "../../secret/x.md")
        .link("/book/content/outside", "/secret")
        .link("/book/content/nothing.md", "gone.md")
        .link("/book/content/self", "self")
        .link("/book/content/sub/up", "..")
        .locked("/book/content/locked.md");
    let (tree, diagnostics, files) = read(&fs);
    insta::assert_snapshot!(told(&diagnostics, &files), @r"
    error[invalid-utf8] content/bad.md:3:3 `�`: the file is not UTF-8 (save the file as UTF-8)
    error[file-unreadable] content/locked.md: cannot be read: permission denied ()
    error[file-unreadable] content/nothing.md: the symbolic link leads to nothing (mend the link, or take it away)
    error[symlink-outside-book] content/out.md: the symbolic link leads out of the book (copy what it points to into the book, or take the link away)
    error[symlink-outside-book] content/outside: the symbolic link leads out of the book (copy what it points to into the book, or take the link away)
    error[symlink-loop] content/self: the symbolic link leads back to where it stands (take the link away)
    error[symlink-loop] content/sub/up: the symbolic link leads back to where it stands (take the link away)
    ");
    assert_eq!(page_paths(&tree), ["bad.md", "index.md", "locked.md"]);
}

#[test]
fn links_inside_the_book_are_followed() {
    let fs = Memory::new()
        .file("/book/shared/a.md", "one")
        .file("/book/shared/img/x.png", "")
        .link("/book/content/again", "../shared")
        .link("/book/content/b.md", "../shared/a.md");
    let (tree, diagnostics, _) = read(&fs);
    assert_eq!(diagnostics, []);
    assert_eq!(page_paths(&tree), ["again/a.md", "b.md"]);
    assert_eq!(asset_paths(&tree), ["again/img/x.png"]);
}

#[test]
fn what_editors_leave_is_no_part_of_the_book() {
    let fs =
        ["a.md", "a.md~", "a.md.bak", "a.md.orig", "#a.md#", "4913", "img/Thumbs.db", "img/x.png", "img.bak/y.png"]
            .iter()
            .fold(Memory::new(), |fs, name| fs.file(format!("/book/content/{name}"), "secret"));
    let (tree, diagnostics, _) = read(&fs);
    assert_eq!(diagnostics, []);
    assert_eq!(page_paths(&tree), ["a.md"]);
    assert_eq!(asset_paths(&tree), ["img/x.png"]);
}

#[test]
fn folders_too_deep_are_refused_by_name() {
    let (near, far) = ("d/".repeat(127), "d/".repeat(128));
    let fs =
        Memory::new().file(format!("/book/content/{near}a.md"), "near").file(format!("/book/content/{far}b.md"), "far");
    let (tree, diagnostics, files) = read(&fs);
    assert_eq!(page_paths(&tree), [format!("{near}a.md")]);
    let told = told(&diagnostics, &files);
    assert!(told.contains("folders stand inside each other more than 128 deep"), "{told}");
    assert!(told.contains(&format!("content/{}", far.trim_end_matches('/'))), "{told}");
}

#[test]
fn folders_that_link_to_each_other_come_to_an_end() {
    let mut fs = Memory::new().file("/book/content/index.md", "a");
    for from in 0..9 {
        fs = fs.file(format!("/book/content/{from}/a.md"), "a");
        for to in (0..9).filter(|&to| to != from) {
            fs = fs.link(format!("/book/content/{from}/to{to}"), format!("../{to}"));
        }
    }
    let (_, diagnostics, files) = read(&fs);
    assert!(told(&diagnostics, &files).contains("by more than 1000 symbolic links"));
}

#[test]
fn a_summary_that_is_a_link_out_of_the_book_is_not_read() {
    let fs = Memory::new()
        .file("/book/content/index.md", "a")
        .file("/elsewhere/secret", "# Secret\n\nsecret words\n")
        .link("/book/content/SUMMARY.md", "/elsewhere/secret");
    let (tree, diagnostics, files) = read(&fs);
    assert!(tree.summary.is_none());
    let told = told(&diagnostics, &files);
    assert!(told.contains("leads out of the book") && !told.contains("secret words"), "{told}");
}

#[test]
fn a_content_folder_that_is_a_link_out_of_the_book_is_not_read() {
    for src in [None, Some("content".to_owned())] {
        let fs = Memory::new()
            .file("/book/book.toml", "")
            .file("/elsewhere/index.md", "# Secret\n")
            .link("/book/content", "/elsewhere");
        let files = Files::default();
        let settings = Settings { src, ..Settings::default() };
        let (tree, diagnostics) = load(&fs, Path::new("/book"), &settings, &files);
        assert!(tree.pages.is_empty());
        insta::allow_duplicates!(insta::assert_snapshot!(
            told(&diagnostics, &files),
            @"error[symlink-outside-book] content: the symbolic link leads out of the book (copy what it points to into the book, or take the link away)"
        ));
    }
    let fs = Memory::new().file("/book/pages/index.md", "# Home\n").link("/book/content", "pages");
    let (tree, diagnostics, _) = read(&fs);
    assert_eq!((tree.pages.len(), diagnostics.len()), (1, 0));
}

#[test]
fn a_theme_folder_outside_the_book_is_not_read() {
    let fs = Memory::new().file("/elsewhere/page.html", "secret").link("/book/theme", "/elsewhere");
    let (held, diagnostics) = folder::read(&fs, Path::new("/book"), Path::new("/book/theme"));
    assert!(held.is_empty());
    assert_eq!(diagnostics.iter().map(|fault| fault.code.name()).collect::<Vec<_>>(), ["symlink-outside-book"]);
}

#[test]
fn a_byte_order_mark_is_no_text_and_shifts_no_span() {
    let (tree, _, files) = read(&Memory::new().file("/book/content/a.md", "\u{feff}# 题\r\n"));
    let page = &tree.pages[0];
    assert_eq!(&*page.expanded.text, "# 题\r\n");
    let span = page.expanded.map.span(2..5);
    assert_eq!(&files.get(page.file).unwrap().text[span.range()], "题");
}

#[test]
fn a_carriage_return_alone_ends_a_line() {
    let fs = Memory::new()
        .file("/book/content/a.md", "# 甲\r\r乙\r\n{{#include b.txt}}\r")
        .file("/book/content/b.txt", "丙\r丁\r\r\n");
    let (text, faults) = expanded(fs);
    assert_eq!((text.as_str(), faults.as_str()), ("# 甲\n\n乙\r\n丙\n丁\n\n", ""));
}

#[test]
fn a_page_without_directives_is_not_copied() {
    let (tree, _, files) = read(&Memory::new().file("/book/content/a.md", "{{ x }} {#id} {{{y}}}"));
    let page = &tree.pages[0];
    assert!(Arc::ptr_eq(&page.expanded.text, &files.get(page.file).unwrap().text));
    assert_eq!(page.hash, xxh3_128(b"{{ x }} {#id} {{{y}}}"));
}

#[test]
fn lines_are_chosen_as_in_mdbook() {
    let file = "one\ntwo\nthree\nfour\n";
    for (directive, text) in [
        ("{{#include example.rs}}", "one\ntwo\nthree\nfour"),
        ("{{ #include   example.rs }}", "one\ntwo\nthree\nfour"),
        ("{{#include ./example.rs:}}", "one\ntwo\nthree\nfour"),
        ("{{#include example.rs:2}}", "two"),
        ("{{#include example.rs:0}}", "one"),
        ("{{#include example.rs:2:3}}", "two\nthree"),
        ("{{#include example.rs::2}}", "one\ntwo"),
        ("{{#include example.rs:3:}}", "three\nfour"),
        ("{{#include example.rs:3:x}}", "three\nfour"),
        ("{{#include example.rs:2:3:9}}", "two\nthree"),
        ("{{#include\nexample.rs:1}}", "one"),
        ("{{#rustdoc_include example.rs:2:3}}", "# one\ntwo\nthree\n# four"),
        ("{{#rustdoc_include example.rs}}", "one\ntwo\nthree\nfour"),
        ("{{#playground example.rs}}", "```rust\none\ntwo\nthree\nfour\n```\n"),
        ("{{#playpen example.rs editable no_run}}", "```rust,editable,no_run\none\ntwo\nthree\nfour\n```\n"),
    ] {
        assert_eq!(expand_with(&format!("前 {directive} 后"), file), format!("前 {text} 后"), "{directive}");
        // The lines are the same whatever ends them; a playground takes the file as it is.
        if !directive.contains("#play") {
            assert_eq!(expand_with(directive, &file.replace('\n', "\r\n")), text, "{directive} with CRLF");
        }
    }
    assert_eq!(expand_with("{{#include example.rs}}", ""), "");
    assert_eq!(expand_with("{{#include example.rs}}", "\u{feff}x"), "x");
    assert_eq!(expand_with("{{#playground example.rs}}", "// ```"), "````rust\n// ```\n````\n");
}

#[test]
fn anchors_are_chosen_as_in_mdbook() {
    let file = "a\n// ANCHOR: one\nb\n/* ANCHOR: 二 */\nc\n// ANCHOR_END: 二\n// ANCHOR_END: one\nd // ANCHOR:\n// ANCHOR: open\ne\n";
    for (directive, text) in [
        ("{{#include example.rs:one}}", "b\nc"),
        ("{{#include example.rs:二}}", "c"),
        ("{{#include example.rs:open}}", "e"),
        ("{{#rustdoc_include example.rs:二}}", "# a\n# b\nc\n# d // ANCHOR:\n# e"),
        ("{{#include example.rs:2:2}}", "// ANCHOR: one"),
    ] {
        let text = text.to_owned();
        assert_eq!(expand_with(directive, file), text, "{directive}");
    }
}

#[test]
fn escaped_and_foreign_directives_are_not_followed() {
    for (written, shown) in [
        ("`\\{{#include example.rs}}`", "`{{#include example.rs}}`"),
        ("\\{{#a}} {{#include example.rs}} \\{{#b}}", "{{#a}} x {{#b}}"),
        ("\\{{ #include example.rs }}", "{{ #include example.rs }}"),
        ("\\{{#include\nexample.rs", "\\{{#include\nexample.rs"),
        (
            "{{#if x}}{{/if}} {{#include}} {{#}} {{# include example.rs}}",
            "{{#if x}}{{/if}} {{#include}} {{#}} {{# include example.rs}}",
        ),
        ("{{#include example.rs} }", "{{#include example.rs} }"),
        ("{{{#include example.rs}}}", "{x}"),
        ("{{#include example.rs", "{{#include example.rs"),
        ("{{", "{{"),
        ("{{#each {{#include example.rs}}", "{{#each {{#include example.rs}}"),
    ] {
        assert_eq!(expand_with(written, "x\n"), shown, "{written}");
    }
}

#[test]
fn a_title_is_taken_out_and_kept() {
    let (tree, _, _) = read(
        &Memory::new().file("/book/content/a.md", "{{#title  我的 题 }}\n# A\n").file("/book/content/b.md", "\n# A\n"),
    );
    assert_eq!(tree.pages[0].expanded.title_override.as_deref(), Some("我的 题"));
    assert_eq!(&*tree.pages[0].expanded.text, "\n# A\n");
    assert_ne!(tree.pages[0].hash, tree.pages[1].hash);
}

#[test]
fn included_files_include_from_where_they_stand() {
    let fs = Memory::new()
        .file("/book/content/a.md", "1 {{#include parts/b.md}} 5")
        .file("/book/content/parts/b.md", "2 {{#include ../../listings/c.md:x}} 4\n")
        .file("/book/listings/c.md", "no\nANCHOR: x\n3 \\{{#include d}}\nANCHOR_END: x\n");
    let (tree, diagnostics, _) = read(&fs);
    assert_eq!(diagnostics, []);
    let page = &tree.pages[0];
    assert_eq!(&*page.expanded.text, "1 2 3 {{#include d}} 4 5");
    assert_eq!(page.expanded.includes, [Path::new("/book/content/parts/b.md"), Path::new("/book/listings/c.md")]);
}

#[test]
fn spans_lead_into_the_included_file() {
    let fs = Memory::new()
        .file("/book/content/a.md", "前 {{#include b.md}} 后 [x](y)")
        .file("/book/content/_b.md", "")
        .file("/book/content/b.md", "\u{feff}一\r\n二 [z](w)\r\n");
    let (tree, _, files) = read(&fs);
    let page = tree.page(&SitePath::new("a.md").unwrap()).unwrap();
    let place = |words: &str| {
        let at = page.expanded.text.find(words).unwrap();
        let span = page.expanded.map.span(at..at + words.len());
        let file = files.get(span.file).unwrap();
        (file.path.clone(), file.text[span.range()].to_owned())
    };
    assert_eq!(place("[z](w)"), ("content/b.md".into(), "[z](w)".into()));
    assert_eq!(place("[x](y)"), ("content/a.md".into(), "[x](y)".into()));
    assert_eq!(place("前 一"), ("content/a.md".into(), "前 ".into()));
    assert_eq!(place("前 一\n二 [z](w) 后"), ("content/a.md".into(), "前 {{#include b.md}} 后".into()));
}

#[test]
fn faults_of_includes_have_their_place_and_leave_the_words() {
    let page = "{{#include exmaple.rs}}\n{{#include ../../x}}\n{{#include /etc/passwd}}\n{{#include no/where.md}}\n{{#include sub}}\n\
                {{#include example.rs:mian}}\n{{#rustdoc_include example.rs:zzzzzzzz}}\n{{#include plain.txt:a}}\n{{#include link.txt}}\n\
                {{#include bad.txt}}\n{{#include }}\n{{#include :3}}\n{{#include example.rs:3:2}}{{#include example.rs:9}}\n{{#include locked.txt}}\n";
    let fs = Memory::new()
        .file("/book/content/a.md", page)
        .file("/book/content/example.rs", "// ANCHOR: main\n// ANCHOR_END: main\n")
        .file("/book/content/plain.txt", "")
        .file("/book/content/bad.txt", b"a\n\xff")
        .file("/book/content/sub/x.png", "")
        .file("/outside.txt", "secret")
        .link("/book/content/.link.txt", "/outside.txt")
        .link("/book/content/link.txt", "/outside.txt")
        .locked("/book/content/locked.txt");
    let (text, faults) = expanded(fs);
    insta::assert_snapshot!(faults, @r"
    error[include-not-found] content/a.md:1:1 `{{#include exmaple.rs}}`: the included file `exmaple.rs` does not exist (did you mean `example.rs`?)
    error[include-outside-book] content/a.md:2:1 `{{#include ../../x}}`: the included file `../../x` leads out of the book (move the file into the book, or copy what the page needs)
    error[include-outside-book] content/a.md:3:1 `{{#include /etc/passwd}}`: the included file `/etc/passwd` leads out of the book (move the file into the book, or copy what the page needs)
    error[include-not-found] content/a.md:4:1 `{{#include no/where.md}}`: the included file `no/where.md` does not exist (there is no folder `content/no`)
    error[include-not-found] content/a.md:5:1 `{{#include sub}}`: the included file `sub` is not a file ()
    warning[include-anchor-not-found] content/a.md:6:1 `{{#include example.rs:mian}}`: `example.rs` has no anchor `mian` (did you mean `main`?)
    warning[include-anchor-not-found] content/a.md:7:1 `{{#rustdoc_include example.rs:zzzzzzzz}}`: `example.rs` has no anchor `zzzzzzzz` (its anchors are `main`)
    warning[include-anchor-not-found] content/a.md:8:1 `{{#include plain.txt:a}}`: `plain.txt` has no anchor `a` (mark the lines with `ANCHOR: a` and `ANCHOR_END: a`)
    error[include-outside-book] content/a.md:9:1 `{{#include link.txt}}`: the included file `link.txt` leads out of the book (move the file into the book, or copy what the page needs)
    warning[include-malformed] content/a.md:12:1 `{{#include :3}}`: the include names no file (write `{{#include path/of/file}}`, or `\{{#include …}}` to show the words)
    warning[include-malformed] content/a.md:13:1 `{{#include example.rs:3:2}}`: the range of lines ends before it starts ()
    warning[include-malformed] content/a.md:13:28 `{{#include example.rs:9}}`: the range starts at line 9, and `example.rs` has 2 ()
    error[invalid-utf8] content/bad.txt:2:1 `�`: the included file `bad.txt` is not UTF-8 ()
    error[symlink-outside-book] content/link.txt: the symbolic link leads out of the book (copy what it points to into the book, or take the link away)
    error[file-unreadable] content/locked.txt: the included file `locked.txt` cannot be read ()
    ");
    assert!(!text.contains("secret"));
    let followed = [
        ("{{#include example.rs:3:2}}{{#include example.rs:9}}", ""),
        ("{{#include example.rs:mian}}", ""),
        ("{{#include plain.txt:a}}", ""),
        ("{{#rustdoc_include example.rs:zzzzzzzz}}", ""),
    ];
    assert_eq!(text, followed.iter().fold(page.to_owned(), |text, (directive, lines)| text.replace(directive, lines)));
}

#[test]
fn circles_of_includes_are_told_with_their_way() {
    let fs = Memory::new()
        .file("/book/content/a.md", "{{#include b.md}}")
        .file("/book/content/b.md", "x {{#include c.md}}")
        .file("/book/content/c.md", "y {{#include a.md}}");
    let (tree, diagnostics, files) = read(&fs);
    insta::assert_snapshot!(told(&diagnostics, &files), @r"
    error[include-loop] content/a.md:1:1 `{{#include b.md}}`: `content/b.md` includes itself (the way round is content/b.md → content/c.md → content/a.md → content/b.md)
    error[include-loop] content/b.md:1:3 `{{#include c.md}}`: `content/c.md` includes itself (the way round is content/c.md → content/a.md → content/b.md → content/c.md)
    error[include-loop] content/c.md:1:3 `{{#include a.md}}`: `content/a.md` includes itself (the way round is content/a.md → content/b.md → content/c.md → content/a.md)
    ");
    assert_eq!(&*tree.pages[0].expanded.text, "x y {{#include a.md}}");
}

#[test]
fn a_file_may_include_other_lines_of_itself() {
    let fs = Memory::new().file("/book/content/a.md", "{{#include a.md:3}}\n\n题\n");
    assert_eq!(expanded(fs), ("题\n\n题\n".into(), String::new()));
}

#[test]
fn files_that_multiply_are_stopped() {
    let mut fs = Memory::new();
    for level in 0..20 {
        let text = format!("{{{{#include {0}.txt}}}}{{{{#include {0}.txt}}}}", level + 1);
        fs = fs.file(format!("/book/content/{level}.txt"), text);
    }
    let fs = fs.file("/book/content/20.txt", "").file("/book/content/a.md", "{{#include 0.txt}}");
    let (_, faults) = expanded(fs);
    assert!(faults.contains("error[include-loop]") && faults.lines().count() == 1, "{faults}");
    let mut fs = Memory::new().file("/book/content/a.md", "{{#include 0.txt}}");
    for level in 0..100 {
        fs = fs.file(format!("/book/content/{level}.txt"), format!("{{{{#include {}.txt}}}}", level + 1));
    }
    assert!(expanded(fs).1.contains("deep"));
}

#[test]
fn a_wider_root_lets_includes_reach_the_repository() {
    let fs = Memory::new()
        .file("/repo/docs/content/a.md", "{{#include ../../src/lib.rs}} {{#include ../../../x}}")
        .file("/repo/src/lib.rs", "code")
        .file("/x", "secret");
    let files = Files::default();
    let settings = Settings { include_root: Some("..".into()), ..settings() };
    let (tree, diagnostics) = load(&fs, Path::new("/repo/docs"), &settings, &files);
    assert_eq!(&*tree.pages[0].expanded.text, "code {{#include ../../../x}}");
    assert_eq!(diagnostics.len(), 1);
    let span = tree.pages[0].expanded.map.span(0..4);
    assert_eq!(files.get(span.file).unwrap().path, "../src/lib.rs");
}

#[test]
fn many_pages_read_side_by_side_are_as_read_one_by_one() {
    let mut fs = Memory::new().file("/book/content/_all.md", "shared {{#include _none.md}}\n");
    for page in 0..100 {
        let text = if page % 3 == 0 { format!("{page} {{{{#include _all.md}}}}") } else { format!("# {page}") };
        fs = fs.file(format!("/book/content/{page}.md"), text);
    }
    let (tree, diagnostics, files) = read(&fs);
    assert_eq!(tree.pages.len(), 100);
    // One place, told once however many pages meet it.
    assert_eq!(told(&diagnostics, &files).lines().count(), 1);
    for page in &tree.pages {
        let (again, _) = load_page(&fs, &tree, &page.path, &settings(), &files).unwrap();
        assert_eq!((again.hash, &again.expanded.text, again.file), (page.hash, &page.expanded.text, page.file));
    }
    assert!(load_page(&fs, &tree, &SitePath::new("x.md").unwrap(), &settings(), &files).is_none());
    let (other, ..) = read(&fs);
    let hashes = |tree: &SourceTree| tree.pages.iter().map(|page| page.hash).collect::<Vec<_>>();
    assert_eq!(hashes(&tree), hashes(&other));
}

#[test]
fn the_disk_reads_as_the_map_does() {
    let folder = tempfile::tempdir().unwrap();
    let content = folder.path().join("content");
    std::fs::create_dir_all(content.join("第一章/_x")).unwrap();
    std::fs::write(content.join("index.md"), "# 家 {{#include 第一章/x.rs:2}}").unwrap();
    std::fs::write(content.join("第一章/x.rs"), "1\n2\n").unwrap();
    std::fs::write(content.join("第一章/_x/no.md"), "").unwrap();
    let files = Files::default();
    let (tree, diagnostics) = load(&Disk, folder.path(), &settings(), &files);
    assert_eq!(diagnostics, []);
    assert_eq!(page_paths(&tree), ["index.md"]);
    assert_eq!(asset_paths(&tree), ["第一章/x.rs"]);
    assert_eq!(&*tree.pages[0].expanded.text, "# 家 2");
    assert_eq!(Disk.read(&content.join("第一章/x.rs"), 3).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
}

#[cfg(unix)]
#[test]
fn names_that_are_not_unicode_are_told() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let content = folder.path().join("content");
    std::fs::create_dir_all(&content).unwrap();
    std::fs::write(content.join("index.md"), "").unwrap();
    // Some file systems refuse such names, which is as good.
    if std::fs::write(content.join(std::ffi::OsStr::from_bytes(b"b\xff.md")), "").is_err() {
        return;
    }
    std::fs::write(content.join(std::ffi::OsStr::from_bytes(b".\xff")), "").unwrap();
    std::os::unix::fs::symlink("loop", content.join("loop")).unwrap();
    let files = Files::default();
    let (_, mut diagnostics) = load(&Disk, folder.path(), &settings(), &files);
    diag::sort(&files, &mut diagnostics);
    insta::assert_snapshot!(told(&diagnostics, &files), @r"
    error[name-not-unicode] content: the name `b�.md` is not Unicode (give the file a name in UTF-8, or one that starts with `.`)
    error[symlink-loop] content/loop: the symbolic link leads back to where it stands (take the link away)
    ");
}

proptest! {
    #[test]
    fn every_part_of_an_expanded_text_maps_into_some_file(
        page in "(题|a|\n|\\{\\{#(include|rustdoc_include) (_b|_c)\\.md(:[0-3]|::2|:x)?\\}\\}|\\{\\{#playground _c\\.md\\}\\}|\\{\\{#title t\\}\\}|\\\\?\\{\\{#x\\}\\}){0,12}",
        b in "(题|a|\r?\n|\\{\\{#include _c\\.md\\}\\}|ANCHOR: x\n){0,8}",
        c in "(界|b|\r?\n|ANCHOR_END: x){0,8}",
        bom in any::<bool>(),
    ) {
        let fs = Memory::new()
            .file("/book/content/a.md", format!("{}{page}", if bom { "\u{feff}" } else { "" }))
            .file("/book/content/_b.md", &b)
            .file("/book/content/_c.md", &c);
        let (tree, _, files) = read(&fs);
        let expanded = &tree.pages[0].expanded;
        let boundaries: Vec<usize> = (0..=expanded.text.len()).filter(|&at| expanded.text.is_char_boundary(at)).collect();
        for (index, &start) in boundaries.iter().enumerate() {
            for &end in &boundaries[index..] {
                let span = expanded.map.span(start..end);
                let file = files.get(span.file).unwrap();
                let shown = file.text.get(span.range());
                prop_assert!(shown.is_some(), "{}..{} gives {:?} of {:?}", start, end, span, file.text);
            }
            // One character that was copied maps to itself.
            if let Some(&next) = boundaries.get(index + 1) {
                let span = expanded.map.span(start..next);
                let file = files.get(span.file).unwrap();
                let shown = &file.text[span.range()];
                let character = &expanded.text[start..next];
                prop_assert!(
                    shown == character || "`# rust\n".contains(character) || (character == "\n" && shown == "\r"),
                    "{:?} became {:?}", shown, character
                );
            }
        }
    }
}
