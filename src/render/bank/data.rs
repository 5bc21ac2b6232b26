//! What the practice page loads: the questions' facts at once, their answers page by page when they are wanted. Classic scripts
//! that call one function each, so that they load from a folder as from a server.
//! In: an edition's questions. Out: paths and texts of the files.
//!
//! `wence.questions({categories, levels, traits, phases, files, questions})`: each vocabulary is a list of `[id, title]`, `files`
//! are the paths of the files with the answers, a question is `{id, slip, stem, lead, category, level, traits, phase, time, href,
//! file, aliases}` without what it does not have; `slip` and `lead`, what stands before the first part, are HTML, `time` is
//! `[least, most]` in seconds, `file` an index into `files`.
//!
//! `wence.answers(file, {id: [[kind, html, title], …]})`: the parts of each question in the order written; `title` is left out
//! where it is the interface's own word for the kind.

use super::super::assets::fingerprinted;
use super::super::body::{self, Shown};
use super::super::{EditionView, Renderer};
use super::{BankQuestion, FacetName, slip};
use crate::model::{Content, Html, OutputSet, PartKind, Spanned};
use serde_json::{Map, Value, json};

impl Renderer<'_> {
    /// Writes the files and answers the path of the one that names the others.
    pub(super) fn question_data(&self, edition: &EditionView<'_>, output: &mut OutputSet) -> String {
        let hash = self.inputs.config.output.html.hash_files;
        let mut write = |path: &str, text: String| {
            let path = fingerprinted(path, text.as_bytes(), hash);
            output.insert(path.as_str(), Content::from(text.into_bytes()));
            path
        };
        let mut files = Vec::new();
        let mut questions = Vec::new();
        for &page in edition.bank.of_page.keys() {
            let file = files.len();
            let mut answers = Map::new();
            let body = edition.edition.pages[page].parsed.body.html();
            for (place, question) in edition.bank.of_page(page) {
                answers.insert(question.id.to_owned(), self.parts(edition, question, &body.html));
                questions.push((place, self.record(edition, place, question, file, &body.html)));
            }
            let text = format!("wence.answers({file},{})\n", Value::Object(answers));
            files.push(write(&format!("assets/answers-{}.js", file + 1), text));
        }
        // Pages are kept by their index; the list is in reading order.
        questions.sort_by_key(|(place, _)| *place);
        let vocabulary = |name| {
            let values = &edition.bank.facet(name).values;
            values.iter().map(|value| json!([value.id, value.title])).collect::<Vec<_>>()
        };
        let data = json!({
            "categories": vocabulary(FacetName::Category),
            "levels": vocabulary(FacetName::Level),
            "traits": vocabulary(FacetName::Trait),
            "phases": vocabulary(FacetName::Phase),
            "files": files,
            "questions": questions.into_iter().map(|(_, record)| record).collect::<Vec<_>>(),
        });
        write("assets/questions.js", format!("wence.questions({data})\n"))
    }

    /// What is known of a question before its answer is wanted.
    fn record(
        &self,
        edition: &EditionView<'_>,
        place: usize,
        question: &BankQuestion<'_>,
        file: usize,
        html: &Html,
    ) -> Value {
        let own = question.question;
        let page = &edition.edition.pages[question.page];
        let list = |values: &[Spanned]| values.iter().map(|value| value.value.as_str().into()).collect::<Vec<Value>>();
        let mut record = Map::new();
        let mut set = |name: &str, value: Value| {
            let is_empty = value.is_null()
                || value.as_array().is_some_and(Vec::is_empty)
                || value.as_str().is_some_and(str::is_empty);
            if !is_empty {
                record.insert(name.to_owned(), value);
            }
        };
        let one = |value: &Option<Spanned>| value.as_ref().map_or(Value::Null, |value| value.value.as_str().into());
        set("id", question.id.into());
        set("slip", slip(place + 1, &page.language, edition.words).into());
        set("stem", question.heading.text.as_str().into());
        let shown = Shown::Elsewhere { base: "", page: &page.url };
        let lead = body::fill(html, own.lead(), &page.parsed.face, &self.inputs.site.assets, &shown, &[]);
        set("lead", lead.trim().into());
        set("category", one(&own.category));
        set("level", one(&own.level));
        set("traits", list(&own.traits).into());
        set("phase", one(&own.phase));
        set("time", own.time.map_or(Value::Null, |time| json!([time.least, time.most])));
        set("href", unescaped(&question.href(edition, "")).into());
        set("file", file.into());
        set("aliases", list(&own.aliases).into());
        Value::Object(record)
    }

    /// The parts as HTML for a page at the site's root.
    fn parts(&self, edition: &EditionView<'_>, question: &BankQuestion<'_>, html: &Html) -> Value {
        let page = &edition.edition.pages[question.page];
        let face = &page.parsed.face;
        let own = question.question;
        let shown = Shown::Elsewhere { base: "", page: &page.url };
        let parts = own.parts.iter().filter(|part| part.start < own.end).map(|part| {
            let range = part.body.start..part.body.end.min(own.end);
            let text = body::fill(html, range, face, &self.inputs.site.assets, &shown, &[]);
            let title = &face.headings[part.heading].text;
            let kind = part.kind.class();
            // The word for what is related is the practice page's own.
            let usual = edition.words.get(if part.kind == PartKind::Related { "related" } else { kind });
            match title == usual {
                true => json!([kind, text.trim()]),
                false => json!([kind, text.trim(), title]),
            }
        });
        parts.collect()
    }
}

/// An attribute's value as scripts want it.
fn unescaped(href: &str) -> String {
    href.replace("&#x27;", "'").replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&")
}
