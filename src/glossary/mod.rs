//! The glossary: the terms that `[glossary]` names a page for, and where the other pages first use them.
//! In: the site, and for each page the HTML and the ranges of running text that its parse recorded. Out: a [`Glossary`] for
//! each edition, a diagnostic for each name given twice and each term without an explanation, and places for links. Parses
//! nothing and writes no HTML.
//!
//! Terms are found when pages are rendered, in the ranges that `markdown` recorded: a page's parse then depends on its own text
//! alone, and a change of the glossary parses one page, the glossary. Start at [`gather`].

pub mod names;

use crate::config;
use crate::diag::{Diagnostic, Place, codes};
use crate::markdown::cjk;
use crate::model::{Definition, Edition, Site, SitePath};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use pulldown_cmark_escape::escape_html_body_text;
use std::collections::HashMap;
use std::ops::Range;

/// The terms of one edition.
#[derive(Debug)]
pub struct Glossary {
    /// Path of the page that explains them, which links to none of them.
    pub page: SitePath,
    /// In the order of that page.
    pub terms: Vec<Definition>,
    /// Finds every spelling of every name; without one if no term may be linked.
    spellings: Option<AhoCorasick>,
    /// Index of the term for each spelling.
    term_of: Vec<u32>,
}

/// Where a page first uses a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Bytes of the page's HTML, inside one of its ranges of running text.
    pub range: Range<u32>,
    /// Index into the glossary's terms.
    pub term: usize,
}

/// The glossary of each edition, in the order of the site's; empty if the book has none.
pub fn gather(site: &Site, settings: &config::Glossary) -> (Vec<Option<Glossary>>, Vec<Diagnostic>) {
    let Some(file) = &settings.file else { return (Vec::new(), Vec::new()) };
    let mut diagnostics = Vec::new();
    let place = || file.span.map_or(Place::File("book.toml".to_owned()), Place::At);
    let path = SitePath::new(file.value.as_str());
    let mut one = |edition: &Edition| {
        let page = path.as_ref().and_then(|path| edition.by_path.get(path));
        let Some(&page) = page else {
            let message = format!("the glossary `{}` is no page of the book", file.value.as_str());
            let mut fault = Diagnostic::warning(codes::GLOSSARY_NOT_FOUND, place(), message);
            fault = match crate::diag::nearest(file.value.as_str(), edition.by_path.keys().map(SitePath::as_str)) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help("the path is relative to the folder of the pages"),
            };
            diagnostics.push(fault);
            return None;
        };
        let page = &edition.pages[page];
        let terms = &page.parsed.face.definitions;
        if terms.is_empty() {
            let message = format!("the glossary `{}` has no definition list", file.value.as_str());
            diagnostics.push(
                Diagnostic::warning(codes::GLOSSARY_NOT_FOUND, place(), message)
                    .help("write a term on a line and its explanation on the next, after `: `"),
            );
        }
        Some(Glossary::new(page.parsed.path.clone(), terms, settings.link, &mut diagnostics))
    };
    let glossaries = site.editions.iter().map(&mut one).collect();
    (glossaries, diagnostics)
}

impl Glossary {
    fn new(page: SitePath, terms: &[Definition], links: bool, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut spellings: Vec<String> = Vec::new();
        let mut term_of = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        for (index, term) in terms.iter().enumerate() {
            if term.text.is_empty() {
                diagnostics.push(
                    Diagnostic::warning(
                        codes::GLOSSARY_TERM,
                        term.span,
                        format!("the term `{}` has no explanation", term.term),
                    )
                    .help("write one on the next line, after `: `"),
                );
            }
            for name in names::names(&term.term) {
                if let Some(&first) = known.get(&name) {
                    diagnostics.push(
                        Diagnostic::warning(
                            codes::GLOSSARY_TERM,
                            term.span,
                            format!("the term `{name}` is explained twice"),
                        )
                        .other(terms[first].span, "first explained here")
                        .help("join the two entries, or leave the name out of one of them"),
                    );
                    continue;
                }
                for spelling in names::spellings(&name) {
                    // Ranges of running text are HTML, so what is looked for must be too.
                    let mut escaped = String::with_capacity(spelling.len());
                    escape_html_body_text(&mut escaped, &spelling).expect("writing to a string does not fail");
                    spellings.push(escaped);
                    term_of.push(index as u32);
                }
                known.insert(name, index);
            }
        }
        // Overlapping matches are asked for, since the longest one may not stand between word borders. A contiguous NFA is
        // linear in the text and small: a glossary of 1,000 terms takes some 100 KB.
        let automaton = (links && !spellings.is_empty()).then(|| {
            AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(&spellings)
        });
        // It fails above 2^31 bytes of names only, which no page holds; then nothing is linked.
        Glossary { page, terms: terms.to_vec(), spellings: automaton.and_then(Result::ok), term_of }
    }

