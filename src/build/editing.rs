//! Reads the book's text as an editor does: [`crate::lint`] over all pages.
//! In: the pages as read, the site in its reading order, and `[lint]`. Out: diagnostics; or, for `check --fix`, files with their
//! certain faults mended. Writes nothing.

use crate::config::{Config, QuoteHabit, SpacingHabit};
use crate::diag::{Code, Diagnostic, FileId, Files, codes};
use crate::lint::{self, Finding, Habits, Mend, Quotes, Rule, Rules, Spacing, mend, questions, words};
use crate::markdown::ParseOptions;
use crate::markdown::prose::{Prose, Replacement, prose as read};
use crate::model::{Site, SitePath};
use crate::source::{SourcePage, SourceTree};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// How often a text is looked at again after it was mended. One mended mark can bring another to light, two seldom do.
const MOST_ROUNDS: usize = 8;

/// A page's file, mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MendedFile {
    /// Absolute.
    pub path: PathBuf,
    /// From the book's root, as messages name it.
    pub shown: String,
    /// The text as it was read, a byte order mark included.
    pub before: String,
    pub after: String,
}

/// The pages that are looked at, and how.
pub struct Editing<'a> {
    pages: Vec<(&'a SourcePage, Prose)>,
    rules: Rules,
    options: &'a ParseOptions,
    ignores_questions: bool,
    explains: bool,
}

impl<'a> Editing<'a> {
    /// `None` for books that are not in Chinese, and where `[lint]` is off.
    /// Pages that are `taken` from the original of a translation are looked at there.
    pub fn new(
        tree: &'a SourceTree,
        taken: &BTreeSet<SitePath>,
        files: &Files,
        config: &Config,
        options: &'a ParseOptions,
    ) -> Option<Editing<'a>> {
        let settings = &config.lint;
        if !settings.enable || config.book.language.primary() != "zh" {
            return None;
        }
        let is_ignored =
            |page: &SourcePage| {
                let path = page.path.as_str();
                settings.ignore.iter().map(|ignored| ignored.trim_start_matches("./").trim_matches('/')).any(
                    |ignored| path == ignored || path.strip_prefix(ignored).is_some_and(|rest| rest.starts_with('/')),
                )
            };
        let pages: Vec<(&SourcePage, Prose)> = tree
            .pages
            .par_iter()
            .filter(|page| !is_ignored(page) && !taken.contains(&page.path))
            .map(|page| (page, read(&page.expanded.text, options)))
            .collect();
        let follows_habits = settings.spacing == SpacingHabit::Auto || settings.quotes == QuoteHabit::Auto;
        // Of the page's own words, so that who mends, for whom includes are not read, finds the same.
        let of_page = |(page, prose): &(&SourcePage, Prose)| match files.get(page.file) {
            Some(file) if !page.expanded.includes.is_empty() => lint::habits(&read(&file.text, options)),
            _ => lint::habits(prose),
        };
        let habits = match follows_habits {
            true => pages.par_iter().map(of_page).reduce(Habits::default, std::ops::Add::add),
            false => Habits::default(),
        };
        Some(Editing {
            pages,
            rules: rules(config, habits),
            options,
            ignores_questions: !settings.similar_questions,
            explains: settings.abbreviations,
        })
    }

    /// Everything that is found.
    pub fn diagnostics(&self, site: &Site) -> Vec<Diagnostic> {
        let of_page = |(page, prose): &(&SourcePage, Prose)| {
            let expanded = &page.expanded;
            let found = lint::lint(prose, &expanded.text, &self.rules);
            found.iter().map(|finding| diagnostic(finding, page)).collect::<Vec<_>>()
        };
        let mut diagnostics: Vec<Diagnostic> = self.pages.par_iter().flat_map_iter(of_page).collect();
        if self.explains {
            self.abbreviations(site, &mut diagnostics);
        }
        if !self.ignores_questions {
            similar_questions(site, &mut diagnostics);
        }
        diagnostics
    }

    /// Abbreviations whose first place in reading order explains nothing.
    fn abbreviations(&self, site: &Site, diagnostics: &mut Vec<Diagnostic>) {
        let by_path: BTreeMap<&str, &(&SourcePage, Prose)> =
            self.pages.iter().map(|page| (page.0.path.as_str(), page)).collect();
        let mut known: BTreeSet<String> = self.rules.abbreviations.clone();
        for edition in &site.editions {
            let in_order = edition.pages.iter().map(|page| page.parsed.path.as_str());
            for (page, prose) in in_order.filter_map(|path| by_path.get(path)) {
                for abbreviation in words::abbreviations(prose) {
                    if !known.insert(abbreviation.word.clone()) || abbreviation.is_explained {
                        continue;
                    }
                    let finding = Finding {
                        rule: Rule::Abbreviations,
                        range: abbreviation.range,
                        message: format!("`{}` is not explained where the book first has it", abbreviation.word),
                        help: "say in brackets what it means, or add it to `[lint] known-abbreviations`".to_owned(),
                        edits: Vec::new(),
                    };
                    diagnostics.push(diagnostic(&finding, page));
                }
            }
        }
    }

    /// The pages whose own files have faults that are certain, mended until nothing certain is left. A file stays as it is where
    /// mending would change more than its words.
    pub fn mended(self, files: &Files, content: &str) -> Vec<MendedFile> {
        let mender = Mender { rules: &self.rules, options: self.options };
        let one = |(page, prose)| mender.page(page, prose, files, content);
        self.pages.into_par_iter().filter_map(one).collect()
    }
}

