//! The words that questions are sorted by: the vocabularies of `[bank]`.
//! In: TOML values in any of three spellings. Out: [`Vocabulary`] values with the place of each term, so that the question
//! bank can name the nearest term and where the terms are declared. Knows nothing of questions.

use super::read::{Reader, Setting, Value, integer, table};
use super::text::quoted;
use crate::diag::{Diagnostic, Severity, Span, codes};
use std::collections::HashMap;
use toml::de::DeValue;

/// One word of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// What a question's heading says (`category=ID`). Never empty; no white space, quote, brace, `,` or `=`; unique in its
    /// vocabulary.
    pub id: String,
    /// What readers see; the id if no title was given. Never empty.
    pub title: String,
    /// Where the term is declared.
    pub span: Span,
}

/// The words one facet of a question may take, in the order they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Vocabulary {
    /// Empty if `book.toml` declares none.
    pub terms: Vec<Term>,
}

impl Vocabulary {
    /// The term with that id.
    pub fn get(&self, id: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.id == id)
    }

    /// All ids in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(|term| term.id.as_str())
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

table! {
    /// A term written as a table of its own.
    TermTable {
        /// What a question's heading says.
        "id" id: TermId = TermId::default();
        /// What readers see; the id if left out.
        "title" title: String = String::new();
    }
}

/// The id of a term, written as a string or, as suits levels, as a number.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[cfg_attr(test, derive(serde::Serialize), serde(transparent))]
pub struct TermId(String);

impl Setting for TermId {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let id = match value.get_ref() {
            DeValue::Integer(_) => integer(value.get_ref()).map(|number| number.to_string()),
            DeValue::String(text) => Some(text.clone().into_owned()),
            _ => {
                reader.mismatch(value, "an id: a string or a whole number");
                return None;
            }
        };
        // A number beyond 64 bits is no id anyone meant.
        match id.filter(|id| is_id(id)) {
            Some(id) => Some(TermId(id)),
            None => {
                reader.unusable(value, Severity::Error, UNUSABLE_ID);
                None
            }
        }
    }
}

const UNUSABLE_ID: &str = "has an id that a heading's attributes cannot hold: no spaces, quotes, braces, `,` or `=`";

/// What pulldown-cmark reads as one value of `{#id key=value}`, and what a list with `,` leaves whole.
fn is_id(id: &str) -> bool {
    let forbidden = |character: char| {
        character.is_whitespace() || character.is_control() || matches!(character, '"' | '\'' | '{' | '}' | ',' | '=')
    };
    !id.is_empty() && !id.contains(forbidden)
}

impl Setting for Vocabulary {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let mut collected = Collected::default();
        let (span, faults) = (reader.span(value.span()), reader.n_faults());
        match value.get_ref() {
            DeValue::Table(_) => {
                reader.table(value, &[], |id, value, reader| {
                    let span = reader.key_span();
                    let Some(title) = reader.string(value) else { return true };
                    if is_id(id) {
                        collected.add(reader, id.to_owned(), title.to_owned(), span);
                    } else {
                        reader.report(Diagnostic::error(
                            codes::CONFIG_VALUE,
                            span,
                            format!("{} {UNUSABLE_ID}", quoted(id)),
                        ));
                    }
                    true
                })?;
            }
            DeValue::Array(items) => {
                for item in items {
                    let span = reader.span(item.span());
                    if !item.get_ref().is_table() {
                        if let Some(TermId(id)) = TermId::read(item, reader) {
                            collected.add(reader, id.clone(), id, span);
                        }
                        continue;
                    }
                    let before = reader.n_faults();
                    let Some(term) = TermTable::read(item, reader) else { continue };
                    if !term.id.0.is_empty() {
                        let title = if term.title.is_empty() { term.id.0.clone() } else { term.title };
                        collected.add(reader, term.id.0, title, span);
                    } else if reader.n_faults() == before {
                        let message = format!("a term of {} has no `id`", reader.key());
                        reader.report(Diagnostic::error(codes::CONFIG_SYNTAX, span, message).help("add `id = \"…\"`"));
                    }
                }
            }
            _ => {
                let fault = reader.mismatch(value, "a table or an array");
                fault.help.push("write `id = \"title\"` lines in a table, or an array of ids".to_owned());
                return None;
            }
        }
        if collected.terms.is_empty() && reader.n_faults() == faults {
            let fault = Diagnostic::warning(codes::CONFIG_VALUE, span, format!("{} declares no term", reader.key()));
            reader.report(fault.help("declare terms, or take it out: either way questions may use any word"));
        }
        Some(Vocabulary { terms: collected.terms })
    }
}

