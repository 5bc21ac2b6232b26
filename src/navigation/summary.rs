//! `SUMMARY.md`, mdBook's list of chapters.
//! Enters: its text. Leaves: an [`Outline`] and a diagnostic for each part that has no meaning there. Whether the files
//! exist is for `source` to say. Never fails: what cannot be understood is left out and the rest is kept.
//!
//! The grammar is that of mdBook 0.5.4 ("SUMMARY.md" in its guide, and the behaviour of its parser):
//!
//! ```text
//! summary  = [title] affix* part* affix*
//! title    = "# " text                         (the file's first block, comments aside)
//! affix    = link | rule                       (links in paragraphs: prefix chapters before, suffix chapters after)
//! part     = ["# " text] (list of links | rule)*
//! link     = "[" text "](" path ")"            (an empty path is a draft)
//! ```
//!
//! Numbers run on through all parts. mdBook stops at the first fault; here each is an error with its place. What mdBook passes
//! over in silence (other headings, prose, a second link in an item) is a note.

use crate::diag::{Diagnostic, Span, codes};
use crate::model::site_path::decode_href;
use crate::model::{Chapter, Entry, Outline, SitePath};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::collections::HashMap;
use std::ops::Range;

/// Chapters below this level join the level above: no reader follows so many, and later stages may walk the tree by calling
/// themselves.
const MAX_DEPTH: usize = 32;

/// Reads `text`, which has no byte order mark. `to_span` maps its bytes to the file.
pub fn parse(text: &str, to_span: &dyn Fn(Range<usize>) -> Span) -> (Outline, Vec<Diagnostic>) {
    let mut reader = Reader {
        to_span,
        events: Parser::new_ext(text, Options::empty()).into_offset_iter(),
        outline: Outline::default(),
        stage: Stage::Title,
        n_numbered: 0,
        lists: Vec::new(),
        listed: HashMap::new(),
        diagnostics: Vec::new(),
    };
    reader.read();
    (reader.outline, reader.diagnostics)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing but comments so far.
    Title,
    Prefix,
    /// The flag says that a part title came last: a paragraph there is passed over, as in mdBook.
    Numbered {
        after_title: bool,
    },
    Suffix,
}

/// A list or an item that is open.
enum Level {
    List(Vec<Chapter>),
    Item {
        start: usize,
        chapter: Option<Chapter>,
        /// Words stood before the link.
        words: Option<Range<usize>>,
        /// Chapters of lists inside the item.
        children: Vec<Chapter>,
        /// Whether the item's children would be too deep and follow it instead.
        is_deepest: bool,
    },
}

