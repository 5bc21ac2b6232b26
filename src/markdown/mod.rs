//! One Markdown file, read.
//! Enters: a page's text with its includes expanded, and [`ParseOptions`]. Leaves: a [`ParsedPage`] and diagnostics.
//! Knows no other file: links are rewritten by their words alone (`a.md` becomes `a.html`) and stay unchecked, so pages are
//! parsed side by side and a parse may be kept for as long as the text and the options are the same. Never fails.
//! Start at [`parse`].

mod active_content;
mod alert;
pub mod cjk;
mod code_block;
mod events;
pub mod front_matter;
mod heading;
mod href;
mod html;
mod math;
pub mod prose;
mod question;
mod raw_html;

pub use question::parse_time;
pub use raw_html::{TagToken as HtmlTag, is_safe_url, tags as html_tags};

use crate::diag::{Diagnostic, Span};
use crate::model::{ActiveContent, Length, ParsedPage, Section, SitePath};
use crate::piece;
use std::collections::BTreeMap;
use std::ops::Range;

/// What a piece of HTML runs or loads.
pub fn active_content(html: &str) -> ActiveContent {
    let mut found = ActiveContent::default();
    for tag in raw_html::tags(html).iter().filter(|tag| !tag.is_end) {
        active_content::note(tag, html, &mut found);
    }
    found
}

/// What decides how a page is read. Equal options and equal text give equal pages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParseOptions {
    /// Emphasis beside CJK punctuation ([`cjk::prepare`]).
    pub cjk_emphasis: bool,
    /// Line breaks between wide characters vanish ([`cjk::joins_lines`]).
    pub cjk_line_breaks: bool,
    pub smart_punctuation: bool,
    pub math: bool,
    pub wiki_links: bool,
    pub definition_lists: bool,
    /// `> [!NOTE]` and its kin.
    pub alerts: bool,
    /// The book has a glossary: entries of definition lists and the ranges of running text are recorded. Which words are terms
    /// is not known here, so that no page has to be parsed again when the glossary changes.
    pub terms: bool,
    /// Fences named `aql`, `backplan`, `container` and `flow` become what [`piece`] makes of them.
    pub pieces: bool,
    /// Raw HTML is sanitised and links that could run a script are taken out.
    pub untrusted: bool,
    /// mdBook's `[output.html.code.hidelines]`: language to the prefix of lines kept from readers.
    pub hidelines: BTreeMap<String, String>,
    /// Bare CommonMark HTML: no extensions, no heading ids, no wrappers. For the specification's tests.
    pub commonmark: bool,
    pub words: Words,
    pub piece_words: piece::Words,
}

impl Default for ParseOptions {
    fn default() -> Self {
        ParseOptions {
            cjk_emphasis: true,
            cjk_line_breaks: true,
            smart_punctuation: false,
            math: true,
            wiki_links: false,
            definition_lists: true,
            alerts: true,
            terms: false,
            pieces: true,
            untrusted: false,
            hidelines: BTreeMap::new(),
            commonmark: false,
            words: Words::default(),
            piece_words: piece::Words::default(),
        }
    }
}

/// The words that the body's own parts need, in the page's language. They come from the theme's locale.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Words {
    pub note: String,
    pub tip: String,
    pub important: String,
    pub warning: String,
    pub caution: String,
    pub example: String,
    /// Name of a heading's link to itself; the heading's text follows.
    pub anchor: String,
    /// Name of the footnotes' list.
    pub footnotes: String,
    /// Name of a footnote's way back; `{n}` stands for its number.
    pub back_to_reference: String,
    /// Name of a table's scrolling region; a number follows.
    pub table: String,
    /// The same of a block of code.
    pub code: String,
}

impl Default for Words {
    fn default() -> Self {
        Words {
            note: "Note".into(),
            tip: "Tip".into(),
            important: "Important".into(),
            warning: "Warning".into(),
            caution: "Caution".into(),
            example: "Example".into(),
            anchor: "Link to this section: ".into(),
            footnotes: "Notes".into(),
            back_to_reference: "Back to note {n}".into(),
            table: "Table".into(),
            code: "Code".into(),
        }
    }
}

/// Reads one page. `to_span` maps bytes of `text` to the file they came from, which may be an included one.
/// `front_matter` says whether the text may start with front matter (included into nothing, so pages only).
pub fn parse(
    path: &SitePath,
    text: &str,
    to_span: &dyn Fn(Range<usize>) -> Span,
    options: &ParseOptions,
) -> (ParsedPage, Vec<Diagnostic>) {
    let (front_matter, body_start, mut diagnostics) =
        if options.commonmark { Default::default() } else { front_matter::parse(text, to_span) };
    let body_text = &text[body_start..];
    let body_span = |range: Range<usize>| to_span(range.start + body_start..range.end + body_start);
    let source = events::read(body_text, options);
    let (mut face, mut body) = html::write(path, body_text, &source, &body_span, options, &mut diagnostics);
    body.markdown_start = u32::try_from(body_start).unwrap_or(0);
    face.headings.shrink_to_fit();
    face.links.shrink_to_fit();
    face.front_matter = front_matter;
    face.length = measure(&body.sections());
    (ParsedPage { path: path.clone(), face, body }, diagnostics)
}

/// Counts what there is to read; code counts as words.
fn measure(sections: &[Section]) -> Length {
    let mut length = Length::default();
    for section in sections {
        for text in [&section.text, &section.code] {
            let mut in_word = false;
            for character in text.chars() {
                let (wide, word) = if character.is_ascii() {
                    (false, character.is_ascii_alphanumeric())
                } else if cjk::is_ideograph_or_kana(character) {
                    (true, false)
                } else {
                    // Marks of punctuation are looked up in no table: Chinese text is full of them.
                    (
                        false,
                        !matches!(character as u32, 0x2000..=0x206f | 0x3000..=0x303f | 0xff00..=0xff0f)
                            && character.is_alphanumeric(),
                    )
                };
                length.wide_characters += u32::from(wide);
                length.words += u32::from(word && !in_word);
                in_word = word;
            }
        }
    }
    length
}
