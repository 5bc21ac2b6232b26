//! From words on a page back to the line they were written on.
//! In: the text of a page as its parser saw it, and some words that a reader sees. Out: the byte where they begin. Goes by
//! letters and digits alone, since those are what a page shows of its source as they stand there; an aid for people, who see
//! at once when it is off by a line.

/// Letters and digits that are looked for at first, and ever fewer where so many do not stand together in the source: between
/// the words that a reader sees may stand HTML, a footnote's name, an escape.
const LENGTHS: [usize; 6] = [48, 24, 12, 8, 5, 3];

/// Byte of `source` where `words` begin, as shown for the `nth` time, counted from 0; fewer times in the source give the last.
/// `None` where nothing like them stands there.
pub fn find(source: &str, words: &str, nth: usize) -> Option<usize> {
    let is_letter = |c: &char| c.is_alphanumeric();
    let words: String = words.chars().filter(is_letter).take(LENGTHS[0]).collect();
    let mut bare = String::with_capacity(source.len());
    // Where each stretch of letters begins, in `bare` and in the source.
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut in_stretch = false;
    // The address of a link, which its page does not show.
    let mut in_address = false;
    for (at, c) in source.char_indices() {
        in_address = if in_address { c != ')' && c != '\n' } else { c == '(' && source[..at].ends_with(']') };
        if in_address {
            in_stretch = false;
            continue;
        }
        if c.is_alphanumeric() {
            if !in_stretch {
                starts.push((bare.len(), at));
            }
            bare.push(c);
        }
        in_stretch = c.is_alphanumeric();
    }
    LENGTHS.iter().find_map(|&length| {
        let end = words.char_indices().nth(length).map_or(words.len(), |(end, _)| end);
        let needle = &words[..end];
        if needle.is_empty() {
            return None;
        }
        let found: Vec<usize> = bare.match_indices(needle).map(|(at, _)| at).take(nth + 1).collect();
        let at = *found.last()?;
        let (bare_start, start) = starts[starts.partition_point(|&(bare_start, _)| bare_start <= at) - 1];
        Some(start + (at - bare_start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "# 甲 {#a}\n\n见[乙](b.md)，**重点**后文。\n\n- 一样\n- 一样\n";

    #[test]
    fn words_lead_to_where_they_were_written() {
        for (words, nth, place) in [
            ("甲", 0, "甲 {#a}"),
            ("见乙，重点后文。", 0, "见[乙]"),
            ("重点后文", 0, "重点**"),
            ("一样", 0, "一样\n- 一样"),
            ("一样", 1, "一样\n"),
            ("一样", 9, "一样\n"),
        ] {
            let at = find(SOURCE, words, nth).expect(words);
            assert!(SOURCE[at..].starts_with(place), "{words}: {}", &SOURCE[at..]);
        }
        assert_eq!(find(SOURCE, "不在这里", 0), None);
        assert_eq!(find(SOURCE, "——", 0), None);
        assert_eq!(find("", "甲", 0), None);
    }

    proptest::proptest! {
        #[test]
        fn any_words_lead_to_a_character_or_nowhere(source: String, words: String, nth in 0usize..4) {
            if let Some(at) = find(&source, &words, nth) {
                proptest::prop_assert!(source.is_char_boundary(at) && at < source.len());
            }
        }
    }
}