/// Mends pages.
struct Mender<'a> {
    rules: &'a Rules,
    options: &'a ParseOptions,
}

impl Mender<'_> {
    fn page(&self, page: &SourcePage, prose: Prose, files: &Files, content: &str) -> Option<MendedFile> {
        let file = files.get(page.file)?;
        let before: &str = &file.text;
        // Without a byte order mark, and without includes if the pages were read so.
        let is_whole = *page.expanded.text == *before;
        let after = self.text(before, if is_whole { prose } else { read(before, self.options) })?;
        let shown = match content {
            "" | "." => page.path.as_str().to_owned(),
            folder => format!("{folder}/{}", page.path.as_str()),
        };
        Some(MendedFile { path: page.source.clone(), shown, before: before.to_owned(), after })
    }

    /// `None` if nothing can be mended. `prose` is what was read from the text.
    fn text(&self, before: &str, mut prose: Prose) -> Option<String> {
        let mut mends = lint::mends(&prose, before, self.rules, |_| true);
        let mut text: Option<String> = None;
        for _ in 0..MOST_ROUNDS {
            let now = text.as_deref().unwrap_or(before);
            let chosen = mend::together(now, &mends);
            let mended = mend::apply(now, &chosen);
            if mended == now {
                break;
            }
            let replacements: Vec<Replacement<'_>> = chosen.iter().map(|mend| as_replacement(mend)).collect();
            let (frame, blocks) = (prose.frame, prose.blocks.len());
            // What a quote becomes with `smart-punctuation` hangs on the words beside it.
            let replaced = if self.options.smart_punctuation { None } else { prose.replaced(now, &replacements) };
            prose = replaced.unwrap_or_else(|| read(&mended, self.options));
            if prose.frame != frame {
                break;
            }
            // A rule looks at one block at a time: in those that had nothing to mend there is nothing now.
            let touched: BTreeSet<usize> = mends.iter().map(|mend| mend.block).collect();
            let is_same_count = prose.blocks.len() == blocks;
            mends = lint::mends(&prose, &mended, self.rules, |block| !is_same_count || touched.contains(&block));
            text = Some(mended);
        }
        text
    }
}

fn as_replacement(mend: &Mend) -> Replacement<'_> {
    Replacement { block: mend.block, range: mend.edit.range.clone(), text: &mend.edit.text }
}

