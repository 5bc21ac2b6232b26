//! What a real repository tells of pages: when they were last changed.

use std::path::Path;
use std::process::Command;

use crate::program::{Folder, Run, wence};

/// Runs git with no settings but the test's own; `when` is the time of what it commits.
fn git(folder: &Path, when: &str, arguments: &[&str]) {
    let mut git = Command::new("git");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        git.env_remove(name);
    }
    git.current_dir(folder).args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    git.env("GIT_AUTHOR_DATE", when).env("GIT_COMMITTER_DATE", when);
    for role in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{role}_NAME"), "n").env(format!("GIT_{role}_EMAIL"), "n@example.org");
    }
    let output = git.output().expect("git is installed");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A repository with a book in `book/` beside code that it shows.
fn repository() -> Folder {
    let folder = Folder::new();
    let root = folder.path();
    git(root, "", &["init", "--quiet", "-b", "main"]);
    folder.write(
        "book/book.toml",
        "[book]\ntitle = \"T\"\nlanguage = \"en\"\n[output.html]\nsite-url = \"https://example.org/b/\"\n",
    );
    folder.write("book/content/index.md", "# Home\n\nText.\n");
    folder.write("book/content/a.md", "# A\n\nText of a.\n");
    folder.write("book/content/甲 乙.md", "# 甲\n\n文字。\n");
    folder.write("book/content/code.md", "# Code\n\n```rust\n{{#include ../../code.rs}}\n```\n");
    folder.write("code.rs", "fn main() {}\n");
    commit(&folder, "2024-01-02T03:04:05+08:00");
    folder.append("book/content/a.md", "\nMore.\n");
    commit(&folder, "2024-02-03T03:04:05+08:00");
    // Late in the evening there, the next day in Greenwich.
    folder.append("book/content/甲 乙.md", "\n再写。\n");
    commit(&folder, "2024-03-04T22:00:00-08:00");
    folder.append("code.rs", "// More.\n");
    commit(&folder, "2024-04-05T12:00:00+00:00");
    git(root, "2024-05-06T12:00:00+00:00", &["mv", "book/content/a.md", "book/content/moved.md"]);
    commit(&folder, "2024-05-06T12:00:00+00:00");
    folder
}

fn commit(folder: &Folder, when: &str) {
    git(folder.path(), when, &["add", "-A"]);
    git(folder.path(), when, &["commit", "--quiet", "-m", "change"]);
}

/// Builds the book to `site/` beside the repository's folders.
fn build(folder: &Folder, book: &str, arguments: &[&str]) -> Run {
    let site = folder.join("site");
    let call = [&["build", "--strict", "-d", site.to_str().unwrap()], arguments].concat();
    wence(&folder.join(book), &call).exits(0)
}

/// The days that the pages say, by path.
fn days(folder: &Folder, paths: &[&str]) -> Vec<Option<String>> {
    let of_page = |path: &&str| {
        let page = folder.read(&format!("site/{path}"));
        let (_, rest) = page.split_once("<time datetime=\"")?;
        Some(rest[..10].to_owned())
    };
    paths.iter().map(of_page).collect()
}

const PAGES: [&str; 4] = ["index.html", "moved.html", "甲 乙.html", "code.html"];

#[test]
fn pages_say_when_their_text_was_last_changed() {
    let folder = repository();
    folder.write("book/content/new.md", "# New\n\nNot committed.\n");
    let run = build(&folder, "book", &["--verify"]);
    assert!(!run.stderr.contains("note"), "{}", run.stderr);
    let expected = ["2024-01-02", "2024-02-03", "2024-03-04", "2024-04-05"].map(|day| Some(day.to_owned()));
    assert_eq!(days(&folder, &PAGES), expected);
    assert_eq!(days(&folder, &["new.html"]), [None]);
    let sitemap = folder.read("site/sitemap.xml");
    assert!(sitemap.contains("<loc>https://example.org/b/moved.html</loc><lastmod>2024-02-03</lastmod>"), "{sitemap}");
    assert!(sitemap.contains("<loc>https://example.org/b/new.html</loc></url>"), "{sitemap}");
    assert!(folder.read("site/code.html").contains("\"dateModified\":\"2024-04-05\""));
    folder.append("book/book.toml", "last-changed = false\n");
    build(&folder, "book", &[]);
    assert_eq!(days(&folder, &PAGES), [const { None }; 4]);
    assert!(!folder.read("site/sitemap.xml").contains("lastmod"));
}

/// What a merge brings in was changed when it was written, not when it was merged.
#[test]
fn a_merge_is_no_change() {
    let folder = repository();
    let root = folder.path();
    git(root, "", &["switch", "--quiet", "-c", "side", "HEAD~2"]);
    folder.append("book/content/index.md", "\nFrom the side.\n");
    commit(&folder, "2024-06-07T12:00:00+00:00");
    git(root, "", &["switch", "--quiet", "main"]);
    git(root, "2024-07-08T12:00:00+00:00", &["merge", "--quiet", "--no-edit", "side"]);
    build(&folder, "book", &[]);
    let expected = ["2024-06-07", "2024-02-03", "2024-03-04", "2024-04-05"].map(|day| Some(day.to_owned()));
    assert_eq!(days(&folder, &PAGES), expected);
}

