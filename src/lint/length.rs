//! Sentences and paragraphs that go on for too long.
//! Enters: a block. Leaves: findings. Counts Chinese characters only; never mends.

use super::{Found, Rule, Rules, is_han};
use crate::markdown::prose::BlockKind;

pub fn check(found: &mut Found, rules: &Rules) {
    let line = found.line;
    if line.block.kind != BlockKind::Paragraph {
        return;
    }
    let (mut start, mut of_sentence, mut of_paragraph) = (0, 0, 0);
    let mut too_long = Vec::new();
    for index in 0..=line.chars.len() {
        let c = line.at(index);
        if c.is_some_and(is_han) {
            if of_sentence == 0 {
                start = index;
            }
            of_sentence += 1;
            of_paragraph += 1;
        }
        if c.is_none_or(|c| matches!(c, '。' | '！' | '？' | '!' | '?' | '…')) {
            if rules.max_sentence > 0 && of_sentence > rules.max_sentence {
                too_long.push((start..index, of_sentence));
            }
            of_sentence = 0;
        }
    }
    if rules.has(Rule::LongSentences) {
        for (range, count) in too_long {
            // The first words are enough to show which.
            let shown = range.start..range.end.min(range.start + 12);
            found.push(
                Rule::LongSentences,
                shown,
                None,
                format_args!("a sentence of {count} characters, more than {}", rules.max_sentence),
                "make two of it",
            );
        }
    }
    if rules.has(Rule::LongParagraphs) && rules.max_paragraph > 0 && of_paragraph > rules.max_paragraph {
        let first = line.chars.iter().position(|&(_, c)| is_han(c)).unwrap_or(0);
        found.push(
            Rule::LongParagraphs,
            first..(first + 12).min(line.chars.len()),
            None,
            format_args!("a paragraph of {of_paragraph} characters, more than {}", rules.max_paragraph),
            "make two of it",
        );
    }
}
