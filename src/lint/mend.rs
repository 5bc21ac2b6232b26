//! Mends a text.
//! Enters: a text and mends of it. Leaves: the text with those mends that do not touch each other, and what changed line by
//! line. Writes nothing.

use super::Mend;
use std::ops::Range;

/// A line that an edit changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedLine {
    /// From 1.
    pub number: usize,
    pub before: String,
    pub after: String,
}

/// Those of the mends that can be made together, in the order of their places. Of two that overlap, or meet at one place, the
/// first is taken: another look at the new text finds what is left.
pub fn together<'m>(text: &str, mends: &'m [Mend]) -> Vec<&'m Mend> {
    let mut ordered: Vec<&Mend> = mends.iter().collect();
    ordered.sort_by_key(|mend| (mend.edit.range.start, mend.edit.range.end));
    let mut last: Option<&Range<usize>> = None;
    ordered.retain(|&mend| {
        let range = &mend.edit.range;
        let meets = last.is_some_and(|last| range.start < last.end || range == last);
        let is_taken = !meets && text.get(range.clone()).is_some();
        if is_taken {
            last = Some(range);
        }
        is_taken
    });
    ordered
}

/// The text with mends made that [`together`] has chosen.
pub fn apply(text: &str, mends: &[&Mend]) -> String {
    let mut mended = String::with_capacity(text.len() + mends.len() * 3);
    let mut at = 0;
    for Mend { edit, .. } in mends {
        mended.push_str(&text[at..edit.range.start]);
        mended.push_str(&edit.text);
        at = edit.range.end;
    }
    mended.push_str(&text[at..]);
    mended
}

/// The lines that differ. Both texts have the same number of lines where no edit adds or removes a break, which none of the
/// rules does.
pub fn changed_lines(before: &str, after: &str) -> Vec<ChangedLine> {
    let lines = before.lines().zip(after.lines()).enumerate();
    lines
        .filter(|(_, (before, after))| before != after)
        .map(|(index, (before, after))| ChangedLine {
            number: index + 1,
            before: before.to_owned(),
            after: after.to_owned(),
        })
        .collect()
}
