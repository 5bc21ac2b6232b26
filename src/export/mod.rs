//! A book, or its question bank alone, in one file to carry away: an EPUB, a single HTML file, an archive of the site, sheets
//! of paper, a deck for Anki; and `questions.json`, which the site itself holds.
//! In: the [`Site`] with its checked questions, the [`Config`], the bytes of the images that pages show, for some formats the
//! finished site. Out: an [`OutputSet`] with one file a format. A pure function as rendering is: no file, no clock, no
//! environment, and the same input gives the same bytes. Start at [`export`]; the site's own `questions.json` comes from
//! [`questions_json`].

mod anki;
mod archive;
mod epub;
mod fragment;
mod print;
mod questions;
mod single;
mod whole;
pub(crate) mod xhtml;

pub use anki::AnkiOptions;
pub use epub::EpubOptions;
pub use print::{MADE_BY, Pack};
pub use questions::{QUESTIONS_JSON, VERSION as QUESTIONS_JSON_VERSION, questions_json};

use crate::bank::{Bank, Entry, Facet};
use crate::config::{Config, Term};
use crate::model::{Asset, Content, Heading, LinkKind, OutputSet, Page, Part, Site, SitePath, Target};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// What to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// A text file that Anki imports.
    Anki(AnkiOptions),
    /// One HTML file for paper.
    Print(Pack),
    /// The whole book for reading systems.
    Epub(EpubOptions),
    /// The whole site as one HTML file.
    Single,
    /// The whole site as an archive.
    Zip,
}

impl Format {
    /// The name of the file, where nobody gives another.
    pub fn file_name(&self) -> &'static str {
        match self {
            Format::Anki(_) => "questions-anki.txt",
            Format::Print(Pack::Only) => "questions.html",
            Format::Print(Pack::Key) => "questions-key.html",
            Format::Print(Pack::Cards) => "questions-cards.html",
            Format::Epub(_) => "book.epub",
            Format::Single => "book.html",
            Format::Zip => "site.zip",
        }
    }

    /// Whether the format holds the questions alone, and not the whole book.
    pub fn is_of_questions(&self) -> bool {
        matches!(self, Format::Anki(_) | Format::Print(_))
    }

    /// Whether the format is made of the finished site, and not of the book alone.
    pub fn is_of_site(&self) -> bool {
        matches!(self, Format::Single | Format::Zip)
    }
}

/// All that an export is made of.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    pub site: &'a Site,
    pub bank: &'a Bank<'a>,
    pub config: &'a Config,
    /// What keeps this book's questions apart from those of others: [`crate::render::site_id`].
    pub book_id: &'a str,
    /// The book's title; empty if it has none.
    pub title: &'a str,
    /// The bytes of images by their path, for files that stand alone: [`images`]. What is not among them is shown by its
    /// words.
    pub images: &'a BTreeMap<SitePath, Vec<u8>>,
    /// The finished site, every file as bytes, for formats made of it ([`Format::is_of_site`]); else empty.
    pub pages: &'a OutputSet,
}

/// The book, or its question bank, in this format: one file, under the format's name. An error where a format has no room for
/// something of the book's.
pub fn export(inputs: &Inputs<'_>, format: &Format) -> io::Result<OutputSet> {
    let bytes = match format {
        Format::Anki(options) => anki::notes(inputs, options).into_bytes(),
        Format::Print(pack) => print::sheets(inputs, *pack).into_bytes(),
        Format::Epub(options) => epub::epub(inputs, options)?,
        Format::Single => single::single(inputs),
        Format::Zip => archive_of(inputs.pages, &|_| Err(io::ErrorKind::NotFound.into()))?,
    };
    let mut output = OutputSet::default();
    output.insert(format.file_name(), bytes);
    Ok(output)
}

/// The site as an archive: unpacked, it opens from its folder. `read` gives the bytes of an author's file.
///
/// # Errors
/// A file cannot be read, or the archive has no room for it.
pub fn archive_of(site: &OutputSet, read: &dyn Fn(&Path) -> io::Result<Vec<u8>>) -> io::Result<Vec<u8>> {
    let mut archive = archive::Archive::new();
    for (path, content) in &site.files {
        let bytes = match content {
            Content::Bytes(bytes) => Cow::Borrowed(bytes.as_slice()),
            Content::Elsewhere(stored) => Cow::Owned(stored.read()?),
            Content::Copy(source) => {
                Cow::Owned(read(source).map_err(|error| io::Error::new(error.kind(), format!("`{path}`: {error}")))?)
            }
        };
        archive.add(path, &bytes);
    }
    archive.sign(print::MADE_BY);
    archive.finish()
}