#[test]
fn a_shallow_clone_gives_no_days_and_says_so_once() {
    let folder = repository();
    let from = format!("file://{}", folder.path().display());
    git(folder.path(), "", &["clone", "--quiet", "--depth", "2", &from, "clone"]);
    let run = build(&folder, "clone/book", &[]).says("shallow clone");
    assert_eq!(run.stderr.matches("note[").count(), 1, "{}", run.stderr);
    assert_eq!(days(&folder, &PAGES), [const { None }; 4]);
    let shallow = folder.read("site/index.html");
    // As a book that was never under version control, but for what is said.
    folder.write("plain/book.toml", &folder.read("book/book.toml"));
    for page in ["index", "moved", "甲 乙"] {
        folder.write(&format!("plain/content/{page}.md"), &folder.read(&format!("book/content/{page}.md")));
    }
    folder.write("plain/content/code.md", "# Code\n");
    std::fs::rename(folder.join(".git"), folder.join("git")).unwrap();
    let run = build(&folder, "plain", &[]);
    assert!(!run.stderr.contains("note["), "{}", run.stderr);
    assert_eq!(folder.read("site/index.html"), shallow);
}

#[test]
fn a_repository_that_git_cannot_read_is_a_note() {
    let folder = repository();
    std::fs::remove_dir_all(folder.join(".git/objects")).unwrap();
    build(&folder, "book", &[]).says("history-unknown");
    assert_eq!(days(&folder, &PAGES), [const { None }; 4]);
    let empty = Folder::with_book("en");
    git(empty.path(), "", &["init", "--quiet"]);
    let run = wence(empty.path(), &["build", "--strict"]).exits(0);
    assert!(!run.stderr.contains("note["), "nothing is committed, so nothing is missing: {}", run.stderr);
}

/// RFC 4287, §4.1: what a feed and its entries must have, and once.
#[test]
fn the_feed_names_the_pages_that_were_changed_last() {
    let folder = repository();
    folder.write("book/content/draft.md", "---\ndraft: true\n---\n\n# Draft\n");
    folder.write(
        "book/content/old.md",
        "---\ndate: 2020-01-01\ntags: [x & y]\ndescription: \"<b> & \\e[0m\"\n---\n\n# Old <i>\n",
    );
    commit(&folder, "2024-06-07T12:00:00+00:00");
    build(&folder, "book", &["--drafts"]);
    let feed = folder.read("site/feed.xml");
    let ids: Vec<&str> =
        feed.split("<id>").skip(1).map(|rest| rest.split("</id>").next().unwrap_or_default()).collect();
    let path = |path: &str| format!("https://example.org/b/{path}");
    let newest_first = ["feed.xml", "old.html", "code.html", "%E7%94%B2%20%E4%B9%99.html", "moved.html", ""].map(path);
    assert_eq!(ids, newest_first);
    let (head, entries) = feed.split_once("<entry>").expect("there are entries");
    for once in
        ["<id>", "<title>", "<updated>2024-06-07T12:00:00Z<", "rel=\"self\"", "rel=\"alternate\"", "<author><name>"]
    {
        assert_eq!(head.matches(once).count(), 1, "{once}: {head}");
    }
    for entry in entries.split("<entry>") {
        for once in ["<id>", "<title>", "<updated>", "rel=\"alternate\""] {
            assert_eq!(entry.matches(once).count(), 1, "{once}: {entry}");
        }
    }
    assert!(entries.contains("<published>2020-01-01T00:00:00Z</published>"), "{entries}");
    assert!(entries.contains("<category term=\"x &amp; y\"/>"), "{entries}");
    assert!(entries.contains("<summary>&lt;b&gt; &amp; [0m</summary>"), "{entries}");
    assert!(entries.contains("2024-03-05T06:00:00Z"), "times are in UTC: {entries}");
    assert_eq!(feed.matches("<entry>").count(), 5);
    let page = folder.read("site/moved.html");
    assert!(page.contains("<link rel=\"alternate\" type=\"application/atom+xml\" title=\"T\" href=\"feed.xml\">"));
    for setting in ["feed = false\n", "last-changed = false\n"] {
        folder.append("book/book.toml", setting);
        build(&folder, "book", &[]);
        assert!(!folder.join("site/feed.xml").exists() && !folder.read("site/moved.html").contains("atom+xml"));
        folder.write("book/book.toml", folder.read("book/book.toml").strip_suffix(setting).expect("just added"));
    }
    let without_address = folder.read("book/book.toml").replace("https://example.org", "");
    folder.write("book/book.toml", &without_address);
    build(&folder, "book", &[]);
    assert!(!folder.join("site/feed.xml").exists());
}
