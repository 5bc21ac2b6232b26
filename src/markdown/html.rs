//! Writes a page's HTML and, in the same walk, gathers what the rest of the site needs to know of it: headings, ids, links,
//! questions, text.
//! Enters: events and the text they came from. Leaves: a face and a body. Nesting is kept on a list of our own, never on the
//! call stack, so that no depth of input can exhaust it.

use super::alert::{self, Fold};
use super::heading::{self, Ids};
use super::raw_html::{self, OpenElements};
use super::{ParseOptions, active_content, cjk, code_block, href, math, question};
use crate::diag::{Diagnostic, Span, codes};
use crate::highlight::{self, Token};
use crate::model::{
    ActiveContent, Body, BodyHtml, Definition, Face, Heading, Hole, Html, Link, LinkKind, Section, Sections, SitePath,
    Target,
};
use crate::piece;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Tag, TagEnd};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

type Ranged<'a> = (Event<'a>, Range<usize>);

/// The page's HTML and face. `to_span` maps bytes of `text`; the face's front matter and length are the caller's to fill.
pub fn write(
    path: &SitePath,
    text: &str,
    events: &[Ranged],
    to_span: &dyn Fn(Range<usize>) -> Span,
    options: &ParseOptions,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Face, Body) {
    let (main, notes) = split_footnotes(events);
    let mut writer = Writer {
        path,
        text,
        to_span,
        options,
        diagnostics,
        out: String::with_capacity(text.len() * 2),
        holes: Vec::new(),
        face: Face::default(),
        sections: vec![Section::default()],
        ids: Ids::default(),
        other_ids: BTreeSet::new(),
        marks: Vec::new(),
        open: Vec::new(),
        tab_level: None,
        open_labels: 0,
        title_end: None,
        last_character: None,
        summary_done: false,
        tables: 0,
        codes: 0,
        images: 0,
        notes: Footnotes { definitions: notes, ..Footnotes::default() },
        undefined_notes: BTreeSet::new(),
        tokens: Vec::new(),
        foreign: OpenElements::default(),
        active_content: ActiveContent::default(),
        prose: Vec::new(),
        no_prose: 0,
        no_prose_in_html: 0,
        pieces: BTreeSet::new(),
    };
    writer.reserve_ids(events);
    for range in main {
        writer.walk(events, range);
    }
    writer.close_tabs();
    let content_end = writer.out.len();
    writer.write_footnotes(events);
    writer.foreign.close_all(&mut writer.out);
    writer.finish(content_end)
}

/// What a heading was given besides its words, for [`question`].
pub struct HeadingMark {
    pub id: Option<String>,
    pub classes: Vec<String>,
    pub attributes: Vec<(String, Option<String>)>,
    /// Whether it stands on the page itself and not in a quotation, list or note.
    pub is_top: bool,
    /// Whether its braces were meant to make it a question but could not be read, which is reported already.
    pub is_unread_question: bool,
    /// Bytes of the text as written.
    pub source: Range<usize>,
    /// Bytes of the HTML that the heading takes.
    pub html: Range<usize>,
}

/// Index ranges of the events outside footnote definitions, in order, and those of the definitions by label. A label that
/// is defined twice keeps its first definition, as link references do.
fn split_footnotes<'e>(events: &'e [Ranged]) -> (Vec<Range<usize>>, HashMap<&'e str, Range<usize>>) {
    let mut main = Vec::new();
    let mut notes = HashMap::new();
    let mut from = 0;
    let mut at = 0;
    while at < events.len() {
        if let Event::Start(Tag::FootnoteDefinition(label)) = &events[at].0 {
            main.push(from..at);
            let end = matching_end(events, at);
            notes.entry(label.as_ref()).or_insert(at + 1..end);
            from = (end + 1).min(events.len());
            at = from;
        } else {
            at += 1;
        }
    }
    main.push(from..events.len());
    (main, notes)
}

/// Index of the `End` that closes the `Start` at `start`; the list's end if it is missing.
fn matching_end(events: &[Ranged], start: usize) -> usize {
    let mut depth = 0usize;
    for (index, (event, _)) in events.iter().enumerate().skip(start) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth -= 1;
                if depth == 0 {
                    return index;
                }
            }
            _ => {}
        }
    }
    events.len()
}

/// An element whose end needs more than its tag.
enum Open {
    Paragraph {
        figure: bool,
        is_summary: Option<usize>,
    },
    Heading {
        index: usize,
        level: u8,
    },
    Quote,
    Alert {
        fold: bool,
    },
    List {
        ordered: bool,
    },
    /// `label` says that a task's label is open.
    Item {
        label: bool,
    },
    Table {
        alignments: Vec<Alignment>,
        cell: usize,
        head: bool,
    },
    DefinitionList,
    Title,
    Details {
        /// Bytes of the section's text before the definition.
        text: usize,
    },
    Inline(&'static str),
    Link,
    /// A link that an untrusted page may not have: only its words are written.
    BareLink,
}

#[derive(Default)]
struct Footnotes<'e> {
    definitions: HashMap<&'e str, Range<usize>>,
    /// Labels in the order of their first reference, with the number of references so far.
    referenced: Vec<(&'e str, u32)>,
    numbers: HashMap<&'e str, usize>,
}

struct Writer<'w, 'e> {
    path: &'w SitePath,
    text: &'w str,
    to_span: &'w dyn Fn(Range<usize>) -> Span,
    options: &'w ParseOptions,
    diagnostics: &'w mut Vec<Diagnostic>,
    out: String,
    holes: Vec<(Range<u32>, Hole)>,
    face: Face,
    sections: Vec<Section>,
    ids: Ids,
    other_ids: BTreeSet<String>,
    marks: Vec<HeadingMark>,
    open: Vec<Open>,
    tab_level: Option<u8>,
    /// Items whose task label is open.
    open_labels: u32,
    title_end: Option<usize>,
    /// The last visible character of the running paragraph, to judge line breaks by.
    last_character: Option<char>,
    summary_done: bool,
    tables: usize,
    codes: usize,
    images: usize,
    notes: Footnotes<'e>,
    /// Labels of notes that are missing; each is told once.
    undefined_notes: BTreeSet<String>,
    tokens: Vec<Token>,
    foreign: OpenElements,
    active_content: ActiveContent,
    prose: Vec<Range<u32>>,
    /// Open elements of the page's own whose words are no running text.
    no_prose: u32,
    /// The same of the author's HTML, whose tags may be out of balance.
    no_prose_in_html: u32,
    pieces: BTreeSet<&'static str>,
}

impl<'e> Writer<'_, 'e> {
    /// Takes the ids that authors gave before any is made from words, so that a given id is never moved by a heading
    /// above it.
    fn reserve_ids(&mut self, events: &[Ranged]) {
        if self.options.commonmark {
            return;
        }
        let mut first: HashMap<&str, &Range<usize>> = HashMap::new();
        for (event, range) in events {
            let Event::Start(Tag::Heading { id: Some(id), .. }) = event else { continue };
            if self.ids.reserve(id) {
                first.insert(id, range);
            } else {
                let mut fault = Diagnostic::warning(
                    codes::DUPLICATE_ID,
                    self.span(trim(self.text, range.clone())),
                    format!("the id `{id}` is given twice on this page"),
                )
                .help("give this heading an id of its own");
                if let Some(first) = first.get(id.as_ref()) {
                    fault = fault.other(self.span(trim(self.text, (*first).clone())), "first given here");
                }
                self.diagnostics.push(fault);
            }
        }
    }

