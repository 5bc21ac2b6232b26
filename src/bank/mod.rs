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

/// Gathers the questions and checks them. An empty vocabulary declares nothing and so allows everything.
pub fn check<'s>(site: &'s Site, vocabularies: &Vocabularies) -> (Bank<'s>, Vec<Diagnostic>) {
    let mut bank = Bank::default();
    let mut diagnostics = Vec::new();
    for (edition_index, edition) in site.editions.iter().enumerate() {
        // The same question may stand in several languages under one id.
        let mut ids: HashMap<&str, Span> = HashMap::new();
        for (page_index, page) in edition.pages.iter().enumerate() {
            for question in &page.parsed.face.questions {
                bank.entries.push(Entry { edition: edition_index, page: page_index, question });
                check_values(question, vocabularies, &mut diagnostics);
                for id in question.id.iter().chain(&question.aliases) {
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
            }
        }
    }
    (bank, diagnostics)
}

fn check_values(question: &Question, vocabularies: &Vocabularies, diagnostics: &mut Vec<Diagnostic>) {
    let mut check = |what: &str, table: &str, vocabulary: &Vocabulary, value: &Spanned| {
        if vocabulary.is_empty() || vocabulary.get(&value.value).is_some() {
            return;
        }
        let mut fault = Diagnostic::error(
            codes::QUESTION_UNKNOWN_VALUE,
            value.span,
            format!("`{}` is no {what} that `[bank]` declares", value.value),
        );
        // A title instead of an id is the likeliest slip.
        let by_title = vocabulary.terms.iter().find(|term| term.title == value.value).map(|term| term.id.as_str());
        fault = match by_title.or_else(|| nearest(&value.value, vocabulary.ids())) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => {
                let known: Vec<String> = vocabulary.ids().map(|id| format!("`{id}`")).collect();
                fault.help(format!(
                    "declared are {}; others are added under `[bank.{table}]` in book.toml",
                    known.join(", ")
                ))
            }
        };
        diagnostics.push(fault);
    };
    if let Some(category) = &question.category {
        check("category", "categories", &vocabularies.categories, category);
    }
    if let Some(level) = &question.level {
        check("level", "levels", &vocabularies.levels, level);
    }
    if let Some(phase) = &question.phase {
        check("phase", "phases", &vocabularies.phases, phase);
    }
    for name in &question.traits {
        check("trait", "traits", &vocabularies.traits, name);
    }
}
