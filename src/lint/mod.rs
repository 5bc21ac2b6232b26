//! Reads Chinese text as an editor does.
//! Enters: the running text of pages ([`Prose`]) and [`Rules`]. Leaves: [`Finding`]s, each with its place in the Markdown and,
//! where there is one right way only, with the [`Edit`] that mends it. Knows no file, no configuration and no Markdown; never
//! sees code, formulas, addresses or HTML, so it can change none.
//!
//! | room | what it looks for |
//! | --- | --- |
//! | [`punctuation`] | half-width marks in Chinese, marks that are doubled, full-width letters, stars left over |
//! | [`pairs`] | straight quotes, quotes of another kind than the book's, brackets without their other half |
//! | [`spacing`] | spaces between Chinese and Latin, spaces beside full-width marks |
//! | [`words`] | words written twice, terms that have a better form, abbreviations nobody has explained |
//! | [`length`] | sentences and paragraphs too long to follow |
//! | [`questions`] | questions that ask nearly the same |
//! | [`mend`] | applies edits to a text |
//!
//! The rules are those that zhlint, AutoCorrect and textlint's Chinese presets have in common, as far as they can be told
//! from the text alone; the order of their names is that of the manual.

pub mod length;
pub mod mend;
pub mod pairs;
pub mod punctuation;
pub mod questions;
pub mod spacing;
pub mod words;

#[cfg(test)]
mod tests;

use crate::markdown::cjk::{is_wide_close, is_wide_open};
use crate::markdown::prose::{Block, BlockKind, OBJECT, Prose, keeps_id};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

/// What a rule is called. The name is that of its diagnostic without `lint-`, and its key in `[lint]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    HalfWidthPunctuation,
    DoubledPunctuation,
    FullWidthLetters,
    LiteralEmphasis,
    Quotes,
    UnbalancedPairs,
    Spacing,
    DoubledWords,
    Terms,
    Abbreviations,
    LongSentences,
    LongParagraphs,
    SimilarQuestions,
}

impl Rule {
    pub const ALL: [Rule; 13] = [
        Rule::HalfWidthPunctuation,
        Rule::DoubledPunctuation,
        Rule::FullWidthLetters,
        Rule::LiteralEmphasis,
        Rule::Quotes,
        Rule::UnbalancedPairs,
        Rule::Spacing,
        Rule::DoubledWords,
        Rule::Terms,
        Rule::Abbreviations,
        Rule::LongSentences,
        Rule::LongParagraphs,
        Rule::SimilarQuestions,
    ];

    /// As it is written in settings and comments.
    pub fn name(self) -> &'static str {
        match self {
            Rule::HalfWidthPunctuation => "half-width-punctuation",
            Rule::DoubledPunctuation => "doubled-punctuation",
            Rule::FullWidthLetters => "full-width-letters",
            Rule::LiteralEmphasis => "literal-emphasis",
            Rule::Quotes => "quotes",
            Rule::UnbalancedPairs => "unbalanced-pairs",
            Rule::Spacing => "spacing",
            Rule::DoubledWords => "doubled-words",
            Rule::Terms => "terms",
            Rule::Abbreviations => "abbreviations",
            Rule::LongSentences => "long-sentences",
            Rule::LongParagraphs => "long-paragraphs",
            Rule::SimilarQuestions => "similar-questions",
        }
    }
}

/// How Chinese and Latin stand beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spacing {
    /// One space between them.
    Space,
    None,
    /// As it comes.
    Any,
}

/// The marks around a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    /// “ ” and within them ‘ ’.
    Curly,
    /// 「 」 and within them 『 』.
    Corner,
    Any,
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Rules that are off.
    pub off: BTreeSet<Rule>,
    pub spacing: Spacing,
    pub quotes: Quotes,
    /// Most Chinese characters of a sentence; 0 for no limit.
    pub max_sentence: u32,
    /// The same of a paragraph.
    pub max_paragraph: u32,
    /// A form to avoid, and the one to write in its place.
    pub terms: BTreeMap<String, String>,
    /// Abbreviations that need no explanation.
    pub abbreviations: BTreeSet<String>,
}

impl Rules {
    pub fn has(&self, rule: Rule) -> bool {
        !self.off.contains(&rule)
    }
}

/// A replacement of bytes of the Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub range: Range<usize>,
    pub text: String,
}

