//! The parser's events for one text, with the CJK rules applied and every range in the text as written.
//! Enters: Markdown without front matter. Leaves: events, as a list for steps that look ahead, or one by one for those that do
//! not.

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

/// The same events one after another: nothing is kept, and strings are copied only where a mark has to come out of them.
pub fn each(text: &str, options: &ParseOptions, mut take: impl FnMut(Event<'_>, Range<usize>)) {
    let wanted = parser_options(options);
    let prepared = match options.cjk_emphasis {
        true => cjk::prepare(text, wanted.contains(Options::ENABLE_STRIKETHROUGH)),
        false => cjk::Prepared::unmarked(text),
    };
    let has_null = memchr::memchr(0, text.as_bytes()).is_some();
    if !prepared.is_marked() && !has_null {
        Parser::new_ext(text, wanted).into_offset_iter().for_each(|(event, range)| take(event, range));
        return;
    }
    for (event, range) in Parser::new_ext(&prepared.text, wanted).into_offset_iter() {
        // Marks stand beside runs of delimiters, so hardly any text holds one.
        let is_clean = match event {
            Event::Text(_) | Event::SoftBreak | Event::End(_) => !has_null && !prepared.has_mark_in(&range),
            _ => false,
        };
        let event = if is_clean { event } else { map_strings(event, &|string| without_marks(&prepared, string)) };
        take(event, prepared.original_range(range));
    }
}

/// A string as the author meant it: without the CJK rule's marks, and without U+0000 (CommonMark 0.31.2 §2.3).
fn without_marks<'e>(prepared: &cjk::Prepared<'_>, string: CowStr<'e>) -> CowStr<'e> {
    let string = prepared.clean(string);
    if memchr::memchr(0, string.as_bytes()).is_some() { string.replace('\0', "\u{fffd}").into() } else { string }
}

/// The event with each of its strings replaced. Where the marked text is dropped before the events are, the function must own
/// what it returns.
fn map_strings<'a, 'e>(event: Event<'e>, map: &dyn Fn(CowStr<'e>) -> CowStr<'a>) -> Event<'a> {
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

fn map_tag<'a, 'e>(tag: Tag<'e>, map: &dyn Fn(CowStr<'e>) -> CowStr<'a>) -> Tag<'a> {
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