    /// Whether pages show the same links under both, and readers the same explanations.
    pub fn is_alike(&self, other: &Glossary) -> bool {
        self.page == other.page
            && self.has_links() == other.has_links()
            && self.terms.len() == other.terms.len()
            && self.terms.iter().zip(&other.terms).all(|(one, other)| one.is_alike(other))
    }

    /// Whether pages link to the terms at all.
    pub fn has_links(&self) -> bool {
        self.spellings.is_some()
    }

    /// Where a page first uses each term: `html` is the page's, `prose` its ranges of running text in order. Sorted by place,
    /// disjoint, a term once. Of names that begin at one place the longest counts, and what lies inside a name that counts is
    /// no other name.
    pub fn first_uses(&self, html: &str, prose: &[Range<u32>]) -> Vec<Use> {
        let Some(spellings) = &self.spellings else { return Vec::new() };
        let mut uses = Vec::new();
        let mut is_used = vec![false; self.terms.len()];
        let mut found: Vec<(usize, usize, u32)> = Vec::new();
        for range in prose {
            let (start, end) = (range.start as usize, range.end as usize);
            let Some(text) = html.get(start..end) else { continue };
            found.clear();
            for found_here in spellings.find_overlapping_iter(text) {
                let at = found_here.span().range();
                if stands_alone(text, &at) {
                    found.push((at.start, at.end, self.term_of[found_here.pattern().as_usize()]));
                }
            }
            found.sort_unstable_by_key(|&(from, to, _)| (from, std::cmp::Reverse(to)));
            let mut after = 0;
            for &(from, to, term) in &found {
                if from < after {
                    continue;
                }
                after = to;
                if !std::mem::replace(&mut is_used[term as usize], true) {
                    uses.push(Use { range: (start + from) as u32..(start + to) as u32, term: term as usize });
                }
            }
        }
        uses
    }
}

