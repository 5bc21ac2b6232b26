//! `questions.json`: the bank for other programs.
//! In: the questions and the vocabularies. Out: JSON after the schema that the manual holds, one question a line. Its version
//! changes when a reader of the old one would misread the new one; names may be added without that.

use super::fragment::{Images, Links, Setting, fragment};
use super::{Asked, Inputs};
use crate::bank::Facet;
use crate::config::Vocabulary;
use crate::model::site_path::encode_href;
use serde::Serialize;
use std::collections::BTreeMap;

/// The file's path in the site.
pub const QUESTIONS_JSON: &str = "questions.json";

/// The version of the form.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct WireBook<'a> {
    id: &'a str,
    title: &'a str,
    language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct WireTerm<'a> {
    id: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
struct WireTime {
    least: u32,
    most: u32,
}

#[derive(Serialize)]
struct WirePart<'a> {
    kind: &'a str,
    title: &'a str,
    html: String,
}

#[derive(Serialize)]
struct WireQuestion<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<&'a str>,
    text: &'a str,
    #[serde(skip_serializing_if = "String::is_empty")]
    lead: String,
    url: String,
    page: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    traits: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<WireTime>,
    parts: Vec<WirePart<'a>>,
}

/// The whole file; `None` for a book without questions, or one that wants no such file.
pub fn questions_json(inputs: &Inputs<'_>) -> Option<String> {
    if !inputs.config.bank.json || inputs.bank.entries.is_empty() {
        return None;
    }
    let root = inputs.root();
    let book = WireBook { id: inputs.book_id, title: inputs.title, language: inputs.language(), url: root.as_deref() };
    let terms = |vocabulary: &'_ Vocabulary| {
        let terms = vocabulary.terms.iter().map(|term| WireTerm { id: &term.id, title: &term.title });
        json(&terms.collect::<Vec<_>>())
    };
    let vocabularies: BTreeMap<&str, serde_json::Value> = Facet::ALL
        .into_iter()
        .map(|facet| {
            (facet.key(), serde_json::from_str(&terms(facet.vocabulary(&inputs.config.bank))).unwrap_or_default())
        })
        .collect();
    let setting =
        Setting { links: Links::Relative, images: Images::Paths, classes: false, assets: &inputs.site.assets };
    let mut text = format!(
        "{{\"version\":{VERSION},\n\"book\":{},\n\"vocabularies\":{},\n\"questions\":[",
        json(&book),
        json(&vocabularies)
    );
    for (at, asked) in inputs.asked().enumerate() {
        text.push_str(if at > 0 { ",\n" } else { "\n" });
        text.push_str(&json(&question(&asked, &setting)));
    }
    text.push_str("\n]}\n");
    Some(text)
}

fn question<'a>(asked: &Asked<'a>, setting: &Setting<'_>) -> WireQuestion<'a> {
    let question = asked.entry.question;
    let one = |facet: Facet| facet.values(question).first().map(|value| value.value.as_str());
    WireQuestion {
        id: asked.id(),
        aliases: question.aliases.iter().map(|alias| alias.value.as_str()).collect(),
        text: &asked.heading.text,
        lead: asked.lead(setting),
        url: format!("{}#{}", encode_href(asked.page.url.as_str()), asked.id()),
        page: &asked.page.title,
        category: one(Facet::Category),
        phase: one(Facet::Phase),
        level: one(Facet::Level),
        traits: question.traits.iter().map(|name| name.value.as_str()).collect(),
        time: question.time.map(|time| WireTime { least: time.least, most: time.most }),
        parts: question
            .parts
            .iter()
            .map(|part| WirePart {
                kind: part.kind.class(),
                title: &asked.part_heading(part).text,
                html: fragment(asked.page, part.body.clone(), setting),
            })
            .collect(),
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings, numbers and lists of them are always JSON")
}
