//! Words: written twice, in a form to avoid, or not explained.
//! Enters: a block. Leaves: findings, and for abbreviations their uses, since only a whole book tells which is the first.
//! Never mends: a word may be part of another.

use super::{Found, Rule, Rules, has_han, is_han};
use crate::markdown::prose::{Block, BlockKind, Prose};
use std::ops::Range;

/// Characters that are hardly ever meant twice in a row.
const ONCE: &str = "的了是在和与把被及或从向于就都也很";

/// Words of two characters of the same kind.
const ONCE_WORDS: [&str; 16] = [
    "我们", "你们", "他们", "可以", "如果", "但是", "因为", "所以", "这个", "那个", "一个", "进行", "需要", "没有",
    "以及", "已经",
];

/// Words in which a character of [`ONCE`] stands twice.
const TWICE: [&str; 8] = ["的的确确", "是是非非", "了了", "在在", "就就", "从从容容", "与与", "很很"];

pub fn check(found: &mut Found, rules: &Rules) {
    if rules.has(Rule::DoubledWords) {
        doubled_characters(found);
        doubled_latin(found);
    }
    if rules.has(Rule::Terms) {
        terms(found, rules);
    }
}

fn doubled_characters(found: &mut Found) {
    let line = found.line;
    for index in 1..line.chars.len() {
        let (before, here) = (line.chars[index - 1].1, line.chars[index].1);
        if before == here && is_han(here) && ONCE.contains(here) {
            let around = line.text(index - 1..(index + 3).min(line.chars.len()));
            if !TWICE.iter().any(|word| around.starts_with(word)) {
                report(found, index - 1..index + 1);
            }
        }
        if index + 3 <= line.chars.len() && line.chars[index].1 == line.at(index + 2).unwrap_or('\0') {
            let word = line.text(index - 1..index + 1);
            if ONCE_WORDS.contains(&word) && line.text(index + 1..(index + 3).min(line.chars.len())) == word {
                report(found, index - 1..index + 3);
            }
        }
    }
}

/// `the the`, in any capitals.
fn doubled_latin(found: &mut Found) {
    const MAY_REPEAT: [&str; 5] = ["that", "had", "bye", "ha", "no"];
    let line = found.line;
    let text = &line.block.text;
    if !text.is_ascii() && !text.contains(' ') {
        return;
    }
    let mut last: Option<(usize, &str)> = None;
    let mut at = 0;
    for word in text.split(' ') {
        let start = at;
        at += word.len() + 1;
        let is_word = word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        if let Some((from, before)) = last
            && is_word
            && before.eq_ignore_ascii_case(word)
            && !MAY_REPEAT.contains(&before.to_ascii_lowercase().as_str())
        {
            let index = |place| line.chars.partition_point(|&(byte, _)| byte < place);
            report(found, index(from)..index(start + word.len()));
        }
        last = is_word.then_some((start, word));
    }
}

fn report(found: &mut Found, range: Range<usize>) {
    let words = found.line.text(range.clone());
    found.push(Rule::DoubledWords, range, None, format_args!("`{words}`: written twice"), "take one of the two out");
}

fn terms(found: &mut Found, rules: &Rules) {
    let line = found.line;
    let text = &line.block.text;
    for (avoid, prefer) in &rules.terms {
        for (at, _) in text.match_indices(avoid.as_str()) {
            // The better form may hold the other one.
            let is_within = prefer.match_indices(avoid.as_str()).any(|(offset, _)| {
                at.checked_sub(offset)
                    .is_some_and(|start| text.get(start..).is_some_and(|rest| rest.starts_with(prefer.as_str())))
            });
            let is_part = avoid.is_ascii() && {
                let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
                is_letter(text[..at].chars().next_back()) || is_letter(text[at + avoid.len()..].chars().next())
            };
            if is_within || is_part || avoid.is_empty() {
                continue;
            }
            let index = line.chars.partition_point(|&(byte, _)| byte < at);
            let end = index + avoid.chars().count();
            let message = format_args!("`{avoid}` is written `{prefer}` in this book");
            found.push(
                Rule::Terms,
                index..end,
                None,
                message,
                format_args!("write `{prefer}`, or ignore it where another word is meant"),
            );
        }
    }
}

/// One place where an abbreviation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abbreviation {
    pub word: String,
    /// Bytes of the Markdown.
    pub range: Range<usize>,
    /// Whether the words around it say what it means.
    pub is_explained: bool,
}

/// The first place of each abbreviation of a page: a word of two to eight capitals.
pub fn abbreviations(prose: &Prose) -> Vec<Abbreviation> {
    let mut found: Vec<Abbreviation> = Vec::new();
    for block in &prose.blocks {
        let in_chinese = has_han(&block.text);
        for range in capitals(&block.text) {
            let word = &block.text[range.clone()];
            let is_explained = block.kind == BlockKind::Term || explains(block, &range);
            match found.iter_mut().find(|known| known.word == word) {
                Some(known) => known.is_explained |= is_explained && in_same_line(known, block),
                None if in_chinese || is_explained => {
                    found.push(Abbreviation { word: word.to_owned(), range: block.source(range), is_explained })
                }
                None => {}
            }
        }
    }
    found
}

/// An explanation later in the same block counts for the place before it.
fn in_same_line(known: &Abbreviation, block: &Block) -> bool {
    let of_block = block.source(0..block.text.len());
    of_block.contains(&known.range.start)
}

/// Words of two to eight capitals; numerals, the names of alerts (`[!TIP]`) and numbers such as `BF-2106` are none.
fn capitals(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let word = &bytes[at..at + length];
        let is_numeral = word.iter().all(|byte| matches!(byte, b'I' | b'V' | b'X'));
        let is_alert = bytes[..at].ends_with(b"[!");
        // `BF-2106` is a number of something.
        let is_code = matches!(bytes[at + length..], [b'-', digit, ..] if digit.is_ascii_digit());
        if (2..=8).contains(&length) && word.iter().all(u8::is_ascii_uppercase) && !is_numeral && !is_alert && !is_code
        {
            ranges.push(at..at + length);
        }
        at += length.max(1);
    }
    ranges
}

/// `MOQ（起订量）`, `起订量（MOQ）`, `起订量 MOQ（…`, `MOQ：起订量`, `MOQ 是…`, `MOQ 即…`.
fn explains(block: &Block, range: &Range<usize>) -> bool {
    let before = block.text[..range.start].trim_end_matches([' ', '“', '「']);
    let after = block.text[range.end..].trim_start_matches([' ', '”', '」']);
    let opens = |c: char| matches!(c, '（' | '(');
    if let Some(rest) = after.strip_prefix(opens) {
        let inside = rest.split(['）', ')']).next().unwrap_or_default();
        return has_han(inside) || inside.split_whitespace().count() > 1;
    }
    if before.ends_with(opens) {
        return before
            .trim_end_matches(opens)
            .trim_end()
            .chars()
            .next_back()
            .is_some_and(|c| is_han(c) || matches!(c, '”' | '》'));
    }
    // 起订量（Minimum Order Quantity，MOQ）
    let last_open = before.rfind(opens);
    let last_close = before.rfind(['）', ')']);
    if last_open > last_close && after.starts_with(['）', ')', '，', ',', '、']) {
        return true;
    }
    ["是", "即", "指", "：", "全称", "也就是", "——"].iter().any(|word| after.starts_with(word))
}