/// Whether the name at `at` is a word of its own there: Latin letters and digits do not go on beyond it, as they do in `LCD`
/// around `LC`. Between Han there are no such borders. Nor is it the name of a character reference, as `lt` is in `&lt;`.
fn stands_alone(text: &str, at: &Range<usize>) -> bool {
    let goes_on = |inside: Option<char>, outside: Option<char>| {
        let is_letter = |character: Option<char>| {
            character.is_some_and(|character| character.is_alphanumeric() && !cjk::is_cjk(character))
        };
        is_letter(inside) && is_letter(outside)
    };
    let name = &text[at.clone()];
    let (before, after) = (&text[..at.start], &text[at.end..]);
    let is_reference = before.ends_with('&') && after.starts_with(';');
    !is_reference
        && !goes_on(name.chars().next(), before.chars().next_back())
        && !goes_on(name.chars().next_back(), after.chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Files, Span};

    fn span(at: usize) -> Span {
        Span::new(Files::default().insert("glossary.md", "".into()), at..at + 1)
    }

    fn glossary(terms: &[(&str, &str)]) -> (Glossary, Vec<Diagnostic>) {
        let terms: Vec<Definition> = terms
            .iter()
            .enumerate()
            .map(|(at, (term, text))| Definition {
                id: format!("t{at}"),
                term: (*term).to_owned(),
                text: (*text).to_owned(),
                span: span(at),
            })
            .collect();
        let mut diagnostics = Vec::new();
        let glossary = Glossary::new(SitePath::new("glossary.md").unwrap(), &terms, true, &mut diagnostics);
        (glossary, diagnostics)
    }

    fn found<'t>(glossary: &Glossary, text: &'t str) -> Vec<(&'t str, usize)> {
        let whole = 0..text.len() as u32;
        let uses = glossary.first_uses(text, std::slice::from_ref(&whole));
        uses.into_iter().map(|one| (&text[one.range.start as usize..one.range.end as usize], one.term)).collect()
    }

    #[test]
    fn the_longest_name_wins_and_each_term_is_linked_once() {
        let (glossary, faults) = glossary(&[
            ("提单（Bill of Lading, B/L）", "收货凭证"),
            ("正本提单", "可凭以提货"),
            ("起订量（Minimum Order Quantity, MOQ）", "一次至少要订的数量"),
        ]);
        assert!(faults.is_empty());
        assert_eq!(found(&glossary, "正本提单和提单，提单"), [("正本提单", 1), ("提单", 0)]);
        assert_eq!(found(&glossary, "the bill of lading, then the B/L; MOQ"), [("bill of lading", 0), ("MOQ", 2)]);
        assert_eq!(found(&glossary, "起订量即MOQ，先谈MOQ"), [("起订量", 2)]);
    }

    #[test]
    fn latin_names_keep_to_word_borders_and_han_has_none() {
        let (glossary, _) =
            glossary(&[("LC", "a"), ("LC 打包", "b"), ("AQL", "c"), ("lt", "d"), ("R&D", "e"), ("箱单", "f")]);
        assert!(found(&glossary, "LCD、ALC、LC2、&lt;b&gt;").is_empty());
        assert_eq!(found(&glossary, "用LC付，查AQL表"), [("LC", 0), ("AQL", 2)]);
        // The longest spelling stands on a border only without what follows.
        assert_eq!(found(&glossary, "LC 打包"), [("LC 打包", 1)]);
        assert_eq!(found(&glossary, "the R&amp;D team"), [("R&amp;D", 4)]);
        assert_eq!(found(&glossary, "装箱单据"), [("箱单", 5)]);
        let (glossary, _) = super::tests::glossary(&[("lead", "a"), ("lead time", "b")]);
        assert_eq!(found(&glossary, "Lead times"), [("Lead", 0)]);
    }

    #[test]
    fn ranges_are_looked_through_in_order_and_nothing_else_is() {
        let (glossary, _) = glossary(&[("起订量", "a"), ("柜", "b"), ("拼箱", "c")]);
        let html = "<h1>起订量</h1><p>先谈起订量，再谈<code>拼箱</code>拼箱</p>";
        let places: Vec<Range<u32>> = [("先谈起订量，再谈", 0), ("拼箱</p>", 1)]
            .iter()
            .map(|(text, _)| {
                let at = html.find(text).unwrap();
                at as u32..(at + text.trim_end_matches("</p>").len()) as u32
            })
            .collect();
        let uses = glossary.first_uses(html, &places);
        let at = html.find("谈起").unwrap() + "谈".len();
        assert_eq!(uses[0], Use { range: at as u32..(at + "起订量".len()) as u32, term: 0 });
        assert_eq!(uses.len(), 2);
        // Ranges of another text are passed over.
        assert!(glossary.first_uses("一", &[1..2, 0..900]).is_empty());
    }

    #[test]
    fn double_terms_and_terms_without_an_explanation_are_told() {
        let (_, faults) = glossary(&[("MOQ", "起订量"), ("最小订量（MOQ）", "一次至少要订的数量"), ("电放", "")]);
        let messages: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(messages, ["the term `MOQ` is explained twice", "the term `电放` has no explanation"]);
        assert_eq!(faults[0].code, codes::GLOSSARY_TERM);
    }

    /// Nested names are the worst case: every one of them matches at every place.
    #[test]
    fn finding_takes_time_in_proportion_to_the_text() {
        let names: Vec<String> = (2..40).map(|length| "单".repeat(length)).collect();
        let terms: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "a")).collect();
        let (glossary, _) = glossary(&terms);
        let time = |characters: usize| {
            let text = "单".repeat(characters);
            let start = std::time::Instant::now();
            assert!(!found(&glossary, &text).is_empty());
            start.elapsed().as_secs_f64()
        };
        let small = (0..3).map(|_| time(500)).fold(f64::MAX, f64::min);
        let large = (0..3).map(|_| time(4_000)).fold(f64::MAX, f64::min);
        assert!(large < small * 8.0 * 4.0, "8 times the text took {:.1} times as long", large / small);
    }
}