    fn span(&self, range: Range<usize>) -> Span {
        (self.to_span)(range)
    }

    fn section(&mut self) -> &mut Section {
        self.sections.last_mut().expect("there is always the section before the first heading")
    }

    /// Starts a line unless one has just been started, as the CommonMark reference renderers do.
    fn fresh_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn escape_text(&mut self, text: &str) {
        // The specification's examples escape double quotes in text too; readers gain nothing from it.
        if self.options.commonmark {
            escape_html(&mut self.out, text).expect("writing to a string does not fail");
        } else {
            escape_html_body_text(&mut self.out, text).expect("writing to a string does not fail");
        }
    }

    /// Records what has been written since `start` as running text, if terms may be linked in it. What the parser cut in two,
    /// at a character that might have been markup, is one range again.
    fn note_prose(&mut self, start: usize) {
        let is_prose = self.options.terms && self.no_prose + self.no_prose_in_html + self.open_labels == 0;
        if !is_prose || start == self.out.len() {
            return;
        }
        let end = self.out.len() as u32;
        match self.prose.last_mut() {
            Some(last) if last.end as usize == start => last.end = end,
            _ => self.prose.push(start as u32..end),
        }
    }

    fn escape_attribute(&mut self, text: &str) {
        raw_html::escape_attribute(text, &mut self.out);
    }

    fn visible(&mut self, text: &str) {
        if let Some(last) = text.chars().next_back() {
            self.last_character = Some(last);
        }
        self.section().text.push_str(text);
    }

    /// Ends a block of text for search and for the words of the page.
    fn end_block(&mut self) {
        self.last_character = None;
        let text = &mut self.section().text;
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
    }

    fn hole(&mut self, range: Range<usize>, hole: Hole) {
        self.holes.push((range.start as u32..range.end as u32, hole));
    }

    /// Writes ` id="…"` with its hole.
    fn write_id(&mut self, id: &str) {
        self.out.push_str(" id=\"");
        let start = self.out.len();
        self.escape_attribute(id);
        self.hole(start..self.out.len(), Hole::Id);
        self.out.push('"');
    }

    fn write_region_name(&mut self, name: &str) {
        let start = self.out.len();
        self.escape_attribute(name);
        self.hole(start..self.out.len(), Hole::RegionName);
    }

    /// Records a link and answers its index and the href to write.
    fn link(&mut self, kind: LinkKind, href: &str, range: Range<usize>) -> (u32, String) {
        let (target, mut written) = href::classify(self.path, href);
        if self.options.commonmark {
            written = href.to_owned();
        }
        let span = self.span(range);
        self.face.links.push(Link { kind, href: href.to_owned(), target, lacks_alternative: false, span });
        (self.face.links.len() as u32 - 1, written)
    }

    /// Writes ` href="…"` or ` src="…"` for a recorded link.
    fn write_href(&mut self, attribute: &str, index: u32, href: &str) {
        self.out.push(' ');
        self.out.push_str(attribute);
        self.out.push_str("=\"");
        let start = self.out.len();
        escape_href(&mut self.out, href).expect("writing to a string does not fail");
        self.hole(start..self.out.len(), Hole::Href(index));
        self.out.push('"');
    }

