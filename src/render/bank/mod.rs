//! The questions of an edition as readers meet them: cards in their chapters, the page of all questions, the page to practise
//! on and its data.
//! In: an edition and the vocabularies of `[bank]`. Out: the questions in reading order, numbered, each with its facts in words
//! and the questions most like it. A book without questions, or a theme without scripts for them, has none of this.
//!
//! [`card`] writes a question into its chapter, [`pages`] the two pages, [`data`] what the practice page loads.

mod card;
mod data;
mod pages;

use super::page::escaped;
use super::words::{self, Words};
use crate::config::{Bank, Vocabulary};
use crate::model::{Edition, Heading, Question, Spanned, Time};
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) const BANK: &str = "bank.html";
pub(super) const PRACTICE: &str = "practice.html";

/// A card leads to so many questions like its own.
const MOST_NEAR: usize = 3;

/// How far questions of one facet may stand apart to be compared: what keeps the work linear in questions.
const NEAR_WINDOW: usize = 24;

/// A vocabulary names its values by stars where it has no more than so many: more cannot be told apart at a glance.
const MOST_STARS: usize = 5;

/// One of the book's questions.
pub(super) struct BankQuestion<'a> {
    /// Index into the edition's pages.
    pub page: usize,
    pub question: &'a Question,
    /// What records of practice are kept under.
    pub id: &'a str,
    pub heading: &'a Heading,
    /// Indices of the questions that share most with this one, the nearest first.
    near: Vec<usize>,
}

impl<'a> BankQuestion<'a> {
    /// The values of a facet, of which all but the traits have one at most.
    fn values(&self, facet: FacetName) -> &'a [Spanned] {
        match facet {
            FacetName::Category => self.question.category.as_slice(),
            FacetName::Level => self.question.level.as_slice(),
            FacetName::Trait => &self.question.traits,
            FacetName::Phase => self.question.phase.as_slice(),
        }
    }
}

/// What questions are sorted by, in the order of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FacetName {
    Category,
    Level,
    Trait,
    Phase,
}

impl FacetName {
    const ALL: [FacetName; 4] = [FacetName::Category, FacetName::Level, FacetName::Trait, FacetName::Phase];

    /// As scripts, addresses and the words of the interface name it.
    fn key(self) -> &'static str {
        match self {
            FacetName::Category => "category",
            FacetName::Level => "level",
            FacetName::Trait => "trait",
            FacetName::Phase => "phase",
        }
    }

    fn vocabulary(self, bank: &Bank) -> &Vocabulary {
        match self {
            FacetName::Category => &bank.categories,
            FacetName::Level => &bank.levels,
            FacetName::Trait => &bank.traits,
            FacetName::Phase => &bank.phases,
        }
    }
}

/// A facet with its values: the declared ones in their order, then others in the order of the book.
struct Facet<'a> {
    name: FacetName,
    values: Vec<FacetValue<'a>>,
}

struct FacetValue<'a> {
    id: &'a str,
    title: &'a str,
    /// How many questions have it.
    n_questions: usize,
}

impl<'a> Facet<'a> {
    fn new(name: FacetName, bank: &'a Bank, questions: &[BankQuestion<'a>]) -> Facet<'a> {
        let declared = name.vocabulary(bank).terms.iter();
        let mut values: Vec<FacetValue<'_>> =
            declared.map(|term| FacetValue { id: &term.id, title: &term.title, n_questions: 0 }).collect();
        let mut place: BTreeMap<&str, usize> = values.iter().enumerate().map(|(at, value)| (value.id, at)).collect();
        for question in questions {
            for Spanned { value: id, .. } in question.values(name) {
                let at = *place.entry(id).or_insert_with(|| {
                    values.push(FacetValue { id, title: id, n_questions: 0 });
                    values.len() - 1
                });
                values[at].n_questions += 1;
            }
        }
        Facet { name, values }
    }

    fn title(&self, id: &'a str) -> &'a str {
        self.values.iter().find(|value| value.id == id).map_or(id, |value| value.title)
    }
}

/// The questions of an edition in reading order; the first is number 1.
pub(super) struct BankView<'a> {
    pub questions: Vec<BankQuestion<'a>>,
    /// The questions of each page that has any.
    of_page: BTreeMap<usize, Range<usize>>,
    facets: [Facet<'a>; 4],
}

