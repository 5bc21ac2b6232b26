//! The parser's events for one text, with the CJK rules applied and every range in the text as written.
//! Enters: Markdown without front matter. Leaves: a list of events, since later steps look ahead.

use super::{ParseOptions, cjk};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag};
use std::ops::Range;

/// The extensions that the options ask for. Alerts are read by [`super::alert`], which also knows titles and folding.
fn parser_options(options: &ParseOptions) -> Options {
    if options.commonmark {
        return Options::empty();
    }
    let mut wanted = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    wanted.set(Options::ENABLE_MATH, options.math);
    wanted.set(Options::ENABLE_DEFINITION_LIST, options.definition_lists);
    wanted.set(Options::ENABLE_WIKILINKS, options.wiki_links);
    wanted.set(Options::ENABLE_SMART_PUNCTUATION, options.smart_punctuation);
    wanted
}

/// All events of `text`. Strings borrow from `text` unless the CJK rule had to mark it.
pub fn read<'a>(text: &'a str, options: &ParseOptions) -> Vec<(Event<'a>, Range<usize>)> {
    let wanted = parser_options(options);
    // CommonMark 0.31.2 §2.3: U+0000 is replaced, since no HTML may hold it.
    let has_null = memchr::memchr(0, text.as_bytes()).is_some();
    if options.cjk_emphasis || has_null {
        let prepared = match options.cjk_emphasis {
            true => cjk::prepare(text, wanted.contains(Options::ENABLE_STRIKETHROUGH)),
            false => cjk::Prepared::unmarked(text),
        };
        if prepared.is_marked() || has_null {
            let clean = |string: CowStr<'_>| -> CowStr<'a> {
                // Nearly every string stands in the text as it is.
                if let Some(as_written) = prepared.as_written(text, &string)
                    && !has_null
                {
                    return as_written.into();
                }
                let string = prepared.clean(string);
                let string =
                    if string.contains('\0') { string.replace('\0', "\u{fffd}") } else { string.into_string() };
                string.into()
            };
            let mut events = Vec::with_capacity(text.len() / 24);
            events.extend(
                Parser::new_ext(&prepared.text, wanted)
                    .into_offset_iter()
                    .map(|(event, range)| (map_strings(event, &clean), prepared.original_range(range))),
            );
            return events;
        }
    }
    let mut events = Vec::with_capacity(text.len() / 24);
    events.extend(Parser::new_ext(text, wanted).into_offset_iter());
    events
}

/// The event with each of its strings replaced. The function must own what it returns, since the marked text is dropped.
fn map_strings<'a>(event: Event<'_>, map: &dyn Fn(CowStr<'_>) -> CowStr<'a>) -> Event<'a> {
    match event {
        Event::Start(tag) => Event::Start(map_tag(tag, map)),
        Event::End(tag) => Event::End(tag),
        Event::Text(text) => Event::Text(map(text)),
        Event::Code(text) => Event::Code(map(text)),
        Event::InlineMath(text) => Event::InlineMath(map(text)),
        Event::DisplayMath(text) => Event::DisplayMath(map(text)),
        Event::Html(text) => Event::Html(map(text)),
        Event::InlineHtml(text) => Event::InlineHtml(map(text)),
        Event::FootnoteReference(text) => Event::FootnoteReference(map(text)),
        Event::SoftBreak => Event::SoftBreak,
        Event::HardBreak => Event::HardBreak,
        Event::Rule => Event::Rule,
        Event::TaskListMarker(checked) => Event::TaskListMarker(checked),
    }
}

fn map_tag<'a>(tag: Tag<'_>, map: &dyn Fn(CowStr<'_>) -> CowStr<'a>) -> Tag<'a> {
    match tag {
        Tag::Paragraph => Tag::Paragraph,
        Tag::Heading { level, id, classes, attrs } => Tag::Heading {
            level,
            id: id.map(map),
            classes: classes.into_iter().map(map).collect(),
            attrs: attrs.into_iter().map(|(name, value)| (map(name), value.map(map))).collect(),
        },
        Tag::BlockQuote(kind) => Tag::BlockQuote(kind),
        Tag::CodeBlock(CodeBlockKind::Indented) => Tag::CodeBlock(CodeBlockKind::Indented),
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Tag::CodeBlock(CodeBlockKind::Fenced(map(info))),
        Tag::HtmlBlock => Tag::HtmlBlock,
        Tag::List(start) => Tag::List(start),
        Tag::Item => Tag::Item,
        Tag::FootnoteDefinition(label) => Tag::FootnoteDefinition(map(label)),
        Tag::DefinitionList => Tag::DefinitionList,
        Tag::DefinitionListTitle => Tag::DefinitionListTitle,
        Tag::DefinitionListDefinition => Tag::DefinitionListDefinition,
        Tag::Table(alignments) => Tag::Table(alignments),
        Tag::TableHead => Tag::TableHead,
        Tag::TableRow => Tag::TableRow,
        Tag::TableCell => Tag::TableCell,
        Tag::Emphasis => Tag::Emphasis,
        Tag::Strong => Tag::Strong,
        Tag::Strikethrough => Tag::Strikethrough,
        Tag::Superscript => Tag::Superscript,
        Tag::Subscript => Tag::Subscript,
        Tag::Link { link_type, dest_url, title, id } => {
            Tag::Link { link_type, dest_url: map(dest_url), title: map(title), id: map(id) }
        }
        Tag::Image { link_type, dest_url, title, id } => {
            Tag::Image { link_type, dest_url: map(dest_url), title: map(title), id: map(id) }
        }
        Tag::MetadataBlock(kind) => Tag::MetadataBlock(kind),
    }
}
