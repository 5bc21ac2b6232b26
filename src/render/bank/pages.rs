//! `bank.html`, the page of all questions, and `practice.html`, where they are practised.
//! In: an edition's questions. Out: a list that is complete without script, and a page that needs it and says so.

use super::super::context::Fields;
use super::super::policy::{self, SiteNeeds};
use super::super::{EditionView, Renderer, policy_value};
use super::{BANK, BankQuestion, FacetName, PRACTICE};
use crate::diag::Diagnostic;
use crate::model::{ActiveContent, OutputSet, SitePath};
use std::collections::BTreeMap;
use tera::Value;

impl Renderer<'_> {
    /// Both pages, and the data of the second.
    pub(in crate::render) fn bank_pages(
        &self,
        edition: &EditionView<'_>,
        output: &mut OutputSet,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let words = edition.words;
        let n_questions = edition.bank.questions.len();
        let lead = words.count("bank_lead", n_questions);
        let fields = self
            .bank_fields(edition, BANK, "bank", words.get("bank"))
            .text("description", &lead)
            .text("shown", &words.count("shown", n_questions).replace("{m}", &n_questions.to_string()))
            .value("question_groups", question_groups(edition));
        let html = self.inputs.theme.render("bank.html", &edition.shared.with("", fields.build()), 0, diagnostics);
        output.insert(BANK, html);

        let data = self.question_data(edition, output);
        let mut active_content = ActiveContent::default();
        for &page in edition.bank.of_page.keys() {
            active_content.extend(&edition.edition.pages[page].parsed.body.active_content);
        }
        let needs = SiteNeeds { recordings: true, ..self.needs.clone() };
        let setting = &self.inputs.config.output.html.content_security_policy;
        let fields = self
            .bank_fields(edition, PRACTICE, "practice", words.get("practice"))
            .text("description", words.get("practice_lead"))
            .text("data", &data)
            .value("policy", policy_value(policy::policy(setting, &needs, &active_content)));
        let html = self.inputs.theme.render("practice.html", &edition.shared.with("", fields.build()), 0, diagnostics);
        output.insert(PRACTICE, html);
    }

    fn bank_fields(&self, edition: &EditionView<'_>, path: &str, kind: &str, title: &str) -> Fields {
        let url = SitePath::root().join_below(path);
        let head_title = if self.title.is_empty() { title.to_owned() } else { format!("{title} · {}", self.title) };
        let facets = edition.bank.facets.iter().filter_map(|facet| {
            let values: Vec<Value> = facet
                .values
                .iter()
                .filter(|value| value.n_questions > 0)
                .map(|value| {
                    let fields = Fields::default().text("id", value.id).text("title", value.title);
                    fields.value("count", value.n_questions).build()
                })
                .collect();
            let key = facet.name.key();
            // Where all questions have the same value, or none has any, there is nothing to choose.
            (values.len() > 1).then(|| {
                Fields::default()
                    .text("name", key)
                    .text("title", edition.words.get(key))
                    .value("values", values)
                    .build()
            })
        });
        self.fields(kind, &url, &head_title)
            .text("title", title)
            .text("language", &edition.edition.language)
            .text("direction", edition.direction)
            .value("n_questions", edition.bank.questions.len())
            .value("facets", facets.collect::<Vec<_>>())
    }
}

/// The questions by category, in the vocabulary's order; those without stand last, under their pages' titles.
fn question_groups(edition: &EditionView<'_>) -> Vec<Value> {
    let bank = &edition.bank;
    let mut by_category: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut by_page: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut pages: Vec<usize> = Vec::new();
    for (place, question) in bank.questions.iter().enumerate() {
        match &question.question.category {
            Some(category) => by_category.entry(&category.value).or_default().push(place),
            None => {
                let group = by_page.entry(question.page).or_default();
                if group.is_empty() {
                    pages.push(question.page);
                }
                group.push(place);
            }
        }
    }
    let categories = bank.facet(FacetName::Category).values.iter();
    let categories = categories.filter_map(|value| Some((value.title, by_category.get(value.id)?)));
    let pages = pages.iter().filter_map(|page| Some((&*edition.edition.pages[*page].title, by_page.get(page)?)));
    let group = |(title, places): (&str, &Vec<usize>)| {
        let rows: Vec<Value> = places.iter().map(|&place| row(edition, place, &bank.questions[place])).collect();
        Fields::default().text("title", title).value("questions", rows).build()
    };
    categories.chain(pages).map(group).collect()
}

/// A question as the list shows it.
fn row(edition: &EditionView<'_>, place: usize, question: &BankQuestion<'_>) -> Value {
    let joined = |facet| {
        let values: Vec<&str> = question.values(facet).iter().map(|value| value.value.as_str()).collect();
        values.join(" ")
    };
    let aliases: Vec<&str> = question.question.aliases.iter().map(|alias| alias.value.as_str()).collect();
    Fields::default()
        .text("id", question.id)
        .text("aliases", &aliases.join(" "))
        .value("number", place + 1)
        .html("href", &question.href(edition, ""))
        .html("title", &question.heading.html)
        .html("facts", &edition.bank.facts(question, edition.words))
        .text("category", &joined(FacetName::Category))
        .text("level", &joined(FacetName::Level))
        .text("traits", &joined(FacetName::Trait))
        .text("phase", &joined(FacetName::Phase))
        .maybe("time", question.question.time.map(|time| time.most.to_string()).as_deref())
        .build()
}
