//! One page as `markdown` leaves it: a face that other pages may look at, and a body that nobody but the page itself shows.
//! An edit that leaves the face as it was asks for this one page to be rendered again and for nothing else.

use super::{ActiveContent, Held, Link, Question, SitePath};
use crate::diag::Span;
use crate::markdown::front_matter::FrontMatter;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A heading in the order of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Unique on the page.
    pub id: String,
    /// The words without markup.
    pub text: String,
    /// The words as HTML, links and footnote marks taken out, so that an outline can link the whole.
    pub html: String,
    /// Whether the heading belongs in the outline; those inside quotations, notes and list items do not.
    pub in_outline: bool,
    pub span: Span,
}

/// A term of a definition list with what the list says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Unique on the page.
    pub id: String,
    /// The words without markup, as written: `起订量（Minimum Order Quantity, MOQ）`.
    pub term: String,
    /// All definitions of the term without markup, a paragraph a line. Empty if nothing was written.
    pub text: String,
    /// Where the term stands.
    pub span: Span,
}

impl Definition {
    /// Whether the two differ at most in where they stand.
    pub fn is_alike(&self, other: &Definition) -> bool {
        let Definition { id, term, text, span: _ } = self;
        (id, term, text) == (&other.id, &other.term, &other.text)
    }
}

/// What other pages, the navigation and the checks may ask of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Face {
    pub front_matter: FrontMatter,
    pub headings: Vec<Heading>,
    /// Ids that are no heading's: raw HTML, footnotes. Sorted, unique.
    pub ids: Vec<String>,
    /// In the order of the page.
    pub links: Vec<Link>,
    pub questions: Vec<Question>,
    /// The entries of definition lists, in the order of the page; only where [`ParseOptions::terms`] asks for them.
    ///
    /// [`ParseOptions::terms`]: crate::markdown::ParseOptions::terms
    pub definitions: Vec<Definition>,
    /// Taken from the first paragraph, at most 80 characters; the front matter's own stands in the front matter.
    pub summary: String,
    /// Words for `<title>` from an mdBook `{{#title}}`.
    pub title_override: Option<String>,
    /// Han and kana characters plus words of other scripts, for the reading time.
    pub length: Length,
}

impl Face {
    /// The page's own title: front matter, else the first heading of level 1, else the first heading.
    pub fn title(&self) -> Option<&str> {
        self.front_matter.title.as_deref().or_else(|| {
            let first = self.headings.iter().find(|heading| heading.level == 1).or(self.headings.first());
            first.map(|heading| heading.text.as_str())
        })
    }

    /// Whether the two differ at most in what no other page, list or check of other pages asks for: positions, links, the
    /// summary, the length.
    pub fn is_alike(&self, other: &Face) -> bool {
        fn heading(one: &Heading, other: &Heading) -> bool {
            let Heading { level, id, text, html, in_outline, span: _ } = one;
            (*level, id, text, html, *in_outline)
                == (other.level, &other.id, &other.text, &other.html, other.in_outline)
        }
        let Face {
            front_matter,
            headings,
            ids,
            links: _,
            questions,
            definitions,
            summary: _,
            title_override,
            length: _,
        } = self;
        *front_matter == other.front_matter
            && *ids == other.ids
            && *title_override == other.title_override
            && headings.len() == other.headings.len()
            && headings.iter().zip(&other.headings).all(|(one, other)| heading(one, other))
            && questions.len() == other.questions.len()
            && questions.iter().zip(&other.questions).all(|(one, other)| one.is_alike(other))
            && definitions.len() == other.definitions.len()
            && definitions.iter().zip(&other.definitions).all(|(one, other)| one.is_alike(other))
    }

    /// Whether `#id` leads somewhere on the page.
    pub fn has_id(&self, id: &str) -> bool {
        self.headings.iter().any(|heading| heading.id == id)
            || self.ids.binary_search_by(|known| known.as_str().cmp(id)).is_ok()
    }
}

/// How much there is to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    pub wide_characters: u32,
    pub words: u32,
}

impl Length {
    /// Whole minutes, at least one: 400 wide characters or 230 words a minute, both middling values for quiet reading
    /// (Brysbaert 2019, "How many words do we read per minute?", gives 238 for English and about 260 Chinese words of
    /// some 1.5 characters each).
    pub fn minutes(self) -> u32 {
        (self.wide_characters * 230 + self.words * 400).div_ceil(400 * 230).max(1)
    }
}

