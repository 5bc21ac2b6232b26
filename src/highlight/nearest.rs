//! Guesses which language a misspelt name meant.
//! In: the name after the fence that [`find`](super::find) did not know. Out: the id of a known language, for a hint.
//! Must never guess wildly: a wrong hint is worse than none.

use super::all;

/// Names longer than this are not misspelt language names.
const MAX_LEN: usize = 24;

/// The id of the language whose id or alias is closest to `name`: at most two edits away (insert, delete, replace,
/// swap neighbours; ASCII case does not count), at most one for names under five bytes, none for names under three.
/// Of equally close ones the first in [`all`]'s order.
pub fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let allowed = match name.len() {
        0..3 => 0,
        3..5 => 1,
        5..=MAX_LEN => 2,
        _ => return None,
    };
    let known = all().flat_map(|language| language.names().map(move |known| (known, language.id())));
    known
        // A two-letter alias is one edit away from half of all short words.
        .filter(|(known, _)| known.len() > allowed + 1 || **known == *name)
        .map(|(known, id)| (edits(name.as_bytes(), known.as_bytes()), id))
        .filter(|&(edits, _)| edits <= allowed)
        .min_by_key(|&(edits, _)| edits)
        .map(|(_, id)| id)
}

/// Edit distance with swaps of neighbours (optimal string alignment), in bytes.
fn edits(a: &[u8], b: &[u8]) -> usize {
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits() {
        assert_eq!(edits(b"json", b"json"), 0);
        assert_eq!(edits(b"jsno", b"json"), 1);
        assert_eq!(edits(b"pyton", b"python"), 1);
        assert_eq!(edits(b"", b"go"), 2);
        assert_eq!(edits(b"kitten", b"sitting"), 3);
    }

    #[test]
    fn hints_at_the_meant_language() {
        assert_eq!(nearest("pyton"), Some("python"));
        assert_eq!(nearest("Javscript"), Some("javascript"));
        assert_eq!(nearest("jsno"), Some("json"));
        assert_eq!(nearest("ymal"), Some("yaml"));
        assert_eq!(nearest("tmol"), Some("toml"));
        assert_eq!(nearest("rsut"), Some("rust"));
    }

    #[test]
    fn stays_silent_rather_than_guess() {
        for name in ["", "x", "foo", "mermaid", "math", "brainfuck", "语言", &"rust".repeat(50)] {
            assert_eq!(nearest(name), None, "{name}");
        }
    }
}