/// The terms so far, and where each id was first seen.
#[derive(Default)]
struct Collected {
    terms: Vec<Term>,
    seen: HashMap<String, Span>,
}

impl Collected {
    fn add(&mut self, reader: &mut Reader<'_>, id: String, title: String, span: Span) {
        if let Some(&first) = self.seen.get(&id) {
            let message = format!("{} is declared twice in {}", quoted(&id), reader.key());
            reader.report(Diagnostic::error(codes::CONFIG_VALUE, span, message).other(first, "first declared here"));
            return;
        }
        let title = if title.trim().is_empty() { id.clone() } else { title };
        if let Some(same) = self.terms.iter().find(|term| term.title == title) {
            let message = format!("{} and {} have the same title", quoted(&same.id), quoted(&id));
            let fault = Diagnostic::warning(codes::CONFIG_VALUE, span, message).other(same.span, "the other term");
            reader.report(fault.help("readers could not tell them apart: give each a title of its own"));
        }
        self.seen.insert(id.clone(), span);
        self.terms.push(Term { id, title, span });
    }
}

table! {
    /// The question bank: the words that questions are sorted by.
    /// A question whose heading says another word is an error, with the nearest of these in the message.
    /// mdBook has no such table.
    ///
    /// Each vocabulary is written in one of three ways, whichever reads best: lines of `id = "title"` in the order readers see
    /// them, an array of ids, or an array of tables with `id` and `title`.
    ///
    /// ```toml
    /// [bank.categories]
    /// order = "订单跟进"
    /// crisis = "突发处理"
    ///
    /// [bank]
    /// phases = ["before", "during", "after"]
    /// levels = [{ id = 1, title = "基础" }, { id = 2, title = "进阶" }]
    /// ```
    Bank {
        /// What questions are about: the `category=` of a question's heading. A question has one.
        "categories" categories: Vocabulary = Vocabulary::default();
        /// How hard questions are: `level=`. Ids are whole numbers from 0 to 99, so that levels can be compared.
        "levels" levels: Vocabulary = Vocabulary::default();
        /// What questions test in a person: `traits=`, one or several joined by `,`.
        "traits" traits: Vocabulary = Vocabulary::default();
        /// When questions come up: `phase=`.
        "phases" phases: Vocabulary = Vocabulary::default();
        /// Whether a book with questions has a file `questions.json` that holds them for other programs.
        "json" json: bool = true;
    }
}

impl Bank {
    /// Leaves out levels whose id is no small number.
    pub(super) fn check_levels(&mut self, reader: &mut Reader<'_>) {
        self.levels.terms.retain(|level| {
            let number = level.id.len() <= 2 && level.id.bytes().all(|byte| byte.is_ascii_digit());
            let number = number && (level.id.len() == 1 || !level.id.starts_with('0'));
            if !number {
                let message = format!("the level {} is no whole number from 0 to 99", quoted(&level.id));
                let fault = Diagnostic::error(codes::CONFIG_VALUE, level.span, message);
                reader.report(fault.help("number the levels, and put the words into their titles: `1 = \"…\"`"));
            }
            number
        });
    }
}

/// What the JSON schema says of these types.
#[cfg(test)]
mod schemas {
    use super::*;
    use crate::config::values::schema;
    use serde::{Serialize, Serializer};

    schema!(TermId, "TermId", { "type": ["string", "integer"], "minLength": 1 });
    schema!(Vocabulary, "Vocabulary", {
        "anyOf": [
            { "type": "object", "additionalProperties": { "type": "string" } },
            {
                "type": "array",
                "items": {
                    "anyOf": [
                        { "type": ["string", "integer"] },
                        {
                            "type": "object",
                            "properties": { "id": { "type": ["string", "integer"] }, "title": { "type": "string" } },
                            "required": ["id"],
                            "additionalProperties": false
                        }
                    ]
                }
            }
        ]
    });

    impl Serialize for Vocabulary {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.terms.iter().map(|term| (&term.id, &term.title)))
        }
    }
}
