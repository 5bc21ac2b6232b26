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

#[test]
fn chinese_text_has_full_width_punctuation() {
    let is_han = |character: char| ('\u{4e00}'..='\u{9fff}').contains(&character);
    let mut faults = Vec::new();
    for (path, text) in pages() {
        let mut in_code = false;
        for (number, line) in text.lines().enumerate() {
            in_code ^= line.starts_with("```");
            if in_code {
                continue;
            }
            let characters: Vec<char> = line.chars().collect();
            for pair in characters.windows(2) {
                if is_han(pair[0]) && matches!(pair[1], ',' | '?' | '!' | ';' | ':' | '(') {
                    faults.push(format!("{}:{}: {line}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "half-width marks after Han:\n{}", faults.join("\n"));
}
