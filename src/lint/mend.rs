//! Applies edits to a text.
//! Enters: a text and edits of it. Leaves: the text with those edits that do not touch each other, and what changed line by
//! line. Writes nothing.

use super::Edit;
use std::borrow::Borrow;
use std::ops::Range;

/// A line that an edit changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedLine {
    /// From 1.
    pub number: usize,
    pub before: String,
    pub after: String,
}

/// Applies edits in the order of their places. Of two that overlap, or meet at one place, the first is taken: another look
/// at the new text finds what is left.
pub fn apply(text: &str, edits: &[impl Borrow<Edit>]) -> String {
    let mut ordered: Vec<&Edit> = edits.iter().map(Borrow::borrow).collect();
    ordered.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut mended = String::with_capacity(text.len());
    let mut at = 0;
    let mut last: Option<&Range<usize>> = None;
    for edit in ordered {
        let meets = last.is_some_and(|last| edit.range.start < last.end || edit.range == *last);
        if meets || text.get(edit.range.clone()).is_none() {
            continue;
        }
        mended.push_str(&text[at..edit.range.start]);
        mended.push_str(&edit.text);
        at = edit.range.end;
        last = Some(&edit.range);
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
