//! The extensions to Markdown: one file of `tests/markdown/` a case, with its HTML and its messages as a snapshot.

use proptest::prelude::*;
use std::fmt::Write;
use wence::diag::{FileId, Files, Span, render};
use wence::markdown::{ParseOptions, parse};
use wence::model::SitePath;

#[test]
fn each_case_gives_its_html_and_messages() {
    insta::glob!("../markdown", "*.md", |file| {
        let text = std::fs::read_to_string(file).unwrap();
        let files = Files::default();
        let id = files.insert("content/section/page.md", text.as_str().into());
        let path = SitePath::new("section/page.md").unwrap();
        // `untrusted` in a case's name turns the option on.
        let untrusted = file.to_string_lossy().contains("untrusted");
        let options = ParseOptions { untrusted, ..ParseOptions::default() };
        let (page, messages) = parse(&path, &text, &|range| Span::new(id, range), &options);
        let mut shown = page.body.html().html.text.clone();
        for message in &messages {
            write!(shown, "\n{}\n", render::human(message, &files, &render::Style::default())).unwrap();
        }
        for question in &page.face.questions {
            let parts: Vec<_> = question.parts.iter().map(|part| part.kind.class()).collect();
            writeln!(
                shown,
                "\nquestion {:?} time {:?} parts {parts:?}",
                question.id.as_ref().map(|id| &id.value),
                question.time
            )
            .unwrap();
        }
        insta::with_settings!({ description => text, omit_expression => true }, {
            insta::assert_snapshot!(shown);
        });
        let html = &page.body.html().html;
        for (range, _) in &html.holes {
            assert!(html.text.get(range.start as usize..range.end as usize).is_some());
        }
    });
}

/// Pieces of everything that the reader of Markdown treats in a way of its own.
const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    " ",
    "    ",
    "\t",
    "\r\n",
    "# ",
    "## ",
    "### 题 {#a .question level=1}",
    " {.tab}",
    " {.outline}",
    "> ",
    "> [!NOTE] ",
    "> [!TIP]-\n",
    "- ",
    "- [ ] ",
    "1. ",
    "* ",
    "**",
    "*",
    "~~",
    "_",
    "`",
    "```",
    "```rust {1}\n",
    "~~~",
    "[",
    "]",
    "(",
    ")",
    "](a.md#甲)",
    "![",
    "[^1]",
    "[^1]: ",
    ": ",
    "|",
    "| - |\n",
    "---\n",
    "===\n",
    "<a href=\"b.md\" id=x>",
    "</a>",
    "<div>",
    "<!--",
    "-->",
    "<script>",
    "$",
    "$$",
    "\\frac",
    "{",
    "}",
    "\\",
    "&amp;",
    "「",
    "」",
    "，",
    "。",
    "“",
    "”",
    "甲",
    "乙文",
    "word",
    "1",
    "\u{fdd0}",
    "\u{200b}",
    "\0",
    "😀",
    "한",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn no_text_is_too_odd(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60), untrusted in any::<bool>()) {
        let text = pieces.concat();
        let options = ParseOptions { untrusted, smart_punctuation: untrusted, wiki_links: !untrusted, ..ParseOptions::default() };
        let path = SitePath::new("a/b.md").unwrap();
        // A span is made of bytes of the text, on boundaries of its characters.
        let to_span = |range: std::ops::Range<usize>| {
            assert!(text.get(range.clone()).is_some(), "{range:?} of {text:?}");
            Span::new(FileId::DETACHED, range)
        };
        let (page, _) = parse(&path, &text, &to_span, &options);
        let html = &page.body.html().html;
        let mut last = 0;
        for (range, _) in &html.holes {
            prop_assert!(range.start >= last && html.text.get(range.start as usize..range.end as usize).is_some());
            last = range.end;
        }
        for question in &page.face.questions {
            for part in &question.parts {
                prop_assert!(html.text.get(part.body.clone()).is_some());
            }
        }
        if let Some(end) = page.body.title_end {
            prop_assert!(html.text[..end].ends_with("</h1>\n"));
        }
        let mut ids: Vec<&str> = page.face.headings.iter().map(|heading| heading.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let is_given_twice = text.matches("{#a").count() > 1;
        prop_assert!(ids.len() == page.face.headings.len() || is_given_twice, "{}", text);
    }
}
