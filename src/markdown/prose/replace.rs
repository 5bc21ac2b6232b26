//! Replaces words of a page that was read, without reading it again.
//! In: [`Prose`], the Markdown that it was read from, and replacements within its blocks. Out: the prose of the Markdown with
//! these replacements, or nothing where one of them might change more than words.
//! Says no rather than be wrong: what it says yes to reads the same as if it were read anew, which a property test holds it to.

use super::{Block, Prose};
use std::ops::Range;

/// What may open, close or part something next to it.
const MARKS: &str = "*_~`\\[]<>&|$^{}#=";

/// What may stand for something together with what follows, however far away.
const OPENINGS: &str = "<&$^{";

/// New words for bytes of the Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement<'t> {
    /// Index of the block, of whose text the bytes are a copy.
    pub block: usize,
    /// Bytes of the Markdown.
    pub range: Range<usize>,
    pub text: &'t str,
}

impl Prose {
    /// The prose of `text`, which this was read from, with the replacements made. They are in the order of their
    /// places. `None` where the page has to be read again, since a replacement
    ///
    /// - meets another,
    /// - takes out, puts in or touches a mark of Markdown (CommonMark 0.31.2 §6: what a delimiter does depends on its
    ///   neighbours alone),
    /// - has no letter before it on its line, where marks of blocks stand (§4, §5), or changes the spaces at the end of one (§6.7), of a cell or of a
    ///   heading,
    /// - lies within brackets, whose words may be a label (§6.3), or behind what may begin HTML, an entity or a formula.
    pub fn replaced(mut self, text: &str, replacements: &[Replacement<'_>]) -> Option<Prose> {
        // Each is judged by what stands beside it, so no other may.
        let are_apart = replacements.is_sorted_by(|first, second| first.range.end < second.range.start);
        if !are_apart || !replacements.iter().all(|replacement| self.changes_words_only(text, replacement)) {
            return None;
        }
        let shifts = Shifts::of(replacements);
        let mut rest = replacements.iter().collect::<Vec<_>>();
        // An image's words stand before the block around them, so places alone do not bring the blocks in order.
        rest.sort_by_key(|replacement| replacement.block);
        let mut rest = rest.as_slice();
        for (index, block) in self.blocks.iter_mut().enumerate() {
            let of_block = rest.partition_point(|replacement| replacement.block == index);
            let (here, later) = rest.split_at(of_block);
            rest = later;
            block.replace(here, &shifts);
            if !here.is_empty() && !block.text.chars().any(char::is_alphanumeric) {
                return None;
            }
        }
        for comment in &mut self.comments {
            comment.range = shifts.place(comment.range.start)..shifts.place(comment.range.end);
        }
        Some(self)
    }

    fn changes_words_only(&self, text: &str, replacement: &Replacement<'_>) -> bool {
        let Some(block) = self.blocks.get(replacement.block) else { return false };
        let Range { start, end } = replacement.range;
        let (Some(before), Some(removed), Some(after)) = (text.get(..start), text.get(start..end), text.get(end..))
        else {
            return false;
        };
        let is_mark = |c: char| MARKS.contains(c);
        let has_mark = |words: &str| words.contains(|c| is_mark(c) || matches!(c, '\n' | '\r' | '\t'));
        let (last, next) = (before.chars().next_back(), after.chars().next());
        if has_mark(removed) || has_mark(replacement.text) {
            return false;
        }
        // What code, HTML and brackets are does not depend on the words beside them, while they stay words.
        let is_free = match (last, next) {
            (Some('`' | '>'), Some('`' | '<' | '[')) => !removed.is_empty() && !replacement.text.is_empty(),
            (Some('`' | '>'), next) => !next.is_some_and(is_mark),
            (Some(last), Some('`' | '<' | '[')) => !is_mark(last) && last != '!',
            (last, next) => !last.is_none_or(is_mark) && !next.is_some_and(is_mark),
        };
        if !is_free {
            return false;
        }
        // What is blank at the end of a line, a cell or a heading is no text, or a break.
        let is_end = |c: char| matches!(c, '\n' | '\r' | '|' | '#' | '{');
        if after.trim_start_matches([' ', '\t']).chars().next().is_none_or(is_end) {
            let is_blank = |c: char| matches!(c, ' ' | '\t');
            let ends_with = replacement.text.chars().next_back().or(last);
            if next.is_none_or(is_blank) || removed.contains(is_blank) || ends_with.is_none_or(is_blank) {
                return false;
            }
        }
        let line_start = |text: &str| text.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let Some(first) = block.runs.first().map(|run| run.source).filter(|first| *first < start) else { return false };
        let line = &before[line_start(before).max(first)..];
        // From the line's start, so that the bracket is seen which a block begins with.
        let of_block = line_start(&before[..first]);
        line.contains(char::is_alphabetic) && block.leads_to_words(before, of_block)
    }
}

/// Past the code span at `at`, whose backticks are as many at its end (CommonMark 0.31.2 §6.1); the end of `text` if it is not
/// closed there.
fn past_code(text: &[u8], at: usize) -> usize {
    let length = |at: usize| text[at..].iter().take_while(|&&byte| byte == b'`').count();
    let opening = length(at);
    let mut from = at + opening;
    while let Some(next) = memchr::memchr(b'`', &text[from..]) {
        let closing = length(from + next);
        from += next + closing;
        if closing == opening {
            return from;
        }
    }
    text.len()
}

/// Where places of the Markdown come to lie.
struct Shifts {
    /// For each replacement where it ends, and what lies from there on is shifted by; ascending.
    steps: Vec<(usize, isize)>,
}

impl Shifts {
    fn of(replacements: &[Replacement<'_>]) -> Shifts {
        let mut shift = 0;
        let step = |replacement: &Replacement<'_>| {
            shift += growth(replacement);
            (replacement.range.end, shift)
        };
        Shifts { steps: replacements.iter().map(step).collect() }
    }

