//! Proves that what stands in a book is found.
//! In: the pages that were indexed and the files that [`super::build`] made of them. Out: samples of the text that do not find
//! the section they were taken from. Changes nothing; takes the same samples each time.

use super::token::{Class, class};
use super::{Page, Reader};
use std::collections::HashMap;
use xxhash_rust::xxh3::xxh3_64;

/// Sections that are proved, spread evenly over the book.
const MOST_SECTIONS: usize = 4_000;

/// Characters of a sample, the least and the most.
const LENGTH: (usize, usize) = (2, 12);

/// A sample that does not find its section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// Index of the page in the list that was indexed.
    pub page: usize,
    /// Anchor of the section; empty before the first heading.
    pub id: String,
    /// What was asked for; empty where the section is not in the index at all.
    pub query: String,
}

/// Asks for the heading and for up to three stretches of the text and code of each section. `None` where the files are not an
/// index.
pub fn misses<'f>(pages: &[Page], files: impl IntoIterator<Item = &'f [u8]>) -> Option<Vec<Miss>> {
    let reader = Reader::open(files)?;
    let mut numbers: HashMap<(&str, &str), Vec<u32>> = HashMap::new();
    for (number, place) in reader.sections() {
        numbers.entry(place).or_default().push(number);
    }
    let n_sections: usize = pages.iter().map(|page| page.sections.len()).sum();
    let step = n_sections.div_ceil(MOST_SECTIONS).max(1);
    let sections = pages
        .iter()
        .enumerate()
        .flat_map(|(at, page)| page.sections.iter().map(move |section| (at, page, section)))
        .filter(|(_, _, section)| !super::is_empty(section))
        .step_by(step);
    let mut misses = Vec::new();
    for (at, page, section) in sections {
        let known = numbers.get(&(page.url, section.id)).map_or(&[][..], Vec::as_slice);
        let mut fail = |query: &str| misses.push(Miss { page: at, id: section.id.to_owned(), query: query.to_owned() });
        if known.is_empty() {
            fail("");
            continue;
        }
        let seed = xxh3_64(section.text.as_bytes());
        let samples = [
            sample(section.heading, 0),
            sample(section.text, seed),
            sample(section.text, seed.rotate_left(32)),
            sample(section.code, seed),
        ];
        for query in samples.into_iter().flatten() {
            if !known.iter().any(|&number| reader.finds(query, number)) {
                fail(query);
            }
        }
    }
    Some(misses)
}

/// A stretch of one line of the text, from where a word begins; `None` where the chosen line has nothing to ask for.
fn sample(text: &str, seed: u64) -> Option<&str> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let line = *lines.get((seed % lines.len().max(1) as u64) as usize)?;
    let characters: Vec<(usize, char)> = line.char_indices().collect();
    let from = (seed >> 16) as usize % characters.len();
    let begins = |at: usize| match class(characters[at].1) {
        Class::Between => false,
        Class::Word => at == 0 || class(characters[at - 1].1) != Class::Word,
        Class::Wide | Class::Symbol => true,
    };
    let first = (from..characters.len()).chain(0..from).find(|&at| begins(at))?;
    let length = LENGTH.0 + (seed >> 40) as usize % (LENGTH.1 - LENGTH.0 + 1);
    let end = characters.get(first + length).map_or(line.len(), |(at, _)| *at);
    Some(&line[characters[first].0..end])
}

#[cfg(test)]
mod tests {
    use super::super::{Section, Settings, build};
    use super::*;

    const TEXT: &str =
        "审单要核对 PI 与信用证，日期、金额、唛头一个都不能错。\nThe `with_capacity` call → 12 cartons.\n";

    fn pages() -> Vec<Page<'static>> {
        let section =
            |id, heading, text| Section { id, heading, level: 2, text, code: "let x_y = 1;\n", question: None };
        let sections = vec![section("a", "审单三步", TEXT), section("b", "验货", "按 AQL 2.5 抽样。\n")];
        vec![Page { url: "a.html", title: "审单", sections, ..Page::default() }]
    }

    fn files(pages: &[Page]) -> Vec<(String, Vec<u8>)> {
        build(pages, &Settings::default())
    }

    fn asked(pages: &[Page], files: &[(String, Vec<u8>)]) -> Option<Vec<Miss>> {
        misses(pages, files.iter().map(|(_, bytes)| bytes.as_slice()))
    }

    #[test]
    fn an_index_finds_what_it_was_made_of() {
        assert_eq!(asked(&pages(), &files(&pages())), Some(vec![]));
    }

    #[test]
    fn text_that_the_index_does_not_have_is_told() {
        let mut changed = pages();
        changed[0].sections[1].text = "装柜与订舱\n";
        let missed = asked(&changed, &files(&pages())).expect("our own files");
        assert!(!missed.is_empty());
        assert!(missed.iter().all(|miss| miss.id == "b" && "装柜与订舱".contains(&miss.query)), "{missed:?}");

        changed[0].sections[1].id = "c";
        let missed = asked(&changed, &files(&pages())).expect("our own files");
        assert_eq!(missed, [Miss { page: 0, id: "c".into(), query: String::new() }]);
    }

    #[test]
    fn files_that_are_no_index_are_told_from_one() {
        assert_eq!(asked(&pages(), &[("index.js".into(), b"alert(1)".to_vec())]), None);
    }

    #[test]
    fn samples_begin_where_words_do() {
        for seed in (0..2_000).map(|n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15)) {
            let Some(sample) = sample(TEXT, seed) else { panic!("the text has words") };
            let at = TEXT.find(sample).expect("cut out of it");
            let before = TEXT[..at].chars().next_back();
            let first = sample.chars().next().expect("not empty");
            assert_ne!(class(first), Class::Between, "{sample:?}");
            let inside = class(first) == Class::Word && before.is_some_and(|c| class(c) == Class::Word);
            assert!(!inside || TEXT.matches(sample).count() > 1, "{sample:?}");
        }
        assert_eq!(sample("，。\n", 7), None);
        assert_eq!(sample("", 7), None);
    }
}
