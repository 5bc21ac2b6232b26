//! The extensions to Markdown: one file of `tests/markdown/` a case, with its HTML and its messages as a snapshot.

use std::fmt::Write;
use wence::diag::{Files, Span, render};
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
        let mut shown = page.body.html.text.clone();
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
        for (range, _) in &page.body.html.holes {
            assert!(page.body.html.text.get(range.start as usize..range.end as usize).is_some());
        }
    });
}