fn rules(config: &Config, habits: Habits) -> Rules {
    let settings = &config.lint;
    let mut off = BTreeSet::new();
    for (rule, is_on) in [
        (Rule::HalfWidthPunctuation, settings.half_width_punctuation),
        (Rule::DoubledPunctuation, settings.doubled_punctuation),
        (Rule::FullWidthLetters, settings.full_width_letters),
        (Rule::LiteralEmphasis, settings.literal_emphasis),
        (Rule::Quotes, settings.quotes != QuoteHabit::Any),
        (Rule::UnbalancedPairs, settings.unbalanced_pairs),
        (Rule::Spacing, settings.spacing != SpacingHabit::Any),
        (Rule::DoubledWords, settings.doubled_words),
    ] {
        if !is_on {
            off.insert(rule);
        }
    }
    Rules {
        off,
        spacing: match settings.spacing {
            SpacingHabit::Auto => habits.spacing(),
            SpacingHabit::Space => Spacing::Space,
            SpacingHabit::None => Spacing::None,
            SpacingHabit::Any => Spacing::Any,
        },
        quotes: match settings.quotes {
            QuoteHabit::Auto => habits.quotes(),
            QuoteHabit::Curly => Quotes::Curly,
            QuoteHabit::Corner => Quotes::Corner,
            QuoteHabit::Any => Quotes::Any,
        },
        max_sentence: settings.max_sentence.into(),
        max_paragraph: settings.max_paragraph.into(),
        terms: settings.terms.clone(),
        abbreviations: settings.known_abbreviations.iter().cloned().collect(),
    }
}

fn diagnostic(finding: &Finding, page: &SourcePage) -> Diagnostic {
    let span = page.expanded.map.span(finding.range.clone());
    let mut fault = Diagnostic::warning(code(finding.rule), span, finding.message.as_str()).help(finding.help.as_str());
    if !finding.edits.is_empty() && span.file == page.file && span.file != FileId::DETACHED {
        fault = fault.help("`wence check --fix` does it");
    }
    fault
}

fn code(rule: Rule) -> Code {
    match rule {
        Rule::HalfWidthPunctuation => codes::LINT_HALF_WIDTH_PUNCTUATION,
        Rule::DoubledPunctuation => codes::LINT_DOUBLED_PUNCTUATION,
        Rule::FullWidthLetters => codes::LINT_FULL_WIDTH_LETTERS,
        Rule::LiteralEmphasis => codes::LINT_LITERAL_EMPHASIS,
        Rule::Quotes => codes::LINT_QUOTES,
        Rule::UnbalancedPairs => codes::LINT_UNBALANCED_PAIRS,
        Rule::Spacing => codes::LINT_SPACING,
        Rule::DoubledWords => codes::LINT_DOUBLED_WORDS,
        Rule::Terms => codes::LINT_TERMS,
        Rule::Abbreviations => codes::LINT_ABBREVIATIONS,
        Rule::LongSentences => codes::LINT_LONG_SENTENCES,
        Rule::LongParagraphs => codes::LINT_LONG_PARAGRAPHS,
        Rule::SimilarQuestions => codes::LINT_SIMILAR_QUESTIONS,
    }
}

fn similar_questions(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    for edition in &site.editions {
        let questions: Vec<_> = edition
            .pages
            .iter()
            .flat_map(|page| page.parsed.face.questions.iter().map(move |question| (page, question)))
            .collect();
        let stems: Vec<&str> = questions
            .iter()
            .map(|(page, question)| page.parsed.face.headings.get(question.heading).map_or("", |heading| &heading.text))
            .collect();
        for (later, earlier) in questions::similar(&stems) {
            let fault = Diagnostic::warning(
                codes::LINT_SIMILAR_QUESTIONS,
                questions[later].1.span,
                format!("`{}` asks nearly the same as `{}`", stems[later], stems[earlier]),
            );
            diagnostics.push(
                fault
                    .other(questions[earlier].1.span, "asked here")
                    .help("keep one of them, and give the other's id to it as an alias; or let each ask its own"),
            );
        }
    }
}