    fn walk(&mut self, events: &'e [Ranged<'e>], range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            at = self.step(events, at);
        }
    }

    /// Handles the event at `at` and answers the index of the next one to handle.
    fn step(&mut self, events: &'e [Ranged<'e>], at: usize) -> usize {
        let (event, range) = &events[at];
        match event {
            Event::Start(tag) => return self.start(events, at, tag, range.clone()),
            Event::End(end) => self.end(*end),
            Event::Text(text) => {
                if text.as_ref() == "[" {
                    self.check_footnote(range.start);
                }
                let text = self.without_guards(events, at, text);
                let start = self.out.len();
                self.escape_text(text);
                self.note_prose(start);
                self.visible(text);
            }
            Event::Code(code) => {
                self.out.push_str("<code>");
                self.escape_text(code);
                self.out.push_str("</code>");
                self.visible(code);
            }
            Event::InlineMath(formula) => self.math(events, at, formula, false),
            Event::DisplayMath(formula) => self.math(events, at, formula, true),
            Event::Html(html) => self.raw_html(html, &[(0, range.clone())]),
            Event::InlineHtml(html) => self.raw_html(html, &[(0, range.clone())]),
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::SoftBreak => self.soft_break(events, at),
            Event::HardBreak => {
                self.out.push_str("<br />\n");
                self.section().text.push(' ');
                self.last_character = None;
            }
            Event::Rule => {
                self.close_label();
                self.fresh_line();
                self.out.push_str("<hr />\n");
            }
            Event::TaskListMarker(checked) => {
                self.out.push_str("<label><input type=\"checkbox\"");
                self.out.push_str(if *checked { " checked><span>" } else { "><span>" });
                if let Some(Open::Item { label }) =
                    self.open.iter_mut().rev().find(|open| matches!(open, Open::Item { .. }))
                {
                    self.open_labels += u32::from(!*label);
                    *label = true;
                }
            }
        }
        at + 1
    }

    fn start(&mut self, events: &'e [Ranged<'e>], at: usize, tag: &'e Tag<'e>, range: Range<usize>) -> usize {
        let is_block = !matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Superscript
                | Tag::Subscript
                | Tag::Link { .. }
                | Tag::Image { .. }
        );
        // In a loose list the task's own paragraph comes before its marker, so a block that starts after it ends the label.
        if is_block {
            self.close_label();
            if matches!(self.open.last(), Some(Open::Item { .. })) {
                self.end_block();
            }
        }
        match tag {
            Tag::Paragraph => {
                if let Some(next) = self.figure(events, at) {
                    return next;
                }
                self.fresh_line();
                self.out.push_str("<p>");
                let is_top = self.open.is_empty();
                let is_summary = (is_top && !self.summary_done).then_some(self.section().text.len());
                self.open.push(Open::Paragraph { figure: false, is_summary });
            }
            Tag::Heading { level, id, classes, attrs } => {
                self.start_heading(events, at, *level as u8, id.as_deref(), classes, attrs, range);
            }
            Tag::BlockQuote(_) => {
                if let Some(next) = self.start_alert(events, at) {
                    return next;
                }
                self.fresh_line();
                self.out.push_str("<blockquote>\n");
                self.open.push(Open::Quote);
            }
            Tag::CodeBlock(kind) => return self.code_block(events, at, kind, range),
            Tag::HtmlBlock => return self.html_block(events, at),
            Tag::List(start) => {
                self.fresh_line();
                let first = events.get(at + 2).map(|event| &event.0);
                let second = events.get(at + 3).map(|event| &event.0);
                let is_tasks = matches!(first, Some(Event::TaskListMarker(_)))
                    || (matches!(first, Some(Event::Start(Tag::Paragraph)))
                        && matches!(second, Some(Event::TaskListMarker(_))));
                self.out.push_str(match start {
                    Some(_) => "<ol",
                    None => "<ul",
                });
                if is_tasks {
                    self.out.push_str(" class=\"tasks\"");
                }
                if let Some(number) = start.filter(|&number| number != 1) {
                    self.out.push_str(&format!(" start=\"{number}\""));
                }
                self.out.push_str(">\n");
                self.open.push(Open::List { ordered: start.is_some() });
            }
            Tag::Item => {
                self.fresh_line();
                self.out.push_str("<li>");
                self.open.push(Open::Item { label: false });
            }
            // Taken out of the running text by `split_footnotes`.
            Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_) => return matching_end(events, at) + 1,
            Tag::DefinitionList => {
                self.fresh_line();
                self.out.push_str("<dl>\n");
                self.open.push(Open::DefinitionList);
            }
            Tag::DefinitionListTitle => {
                self.start_term(events, at, range);
            }
            Tag::DefinitionListDefinition => {
                self.fresh_line();
                self.out.push_str("<dd>");
                let text = self.section().text.len();
                self.open.push(Open::Details { text });
            }
            Tag::Table(alignments) => {
                self.fresh_line();
                self.tables += 1;
                let name = format!("{} {}", self.options.words.table, self.tables);
                self.out.push_str("<div class=\"tbl\" role=\"region\" tabindex=\"0\" aria-label=\"");
                self.write_region_name(&name);
                self.out.push_str("\"><table>");
                self.open.push(Open::Table { alignments: alignments.clone(), cell: 0, head: true });
            }
            Tag::TableHead => {
                self.no_prose += 1;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.out.push_str("<tr>");
                if let Some(Open::Table { cell, .. }) = self.open.last_mut() {
                    *cell = 0;
                }
            }
            Tag::TableCell => {
                if let Some(Open::Table { alignments, cell, head }) = self.open.last() {
                    let class = match alignments.get(*cell) {
                        Some(Alignment::Left) => " class=\"left\"",
                        Some(Alignment::Center) => " class=\"center\"",
                        Some(Alignment::Right) => " class=\"right\"",
                        _ => "",
                    };
                    self.out.push_str(if *head { "<th scope=\"col\"" } else { "<td" });
                    self.out.push_str(class);
                    self.out.push('>');
                }
            }
            Tag::Emphasis => self.start_inline("em"),
            Tag::Strong => self.start_inline("strong"),
            Tag::Strikethrough => self.start_inline("del"),
            Tag::Superscript => self.start_inline("sup"),
            Tag::Subscript => self.start_inline("sub"),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(*link_type, dest_url, title, range),
            Tag::Image { dest_url, title, .. } => return self.image(events, at, dest_url, title, range, false),
        }
        at + 1
    }

    /// Opens a term of a definition list. In a book with a glossary it has an id, which is made of its words before any
    /// bracket: links name `#起订量`, whatever the bracket says of it. Elsewhere ids would only take those of headings away.
    fn start_term(&mut self, events: &[Ranged], at: usize, range: Range<usize>) {
        self.fresh_line();
        self.no_prose += 1;
        self.open.push(Open::Title);
        if !self.options.terms {
            self.out.push_str("<dt>");
            return;
        }
        let (term, _) = heading_words(&events[at + 1..matching_end(events, at)]);
        let name = term.split(['（', '(']).next().filter(|name| !name.trim().is_empty()).unwrap_or(&term);
        let id = self.ids.allocate(heading::slug(name));
        self.out.push_str("<dt");
        self.write_id(&id);
        self.out.push('>');
        let span = self.span(trim(self.text, range));
        self.face.definitions.push(Definition { id: id.clone(), term, text: String::new(), span });
        self.other_ids.insert(id);
    }

    /// Hands the words of a definition, which start at byte `text` of the section's, to the term above it.
    fn end_definition(&mut self, text: usize) {
        // A heading inside would have begun a section of its own.
        let words = self.section().text.get(text..).unwrap_or_default().trim();
        let words = words.to_owned();
        if let Some(definition) = self.face.definitions.last_mut()
            && !words.is_empty()
        {
            if !definition.text.is_empty() {
                definition.text.push('\n');
            }
            definition.text.push_str(&words);
        }
    }

    fn start_inline(&mut self, name: &'static str) {
        self.out.push('<');
        self.out.push_str(name);
        self.out.push('>');
        self.open.push(Open::Inline(name));
    }

    /// Closes a task's label, once: at its item's or paragraph's end, or before a block inside the item.
    fn close_label(&mut self) {
        // Asked at every block: without a label open, deep nesting must not be searched.
        if self.open_labels > 0
            && let Some(Open::Item { label }) =
                self.open.iter_mut().rev().find(|open| matches!(open, Open::Item { .. }))
            && *label
        {
            *label = false;
            self.open_labels -= 1;
            self.out.push_str("</span></label>");
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::TableHead => {
                self.no_prose -= 1;
                self.out.push_str("</tr></thead><tbody>\n");
                if let Some(Open::Table { head, cell, .. }) = self.open.last_mut() {
                    *head = false;
                    *cell = 0;
                }
                self.end_block();
                return;
            }
            TagEnd::TableRow => {
                self.out.push_str("</tr>\n");
                return;
            }
            TagEnd::TableCell => {
                if let Some(Open::Table { cell, head, .. }) = self.open.last_mut() {
                    *cell += 1;
                    self.out.push_str(if *head { "</th>" } else { "</td>" });
                }
                self.end_block();
                return;
            }
            TagEnd::Item | TagEnd::Paragraph => self.close_label(),
            _ => {}
        }
        match self.open.pop() {
            Some(Open::Paragraph { figure, is_summary }) => {
                self.out.push_str(if figure { "" } else { "</p>\n" });
                if let Some(start) = is_summary {
                    let text = self.section().text[start..].trim();
                    if !text.is_empty() {
                        self.face.summary = shorten(text, 80);
                        self.summary_done = true;
                    }
                }
                self.end_block();
            }
            Some(Open::Heading { index, level }) => self.end_heading(index, level),
            Some(Open::Quote) => self.out.push_str("</blockquote>\n"),
            Some(Open::Alert { fold }) => self.out.push_str(if fold { "</details>\n" } else { "</div>\n" }),
            Some(Open::List { ordered }) => self.out.push_str(if ordered { "</ol>\n" } else { "</ul>\n" }),
            Some(Open::Item { .. }) => {
                self.out.push_str("</li>\n");
                self.end_block();
            }
            Some(Open::Table { .. }) => self.out.push_str("</tbody></table></div>\n"),
            Some(Open::DefinitionList) => self.out.push_str("</dl>\n"),
            Some(Open::Title) => {
                self.no_prose -= 1;
                self.out.push_str("</dt>\n");
                self.end_block();
            }
            Some(Open::Details { text }) => {
                self.out.push_str("</dd>\n");
                self.end_block();
                self.end_definition(text);
            }
            Some(Open::Inline(name)) => {
                self.out.push_str("</");
                self.out.push_str(name);
                self.out.push('>');
            }
            Some(Open::Link) => {
                self.no_prose -= 1;
                self.out.push_str("</a>");
            }
            Some(Open::BareLink) | None => {}
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one parser tag")]
    fn start_heading(
        &mut self,
        events: &[Ranged],
        at: usize,
        level: u8,
        id: Option<&str>,
        classes: &[pulldown_cmark::CowStr],
        attributes: &[(pulldown_cmark::CowStr, Option<pulldown_cmark::CowStr>)],
        range: Range<usize>,
    ) {
        self.fresh_line();
        if self.options.commonmark {
            self.out.push_str(&format!("<h{level}>"));
            self.no_prose += 1;
            self.open.push(Open::Heading { index: usize::MAX, level });
            return;
        }
        let inside = at + 1..matching_end(events, at);
        let (text, html) = heading_words(&events[inside]);
        let is_top = self.open.is_empty();
        let is_tab = classes.iter().any(|class| class.as_ref() == "tab");
        if is_top {
            // Tags that the author left open end here at the latest.
            self.no_prose_in_html = 0;
            match self.tab_level {
                Some(open) if is_tab && open == level => self.out.push_str("</section>\n<section class=\"tab\">\n"),
                Some(open) if level > open => {}
                _ => {
                    self.close_tabs();
                    if is_tab {
                        self.tab_level = Some(level);
                        self.out.push_str("<div class=\"tabs\">\n<section class=\"tab\">\n");
                    }
                }
            }
        }
        let given = id.map(str::to_owned);
        let id = match id {
            Some(id) => id.to_owned(),
            None => self.ids.allocate(heading::slug(&text)),
        };
        let source = trim(self.text, range.clone());
        let base = source.start;
        let at = |slice: Range<usize>| (self.to_span)(base + slice.start..base + slice.end);
        let is_parsed = given.is_some() || !classes.is_empty() || !attributes.is_empty();
        let unparsed = heading::check_unparsed(&text, &self.text[source.clone()], is_parsed, &at);
        let is_unread_question = unparsed.as_ref().is_some_and(|unparsed| unparsed.is_question);
        self.diagnostics.extend(unparsed.map(|unparsed| unparsed.fault));
        let start = self.out.len();
        self.out.push_str(&format!("<h{level}"));
        self.write_id(&id);
        let shown: Vec<&str> = classes.iter().map(|class| class.as_ref()).filter(|class| *class != "tab").collect();
        if !shown.is_empty() {
            self.out.push_str(" class=\"");
            self.escape_attribute(&shown.join(" "));
            self.out.push('"');
        }
        self.out.push('>');
        let index = self.marks.len();
        self.marks.push(HeadingMark {
            id: given,
            classes: classes.iter().map(|class| class.to_string()).collect(),
            attributes: attributes
                .iter()
                .map(|(name, value)| (name.to_string(), value.as_ref().map(|value| value.to_string())))
                .collect(),
            is_top,
            is_unread_question,
            source: source.clone(),
            html: start..start,
        });
        let span = self.span(source);
        // What is in a tab may be hidden: no outline leads there.
        let in_outline = is_top && self.tab_level.is_none();
        self.face.headings.push(Heading { level, id, text, html, in_outline, span });
        self.sections.push(Section { heading: Some(index), ..Section::default() });
        self.no_prose += 1;
        self.open.push(Open::Heading { index, level });
    }

    fn end_heading(&mut self, index: usize, level: u8) {
        self.no_prose -= 1;
        if self.options.commonmark {
            self.out.push_str(&format!("</h{level}>\n"));
            self.end_block();
            return;
        }
        let (id, text) = (self.face.headings[index].id.clone(), self.face.headings[index].text.clone());
        self.out.push_str("<a class=\"anchor\" href=\"#");
        let start = self.out.len();
        // Han in a fragment needs no percent-encoding (URL standard, "URL code points"), and three times the bytes saves none.
        if id.chars().all(|character| {
            cjk::is_ideograph_or_kana(character)
                || character.is_ascii_alphanumeric()
                || matches!(character, '-' | '_' | '.')
        }) {
            self.out.push_str(&id);
        } else {
            escape_href(&mut self.out, &id).expect("writing to a string does not fail");
        }
        self.hole(start - 1..self.out.len(), Hole::OwnAnchor);
        self.out.push_str("\" aria-label=\"");
        let name = format!("{}{text}", self.options.words.anchor);
        self.escape_attribute(&name);
        self.out.push_str("\"></a></h");
        self.out.push((b'0' + level) as char);
        self.out.push_str(">\n");
        let end = self.out.len();
        self.marks[index].html.end = end;
        if level == 1 && self.title_end.is_none() {
            self.title_end = Some(end);
        }
        // The heading's words belong to the heading, not to the text beneath it.
        self.section().text.clear();
        self.last_character = None;
    }

    fn close_tabs(&mut self) {
        if self.tab_level.take().is_some() {
            self.fresh_line();
            self.out.push_str("</section>\n</div>\n");
        }
    }

    /// Opens an alert when the quotation's first line asks for one, and answers the index of the first event of its body.
    fn start_alert(&mut self, events: &'e [Ranged<'e>], at: usize) -> Option<usize> {
        if !self.options.alerts || self.options.commonmark {
            return None;
        }
        let (Event::Start(Tag::Paragraph), paragraph) = &events.get(at + 1)? else { return None };
        let marker = alert::parse_marker(self.text.get(paragraph.clone())?)?;
        let title_start = paragraph.start + marker.length;
        let end = matching_end(events, at + 1);
        let line_end =
            (at + 2..end).find(|&index| matches!(events[index].0, Event::SoftBreak | Event::HardBreak)).unwrap_or(end);
        // Inline elements that run on past the first line cannot be cut in two; then the marker is no alert's.
        let crosses = events[at + 2..line_end].iter().fold(0i32, |depth, (event, _)| match event {
            Event::Start(_) => depth + 1,
            Event::End(_) => depth - 1,
            _ => depth,
        });
        if crosses != 0 {
            return None;
        }
        self.fresh_line();
        let fold = marker.fold != Fold::None;
        let name = marker.kind.name();
        let open = if marker.fold == Fold::Open { " open" } else { "" };
        self.out.push_str(&match fold {
            true => format!("<details class=\"note note-{name}\"{open}>\n<summary class=\"note-title\">"),
            false => format!("<div class=\"note note-{name}\" role=\"note\">\n<p class=\"note-title\">"),
        });
        let before = self.out.len();
        self.no_prose += 1;
        let mut index = at + 2;
        while index < line_end {
            let (event, range) = &events[index];
            if range.end <= title_start {
                index += 1;
            } else if range.start < title_start {
                // The text that the marker shares with the title.
                if let Event::Text(_) = event
                    && let Some(rest) = self.text.get(title_start..range.end)
                {
                    self.escape_text(rest);
                    self.visible(rest);
                }
                index += 1;
            } else {
                index = self.step(events, index);
            }
        }
        self.no_prose -= 1;
        if self.out.len() == before {
            let word = marker.kind.word(&self.options.words).to_owned();
            self.escape_text(&word);
        }
        self.end_block();
        self.out.push_str(if fold { "</summary>\n" } else { "</p>\n" });
        self.open.push(Open::Alert { fold });
        if line_end == end {
            return Some(end + 1);
        }
        self.out.push_str("<p>");
        self.open.push(Open::Paragraph { figure: false, is_summary: None });
        Some(line_end + 1)
    }

    /// Writes a figure when the paragraph is one image with a title, and answers the index after it.
    fn figure(&mut self, events: &'e [Ranged<'e>], at: usize) -> Option<usize> {
        if self.options.commonmark {
            return None;
        }
        let (Event::Start(Tag::Image { dest_url, title, .. }), range) = &events.get(at + 1)? else { return None };
        if title.is_empty() {
            return None;
        }
        let end = matching_end(events, at + 1);
        if !matches!(events.get(end + 1)?.0, Event::End(TagEnd::Paragraph)) {
            return None;
        }
        self.fresh_line();
        self.out.push_str("<figure>");
        self.image(events, at + 1, dest_url, title, range.clone(), true);
        self.out.push_str("<figcaption>");
        self.escape_text(title);
        self.out.push_str("</figcaption></figure>\n");
        self.visible(title);
        self.end_block();
        Some(end + 2)
    }

    fn image(
        &mut self,
        events: &[Ranged],
        at: usize,
        dest_url: &str,
        title: &str,
        range: Range<usize>,
        in_figure: bool,
    ) -> usize {
        let end = matching_end(events, at);
        let alt = plain_text(&events[at + 1..end]);
        if self.options.untrusted && !raw_html::is_safe_url(dest_url) {
            self.escape_text(&alt);
            return end + 1;
        }
        let (index, href) = self.link(LinkKind::Image, dest_url, range);
        // A figure's caption says what it shows.
        self.face.links[index as usize].lacks_alternative = alt.trim().is_empty() && !in_figure;
        self.out.push_str("<img");
        self.write_href("src", index, &href);
        self.out.push_str(" alt=\"");
        self.escape_attribute(&alt);
        self.out.push('"');
        if !title.is_empty() && !in_figure {
            self.out.push_str(" title=\"");
            self.escape_attribute(title);
            self.out.push('"');
        }
        if !self.options.commonmark {
            let here = self.out.len();
            self.hole(here..here, Hole::ImageSize(index));
            // The first image is probably in view when the page opens.
            if self.images > 0 {
                self.out.push_str(" loading=\"lazy\"");
            }
            self.images += 1;
        }
        self.out.push_str(" />");
        self.last_character = None;
        end + 1
    }

    fn start_link(&mut self, link_type: LinkType, dest_url: &str, title: &str, range: Range<usize>) {
        let dest = match link_type {
            LinkType::Email => format!("mailto:{dest_url}"),
            LinkType::WikiLink { .. } => wiki_target(dest_url),
            _ => dest_url.to_owned(),
        };
        if self.options.untrusted && !raw_html::is_safe_url(&dest) {
            self.open.push(Open::BareLink);
            return;
        }
        let (index, href) = self.link(LinkKind::Link, &dest, range);
        self.out.push_str("<a");
        self.write_href("href", index, &href);
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            self.escape_attribute(title);
            self.out.push('"');
        }
        self.out.push('>');
        self.no_prose += 1;
        self.open.push(Open::Link);
    }

    fn code_block(&mut self, events: &[Ranged], at: usize, kind: &CodeBlockKind, range: Range<usize>) -> usize {
        let end = matching_end(events, at);
        let mut code = String::new();
        for (event, _) in &events[at + 1..end] {
            if let Event::Text(text) = event {
                code.push_str(text);
            }
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => "",
        };
        self.fresh_line();
        if self.options.commonmark {
            let language = info.split([' ', '\t', ',']).next().unwrap_or("");
            self.out.push_str("<pre><code");
            if !language.is_empty() {
                self.out.push_str(" class=\"language-");
                self.escape_attribute(language);
                self.out.push('"');
            }
            self.out.push('>');
            self.escape_text(&code);
            self.out.push_str("</code></pre>\n");
            return end + 1;
        }
        let parsed = code_block::parse_info(info);
        if self.options.pieces
            && let Some(kind) = piece::find(parsed.language)
            && self.piece(kind, &code, &events[at + 1..end])
        {
            return end + 1;
        }
        if !parsed.language.is_empty()
            && highlight::find(parsed.language).is_none()
            && let Some(near) = highlight::nearest(parsed.language)
        {
            let start = self.text[range.clone()].find(parsed.language).map_or(range.start, |at| range.start + at);
            self.diagnostics.push(
                Diagnostic::note(
                    codes::UNKNOWN_CODE_LANGUAGE,
                    self.span(start..start + parsed.language.len()),
                    format!("`{}` is no language that can be coloured; the block is shown plain", parsed.language),
                )
                .help(format!("did you mean `{near}`?")),
            );
        }
        let start = self.out.len();
        code_block::write_html(&parsed, &code, &self.options.hidelines, &mut self.tokens, &mut self.out);
        self.codes += 1;
        if code_block::may_scroll(&code) {
            // What scrolls must be within reach of a keyboard, also where no script can say whether it does.
            let name = format!("{} {}", self.options.words.code, self.codes);
            let pre = self.out[start..].find("<pre").map_or(self.out.len(), |at| start + at + "<pre".len());
            let rest = self.out.split_off(pre);
            self.out.push_str(" tabindex=\"0\" role=\"region\" aria-label=\"");
            self.write_region_name(&name);
            self.out.push('"');
            self.out.push_str(&rest);
        }
        if let Some(title) = parsed.title {
            self.visible(title);
            self.end_block();
        }
        let section = self.section();
        section.code.push_str(&code);
        if !section.code.ends_with('\n') {
            section.code.push('\n');
        }
        end + 1
    }

    /// Writes the piece that a block of code stands for. Answers whether it could be read; if not, why is told and the block
    /// stays code.
    fn piece(&mut self, kind: piece::Kind, code: &str, lines: &[Ranged]) -> bool {
        let rendered = match piece::render(kind, code, &self.options.piece_words) {
            Ok(rendered) => rendered,
            Err(faults) => {
                for fault in faults {
                    let place = place_in_code(lines, fault.range);
                    let fault =
                        Diagnostic::warning(codes::PIECE_SYNTAX, self.span(place), fault.message).help(fault.help);
                    self.diagnostics.push(fault);
                }
                return false;
            }
        };
        let mut from = 0;
        for (at, name) in &rendered.regions {
            self.out.push_str(&rendered.html[from..*at]);
            self.tables += 1;
            let name = format!("{} {} · {name}", self.options.words.table, self.tables);
            self.write_region_name(&name);
            from = *at;
        }
        self.out.push_str(&rendered.html[from..]);
        self.visible(&rendered.text);
        self.end_block();
        if kind.has_script() {
            self.pieces.insert(kind.name());
        }
        true
    }

    /// A block of raw HTML arrives line by line, without the `>` of quotations around it; a tag may run over several lines.
    fn html_block(&mut self, events: &[Ranged], at: usize) -> usize {
        let end = matching_end(events, at);
        self.fresh_line();
        let mut html = String::new();
        let mut pieces = Vec::new();
        for (event, range) in &events[at + 1..end] {
            if let Event::Html(line) | Event::Text(line) = event {
                pieces.push((html.len(), range.clone()));
                html.push_str(line);
            }
        }
        self.raw_html(&html, &pieces);
        end + 1
    }

    /// Passes raw HTML on, with the links to Markdown files rewritten and ids, links and images recorded. `pieces` maps
    /// offsets of `html` to the text as written.
    fn raw_html(&mut self, html: &str, pieces: &[(usize, Range<usize>)]) {
        let sanitised;
        let html = if self.options.untrusted {
            let mut clean = String::new();
            raw_html::sanitise(html, &mut self.foreign, &mut clean);
            sanitised = clean;
            sanitised.as_str()
        } else {
            html
        };
        if self.options.commonmark || !html.contains('<') {
            self.out.push_str(html);
            return;
        }
        let place = |offset: usize, length: usize| {
            let index = pieces.partition_point(|piece| piece.0 <= offset).saturating_sub(1);
            let (base, range) = pieces.get(index).cloned().unwrap_or((0, 0..0));
            let start = (range.start + (offset - base)).min(range.end);
            floor(self.text, start)..floor(self.text, (start + length).min(range.end.max(start)))
        };
        let mut from = 0;
        for tag in raw_html::tags(html) {
            if self.options.terms && !tag.is_self_closing && is_no_prose(tag.name) {
                let open = self.no_prose_in_html;
                self.no_prose_in_html = if tag.is_end { open.saturating_sub(1) } else { open + 1 };
            }
            if tag.is_end {
                continue;
            }
            active_content::note(&tag, html, &mut self.active_content);
            let is_anchor = tag.name.eq_ignore_ascii_case("a");
            for attribute in &tag.attributes {
                let Some(value) = attribute.value.clone() else { continue };
                let words = &html[value.clone()];
                let is_id = attribute.name.eq_ignore_ascii_case("id")
                    || (is_anchor && attribute.name.eq_ignore_ascii_case("name"));
                let is_href = is_anchor && attribute.name.eq_ignore_ascii_case("href");
                let is_src = attribute.name.eq_ignore_ascii_case("src");
                if is_id && !words.is_empty() {
                    self.out.push_str(&html[from..value.start]);
                    let start = self.out.len();
                    self.out.push_str(words);
                    self.hole(start..self.out.len(), Hole::Id);
                    from = value.end;
                    self.other_ids.insert(unescape(words));
                    self.ids.reserve(words);
                } else if (is_href || is_src) && !words.is_empty() {
                    let kind = if is_src { LinkKind::Image } else { LinkKind::Link };
                    let range = place(tag.range.start, tag.range.len());
                    let (index, written) = self.link(kind, &unescape(words), range);
                    // With `alt=""` the author says that the image is there for the eye alone.
                    let has_alternative = tag.attributes.iter().any(|other| other.name.eq_ignore_ascii_case("alt"));
                    self.face.links[index as usize].lacks_alternative =
                        is_src && tag.name.eq_ignore_ascii_case("img") && !has_alternative;
                    self.out.push_str(&html[from..value.start]);
                    let start = self.out.len();
                    // Only links whose words change are written anew; the rest stays as the author spelt it.
                    let is_rewritten = matches!(&self.face.links[index as usize].target, Target::Path { .. })
                        && written != unescape(words);
                    if is_rewritten {
                        escape_href(&mut self.out, &written).expect("writing to a string does not fail");
                    } else {
                        self.out.push_str(words);
                    }
                    self.hole(start..self.out.len(), Hole::Href(index));
                    from = value.end;
                }
            }
        }
        self.out.push_str(&html[from..]);
    }

    fn math(&mut self, events: &[Ranged], at: usize, formula: &str, display: bool) {
        let range = events[at].1.clone();
        // Pandoc's rule: a closing dollar before a digit is money, not mathematics.
        let next_digit =
            self.text.get(range.end..).and_then(|rest| rest.chars().next()).is_some_and(|next| next.is_ascii_digit());
        if !display && next_digit {
            let source = self.text[range].to_owned();
            self.escape_text(&source);
            self.visible(&source);
            return;
        }
        match math::render(formula, display) {
            Ok(html) => {
                // Colours and spaces of formulas come as style attributes.
                self.active_content.inline_style |= html.contains(" style=\"");
                self.out.push_str(&html);
            }
            Err(reason) => {
                self.diagnostics.push(
                    Diagnostic::warning(
                        codes::MATH_SYNTAX,
                        self.span(range),
                        format!("the formula cannot be read: {reason}"),
                    )
                    .help("mend the formula, or write `\\$` for a dollar sign"),
                );
                self.out.push_str("<code class=\"math\">");
                self.escape_text(formula);
                self.out.push_str("</code>");
            }
        }
        self.visible(formula);
        self.last_character = None;
    }

    /// The text at `at` without the one space at either end that only other readers of emphasis need.
    fn without_guards<'t>(&self, events: &[Ranged], at: usize, text: &'t str) -> &'t str {
        if !self.options.cjk_emphasis {
            return text;
        }
        let is_edge = |event: Option<&Ranged>| {
            let Some((event, _)) = event else { return false };
            matches!(
                event,
                Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
                    | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)
            )
        };
        let mut words = text;
        if let (Some(rest), Some(before)) = (text.strip_prefix(' '), self.last_character)
            && is_edge(at.checked_sub(1).and_then(|before| events.get(before)))
        {
            let after = rest.chars().next().or_else(|| next_character(&events[at + 1..]));
            if after.is_some_and(|after| cjk::guards_emphasis(before, after)) {
                words = rest;
            }
        }
        if let Some(rest) = words.strip_suffix(' ')
            && is_edge(events.get(at + 1))
        {
            let before = rest.chars().next_back().or(self.last_character);
            let after = next_character(&events[at + 1..]);
            if before.zip(after).is_some_and(|(before, after)| cjk::guards_emphasis(before, after)) {
                words = rest;
            }
        }
        words
    }

    fn soft_break(&mut self, events: &[Ranged], at: usize) {
        let joins = self.options.cjk_line_breaks
            && match (self.last_character, next_character(&events[at + 1..])) {
                (Some(before), Some(after)) => cjk::joins_lines(before, after),
                _ => false,
            };
        if !joins {
            self.out.push('\n');
            self.section().text.push(' ');
        }
    }

    fn footnote_reference(&mut self, label: &'e str) {
        if !self.notes.definitions.contains_key(label) {
            let text = format!("[^{label}]");
            self.escape_text(&text);
            return;
        }
        let index = match self.notes.numbers.get(label) {
            Some(&index) => index,
            None => {
                self.notes.referenced.push((label, 0));
                self.notes.numbers.insert(label, self.notes.referenced.len() - 1);
                self.notes.referenced.len() - 1
            }
        };
        self.notes.referenced[index].1 += 1;
        let (number, times) = (index + 1, self.notes.referenced[index].1);
        let id = reference_id(number, times);
        self.out.push_str("<sup><a href=\"#");
        let start = self.out.len() - 1;
        self.out.push_str(&format!("w-fn-{number}"));
        self.hole(start..self.out.len(), Hole::OwnAnchor);
        self.out.push('"');
        self.write_id(&id);
        self.other_ids.insert(id);
        self.out.push_str(&format!(" role=\"doc-noteref\">{number}</a></sup>"));
        self.last_character = None;
    }

    /// A reference without a definition is plain text to the parser, as GitHub has it. It is told where the page has notes at
    /// all or the label is a number; elsewhere `[^a]` is more likely a regular expression.
    fn check_footnote(&mut self, start: usize) {
        let Some(rest) = self.text.get(start..).and_then(|rest| rest.strip_prefix("[^")) else { return };
        let Some((label, after)) = rest.split_once(']') else { return };
        let is_number = !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit());
        let is_word =
            !label.is_empty() && label.chars().all(|character| character.is_alphanumeric() || "-_".contains(character));
        if after.starts_with(['(', ':']) || !(is_number || is_word && !self.notes.definitions.is_empty()) {
            return;
        }
        if !self.undefined_notes.insert(label.to_owned()) {
            return;
        }
        let mut fault = Diagnostic::warning(
            codes::FOOTNOTE_NOT_DEFINED,
            self.span(start..start + label.len() + 3),
            format!("the footnote `{label}` is not defined"),
        );
        let mut known: Vec<&str> = self.notes.definitions.keys().copied().collect();
        known.sort_unstable();
        fault = match crate::diag::nearest(label, known) {
            Some(near) => fault.help(format!("did you mean `[^{near}]`?")),
            None => fault.help(format!("write the note in a paragraph of its own: `[^{label}]: …`")),
        };
        self.diagnostics.push(fault);
    }

    /// The notes that were referred to, in the order of their first reference. A note may refer to others, which join the end.
    fn write_footnotes(&mut self, events: &'e [Ranged<'e>]) {
        if self.notes.referenced.is_empty() {
            return;
        }
        self.fresh_line();
        self.out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
        let name = self.options.words.footnotes.clone();
        self.write_region_name(&name);
        self.out.push_str("\">\n<ol>\n");
        let mut next = 0;
        while let Some(&(label, _)) = self.notes.referenced.get(next) {
            let number = next + 1;
            let id = format!("w-fn-{number}");
            self.out.push_str("<li");
            self.write_id(&id);
            self.other_ids.insert(id);
            self.out.push('>');
            let range = self.notes.definitions.get(label).cloned().unwrap_or(0..0);
            self.walk(events, range);
            self.end_block();
            // Counted after the walk: the note's own text may refer to it again.
            let times = self.notes.referenced[next].1;
            let end = if self.out.ends_with("</p>\n") { Some("</p>\n") } else { None };
            if let Some(end) = end {
                self.out.truncate(self.out.len() - end.len());
            }
            for time in 1..=times {
                self.out.push_str(" <a href=\"#");
                let start = self.out.len() - 1;
                self.out.push_str(&reference_id(number, time));
                self.hole(start..self.out.len(), Hole::OwnAnchor);
                self.out.push_str("\" role=\"doc-backlink\" aria-label=\"");
                let name = self.options.words.back_to_reference.replace("{n}", &number.to_string());
                self.escape_attribute(&name);
                self.out.push_str("\">↩</a>");
            }
            self.out.push_str(end.unwrap_or(""));
            self.out.push_str("</li>\n");
            next += 1;
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    fn finish(mut self, content_end: usize) -> (Face, Body) {
        self.face.ids = self.other_ids.into_iter().collect();
        if !self.options.commonmark {
            let source = question::Source { text: self.text, html: &self.out, to_span: self.to_span };
            self.face.questions =
                question::collect(&self.face.headings, &self.marks, content_end, &source, self.diagnostics);
        }
        let html = Html { text: self.out, holes: self.holes };
        let mut body = Body {
            markdown_start: 0,
            title_end: self.title_end,
            active_content: self.active_content,
            pieces: self.pieces.into_iter().collect(),
            ..Body::default()
        };
        body.hold(BodyHtml { html, prose: self.prose }, Sections(self.sections));
        (self.face, body)
    }
}

/// Bytes of the page's text for a range of a code block's: its lines arrive one by one, without the indentation around them.
fn place_in_code(lines: &[Ranged], range: Range<usize>) -> Range<usize> {
    let mut before = 0;
    for (event, place) in lines {
        let Event::Text(text) = event else { continue };
        if range.start < before + text.len() {
            let start = place.start + (range.start - before);
            let end = (start + range.len()).min(place.end);
            return start..end.max(start);
        }
        before += text.len();
    }
    lines.first().map_or(0..0, |(_, place)| place.clone())
}

/// Elements of HTML in whose words no link belongs: links and controls, headings, code, and what is no text.
fn is_no_prose(name: &str) -> bool {
    const NAMES: [&str; 21] = [
        "a", "button", "code", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "label", "math", "pre", "script",
        "select", "style", "summary", "svg", "textarea", "th",
    ];
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn reference_id(number: usize, time: u32) -> String {
    if time == 1 { format!("w-fnref-{number}") } else { format!("w-fnref-{number}-{time}") }
}

/// `[[page]]` and `[[page#id]]` name a page by its path without the ending.
fn wiki_target(dest: &str) -> String {
    let (path, fragment) = dest.split_once('#').map_or((dest, None), |(path, fragment)| (path, Some(fragment)));
    let has_ending = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let mut target = path.to_owned();
    if !path.is_empty() && !has_ending {
        target.push_str(".md");
    }
    if let Some(fragment) = fragment {
        target.push('#');
        target.push_str(fragment);
    }
    target
}

/// A heading's words without markup, and as HTML without links, so that an outline can link the whole.
fn heading_words(events: &[Ranged]) -> (String, String) {
    let mut text = String::new();
    let mut html = String::new();
    let mut image = 0usize;
    let escape = |html: &mut String, text: &str| {
        escape_html_body_text(html, text).expect("writing to a string does not fail");
    };
    for (event, _) in events {
        match event {
            Event::Start(Tag::Image { .. }) => image += 1,
            Event::End(TagEnd::Image) => image -= 1,
            Event::Text(words) | Event::InlineMath(words) | Event::DisplayMath(words) => {
                text.push_str(words);
                escape(&mut html, words);
            }
            Event::Code(code) => {
                text.push_str(code);
                if image == 0 {
                    html.push_str("<code>");
                }
                escape(&mut html, code);
                if image == 0 {
                    html.push_str("</code>");
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                text.push(' ');
                html.push(' ');
            }
            Event::Start(Tag::Emphasis) if image == 0 => html.push_str("<em>"),
            Event::End(TagEnd::Emphasis) if image == 0 => html.push_str("</em>"),
            Event::Start(Tag::Strong) if image == 0 => html.push_str("<strong>"),
            Event::End(TagEnd::Strong) if image == 0 => html.push_str("</strong>"),
            _ => {}
        }
    }
    let trimmed = text.trim();
    if trimmed.len() != text.len() {
        text = trimmed.to_owned();
    }
    (text, html.trim().to_owned())
}

/// The words of inline events, as an image's alternative text takes them (CommonMark 0.31.2 §6.4).
fn plain_text(events: &[Ranged]) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::Text(words) | Event::Code(words) | Event::InlineMath(words) | Event::DisplayMath(words) => {
                text.push_str(words)
            }
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

/// The first visible character of the inline events that follow, looking through the starts and ends of elements.
fn next_character(events: &[Ranged]) -> Option<char> {
    for (event, _) in events {
        match event {
            Event::Text(text) | Event::Code(text) => {
                if let Some(first) = text.chars().next() {
                    return Some(first);
                }
            }
            Event::Start(
                Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript | Tag::Link { .. },
            )
            | Event::End(
                TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript
                | TagEnd::Link,
            )
            | Event::InlineHtml(_) => {}
            _ => return None,
        }
    }
    None
}

/// At most `most` characters, cut at the last full stop or comma in the second half if there is one, else with an ellipsis.
fn shorten(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = text.char_indices().nth(most) else { return text };
    let head = &text[..end];
    match head.rfind(['。', '！', '？', '；']) {
        Some(at) if at > head.len() / 2 => {
            let stop = head[at..].chars().next().map_or(0, char::len_utf8);
            head[..at + stop].to_owned()
        }
        _ => {
            let cut = head.char_indices().nth(most - 1).map_or(head, |(at, _)| &head[..at]);
            format!("{}…", cut.trim_end())
        }
    }
}

/// The range without the white space at its end: the parser's block ranges take the line break in.
fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let length = text[range.clone()].trim_end().len();
    range.start..range.start + length
}

/// The character boundary at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The five entities that attribute values of hand-written HTML hold; others stay as they are.
fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}