/// What an editor would mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    /// Bytes of the Markdown.
    pub range: Range<usize>,
    /// One line in lower case.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Empty where a person has to decide.
    pub edits: Vec<Edit>,
}

/// How often a page does something one way or the other; summed up over a book they tell its own rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    /// Chinese beside Latin with a space between.
    pub spaced: usize,
    pub tight: usize,
    pub curly: usize,
    pub corner: usize,
}

impl std::ops::Add for Habits {
    type Output = Habits;

    fn add(self, other: Habits) -> Habits {
        Habits {
            spaced: self.spaced + other.spaced,
            tight: self.tight + other.tight,
            curly: self.curly + other.curly,
            corner: self.corner + other.corner,
        }
    }
}

impl Habits {
    /// The way that at least four of five places go; a book that goes neither way has no rule.
    pub fn spacing(self) -> Spacing {
        match (self.spaced, self.tight) {
            (spaced, tight) if spaced > 0 && spaced >= tight * 4 => Spacing::Space,
            (spaced, tight) if tight > 0 && tight >= spaced * 4 => Spacing::None,
            _ => Spacing::Any,
        }
    }

    pub fn quotes(self) -> Quotes {
        match (self.curly, self.corner) {
            (curly, corner) if corner > 0 && corner >= curly * 4 => Quotes::Corner,
            (curly, corner) if curly >= corner * 4 => Quotes::Curly,
            _ => Quotes::Any,
        }
    }
}

/// Counts a page's habits.
pub fn habits(prose: &Prose) -> Habits {
    let of_block = |block: &Block| {
        let (spaced, tight) = spacing::count(&block.text);
        let (curly, corner) = pairs::count(&block.text);
        Habits { spaced, tight, curly, corner }
    };
    prose.blocks.iter().filter(|block| has_han(&block.text)).map(of_block).fold(Habits::default(), std::ops::Add::add)
}

/// What is certain in one block of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// Index of the block.
    pub block: usize,
    pub edit: Edit,
}

/// The edits of what [`lint`] finds in some blocks of a page, without what it finds and leaves to a person.
pub fn mends(prose: &Prose, source: &str, rules: &Rules, is_wanted: impl Fn(usize) -> bool) -> Vec<Mend> {
    let quiet = Quiet::of(prose, source);
    let mut findings = Vec::new();
    let mut mends = Vec::new();
    // One list of characters after another in the same memory.
    let mut chars = Vec::new();
    for (index, block) in prose.blocks.iter().enumerate().filter(|(index, _)| is_wanted(*index)) {
        if !has_han(&block.text) {
            continue;
        }
        let line = Line::with(block, chars);
        let mut found = Found { line: &line, findings: &mut findings, is_silent: true };
        punctuation::check(&mut found, rules);
        pairs::straight(&mut found, rules);
        spacing::check(&mut found, rules);
        let is_told = |finding: &Finding| rules.has(finding.rule) && !quiet.covers(finding);
        // Of two at one place the first of this order is taken.
        findings.sort_by_key(|finding| (finding.range.start, finding.rule));
        let edits = findings.drain(..).filter(is_told).flat_map(|finding| finding.edits);
        mends.extend(edits.map(|edit| Mend { block: index, edit }));
        chars = line.chars;
    }
    mends
}

/// All that the rules find on a page, in the order of its text. `source` is the Markdown that the prose was read from.
pub fn lint(prose: &Prose, source: &str, rules: &Rules) -> Vec<Finding> {
    let quiet = Quiet::of(prose, source);
    let mut findings = Vec::new();
    let mut blocks = prose.blocks.iter().peekable();
    while let Some(block) = blocks.next() {
        let line = Line::of(block);
        let mut found = Found { line: &line, findings: &mut findings, is_silent: false };
        words::check(&mut found, rules);
        if !has_han(&block.text) {
            continue;
        }
        punctuation::check(&mut found, rules);
        pairs::check(&mut found, rules, blocks.peek().map_or("", |next| &next.text));
        spacing::check(&mut found, rules);
        length::check(&mut found, rules);
    }
    findings.retain(|finding| rules.has(finding.rule) && !quiet.covers(finding));
    findings.sort_by_key(|finding| (finding.range.start, finding.rule));
    findings
}

