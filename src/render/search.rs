//! The files of the search: the book's texts handed to [`crate::search`], and `search.html`.
//! In: a [`Renderer`]. Out: `search/*.js`, and a page that searches with script and lists all entries without. Decides what is
//! searched: pages whose front matter or `book.toml` says otherwise are left out.

use super::page::escaped;
use super::{CONTENTS, EditionView, LARGE_BOOK_PAGES, Renderer};
use crate::config::Vocabulary;
use crate::diag::{Diagnostic, Place, codes};
use crate::model::site_path::encode_href;
use crate::model::{Face, OutputSet, Page, Question, Sections, SitePath, Spanned};
use crate::search::{self, Pages as _};
use std::borrow::Cow;
use std::ops::Range;

/// The path of the page that searches.
pub(super) const SEARCH: &str = "search.html";

/// The folder of the index.
pub const FOLDER: &str = "search/";

/// The pages that are searched, in reading order.
struct Searched<'p> {
    renderer: &'p Renderer<'p>,
    edition: &'p EditionView<'p>,
    pages: Vec<SearchedPage<'p>>,
}

/// A page that is searched.
struct SearchedPage<'p> {
    index: usize,
    page: &'p Page,
    /// As a browser is to ask for it.
    url: Cow<'p, str>,
}

impl search::Pages for Searched<'_> {
    fn count(&self) -> usize {
        self.pages.len()
    }

    fn bytes(&self, page: usize) -> usize {
        self.pages[page].page.parsed.body.text_bytes()
    }

    fn read(&self, range: Range<usize>, take: &mut dyn FnMut(&[search::Page<'_>])) {
        let pages = &self.pages[range];
        let texts: Vec<Cow<'_, Sections>> = pages.iter().map(|page| page.page.parsed.body.sections()).collect();
        let sections: Vec<_> =
            pages.iter().zip(&texts).map(|(page, text)| sections(&page.page.parsed.face, text)).collect();
        let shown = pages.iter().zip(&sections);
        let shown = shown.map(|(page, sections)| self.renderer.searched(self.edition, page, sections));
        take(&shown.collect::<Vec<_>>());
    }
}

/// What one row of results leads to.
struct SearchedSection<'p> {
    /// Index into the page's headings; `None` before the first.
    heading: Option<usize>,
    text: Cow<'p, str>,
    code: Cow<'p, str>,
    question: Option<&'p Question>,
}

/// The sections of a page. A question is one, with all that stands under it: its parts have the same headings in every
/// question, which would say nothing in a list of results, and what is asked for may lie in several of them.
fn sections<'p>(face: &'p Face, of_page: &'p Sections) -> Vec<SearchedSection<'p>> {
    let mut sections: Vec<SearchedSection<'_>> = Vec::with_capacity(of_page.len());
    // The level of the question that what follows may belong to.
    let mut open: Option<u8> = None;
    for section in of_page.iter() {
        let heading = section.heading.and_then(|at| face.headings.get(at));
        let level = heading.map_or(0, |heading| heading.level);
        open = open.filter(|question| level > *question);
        if let (Some(_), Some(heading), Some(question)) = (open, heading, sections.last_mut()) {
            let text = question.text.to_mut();
            text.push_str(&heading.text);
            text.push('\n');
            text.push_str(&section.text);
            question.code.to_mut().push_str(&section.code);
            continue;
        }
        let question = section.heading.and_then(|at| face.questions.iter().find(|question| question.heading == at));
        open = question.map(|_| level);
        sections.push(SearchedSection {
            heading: section.heading,
            text: Cow::Borrowed(&section.text),
            code: Cow::Borrowed(&section.code),
            question,
        });
    }
    sections
}

