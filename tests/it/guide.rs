//! What the guide owes its readers: every point of its outline is treated, every question is there and well-formed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn pages() -> BTreeMap<PathBuf, String> {
    fn walk(folder: &Path, pages: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, pages);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.insert(path.clone(), fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut pages = BTreeMap::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), &mut pages);
    pages
}

/// The entries of the front matter's `covers: [P1, E2]`.
fn covered(text: &str) -> BTreeSet<String> {
    let line = text.lines().map(str::trim).find_map(|line| line.strip_prefix("covers: [")).unwrap_or("]");
    let list = line.trim_end_matches(']');
    list.split(',').map(|entry| entry.trim().to_owned()).filter(|entry| !entry.is_empty()).collect()
}

#[test]
fn every_point_is_covered_and_every_correction_made() {
    let covered: BTreeSet<String> = pages().values().flat_map(|text| covered(text)).collect();
    let wanted = (1..=77).map(|number| format!("P{number}")).chain((1..=14).map(|number| format!("E{number}")));
    let missing: Vec<String> = wanted.filter(|entry| !covered.contains(entry)).collect();
    assert!(missing.is_empty(), "no page covers {missing:?}");
}

#[test]
fn the_six_core_questions_and_the_four_reverse_questions_are_typed() {
    let all: String = pages().into_values().collect();
    for id in [
        "intro-self",
        "intro-why-merchandiser",
        "order-accuracy-ontime",
        "crisis-rush-or-change",
        "crisis-worst-complaint",
        "career-pressure",
        "ask-biggest-challenge",
        "ask-collaboration",
        "ask-training",
        "ask-top-traits",
    ] {
        assert!(all.contains(&format!("{{#{id} .question category=")), "{id}");
    }
}

/// The parts of a page's questions: the heading's line, and all below it up to the next question.
fn questions(text: &str) -> Vec<(&str, &str)> {
    let starts: Vec<usize> = text.match_indices("\n## ").map(|(at, _)| at + 1).chain([text.len()]).collect();
    let sections = starts.windows(2).map(|pair| &text[pair[0]..pair[1]]);
    sections.filter_map(|section| section.split_once('\n')).filter(|(line, _)| line.contains(" .question ")).collect()
}

#[test]
fn the_bank_is_as_large_as_promised_and_each_question_leads_to_what_it_needs() {
    let pages = pages();
    let all: Vec<(&str, &str)> = pages.values().flat_map(|text| questions(text)).collect();
    assert!(all.len() >= 93, "{} questions", all.len());
    let of = |attribute: &str, value: &str| {
        let holds = |line: &str| {
            let words = line.split([' ', '}']).filter_map(|word| word.strip_prefix(attribute));
            words.flat_map(|list| list.split(',')).any(|one| one == value)
        };
        all.iter().filter(|(line, _)| holds(line)).count()
    };
    for value in ["detail", "communication", "resilience", "ownership", "problem-solving"] {
        assert!(of("traits=", value) >= 10, "{value}: {}", of("traits=", value));
    }
    for value in
        ["intro", "order", "production", "client", "doc", "pay", "crisis", "data", "career", "en", "industry", "ask"]
    {
        assert!(of("category=", value) > 0, "{value}");
    }
    for (line, body) in all {
        let related = body.split("{.related}").nth(1).unwrap_or_default();
        assert!(related.contains("](../knowledge/"), "no knowledge: {line}");
        assert!(related.contains("](../traits/"), "no trait: {line}");
    }
}

/// What stands after `name=` in a question's heading.
fn attribute<'line>(line: &'line str, name: &str) -> &'line str {
    line.split([' ', '}']).find_map(|word| word.strip_prefix(name)).unwrap_or_default()
}

/// The pages of a folder beside the questions' that a text links to: `../knowledge/` gives `payment.md` and its like.
fn linked<'text>(text: &'text str, folder: &str) -> BTreeSet<&'text str> {
    text.split(&format!("]({folder}")).skip(1).filter_map(|rest| rest.split([')', '#']).next()).collect()
}

#[test]
fn what_a_question_leads_to_leads_back_to_it() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let pages = pages();
    let text = |folder: &str, page: &str| pages[&content.join(folder).join(page)].as_str();
    for (path, page) in &pages {
        let file = path.file_name().and_then(|name| name.to_str()).expect("pages have names of ASCII");
        for (line, body) in questions(page) {
            let id = line.split("{#").nth(1).and_then(|rest| rest.split(' ').next()).expect("questions have ids");
            let back = format!("](../questions/{file}#{id})");
            let related = body.split("{.related}").nth(1).unwrap_or_default();
            for name in attribute(line, "traits=").split(',') {
                let of_trait = format!("{name}.md");
                assert!(linked(related, "../traits/").contains(of_trait.as_str()), "{id} does not lead to {of_trait}");
                assert!(text("traits", &of_trait).contains(&back), "{of_trait} does not lead to {id}");
            }
            let knowledge = linked(related, "../knowledge/");
            assert!(
                knowledge.iter().any(|page| text("knowledge", page).contains(&back)),
                "none of {knowledge:?} leads to {id}"
            );
        }
    }
}

#[test]
fn every_page_shows_how_it_is_done() {
    for (path, text) in pages() {
        let shows = text.contains("> [!EXAMPLE]") || !questions(&text).is_empty();
        assert!(shows, "{} has no example", path.display());
    }
}

#[test]
fn the_glossary_explains_each_of_its_terms_once() {
    let pages = pages();
    let (_, text) = pages.iter().find(|(path, _)| path.ends_with("content/glossary.md")).expect("there is a glossary");
    let lines: Vec<&str> = text.lines().collect();
    let terms: Vec<&str> = lines.windows(2).filter(|pair| pair[1].starts_with(": ")).map(|pair| pair[0]).collect();
    assert!(terms.len() >= 120, "{} terms", terms.len());
    let names: BTreeSet<&str> = terms.iter().map(|term| term.split('\u{ff08}').next().unwrap_or(term)).collect();
    assert_eq!(names.len(), terms.len());
}