/// A block with its characters laid out.
pub struct Line<'b> {
    pub block: &'b Block,
    /// Each character with its byte in the block's text.
    pub chars: Vec<(usize, char)>,
    /// A bit for each character of ASCII that is among them: most rules look for one that few blocks have.
    ascii: u128,
    /// Whether there is any of U+FF10 to U+FF5A, where the full-width digits and letters are.
    has_full_width: bool,
    /// Whether two marks stand side by side.
    marks_meet: bool,
    /// Bytes of the block's text that are addresses written out.
    addresses: Vec<Range<usize>>,
}

impl<'b> Line<'b> {
    pub fn of(block: &'b Block) -> Line<'b> {
        Line::with(block, Vec::new())
    }

    /// The same in memory that was used before.
    fn with(block: &'b Block, mut chars: Vec<(usize, char)>) -> Line<'b> {
        chars.clear();
        let (mut ascii, mut has_full_width, mut marks_meet, mut follows_mark) = (0, false, false, false);
        for (at, c) in block.text.char_indices() {
            let mut is_mark = false;
            if c.is_ascii() {
                ascii |= 1 << c as u32;
            } else {
                has_full_width |= ('\u{ff10}'..='\u{ff5a}').contains(&c);
                is_mark = is_wide_close(c);
                marks_meet |= is_mark && follows_mark;
            }
            follows_mark = is_mark;
            chars.push((at, c));
        }
        let has_colon = ascii & 1 << u32::from(':') != 0;
        let addresses = if has_colon { addresses(&block.text) } else { Vec::new() };
        Line { block, chars, ascii, has_full_width, marks_meet, addresses }
    }

    /// Whether there may be a full-width letter or digit.
    pub fn has_full_width(&self) -> bool {
        self.has_full_width
    }

    /// Whether two of the wide marks that end or part stand side by side.
    pub fn marks_meet(&self) -> bool {
        self.marks_meet
    }

    /// Whether a byte of the text lies within an address, whose characters are no words and no marks of a sentence.
    fn is_address(&self, at: usize) -> bool {
        self.addresses.iter().any(|address| address.contains(&at))
    }

    /// Whether one of these characters, all of ASCII, is in the block.
    pub fn has_any(&self, ascii: &str) -> bool {
        ascii.bytes().any(|byte| self.ascii & 1_u128 << byte != 0)
    }

    /// The character at an index; `None` outside the block.
    pub fn at(&self, index: usize) -> Option<char> {
        self.chars.get(index).map(|&(_, c)| c)
    }

    /// The character before an index.
    pub fn before(&self, index: usize) -> Option<char> {
        self.at(index.checked_sub(1)?)
    }

    /// Bytes of the text between two indices.
    pub fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let place = |index: usize| self.chars.get(index).map_or(self.block.text.len(), |&(at, _)| at);
        place(range.start)..place(range.end)
    }

    pub fn text(&self, range: Range<usize>) -> &'b str {
        &self.block.text[self.bytes(range)]
    }
}

/// Where addresses such as `https://example.org/甲` stand that are no links: as far as neither a blank nor a wide mark stands,
/// without the marks of the sentence at their end.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut addresses: Vec<Range<usize>> = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), "://") {
        let scheme = text[..at].bytes().rev().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
        let start = at - scheme.count();
        if start == at || addresses.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let ends = |c: char| {
            c.is_whitespace() || c == OBJECT || is_wide_mark(c) || matches!(c, '<' | '>' | '"' | '“' | '”' | '‘' | '’')
        };
        let length = text[at..].find(ends).unwrap_or(text.len() - at);
        let marks = [')', ',', '.', ';', ':', '!', '?', '\''];
        addresses.push(start..at + text[at..at + length].trim_end_matches(marks).len());
    }
    addresses
}

/// Takes down what is found in one block.
pub struct Found<'f, 'b> {
    pub line: &'f Line<'b>,
    findings: &'f mut Vec<Finding>,
    /// Whether only edits are wanted: findings have no words then, and those without an edit are dropped.
    is_silent: bool,
}

impl Found<'_, '_> {
    /// A finding at some characters. `mend` is what they should be, where that is certain.
    pub fn push(
        &mut self,
        rule: Rule,
        range: Range<usize>,
        mend: Option<String>,
        message: impl fmt::Display,
        help: impl fmt::Display,
    ) {
        let edits: Vec<(Range<usize>, String)> = mend.map(|text| (range.clone(), text)).into_iter().collect();
        self.push_edits(rule, range, &edits, message, help);
    }

