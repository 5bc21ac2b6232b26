//! What of a page is running text, and where each piece of it stands in the Markdown.
//! Enters: a page's text and [`ParseOptions`]. Leaves: [`Prose`]: blocks of text as a reader sees them, with what is no text
//! (code, formulas, images, HTML) as one placeholder each, and a digest of all that an edit of the text must not change.
//! Judges nothing.

mod replace;

pub use replace::Replacement;

use super::{ParseOptions, events, front_matter, heading};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// Stands for a piece of a line that is no text: code, a formula, an image, HTML (U+FFFC, the object replacement character).
pub const OBJECT: char = '\u{fffc}';

/// What a block of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    Paragraph,
    /// A heading whose id is made of its words.
    Heading,
    /// A heading with an id of its own.
    NamedHeading,
    /// A term of a definition list.
    Term,
    Cell,
    /// An image's alternative text.
    Alternative,
}

/// A stretch of a block's text.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Byte of the block's text.
    at: usize,
    /// Byte of the Markdown.
    source: usize,
    /// Whether the two are the same, byte for byte.
    is_copy: bool,
}

/// Text without a border: a paragraph, a heading, a cell.
#[derive(Clone, Debug)]
pub struct Block {
    pub kind: BlockKind,
    /// Soft and hard line breaks are `\n`.
    pub text: String,
    /// By `at`, the first at 0.
    runs: Vec<Run>,
    end: usize,
}

impl Block {
    /// Bytes of the Markdown that a range of the text comes from, whatever stands between them.
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        let start = self.place(range.start);
        let last = self.place(range.end.saturating_sub(1).max(range.start));
        // Within a copied run the end is known to the byte.
        let run = self.run(range.end.saturating_sub(1).max(range.start));
        let end = if run.is_copy { run.source + (range.end.max(range.start) - run.at) } else { last };
        start..end.max(start)
    }

    /// The same where the Markdown has just these bytes, so that they can be replaced; an empty range lies between two bytes
    /// of one run.
    pub fn exact(&self, range: Range<usize>) -> Option<Range<usize>> {
        let first = self.run(range.start);
        let last = self.run(range.end.max(range.start + 1) - 1);
        // What is put in at a border of two runs could land on either side of a mark between them.
        let is_border = range.is_empty() && first.at == range.start;
        (first.is_copy && first.at == last.at && !is_border)
            .then(|| first.source + (range.start - first.at)..first.source + (range.end - first.at))
    }

    fn run(&self, at: usize) -> Run {
        let index = self.runs.partition_point(|run| run.at <= at);
        self.runs.get(index.saturating_sub(1)).copied().unwrap_or(Run { at: 0, source: self.end, is_copy: false })
    }

    fn place(&self, at: usize) -> usize {
        let run = self.run(at);
        if run.is_copy { run.source + (at - run.at) } else { run.source }
    }

    fn push(&mut self, text: &str, source: Range<usize>, is_copy: bool) {
        let goes_on = self
            .runs
            .last()
            .is_some_and(|run| is_copy && run.is_copy && run.source + (self.text.len() - run.at) == source.start);
        if !goes_on {
            self.runs.push(Run { at: self.text.len(), source: source.start, is_copy });
        }
        self.text.push_str(text);
        self.end = source.end;
    }
}

/// A comment of the author's, `<!-- … -->`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Bytes of the Markdown.
    pub range: Range<usize>,
    /// What stands in it, trimmed.
    pub text: String,
}

/// The running text of one page.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// In the order of the page; those without a letter are left out.
    pub blocks: Vec<Block>,
    pub comments: Vec<Comment>,
    /// Digest of everything but the text: structure, code, formulas, HTML, targets, ids, front matter. Two pages that differ
    /// in it differ in more than their words.
    pub frame: u64,
}

/// Reads a page.
pub fn prose(text: &str, options: &ParseOptions) -> Prose {
    let body_start = front_matter::body_start(text);
    let body = &text[body_start..];
    let mut reader =
        Reader { text, prose: Prose::default(), open: Vec::new(), frame: Frame::default(), paragraph: 0, opaque: 0 };
    reader.frame.text(&text[..body_start]);
    // A guess between a page of prose and one that is mostly code.
    reader.frame.bytes.reserve(text.len() / 2);
    events::each(body, options, |event, range| reader.event(event, range.start + body_start..range.end + body_start));
    reader.close();
    reader.prose.frame = xxh3_64(&reader.frame.bytes);
    reader.prose
}

