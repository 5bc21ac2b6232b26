//! The files of the search: the book's texts handed to [`crate::search`], and `search.html`.
//! In: a [`Renderer`]. Out: `search/*.js`, and a page that searches with script and lists all entries without. Decides what is
//! searched: pages whose front matter or `book.toml` says otherwise are left out.

use super::page::escaped;
use super::{CONTENTS, EditionView, LARGE_BOOK_PAGES, Renderer};
use crate::config::Vocabulary;
use crate::diag::Diagnostic;
use crate::model::site_path::encode_href;
use crate::model::{OutputSet, Page, Question, SitePath, Spanned};
use crate::search;
use std::borrow::Cow;

/// The path of the page that searches.
pub(super) const SEARCH: &str = "search.html";

/// The folder of the index.
const FOLDER: &str = "search/";

impl Renderer<'_> {
    /// The index of the first edition's pages, a file for each part of it.
    pub(super) fn search_index(&self, edition: &EditionView<'_>) -> Vec<(String, Vec<u8>)> {
        let settings = &self.inputs.config.output.html.search;
        let listed = edition.navigation.order().iter().copied();
        let others = edition.pages().filter(|page| !edition.navigation.is_listed(*page));
        let pages: Vec<(usize, &Page, Cow<'_, str>)> = listed
            .chain(others)
            .map(|index| (index, &edition.edition.pages[index]))
            .filter(|(_, page)| {
                let own = page.parsed.face.front_matter.search;
                own.or(settings.chapter.of(page.parsed.path.as_str()).enable).unwrap_or(true)
            })
            .map(|(index, page)| (index, page, encode_href(page.url.as_str())))
            .collect();
        let pages: Vec<search::Page<'_>> =
            pages.iter().map(|(index, page, url)| self.searched(edition, *index, page, url)).collect();
        let settings =
            search::Settings { language: edition.edition.language.clone(), synonyms: settings.synonyms.clone() };
        let mut files = Vec::new();
        search::build_into(&pages, &settings, &mut |name, bytes| files.push((format!("{FOLDER}{name}"), bytes)));
        files
    }

    fn searched<'p>(
        &'p self,
        edition: &'p EditionView<'_>,
        index: usize,
        page: &'p Page,
        url: &'p str,
    ) -> search::Page<'p> {
        let face = &page.parsed.face;
        let sections = page.parsed.body.sections.iter().map(|section| {
            let heading = section.heading.and_then(|at| face.headings.get(at));
            let question = section.heading.and_then(|at| face.questions.iter().find(|question| question.heading == at));
            search::Section {
                id: heading.map_or("", |heading| &heading.id),
                heading: heading.map_or("", |heading| &heading.text),
                level: heading.map_or(0, |heading| heading.level),
                text: &section.text,
                code: &section.code,
                question: question.map(|question| self.searched_question(question)),
            }
        });
        search::Page {
            url,
            title: &page.title,
            part: edition.navigation.group(index).unwrap_or(""),
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