    /// The same with several edits, all of which must be possible.
    pub fn push_edits(
        &mut self,
        rule: Rule,
        range: Range<usize>,
        edits: &[(Range<usize>, String)],
        message: impl fmt::Display,
        help: impl fmt::Display,
    ) {
        let block = self.line.block;
        if !self.line.addresses.is_empty() {
            let is_within = |range: &Range<usize>| {
                let bytes = self.line.bytes(range.clone());
                self.line.is_address(bytes.start)
                    && (!edits.is_empty() || self.line.is_address(bytes.end.saturating_sub(1)))
            };
            if edits.iter().map(|(range, _)| range).chain([&range]).any(is_within) {
                return;
            }
        }
        let exact: Option<Vec<Edit>> = edits
            .iter()
            .map(|(range, text)| {
                let range = block.exact(self.line.bytes(range.clone()))?;
                Some(Edit { range, text: text.clone() })
            })
            .collect();
        let mut exact = exact.unwrap_or_default();
        if block.kind == BlockKind::Heading && !exact.is_empty() {
            // Links lead to the id that the words make.
            let mut after = block.text.clone();
            let mut places: Vec<_> = edits.iter().map(|(range, text)| (self.line.bytes(range.clone()), text)).collect();
            places.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
            for (range, text) in places {
                after.replace_range(range, text);
            }
            if !keeps_id(&block.text, &after) {
                exact.clear();
            }
        }
        // Words are for readers: who only mends does without.
        if self.is_silent && exact.is_empty() {
            return;
        }
        let say = |words: &dyn fmt::Display| if self.is_silent { String::new() } else { words.to_string() };
        self.findings.push(Finding {
            rule,
            range: block.source(self.line.bytes(range)),
            message: say(&message),
            help: say(&help),
            edits: exact,
        });
    }
}

/// Where the author has asked for silence: `<!-- lint-ignore RULES -->` for its own line and the next, `<!-- lint-off RULES -->`
/// until `<!-- lint-on -->`. Without names all rules are meant.
struct Quiet {
    stretches: Vec<(Range<usize>, Vec<String>)>,
}

impl Quiet {
    fn of(prose: &Prose, source: &str) -> Quiet {
        let line_end = |at: usize| source[at..].find('\n').map_or(source.len(), |length| at + length + 1);
        let mut stretches = Vec::new();
        let mut open: Option<(usize, Vec<String>)> = None;
        for comment in &prose.comments {
            let mut words = comment.text.split([' ', ',', '\t']).filter(|word| !word.is_empty());
            let verb = words.next();
            let names: Vec<String> = words.map(str::to_owned).collect();
            let start = source[..comment.range.start].rfind('\n').map_or(0, |at| at + 1);
            match verb {
                Some("lint-ignore") => {
                    // The comment may stand above its text, with an empty line between.
                    let mut end = line_end(comment.range.end);
                    while end < source.len() && source[end..line_end(end)].trim().is_empty() {
                        end = line_end(end);
                    }
                    stretches.push((start..line_end(end), names));
                }
                Some("lint-off") if open.is_none() => open = Some((start, names)),
                Some("lint-on") => stretches.extend(open.take().map(|(from, names)| (from..comment.range.end, names))),
                _ => {}
            }
        }
        stretches.extend(open.map(|(from, names)| (from..source.len() + 1, names)));
        Quiet { stretches }
    }

    fn covers(&self, finding: &Finding) -> bool {
        self.stretches.iter().any(|(range, names)| {
            range.contains(&finding.range.start)
                && (names.is_empty() || names.iter().any(|name| name == finding.rule.name()))
        })
    }
}

/// A Chinese character, kana included.
pub fn is_han(c: char) -> bool {
    c >= '\u{2e80}' && crate::markdown::cjk::is_ideograph_or_kana(c)
}

fn has_han(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_han)
}

/// A mark of Chinese as wide as a character.
pub fn is_wide_mark(c: char) -> bool {
    is_wide_close(c) || is_wide_open(c)
}

/// Text that Chinese marks go with: a character, a mark of it, or a quote.
pub fn is_chinese(c: char) -> bool {
    is_han(c) || is_wide_mark(c) || matches!(c, '”' | '’' | '“' | '‘')
}

/// A letter or digit of Latin.
pub fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('\u{c0}'..='\u{24f}').contains(&c) && !matches!(c, '×' | '÷')
}

/// What a placeholder or a break is not.
pub fn is_text(c: char) -> bool {
    c != OBJECT && c != '\n'
}