struct Reader<'t, 's> {
    to_span: &'s dyn Fn(Range<usize>) -> Span,
    events: pulldown_cmark::OffsetIter<'t>,
    outline: Outline,
    stage: Stage,
    /// Numbered chapters of the first level so far.
    n_numbered: u32,
    lists: Vec<Level>,
    listed: HashMap<SitePath, Span>,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Reader<'t, '_> {
    fn read(&mut self) {
        while let Some((event, range)) = self.events.next() {
            if self.lists.is_empty() { self.at_top(event, range) } else { self.in_list(event, range) }
        }
    }

    fn at_top(&mut self, event: Event<'t>, range: Range<usize>) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                let (title, _) = self.words_until(TagEnd::Heading(HeadingLevel::H1));
                match self.stage {
                    Stage::Title => {
                        self.outline.title = Some(title).filter(|title| !title.is_empty());
                        self.stage = Stage::Prefix;
                        return;
                    }
                    Stage::Suffix => self.after_suffix(range),
                    Stage::Prefix | Stage::Numbered { .. } => {}
                }
                self.stage = Stage::Numbered { after_title: true };
                self.outline.entries.push(Entry::PartTitle(title));
            }
            Event::Start(Tag::Heading { level, .. }) => {
                let (title, link) = self.words_until(TagEnd::Heading(level));
                self.leave_title_stage();
                self.after_block();
                match link {
                    Some((href, title, link)) if matches!(self.stage, Stage::Prefix | Stage::Suffix) => {
                        self.affix(href, title, link);
                    }
                    _ => {
                        let message = format!("the heading `{title}` is not shown: part titles begin with one `#`");
                        self.note(range, message);
                    }
                }
            }
            Event::Start(Tag::Paragraph) => self.paragraph(range),
            Event::Start(Tag::List(_)) => {
                if self.stage == Stage::Suffix {
                    self.after_suffix(range);
                }
                self.stage = Stage::Numbered { after_title: false };
                self.lists.push(Level::List(Vec::new()));
            }
            Event::Rule => {
                self.leave_title_stage();
                self.after_block();
                self.outline.entries.push(Entry::Separator);
            }
            Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) | Event::End(_) => {}
            Event::Start(tag) => {
                self.leave_title_stage();
                self.after_block();
                self.skip(tag.to_end());
                self.note(
                    range,
                    "this block is not shown: only links, lists of links, part titles and rules are".into(),
                );
            }
            _ => {}
        }
    }

    /// A paragraph outside any list: prefix or suffix chapters.
    fn paragraph(&mut self, range: Range<usize>) {
        self.leave_title_stage();
        let mut links = Vec::new();
        let mut words: Option<Range<usize>> = None;
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::End(TagEnd::Paragraph) => break,
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let (title, _) = self.words_until(TagEnd::Link);
                    links.push((dest_url, title, range));
                }
                Event::Text(text) if text.trim().is_empty() => {}
                Event::Text(_) | Event::Code(_) | Event::Start(Tag::Image { .. }) => {
                    words.get_or_insert(range);
                }
                _ => {}
            }
        }
        if let Stage::Numbered { after_title } = self.stage {
            self.after_block();
            if after_title {
                self.note(range, "a paragraph right after a part title is not shown: write its links as a list".into());
                return;
            }
            if !links.is_empty() {
                self.stage = Stage::Suffix;
            }
        }
        if let Some(words) = words {
            self.note(words, "words outside a link are not shown".into());
        }
        for (href, title, range) in links {
            self.affix(href, title, range);
        }
    }

    fn affix(&mut self, href: pulldown_cmark::CowStr<'t>, title: String, range: Range<usize>) {
        let chapter = self.chapter(&href, title, range);
        self.outline.entries.push(Entry::Chapter(chapter));
    }

    fn in_list(&mut self, event: Event<'t>, range: Range<usize>) {
        match event {
            Event::Start(Tag::List(_)) => self.lists.push(Level::List(Vec::new())),
            Event::Start(Tag::Item) => {
                let depth = self.lists.len() / 2;
                self.lists.push(Level::Item {
                    start: range.start,
                    chapter: None,
                    words: None,
                    children: Vec::new(),
                    is_deepest: depth + 1 >= MAX_DEPTH,
                });
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let (title, _) = self.words_until(TagEnd::Link);
                if let Some(Level::Item { chapter: None, children, .. }) = self.lists.last()
                    && children.is_empty()
                {
                    let made = self.chapter(&dest_url, title, range);
                    if let Some(Level::Item { chapter, .. }) = self.lists.last_mut() {
                        *chapter = Some(made);
                    }
                } else {
                    self.note(range, format!("`{title}` is not shown: an item holds one link"));
                }
            }
            Event::Text(text) if text.trim().is_empty() => {}
            Event::Text(_) | Event::Code(_) => {
                if let Some(Level::Item { words, .. }) = self.lists.last_mut() {
                    words.get_or_insert(range);
                }
            }
            Event::End(TagEnd::Item) => self.end_item(range),
            Event::End(TagEnd::List(_)) => self.end_list(),
            _ => {}
        }
    }

    fn end_item(&mut self, range: Range<usize>) {
        let Some(Level::Item { start, chapter, words, mut children, is_deepest }) = self.lists.pop() else { return };
        let mut made = Vec::new();
        match chapter {
            Some(mut chapter) => {
                if let (Some(words), Some(span)) = (words, chapter.span) {
                    let words_span = (self.to_span)(words);
                    if words_span < span {
                        let message = "a list item must begin with its link";
                        self.diagnostics.push(Diagnostic::error(codes::SUMMARY_SYNTAX, words_span, message));
                    } else {
                        self.diagnostics.push(Diagnostic::note(
                            codes::SUMMARY_SYNTAX,
                            words_span,
                            "words after the link are not shown",
                        ));
                    }
                }
                if is_deepest {
                    if let Some(child) = children.first()
                        && let Some(span) = child.span
                    {
                        let message = format!("chapters are nested more than {MAX_DEPTH} deep");
                        self.diagnostics.push(Diagnostic::error(codes::SUMMARY_SYNTAX, span, message));
                    }
                    made.push(chapter);
                    made.append(&mut children);
                } else {
                    chapter.children = children;
                    made.push(chapter);
                }
            }
            None => {
                // An item that only opens a list is told by the fault of the list's own items, or has none to tell.
                let place = words.unwrap_or(start..range.end.min(start + 1).max(start));
                let fault =
                    Diagnostic::error(codes::SUMMARY_SYNTAX, (self.to_span)(place), "a list item must be a link");
                self.diagnostics
                    .push(fault.help("write `- [Title](file.md)`, or `- [Title]()` for a chapter that is to come"));
                made = children;
            }
        }
        if let Some(Level::List(chapters)) = self.lists.last_mut() {
            chapters.append(&mut made);
        }
    }

    fn end_list(&mut self) {
        let Some(Level::List(mut chapters)) = self.lists.pop() else { return };
        if let Some(Level::Item { children, .. }) = self.lists.last_mut() {
            children.append(&mut chapters);
            return;
        }
        for mut chapter in chapters {
            self.n_numbered += 1;
            number(&mut chapter, vec![self.n_numbered]);
            self.outline.entries.push(Entry::Chapter(chapter));
        }
    }

    /// A chapter from a link; a path that cannot be a page's is told and left out.
    fn chapter(&mut self, href: &str, title: String, range: Range<usize>) -> Chapter {
        let span = (self.to_span)(range);
        let page = match page_of(href) {
            Ok(page) => page,
            Err((page, message)) => {
                self.diagnostics.push(Diagnostic::error(codes::SUMMARY_SYNTAX, span, message));
                page
            }
        };
        if let Some(page) = &page {
            match self.listed.get(page) {
                Some(first) => {
                    let fault =
                        Diagnostic::warning(codes::SUMMARY_DUPLICATE, span, format!("`{page}` is listed twice"))
                            .other(*first, "first listed here")
                            .help("the page's place is the first; take the other out");
                    self.diagnostics.push(fault);
                }
                None => {
                    self.listed.insert(page.clone(), span);
                }
            }
        }
        Chapter { title, page, number: None, children: Vec::new(), span: Some(span) }
    }

    /// The words up to `end` without markup, and the first link among them.
    fn words_until(&mut self, end: TagEnd) -> (String, Option<(pulldown_cmark::CowStr<'t>, String, Range<usize>)>) {
        let mut words = String::new();
        let mut link = None;
        for (event, range) in self.events.by_ref() {
            match event {
                Event::End(tag) if tag == end => break,
                Event::Start(Tag::Link { dest_url, .. }) if link.is_none() => {
                    link = Some((dest_url, words.len(), range))
                }
                Event::Text(text) | Event::Code(text) => words.push_str(&text),
                Event::SoftBreak | Event::HardBreak => words.push(' '),
                _ => {}
            }
        }
        let link = link.map(|(href, from, range)| (href, words[from..].trim().to_owned(), range));
        (words.trim().to_owned(), link)
    }

    fn skip(&mut self, end: TagEnd) {
        // Blocks of one kind stand inside each other: quotations do.
        let mut depth = 1;
        while depth > 0
            && let Some((event, _)) = self.events.next()
        {
            match event {
                Event::Start(tag) if tag.to_end() == end => depth += 1,
                Event::End(tag) if tag == end => depth -= 1,
                _ => {}
            }
        }
    }

    fn leave_title_stage(&mut self) {
        if self.stage == Stage::Title {
            self.stage = Stage::Prefix;
        }
    }

    fn after_block(&mut self) {
        if let Stage::Numbered { after_title } = &mut self.stage {
            *after_title = false;
        }
    }

    fn after_suffix(&mut self, range: Range<usize>) {
        let span = (self.to_span)(first_line(range));
        let fault = Diagnostic::error(codes::SUMMARY_SYNTAX, span, "numbered chapters cannot follow suffix chapters");
        self.diagnostics.push(fault.help("make the links before it a list, or move them to the end"));
    }

    fn note(&mut self, range: Range<usize>, message: String) {
        self.diagnostics.push(Diagnostic::note(codes::SUMMARY_SYNTAX, (self.to_span)(range), message));
    }
}