impl Renderer<'_> {
    /// Hands over the index of the first edition's pages, a file for each part of it.
    pub(super) fn search_index(&self, edition: &EditionView<'_>, put: &mut dyn FnMut(String, Vec<u8>)) {
        let settings = search::Settings {
            language: edition.edition.language.clone(),
            synonyms: self.inputs.config.output.html.search.synonyms.clone(),
        };
        let pages = self.searched_pages(edition);
        search::build_into(&pages, &settings, &mut |name, bytes| put(format!("{FOLDER}{name}"), bytes));
    }

    /// What stands in the book and the index in `output` does not find: a warning for each page.
    pub(super) fn misses(&self, edition: &EditionView<'_>, output: &OutputSet) -> Vec<Diagnostic> {
        let searched = self.searched_pages(edition);
        let files = output.files.iter().filter(|(path, _)| path.starts_with(FOLDER) && path.ends_with(".js"));
        let files: Vec<Cow<'_, [u8]>> = files.filter_map(|(_, content)| content.made()).collect();
        let fault = |place: Place, message: String| {
            Diagnostic::warning(codes::SEARCH_MISS, place, message)
                .help("this is a fault of Wence's: please report it with the page")
        };
        let mut misses = None;
        searched.read(0..searched.count(), &mut |pages| {
            misses = search::proof::misses(pages, files.iter().map(|file| &**file));
        });
        let Some(misses) = misses else {
            return vec![fault(Place::Book, "the search's own files cannot be read back".to_owned())];
        };
        let one = |miss: search::proof::Miss| {
            let path = searched.pages[miss.page].page.parsed.path.as_str();
            let section = if miss.id.is_empty() { String::new() } else { format!(" under `#{}`", miss.id) };
            let words = if miss.query.is_empty() {
                format!("the text of `{path}`{section} is not in the search's index")
            } else {
                format!("searching for `{}` does not find the text of `{path}`{section} that holds it", miss.query)
            };
            let file = match self.inputs.source_folder {
                "" | "." => path.to_owned(),
                folder => format!("{folder}/{path}"),
            };
            fault(Place::File(file), words)
        };
        misses.into_iter().map(one).collect()
    }

    fn searched_pages<'p>(&'p self, edition: &'p EditionView<'_>) -> Searched<'p> {
        let settings = &self.inputs.config.output.html.search;
        let listed = edition.navigation.order().iter().copied();
        let others = edition.pages().filter(|page| !edition.navigation.is_listed(*page));
        let is_searched = |page: &Page| {
            let own = page.parsed.face.front_matter.search;
            own.or(settings.chapter.of(page.parsed.path.as_str()).enable).unwrap_or(true)
        };
        let pages = listed
            .chain(others)
            .map(|index| (index, &*edition.edition.pages[index]))
            .filter(|(_, page)| is_searched(page))
            .map(|(index, page)| SearchedPage { index, page, url: encode_href(page.url.as_str()) });
        Searched { renderer: self, edition, pages: pages.collect() }
    }

    fn searched<'p>(
        &'p self,
        edition: &'p EditionView<'_>,
        searched: &'p SearchedPage<'_>,
        sections: &'p [SearchedSection<'_>],
    ) -> search::Page<'p> {
        let SearchedPage { index, page, url } = searched;
        let face = &page.parsed.face;
        let sections = sections.iter().map(|section| {
            let heading = section.heading.and_then(|at| face.headings.get(at));
            search::Section {
                id: heading.map_or("", |heading| &heading.id),
                heading: heading.map_or("", |heading| &heading.text),
                level: heading.map_or(0, |heading| heading.level),
                text: &section.text,
                code: &section.code,
                question: section.question.map(|question| self.searched_question(question)),
            }
        });
        search::Page {
            url,
            title: &page.title,
            part: edition.navigation.group(*index).unwrap_or(""),
            kind: if face.questions.is_empty() { "page" } else { "questions" },
            language: if page.language == edition.edition.language { "" } else { &page.language },
            tags: face.front_matter.tags.iter().map(String::as_str).collect(),
            boost: self.inputs.config.output.html.search.chapter.of(page.parsed.path.as_str()).boost,
            sections: sections.collect(),
        }
    }

    fn searched_question<'p>(&'p self, question: &'p Question) -> search::Question<'p> {
        let bank = &self.inputs.config.bank;
        let one = |value: &'p Option<Spanned>, vocabulary: &'p Vocabulary| {
            value.as_ref().map(|value| title(value, vocabulary))
        };
        let facets = one(&question.category, &bank.categories)
            .into_iter()
            .chain(one(&question.phase, &bank.phases))
            .chain(question.traits.iter().map(|value| title(value, &bank.traits)));
        search::Question {
            level: one(&question.level, &bank.levels).unwrap_or(""),
            seconds: question.time.map(|time| (time.least, time.most)),
            facets: facets.collect(),
        }
    }

    /// `search.html`: the search as a page of its own, over the list of all entries.
    pub(super) fn search_page(
        &self,
        edition: &EditionView<'_>,
        output: &mut OutputSet,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let url = SitePath::root().join_below(SEARCH);
        let title = edition.words.get("search");
        let head_title = if self.title.is_empty() { title.to_owned() } else { format!("{title} · {}", self.title) };
        let n_pages = edition.edition.pages.len();
        let list = if n_pages <= LARGE_BOOK_PAGES {
            self.all_entries(edition)
        } else {
            format!("<p><a href=\"{CONTENTS}\">{}</a></p>\n", escaped(edition.words.get("all")))
        };
        let fields = self
            .fields("search", &url, &head_title)
            .text("title", title)
            .text("language", &edition.edition.language)
            .text("direction", edition.direction)
            .text("description", edition.words.get("all_lead"))
            .html("body", &list);
        let context = edition.shared.with("", fields.build());
        output.insert(SEARCH, self.inputs.theme.render("search.html", &context, 0, diagnostics));
    }
}

/// What readers see for a value of the bank: its title where one is declared.
fn title<'v>(value: &'v Spanned, vocabulary: &'v Vocabulary) -> &'v str {
    vocabulary.get(&value.value).map_or(&value.value, |term| &term.title)
}