    fn place(&self, at: usize) -> usize {
        let passed = self.steps.partition_point(|(end, _)| *end <= at);
        at.saturating_add_signed(passed.checked_sub(1).map_or(0, |last| self.steps[last].1))
    }
}

/// By how many bytes the text gets longer.
fn growth(replacement: &Replacement<'_>) -> isize {
    replacement.text.len().cast_signed() - replacement.range.len().cast_signed()
}

impl Block {
    /// Whether `text` from byte `from` on, which ends within this block, leaves no bracket open and nothing begun that could go
    /// on behind it. What stands in code does neither.
    fn leads_to_words(&self, text: &str, from: usize) -> bool {
        let bytes = text.as_bytes();
        let mut objects = self.runs.iter().filter(|run| !run.is_copy).map(|run| run.source).peekable();
        let mut depth = 0_u32;
        let mut at = from;
        while at < bytes.len() {
            while objects.next_if(|&object| object < at).is_some() {}
            match bytes[at] {
                b'`' if objects.peek() == Some(&at) => {
                    at = past_code(bytes, at);
                    continue;
                }
                b'[' => depth += 1,
                b']' if depth == 0 => return false,
                b']' => depth -= 1,
                byte if OPENINGS.contains(char::from(byte)) => return false,
                _ => {}
            }
            at += 1;
        }
        depth == 0
    }

    fn replace(&mut self, replacements: &[&Replacement<'_>], shifts: &Shifts) {
        // From behind, so that what lies before keeps its place.
        for replacement in replacements.iter().rev() {
            let Some(index) = self.runs.iter().rposition(|run| run.is_copy && run.source <= replacement.range.start)
            else {
                continue;
            };
            let run = self.runs[index];
            let start = run.at + (replacement.range.start - run.source);
            self.text.replace_range(start..start + replacement.range.len(), replacement.text);
            for later in &mut self.runs[index + 1..] {
                later.at = later.at.saturating_add_signed(growth(replacement));
            }
        }
        for run in &mut self.runs {
            run.source = shifts.place(run.source);
        }
        self.end = shifts.place(self.end);
    }
}

#[cfg(test)]
mod tests {
    use super::super::prose;
    use super::*;
    use crate::markdown::ParseOptions;
    use proptest::prelude::*;