/// A block's first byte: enough to point at, where the whole would fill the screen.
fn first_line(range: Range<usize>) -> Range<usize> {
    range.start..range.end.min(range.start + 1)
}

fn number(chapter: &mut Chapter, own: Vec<u32>) {
    for (index, child) in chapter.children.iter_mut().enumerate() {
        let mut below = own.clone();
        below.push(index as u32 + 1);
        number(child, below);
    }
    chapter.number = Some(own);
}

/// The page that a link's path names, `None` for a draft; or the fault, with the page it still may mean.
fn page_of(href: &str) -> Result<Option<SitePath>, (Option<SitePath>, String)> {
    if href.is_empty() {
        return Ok(None);
    }
    let scheme = href.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme =
        scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if href.starts_with("//") || is_scheme {
        return Err((None, format!("a chapter is a file of the book, and `{href}` is not")));
    }
    let (file, fragment) = href.split_once('#').map_or((href, None), |(file, fragment)| (file, Some(fragment)));
    let Some(page) = SitePath::new(&decode_href(file)) else {
        return Err((None, format!("`{href}` is outside the content folder")));
    };
    if !page.is_markdown() {
        return Err((None, format!("`{href}` is not a Markdown file")));
    }
    match fragment {
        Some(fragment) => Err((Some(page), format!("a chapter is a whole file, so `#{fragment}` has no meaning here"))),
        None => Ok(Some(page)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{FileId, Place, Severity};
    use proptest::prelude::*;

    fn read(text: &str) -> (Outline, Vec<Diagnostic>) {
        parse(text, &|range| Span::new(FileId::DETACHED, range))
    }

    /// The outline a line an entry, then the faults.
    fn drawn(text: &str) -> String {
        let (outline, diagnostics) = read(text);
        let mut lines = String::new();
        if let Some(title) = &outline.title {
            lines.push_str(&format!("= {title}\n"));
        }
        for entry in &outline.entries {
            match entry {
                Entry::Chapter(chapter) => line(chapter, 0, &mut lines),
                Entry::Separator => lines.push_str("---\n"),
                Entry::PartTitle(title) => lines.push_str(&format!("# {title}\n")),
            }
        }
        for fault in &diagnostics {
            let Place::At(span) = fault.place else { panic!("a fault without a place") };
            let shown: String = text[span.range()].chars().take(24).collect();
            lines.push_str(&format!("{} [{}] {}\n", fault.severity.word(), shown.replace('\n', "⏎"), fault.message));
        }
        lines
    }

    fn line(chapter: &Chapter, depth: usize, lines: &mut String) {
        let page = chapter.page.as_ref().map_or("draft", SitePath::as_str);
        let number = chapter.number_text().unwrap_or_default();
        lines.push_str(&format!("{}{number} {} ({page})\n", "  ".repeat(depth), chapter.title));
        for child in &chapter.children {
            line(child, depth + 1, lines);
        }
    }

    #[test]
    fn the_whole_grammar() {
        let text = "<!-- 说明 -->\n# 目录 *一*\n\n[序](README.md)\n[引言](./intro.md)\n\n---\n\n# 上篇\n\n\
                    - [一](a/index.md)\n  - [一之一](<a/x y.md>)\n    - [深](a/%E6%B7%B1.md)\n  - [草稿]()\n- [二 `code` **粗**](b.md)\n\n---\n\n\
                    # 下篇\n\n<!-- - [藏](hidden.md) -->\n* [三](c.md)\n\n1. [四](d.md)\n\n[后记](end.md)\n\n[索引](i.md)\n";
        insta::assert_snapshot!(drawn(text), @r"
        = 目录 一
         序 (README.md)
         引言 (intro.md)
        ---
        # 上篇
        1. 一 (a/index.md)
          1.1. 一之一 (a/x y.md)
            1.1.1. 深 (a/深.md)
          1.2. 草稿 (draft)
        2. 二 code 粗 (b.md)
        ---
        # 下篇
        3. 三 (c.md)
        4. 四 (d.md)
         后记 (end.md)
         索引 (i.md)
        ");
    }

    #[test]
    fn faults_are_told_and_the_rest_is_kept() {
        let text = "# S\n\n- [一](a.md) 尾\n- 没有链接\n  - [下](b.md)\n- 前 [二](c.md)\n- [甲](d.md) [乙](e.md)\n- [外](https://example.org)\n\
                    - [上](../x.md)\n- [图](x.png)\n- [节](f.md#s)\n- [又](a.md)\n\n## 小标题\n\n> [引](q.md)\n\n尾声 [末](z.md)\n\n- [迟](late.md)\n";
        insta::assert_snapshot!(drawn(text), @r"
        = S
        1. 一 (a.md)
        2. 下 (b.md)
        3. 二 (c.md)
        4. 甲 (d.md)
        5. 外 (draft)
        6. 上 (draft)
        7. 图 (draft)
        8. 节 (f.md)
        9. 又 (a.md)
         末 (z.md)
        10. 迟 (late.md)
        note [ 尾] words after the link are not shown
        error [没有链接] a list item must be a link
        error [前 ] a list item must begin with its link
        note [[乙](e.md)] `乙` is not shown: an item holds one link
        error [[外](https://example.org)] a chapter is a file of the book, and `https://example.org` is not
        error [[上](../x.md)] `../x.md` is outside the content folder
        error [[图](x.png)] `x.png` is not a Markdown file
        error [[节](f.md#s)] a chapter is a whole file, so `#s` has no meaning here
        warning [[又](a.md)] `a.md` is listed twice
        note [## 小标题⏎] the heading `小标题` is not shown: part titles begin with one `#`
        note [> [引](q.md)⏎] this block is not shown: only links, lists of links, part titles and rules are
        note [尾声 ] words outside a link are not shown
        error [-] numbered chapters cannot follow suffix chapters
        ");
    }

    #[test]
    fn a_paragraph_after_a_part_title_is_passed_over() {
        insta::assert_snapshot!(drawn("# S\n\n# P\n\n[x](x.md)\n\n- [a](a.md)\n"), @r"
        = S
        # P
        1. a (a.md)
        note [[x](x.md)⏎] a paragraph right after a part title is not shown: write its links as a list
        ");
    }

    #[test]
    fn headings_of_lower_levels_group_nothing() {
        insta::assert_snapshot!(drawn("# S\n\n## 一\n\n- [a](a.md)\n\n## 二\n\n- [b](b.md)\n\t- [c](c.md)\n"), @r"
        = S
        1. a (a.md)
        2. b (b.md)
          2.1. c (c.md)
        note [## 一⏎] the heading `一` is not shown: part titles begin with one `#`
        note [## 二⏎] the heading `二` is not shown: part titles begin with one `#`
        ");
    }

    #[test]
    fn two_lists_in_one_item_are_both_kept() {
        insta::assert_snapshot!(drawn("- [a](a.md)\n  - [b](b.md)\n  * [c](c.md)\n"), @r"
        1. a (a.md)
          1.1. b (b.md)
          1.2. c (c.md)
        ");
    }

    #[test]
    fn odd_texts_give_no_chapter_and_no_panic() {
        for text in ["", "\n", "# S", "---", "<!-- -->", "- ", "[]()", "| a |\n|---|", "```\n- [a](a.md)\n```"] {
            let (outline, _) = read(text);
            assert!(outline.flat().is_empty(), "{text:?}");
        }
    }

    #[test]
    fn deep_nesting_is_cut() {
        let mut text = String::new();
        for depth in 0..200 {
            text.push_str(&format!("{}- [c{depth}](c{depth}.md)\n", "  ".repeat(depth)));
        }
        let (outline, diagnostics) = read(&text);
        assert_eq!(outline.flat().len(), 200);
        assert!(outline.chapters().all(|visit| visit.depth <= MAX_DEPTH));
        assert!(diagnostics.iter().any(|fault| fault.severity == Severity::Error));
        // One line of many bullets opens as many lists.
        read(&"- ".repeat(100_000));
    }

    proptest! {
        #[test]
        fn every_span_is_in_the_text(text in "([-*>#] |  |\n|\\[[ab题]\\]|\\([ab]\\.md\\)|\\(\\)|---|`|<!--|-->|[a题]|\t){0,30}") {
            let (_, diagnostics) = read(&text);
            for fault in diagnostics {
                let Place::At(span) = fault.place else { panic!("a fault without a place") };
                prop_assert!(text.get(span.range()).is_some(), "{:?} in {:?}", span, text);
            }
        }
    }
}