impl<'a> BankView<'a> {
    /// The questions of these pages, given in reading order.
    pub fn new(edition: &'a Edition, pages: impl Iterator<Item = usize>, bank: &'a Bank) -> BankView<'a> {
        let mut questions: Vec<BankQuestion<'a>> = Vec::new();
        let mut of_page = BTreeMap::new();
        for page in pages {
            let face = &edition.pages[page].parsed.face;
            let start = questions.len();
            questions.extend(face.questions.iter().filter_map(|question| {
                let heading = face.headings.get(question.heading)?;
                let id = question.id.as_ref().map_or(heading.id.as_str(), |id| &id.value);
                Some(BankQuestion { page, question, id, heading, near: Vec::new() })
            }));
            if questions.len() > start {
                of_page.insert(page, start..questions.len());
            }
        }
        let near = nearest(&questions);
        for (question, near) in questions.iter_mut().zip(near) {
            question.near = near;
        }
        let facets = FacetName::ALL.map(|name| Facet::new(name, bank, &questions));
        BankView { questions, of_page, facets }
    }

    /// The questions of a page, each with its place among all.
    fn of_page(&self, page: usize) -> impl Iterator<Item = (usize, &BankQuestion<'a>)> {
        let range = self.of_page.get(&page).cloned().unwrap_or(0..0);
        range.clone().zip(&self.questions[range])
    }

    pub fn has_page(&self, page: usize) -> bool {
        self.of_page.contains_key(&page)
    }

    fn facet(&self, name: FacetName) -> &Facet<'a> {
        let [category, level, traits, phase] = &self.facets;
        match name {
            FacetName::Category => category,
            FacetName::Level => level,
            FacetName::Trait => traits,
            FacetName::Phase => phase,
        }
    }

    /// What is known of a question in one row: what it is about, how hard it is, how long an answer takes, what it tests.
    fn facts(&self, question: &BankQuestion<'a>, words: &Words) -> String {
        let mut html = String::new();
        let own: &'a Question = question.question;
        if let Some(category) = &own.category {
            let title = self.facet(FacetName::Category).title(&category.value);
            html.push_str(&format!("<span class=\"q-category\">{}</span>", escaped(title)));
        }
        if let Some(level) = &own.level {
            let known = &self.facet(FacetName::Level).values;
            let place = known.iter().position(|value| value.id == level.value).unwrap_or(0) + 1;
            let word = escaped(words.get("level"));
            html.push_str(&match known.len() {
                ..=MOST_STARS => {
                    let stars = "★".repeat(place) + &"☆".repeat(known.len() - place);
                    format!(
                        "<span>{word} <span class=\"vh\">{place}／{}</span><span aria-hidden=\"true\">{stars}</span></span>",
                        known.len()
                    )
                }
                _ => format!("<span>{word} {}</span>", escaped(known[place - 1].title)),
            });
        }
        if let Some(time) = own.time {
            let seconds = words.count("seconds", seconds(time));
            html.push_str(&format!("<span>{} {}</span>", escaped(words.get("time")), escaped(&seconds)));
        }
        for Spanned { value, .. } in &own.traits {
            html.push_str(&format!("<span>{}</span>", escaped(self.facet(FacetName::Trait).title(value))));
        }
        html
    }
}

/// `60–120`, or one number where both are the same.
fn seconds(Time { least, most }: Time) -> String {
    if least == most { most.to_string() } else { format!("{least}–{most}") }
}

/// For each question the few that share most with it: a trait counts two, a category or a phase one. Of those that share as
/// much, the one that stands nearer. Only questions that stand within [`NEAR_WINDOW`] of one another in a facet's list are
/// compared.
fn nearest(questions: &[BankQuestion<'_>]) -> Vec<Vec<usize>> {
    const WEIGHED: [(FacetName, usize); 3] = [(FacetName::Trait, 2), (FacetName::Category, 1), (FacetName::Phase, 1)];
    let mut shared: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); questions.len()];
    for (facet, weight) in WEIGHED {
        let mut having: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, question) in questions.iter().enumerate() {
            for value in question.values(facet) {
                having.entry(&value.value).or_default().push(at);
            }
        }
        for list in having.values() {
            for (place, &one) in list.iter().enumerate() {
                for &other in list[place + 1..].iter().take(NEAR_WINDOW) {
                    *shared[one].entry(other).or_default() += weight;
                    *shared[other].entry(one).or_default() += weight;
                }
            }
        }
    }
    shared
        .into_iter()
        .enumerate()
        .map(|(at, others)| {
            // What shares one facet of the three is no more like it than most.
            let mut others: Vec<(usize, usize)> = others.into_iter().filter(|(_, weight)| *weight > 1).collect();
            others.sort_by_key(|&(other, weight)| (std::cmp::Reverse(weight), other.abs_diff(at), other));
            others.into_iter().take(MOST_NEAR).map(|(other, _)| other).collect()
        })
        .collect()
}

/// The words on a card's slip, as HTML: `第七问`, and from a hundred on digits; `Q7` in languages that write across.
fn slip(number: usize, language: &str, words: &Words) -> String {
    if !matches!(words::locale(language), "zh-CN" | "zh-TW" | "ja") {
        return format!("Q{number}");
    }
    let number = match number {
        1..100 => han_number(number),
        _ => format!("<span class=\"upright\">{number}</span>"),
    };
    escaped(words.get("question")).replace(' ', "").replace("{n}", &number)
}

/// 1 to 99 in Han numerals.
fn han_number(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number / 10 % 10, number % 10);
    let tens = match tens {
        0 => String::new(),
        1 => "十".to_owned(),
        _ => format!("{}十", DIGITS[tens]),
    };
    tens + DIGITS[ones]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_count_in_han_numerals_up_to_a_hundred() {
        let words = words::words("zh-CN");
        for (number, expected) in
            [(1, "第一问"), (10, "第十问"), (14, "第十四问"), (20, "第二十问"), (93, "第九十三问")]
        {
            assert_eq!(slip(number, "zh-CN", words), expected);
        }
        assert_eq!(slip(100, "zh-CN", words), "第<span class=\"upright\">100</span>问");
        assert_eq!(slip(7, "ja", words::words("ja")), "第七問");
        assert_eq!(slip(7, "de", words::words("de")), "Q7");
    }

    #[test]
    fn a_time_is_one_number_or_a_range() {
        assert_eq!(seconds(Time { least: 60, most: 120 }), "60–120");
        assert_eq!(seconds(Time { least: 90, most: 90 }), "90");
    }
}