/// A place in the body's HTML that a later stage fills or rewrites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hole {
    /// The value of an `id` attribute.
    Id,
    /// The value of an `href` or `src` attribute; the index of the link in the face.
    Href(u32),
    /// The value of an `href` that leads to a place of this very page, `#` included.
    OwnAnchor,
    /// The name of a region such as a table, unique on the page.
    RegionName,
    /// Nothing stands here yet: width and height of the image, as attributes with a leading space. The link's index.
    ImageSize(u32),
}

/// HTML with its holes, sorted by start and disjoint. The text is whole HTML even if nobody touches the holes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Html {
    pub text: String,
    pub holes: Vec<(std::ops::Range<u32>, Hole)>,
}

/// The text under one heading, for search and the description: what a reader sees, without markup.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Index into the face's headings; `None` before the first.
    pub heading: Option<usize>,
    /// Blocks end with a line break.
    pub text: String,
    /// The same for code blocks.
    pub code: String,
}

/// What a page shows, before its links are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyHtml {
    pub html: Html,
    /// Bytes of the HTML that are running text, sorted and disjoint: no heading, link, code, term of a definition list or
    /// label of a control. In them a term may become a link. Only where [`ParseOptions::terms`] asks for them.
    ///
    /// [`ParseOptions::terms`]: crate::markdown::ParseOptions::terms
    pub prose: Vec<std::ops::Range<u32>>,
}

/// The text under each heading of a page, in the order of the page; the first is the text before any heading and may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sections(pub Vec<Section>);

impl std::ops::Deref for Sections {
    type Target = [Section];

    fn deref(&self) -> &[Section] {
        &self.0
    }
}

impl Sections {
    /// Bytes of text.
    pub fn bytes(&self) -> usize {
        self.iter().map(|section| section.text.len() + section.code.len()).sum()
    }

    /// The text that stands under a heading of the page with this face, up to the next one that is no deeper; headings
    /// between are lines of it.
    pub fn text_under(&self, face: &Face, heading: usize) -> String {
        let mut text = String::new();
        let Some(level) = face.headings.get(heading).map(|heading| heading.level) else { return text };
        let from = self.iter().skip_while(|section| section.heading != Some(heading));
        for section in from {
            let own = section.heading.filter(|at| *at != heading).and_then(|at| face.headings.get(at));
            if let Some(inner) = own {
                // Headings in quotations end nothing.
                if inner.level <= level && inner.in_outline {
                    break;
                }
                text.push_str(&inner.text);
                text.push('\n');
            }
            text.push_str(&section.text);
        }
        text
    }
}

/// What only the page itself shows. By far the largest parts, its HTML and its plain text, stand outside of memory in large
/// books: they are asked for once for all uses, not for each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// Byte of the text where the front matter has ended.
    pub markdown_start: u32,
    /// Byte of the HTML after the first heading of level 1, where the theme may put what belongs under the title.
    pub title_end: Option<usize>,
    /// What the author's own HTML runs or loads.
    pub active_content: ActiveContent,
    /// Names of the pieces on the page whose theme may bring a script for, sorted, unique.
    pub pieces: Vec<&'static str>,
    pub held_html: Held<BodyHtml>,
    pub held_sections: Held<Sections>,
}

impl Body {
    /// Takes over what a page shows and says. Gives back the room that was left for writing: bodies of all pages are held at
    /// once, and half of it may be room.
    pub fn hold(&mut self, mut shown: BodyHtml, mut sections: Sections) {
        shown.html.text.shrink_to_fit();
        shown.html.holes.shrink_to_fit();
        shown.prose.shrink_to_fit();
        sections.0.shrink_to_fit();
        for section in &mut sections.0 {
            section.text.shrink_to_fit();
            section.code.shrink_to_fit();
        }
        self.held_html = shown.into();
        self.held_sections = sections.into();
    }

    pub fn html(&self) -> Cow<'_, BodyHtml> {
        self.held_html.get()
    }

    pub fn sections(&self) -> Cow<'_, Sections> {
        self.held_sections.get()
    }

    /// About how many bytes of text the page has; exactly so many where it is in memory.
    pub fn text_bytes(&self) -> usize {
        match &self.held_sections {
            Held::Here(sections) => sections.bytes(),
            Held::Elsewhere(stored) => stored.length() as usize,
        }
    }
}

/// What parsing one file gives. It knows no other file.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedPage {
    pub path: SitePath,
    pub face: Face,
    pub body: Body,
}