/// Whether an edit of a heading's words leaves its id as it is.
pub fn keeps_id(before: &str, after: &str) -> bool {
    heading::slug(before) == heading::slug(after)
}

/// All of a page but its words, as bytes that no other page has.
#[derive(Default)]
struct Frame {
    bytes: Vec<u8>,
}

impl Frame {
    fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    fn number(&mut self, number: u64) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }

    /// With its length, so that two strings after each other are not one.
    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn maybe(&mut self, text: Option<&str>) {
        self.byte(u8::from(text.is_some()));
        self.text(text.unwrap_or_default());
    }

    fn link_type(&mut self, link_type: LinkType) {
        self.byte(match link_type {
            LinkType::Inline => 0,
            LinkType::Reference => 1,
            LinkType::ReferenceUnknown => 2,
            LinkType::Collapsed => 3,
            LinkType::CollapsedUnknown => 4,
            LinkType::Shortcut => 5,
            LinkType::ShortcutUnknown => 6,
            LinkType::Autolink => 7,
            LinkType::Email => 8,
            LinkType::WikiLink { has_pothole: false } => 9,
            LinkType::WikiLink { has_pothole: true } => 10,
        });
    }

    /// An element with all that it holds beside text.
    fn tag(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph => self.byte(10),
            Tag::Heading { level, id, classes, attrs } => {
                self.byte(11);
                self.byte(*level as u8);
                self.maybe(id.as_deref());
                self.number(classes.len() as u64);
                classes.iter().for_each(|class| self.text(class));
                for (name, value) in attrs {
                    self.text(name);
                    self.maybe(value.as_deref());
                }
            }
            Tag::BlockQuote(kind) => {
                self.byte(12);
                self.byte(kind.map_or(0, |kind| kind as u8 + 1));
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => self.byte(13),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                self.byte(14);
                self.text(info);
            }
            Tag::HtmlBlock => self.byte(15),
            Tag::List(start) => {
                self.byte(16);
                self.byte(u8::from(start.is_some()));
                self.number(start.unwrap_or_default());
            }
            Tag::Item => self.byte(17),
            Tag::FootnoteDefinition(label) => {
                self.byte(18);
                self.text(label);
            }
            Tag::DefinitionList => self.byte(19),
            Tag::DefinitionListTitle => self.byte(20),
            Tag::DefinitionListDefinition => self.byte(21),
            Tag::Table(alignments) => {
                self.byte(22);
                self.number(alignments.len() as u64);
                self.bytes.extend(alignments.iter().map(|alignment| *alignment as u8));
            }
            Tag::TableHead => self.byte(23),
            Tag::TableRow => self.byte(24),
            Tag::TableCell => self.byte(25),
            Tag::Emphasis => self.byte(26),
            Tag::Strong => self.byte(27),
            Tag::Strikethrough => self.byte(28),
            Tag::Superscript => self.byte(29),
            Tag::Subscript => self.byte(30),
            Tag::Link { link_type, dest_url, title, id } | Tag::Image { link_type, dest_url, title, id } => {
                self.byte(if matches!(tag, Tag::Link { .. }) { 31 } else { 32 });
                self.link_type(*link_type);
                self.text(dest_url);
                self.text(title);
                self.text(id);
            }
            Tag::MetadataBlock(kind) => {
                self.byte(33);
                self.text(&format!("{kind:?}"));
            }
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    prose: Prose,
    /// The block under way; above it, while an image's alternative text is read, that text.
    open: Vec<Block>,
    frame: Frame,
    /// Where the paragraph under way ends; 0 before the first.
    paragraph: usize,
    /// How many elements are open whose words are no running text.
    opaque: u32,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(words) => {
                if self.opaque > 0 {
                    self.frame.text(&words);
                } else {
                    let is_copy = self.text.get(range.clone()) == Some(&*words);
                    self.block(BlockKind::Paragraph, range.start).push(&words, range, is_copy);
                }
            }
            Event::SoftBreak => self.block(BlockKind::Paragraph, range.start).push("\n", range, true),
            Event::HardBreak => {
                self.frame.byte(1);
                self.block(BlockKind::Paragraph, range.start).push("\n", range, false);
            }
            Event::Code(words) | Event::InlineMath(words) | Event::DisplayMath(words) => {
                self.frame.byte(3);
                self.frame.text(&words);
                self.object(range);
            }
            Event::InlineHtml(html) => {
                self.frame.byte(4);
                self.frame.text(&html);
                if !self.comment(&html, &range) {
                    self.object(range);
                }
            }
            Event::Html(html) => {
                self.frame.byte(5);
                self.frame.text(&html);
                self.comment(&html, &range);
            }
            Event::FootnoteReference(label) => {
                self.frame.byte(6);
                self.frame.text(&label);
            }
            Event::Rule => self.frame.byte(7),
            Event::TaskListMarker(is_done) => self.frame.byte(8 + u8::from(is_done)),
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        self.frame.tag(&tag);
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {}
            Tag::Link { link_type, .. } => {
                if matches!(link_type, LinkType::Autolink | LinkType::Email) {
                    self.object(range);
                    self.opaque += 1;
                }
            }
            Tag::Image { .. } => {
                self.object(range.clone());
                self.open.push(Block::new(BlockKind::Alternative, range.start, range.len()));
            }
            Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => {
                self.close();
                self.opaque += 1;
            }
            Tag::Heading { id, .. } => {
                self.close();
                let kind = if id.is_some() { BlockKind::NamedHeading } else { BlockKind::Heading };
                self.open.push(Block::new(kind, range.start, range.len()));
            }
            Tag::DefinitionListTitle => {
                self.close();
                self.open.push(Block::new(BlockKind::Term, range.start, range.len()));
            }
            Tag::TableCell => {
                self.close();
                self.open.push(Block::new(BlockKind::Cell, range.start, range.len()));
            }
            Tag::Paragraph => {
                self.close();
                self.paragraph = range.end;
            }
            _ => self.close(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        self.frame.byte(2);
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::Link => {
                // Only a link whose words are its address has made itself opaque; nothing else opens within one.
                self.opaque = self.opaque.saturating_sub(1);
            }
            TagEnd::Image => self.close_last(),
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {
                self.opaque = self.opaque.saturating_sub(1);
            }
            _ => self.close(),
        }
    }

    /// The block that words go to.
    fn block(&mut self, kind: BlockKind, at: usize) -> &mut Block {
        if self.open.is_empty() {
            self.open.push(Block::new(kind, at, self.paragraph.saturating_sub(at)));
        }
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    fn object(&mut self, range: Range<usize>) {
        let mut buffer = [0; 4];
        let object: &str = OBJECT.encode_utf8(&mut buffer);
        self.block(BlockKind::Paragraph, range.start).push(object, range, false);
    }

    fn close(&mut self) {
        while !self.open.is_empty() {
            self.close_last();
        }
    }

    fn close_last(&mut self) {
        if let Some(block) = self.open.pop()
            && block.text.chars().any(char::is_alphanumeric)
        {
            self.prose.blocks.push(block);
        }
    }

    /// Notes a comment; answers whether it is one.
    fn comment(&mut self, html: &str, range: &Range<usize>) -> bool {
        let mut from = 0;
        let mut found = false;
        while let Some(start) = html[from..].find("<!--").map(|at| from + at) {
            let Some(length) = html[start + 4..].find("-->") else { break };
            let end = start + 4 + length;
            self.prose.comments.push(Comment {
                range: range.start + start..range.start + end + 3,
                text: html[start + 4..end].trim().to_owned(),
            });
            from = end + 3;
            found = true;
        }
        found && html.trim_start().starts_with("<!--")
    }
}

impl Block {
    /// `length` is about how many bytes are to come.
    fn new(kind: BlockKind, at: usize, length: usize) -> Block {
        Block { kind, text: String::with_capacity(length), runs: Vec::with_capacity(4), end: at }
    }
}