    /// The Markdown with the replacements made.
    fn written(text: &str, replacements: &[Replacement<'_>]) -> String {
        let mut written = text.to_owned();
        for replacement in replacements.iter().rev() {
            written.replace_range(replacement.range.clone(), replacement.text);
        }
        written
    }

    /// The first place of some words in the first block that has them.
    fn replacement<'t>(page: &Prose, words: &str, text: &'t str) -> Replacement<'t> {
        let has_words = |(index, block): (usize, &Block)| Some((index, block.text.find(words)?));
        let (block, at) = page.blocks.iter().enumerate().find_map(has_words).expect("a block has the words");
        let range = page.blocks[block].exact(at..at + words.len()).expect("the words are a copy");
        Replacement { block, range, text }
    }

    fn said(text: &str, words: &str, new: &str) -> Option<Vec<String>> {
        let page = prose(text, &ParseOptions::default());
        let replacement = replacement(&page, words, new);
        let replaced = page.replaced(text, &[replacement])?;
        Some(replaced.blocks.into_iter().map(|block| block.text).collect())
    }

    #[test]
    fn words_are_replaced_in_their_block() {
        assert_eq!(said("# 一\n\n先说,再做 `a` 完.\n", ",", "，").unwrap(), ["一", "先说，再做 \u{fffc} 完."]);
        assert_eq!(said("[甲](a.md) 之后,乙", ",", "，").unwrap(), ["甲 之后，乙"]);
        assert_eq!(said("用 `Vec<T>[0]`,`a`", ",", "，").unwrap(), ["用 \u{fffc}，\u{fffc}"]);
    }

    #[test]
    fn whatever_may_be_more_than_words_is_refused() {
        for (text, words, new) in [
            ("重点,**词**", ",", "*"),
            ("重点 **词**", " ", ""),
            ("1, 开始", ",", "."),
            ("他 [甲,乙] 说\n\n[甲,乙]: a.md", ",", "，"),
            ("他 <甲,乙> 说", ",", "，"),
            ("他说  \n好", "说", "说 "),
            ("甲&copy,", ",", ";"),
        ] {
            assert_eq!(said(text, words, new), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn what_is_replaced_reads_as_if_it_were_read_anew(
            pieces in prop::collection::vec(prop_oneof![
                3 => prop::sample::select(vec!["甲", "乙丙", "a", "Bc", "，", ",", "“", "\"", " ", "。", "说,", "1"]),
                1 => prop::sample::select(vec![
                    "  ", "\n", "\n\n", ".", ": ", "(", ")", "「", "*", "**", "_", "~~", "`", "[", "]", "](a.md)", "![", "`a`", "`<b`", "`` ` [``", "<b>", "<", ">",
                    "&", "&amp;", ";", "\\", "|", "|-|", "$", "#", "# ", "- ", "1. ", "> ", "{#x}", "    ", "\t", "^", "=", "---", "[^1]",
                    "[^1]: ", "<!-- lint-off -->", "：", "！", "!", "\n\n甲\n", "\n| 甲 | 乙 |\n|-|-|\n| ",
                ]),
            ], 1..30),
            choices in prop::collection::vec((any::<prop::sample::Index>(), 0..3_usize, prop::sample::select(vec!["", "，", " ", "。", "a", "丁", "“", "……"])), 1..4),
        ) {
            let text: String = pieces.concat();
            let options = ParseOptions::default();
            let page = prose(&text, &options);
            let mut replacements: Vec<Replacement<'_>> = Vec::new();
            for (index, length, new) in choices {
                if page.blocks.is_empty() {
                    break;
                }
                let block = index.index(page.blocks.len());
                let places: Vec<usize> = page.blocks[block].text.char_indices().map(|(at, _)| at).chain([page.blocks[block].text.len()]).collect();
                let from = index.index(places.len());
                let to = (from + length).min(places.len() - 1);
                if let Some(range) = page.blocks[block].exact(places[from]..places[to]) {
                    replacements.push(Replacement { block, range, text: new });
                }
            }
            replacements.sort_by_key(|replacement| (replacement.range.start, replacement.range.end));
            replacements.dedup_by(|later, first| later.range.start < first.range.end || later.range.start == first.range.start);
            if let Some(replaced) = page.clone().replaced(&text, &replacements) {
                let written = written(&text, &replacements);
                let again = prose(&written, &options);
                prop_assert_eq!(format!("{:?}", replaced), format!("{:?}", again), "{:?} with {:?} is {:?}", text, replacements, written);
            }
        }
    }
}
