//! The question bank: the site's questions held against the vocabularies that `[bank]` declares.
//! In: the site and the vocabularies. Out: the questions in reading order with their pages, and a diagnostic for each value
//! that is not declared and each id that is used twice. Renders nothing.

use crate::config::{Bank as Vocabularies, Vocabulary};
use crate::diag::{Diagnostic, Span, codes, nearest};
use crate::model::{Question, Site, Spanned};
use std::collections::HashMap;

/// One question in its place.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'s> {
    /// Index into the site's editions.
    pub edition: usize,
    /// Index into the edition's pages.
    pub page: usize,
    pub question: &'s Question,
}

/// All questions in reading order.
#[derive(Clone, Debug, Default)]
pub struct Bank<'s> {
    pub entries: Vec<Entry<'s>>,
}

/// What questions are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    Category,
    Phase,
    Level,
    Trait,
}

impl Facet {
    /// In the order in which they are shown.
    pub const ALL: [Facet; 4] = [Facet::Category, Facet::Phase, Facet::Level, Facet::Trait];

    /// One value of the facet, in words.
    pub fn noun(self) -> &'static str {
        match self {
            Facet::Category => "category",
            Facet::Phase => "phase",
            Facet::Level => "level",
            Facet::Trait => "trait",
        }
    }

    /// The attribute of a question's heading.
    pub fn attribute(self) -> &'static str {
        match self {
            Facet::Trait => "traits",
            other => other.noun(),
        }
    }

    /// The key in `[bank]`.
    pub fn key(self) -> &'static str {
        match self {
            Facet::Category => "categories",
            Facet::Phase => "phases",
            Facet::Level => "levels",
            Facet::Trait => "traits",
        }
    }

    /// The words that the book declares.
    pub fn vocabulary(self, bank: &Vocabularies) -> &Vocabulary {
        match self {
            Facet::Category => &bank.categories,
            Facet::Phase => &bank.phases,
            Facet::Level => &bank.levels,
            Facet::Trait => &bank.traits,
        }
    }

    /// The question's own words.
    pub fn values(self, question: &Question) -> &[Spanned] {
        match self {
            Facet::Category => question.category.as_slice(),
            Facet::Phase => question.phase.as_slice(),
            Facet::Level => question.level.as_slice(),
            Facet::Trait => &question.traits,
        }
    }
}

/// Gathers the questions and checks them. An empty vocabulary declares nothing and so allows everything.
pub fn check<'s>(site: &'s Site, vocabularies: &Vocabularies) -> (Bank<'s>, Vec<Diagnostic>) {
    let mut bank = Bank::default();
    let mut diagnostics = Vec::new();
    for (edition_index, edition) in site.editions.iter().enumerate() {
        let first = bank.entries.len();
        for (page_index, page) in edition.pages.iter().enumerate() {
            for question in &page.parsed.face.questions {
                bank.entries.push(Entry { edition: edition_index, page: page_index, question });
                check_values(question, vocabularies, &mut diagnostics);
            }
        }
        // The same question may stand in several languages under one id.
        check_ids(&bank.entries[first..], &mut diagnostics);
    }
    (bank, diagnostics)
}

/// Every id and every alias leads to one question. Ids first: where an alias is another question's id the alias is at fault.
fn check_ids(entries: &[Entry<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let mut ids: HashMap<&str, Span> = HashMap::new();
    for id in entries.iter().filter_map(|entry| entry.question.id.as_ref()) {
        match ids.get(id.value.as_str()) {
            Some(&first) => diagnostics.push(
                Diagnostic::error(
                    codes::QUESTION_ID,
                    id.span,
                    format!("the question id `{}` is used twice in the book", id.value),
                )
                .other(first, "first used here")
                .help("give one of them another id; practice records are kept under it"),
            ),
            None => {
                ids.insert(&id.value, id.span);
            }
        }
    }
    let mut aliases: HashMap<&str, Span> = HashMap::new();
    for question in entries.iter().map(|entry| entry.question) {
        for alias in &question.aliases {
            let name = alias.value.as_str();
            let fault = |message: String| Diagnostic::error(codes::QUESTION_ID, alias.span, message);
            if question.id.as_ref().is_some_and(|id| id.value == name) {
                diagnostics.push(
                    fault(format!("`{name}` is the question's own id and no alias of it"))
                        .help("an alias is an id that the question had before: take this one out"),
                );
            } else if let Some(&id) = ids.get(name) {
                diagnostics.push(
                    fault(format!("the alias `{name}` is the id of another question"))
                        .other(id, "its id is given here")
                        .help("take the alias out, or give that question another id"),
                );
            } else if let Some(&first) = aliases.get(name) {
                diagnostics.push(
                    fault(format!("the alias `{name}` is given to two questions"))
                        .other(first, "first given here")
                        .help("leave it to the question that had this id before"),
                );
            } else {
                aliases.insert(name, alias.span);
            }
        }
    }
}

fn check_values(question: &Question, bank: &Vocabularies, diagnostics: &mut Vec<Diagnostic>) {
    for facet in Facet::ALL {
        let vocabulary = facet.vocabulary(bank);
        for value in facet.values(question) {
            if vocabulary.get(&value.value).is_some() {
                continue;
            }
            if vocabulary.is_empty() {
                // Levels are compared, declared or not.
                if facet == Facet::Level && !is_level(&value.value) {
                    diagnostics.push(
                        Diagnostic::error(
                            codes::QUESTION_ATTRIBUTE,
                            value.span,
                            format!("the level `{}` is no whole number from 0 to 99", value.value),
                        )
                        .help("number the levels; words for them are declared under `[bank.levels]` in book.toml"),
                    );
                }
                continue;
            }
            diagnostics.push(
                Diagnostic::error(
                    codes::QUESTION_UNKNOWN_VALUE,
                    value.span,
                    format!("`{}` is no {} that `[bank]` declares", value.value, facet.noun()),
                )
                .help(suggestion(facet, &value.value, bank)),
            );
        }
    }
}

/// Whether a level is a whole number from 0 to 99, so that levels can be compared.
pub fn is_level(text: &str) -> bool {
    matches!(text.len(), 1 | 2)
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text.len() == 1 || !text.starts_with('0'))
}

/// What to write instead of a value that the facet's vocabulary does not have.
pub fn suggestion(facet: Facet, value: &str, bank: &Vocabularies) -> String {
    let vocabulary = facet.vocabulary(bank);
    // A title instead of an id is the likeliest slip.
    let by_title = |title: &str| vocabulary.terms.iter().find(|term| term.title == title).map(|term| term.id.as_str());
    if let Some(meant) = by_title(value) {
        return format!("did you mean `{meant}`?");
    }
    if let Some(other) = Facet::ALL.into_iter().find(|other| other.vocabulary(bank).get(value).is_some()) {
        return format!("`{value}` is a {}: write `{}={value}`", other.noun(), other.attribute());
    }
    let titles = vocabulary.terms.iter().map(|term| term.title.as_str());
    if let Some(near) = nearest(value, vocabulary.ids()).or_else(|| nearest(value, titles).and_then(by_title)) {
        return format!("did you mean `{near}`?");
    }
    let known: Vec<String> = vocabulary.ids().map(|id| format!("`{id}`")).collect();
    format!("declared are {}; others are added under `[bank.{}]` in book.toml", known.join(", "), facet.key())
}