/// The images on the pages that the format shows, in the order of their paths: a file that stands alone holds them.
pub fn images<'s>(site: &'s Site, bank: &Bank<'_>, format: &Format) -> Vec<&'s Asset> {
    let pages: BTreeSet<(usize, usize)> = match format.is_of_questions() {
        true => bank.entries.iter().map(|entry| (entry.edition, entry.page)).collect(),
        false => site.editions.first().map_or(0..0, |edition| 0..edition.pages.len()).map(|page| (0, page)).collect(),
    };
    let links = pages.iter().flat_map(|&(edition, page)| &site.editions[edition].pages[page].parsed.face.links);
    let shown: BTreeSet<&SitePath> = links
        .filter_map(|link| match (link.kind, &link.target) {
            (LinkKind::Image, Target::Path { path, .. }) => Some(path),
            _ => None,
        })
        .collect();
    site.assets.iter().filter(|asset| shown.contains(&asset.path)).collect()
}

/// One question with what belongs to it.
struct Asked<'a> {
    entry: Entry<'a>,
    page: &'a Page,
    heading: &'a Heading,
}

impl<'a> Inputs<'a> {
    /// Where the site is published, with `/` at the end, if that is known.
    fn root(&self) -> Option<String> {
        self.config.output.html.site_url.as_ref().and_then(|url| url.absolute())
    }

    /// The language of the first edition, whose questions these are.
    fn language(&self) -> &'a str {
        self.site.editions.first().map_or(self.config.book.language.as_str(), |edition| &edition.language)
    }

    /// The questions of the first edition in reading order. A site has one edition today; another's questions would be the
    /// same ones in another language.
    fn asked(&self) -> impl Iterator<Item = Asked<'a>> + use<'a> {
        let site = self.site;
        self.bank.entries.iter().filter(|entry| entry.edition == 0).filter_map(move |&entry| {
            let page = site.editions.first()?.pages.get(entry.page)?;
            let heading = page.parsed.face.headings.get(entry.question.heading)?;
            Some(Asked { entry, page, heading })
        })
    }
}

impl<'a> Asked<'a> {
    /// The id, which is the heading's where the author gave none; a bank with such a question is not published.
    fn id(&self) -> &'a str {
        &self.heading.id
    }

    /// The id that the question had first: aliases are written oldest first.
    fn first_id(&self) -> &'a str {
        self.entry.question.aliases.first().map_or(self.id(), |alias| &alias.value)
    }

    /// What stands between the stem and the first part, as HTML.
    fn lead(&self, setting: &fragment::Setting<'_>) -> String {
        fragment::fragment(self.page, self.entry.question.lead(), setting).trim().to_owned()
    }

    fn part_heading(&self, part: &Part) -> &'a Heading {
        &self.page.parsed.face.headings[part.heading]
    }

    /// The question's words of one facet: ids, and what readers see.
    fn values(&self, facet: Facet, config: &'a Config) -> Vec<(&'a str, &'a str)> {
        let vocabulary = facet.vocabulary(&config.bank);
        let title = |id: &'a str| vocabulary.get(id).map_or(id, |term: &Term| &term.title);
        facet.values(self.entry.question).iter().map(|value| (value.value.as_str(), title(&value.value))).collect()
    }

    /// What readers are told beside the question: its words of every facet, then the time to speak.
    fn facts(&self, config: &'a Config, language: &str) -> Vec<String> {
        let mut facts: Vec<String> = Facet::ALL
            .into_iter()
            .map(|facet| self.values(facet, config).iter().map(|(_, title)| *title).collect::<Vec<_>>().join(" "))
            .filter(|text| !text.is_empty())
            .collect();
        if let Some(time) = self.entry.question.time {
            let range = match time.least == time.most {
                true => time.most.to_string(),
                false => format!("{}–{}", time.least, time.most),
            };
            facts.push(crate::render::words(language).count("seconds", range));
        }
        facts
    }
}

#[cfg(test)]
mod tests;
