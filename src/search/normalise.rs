//! The form in which texts and queries are compared. `js/search/normalise.js` is the same rule; the vectors in
//! `tests/js/search_vectors.json` hold both to it.
//! In: text as readers see it. Out: the same with one spelling for what means the same.
//! Must never depend on the Unicode version of whoever runs it: only code points whose properties were settled before
//! Unicode 13 (2020) are touched, since a reader's browser may be older than the build, or newer.
//!
//! The rule, in this order:
//! 1. Code points that show nothing ([`is_ignorable`]) are dropped.
//! 2. The rest is cut into clusters: a code point and what may join it ([`is_joining`]).
//! 3. A cluster whose first code point is one of [`is_settled`] becomes its NFKC form.
//! 4. Each code point becomes its lower case if it is below U+0590 or in U+1E00..U+1FFF, final sigma a plain one.
//! 5. A cluster as in 3 becomes its NFKC form once more.
//! 6. A traditional character becomes the simplified one ([`simplify`]).

use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;

/// Soft hyphen, joiners, directional marks, variation selectors, byte order mark.
pub fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

/// What NFKC may join to the code point before it: combining marks of Latin, Greek and Cyrillic, the voicing marks of kana,
/// the parts of Hangul syllables, these also as they stand alone and in half width.
pub fn is_joining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1160}'..='\u{11ff}' | '\u{1ab0}'..='\u{1abd}' | '\u{1dc0}'..='\u{1df9}'
        | '\u{20d0}'..='\u{20f0}' | '\u{3099}' | '\u{309a}' | '\u{3131}'..='\u{318e}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{ff9e}'..='\u{ffdc}')
}

/// Whether the NFKC form of a cluster that starts like this has not changed since Unicode 13.
fn is_settled(c: char) -> bool {
    match c {
        '\u{a7f1}'..='\u{a7f4}' => false,
        '\0'..='\u{ffff}' => true,
        '\u{1d400}'..='\u{1d7ff}' | '\u{1f100}'..='\u{1f2ff}' | '\u{2f800}'..='\u{2fa1f}' => true,
        _ => false,
    }
}

/// All but step 6, and but for the case of ASCII letters, which tells where the parts of an identifier start. Calls `put` for
/// each code point.
pub fn compose(text: &str, mut put: impl FnMut(char)) {
    let mut cluster = String::new();
    let mut chars = text.chars().filter(|&c| !is_ignorable(c)).peekable();
    while let Some(first) = chars.next() {
        let joins = chars.peek().is_some_and(|&next| is_joining(next));
        // By far the most: ASCII, kana and the Han of the basic block are their own NFKC form.
        if !joins
            && matches!(first, '\0'..='\x7f' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fe}' | '\u{4e00}'..='\u{9fff}')
        {
            put(first);
            continue;
        }
        if !joins {
            match first {
                // Full width ASCII, and marks of Chinese texts that are their own NFKC form.
                '\u{ff01}'..='\u{ff5e}' => {
                    char::from_u32(first as u32 - 0xfee0).into_iter().for_each(&mut put);
                    continue;
                }
                '\u{2013}'..='\u{2014}'
                | '\u{2018}'..='\u{201d}'
                | '\u{3001}'..='\u{3002}'
                | '\u{3008}'..='\u{3011}' => {
                    put(first);
                    continue;
                }
                _ => {}
            }
        }
        cluster.clear();
        cluster.push(first);
        while let Some(&next) = chars.peek() {
            if !is_joining(next) {
                break;
            }
            cluster.push(next);
            chars.next();
        }
        if is_settled(first) {
            // In lower case more letters have composed forms than in upper case.
            let lower: String = cluster.nfkc().flat_map(lower).collect();
            lower.nfkc().filter(|&c| !is_ignorable(c)).for_each(&mut put);
        } else {
            cluster.chars().flat_map(lower).for_each(&mut put);
        }
    }
}

/// Step 4. Final sigma goes by its capital.
fn lower(c: char) -> impl Iterator<Item = char> {
    let changes = matches!(c, '\0'..'\u{590}' | '\u{1e00}'..='\u{1fff}');
    let lower = if changes { Some(if c == 'ς' { 'Σ' } else { c }.to_lowercase()) } else { None };
    let same = if changes { None } else { Some(c) };
    lower.into_iter().flatten().chain(same)
}

/// What is left of the rule after [`compose`], for one code point.
pub fn fold(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { simplify(c) }
}

/// The whole rule.
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    compose(text, |c| out.push(fold(c)));
    out
}

/// The simplified form of a traditional character, or the character itself.
pub fn simplify(c: char) -> char {
    char::from_u32(simplified_code(table(), c as u32)).unwrap_or(c)
}

/// For each code point of the basic plane its simplified form, 0 where it is the same. Callers with much text keep it.
pub(super) fn table() -> &'static [u16; 1 << 16] {
    static TABLE: OnceLock<Box<[u16; 1 << 16]>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Box::new([0; 1 << 16]);
        for (traditional, simplified) in pairs() {
            // Both lie in the basic plane; a test of the data says so.
            table[traditional as usize & 0xffff] = simplified as u16;
        }
        table
    })
}

#[inline]
pub(super) fn simplified_code(table: &[u16; 1 << 16], code: u32) -> u32 {
    match table.get(code as usize) {
        Some(&simplified) if simplified != 0 => simplified.into(),
        _ => code,
    }
}

/// All pairs of a traditional character and its simplified form, by code point of the first.
pub fn pairs() -> impl Iterator<Item = (char, char)> {
    let mut chars = include_str!("simplified.txt").lines().filter(|line| !line.starts_with('#')).flat_map(str::chars);
    std::iter::from_fn(move || Some((chars.next()?, chars.next()?)))
}

/// The 3,755 characters that input methods offer first.
pub fn common_characters() -> impl Iterator<Item = char> {
    include_str!("common.txt").lines().filter(|line| !line.starts_with('#')).flat_map(str::chars)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_spelling_for_what_means_the_same() {
        for (text, expected) in [
            ("Ｒｕｓｔ　１．０", "rust 1.0"),
            ("所有權與借用", "所有权与借用"),
            ("ｶﾞｲﾄﾞ", "ガイド"),
            ("か\u{3099}", "が"),
            ("CAFE\u{301}", "café"),
            ("①②③ ㎏", "123 kg"),
            ("ΟΔΟΣ", "οδοσ"),
            ("葛\u{e0100}城", "葛城"),
            ("soft\u{ad}ware", "software"),
            ("\u{1112}\u{1161}\u{11ab}", "한"),
            ("𝐑𝐮𝐬𝐭", "rust"),
            ("跟著我", "跟着我"),
        ] {
            assert_eq!(normalise(text), expected, "{text}");
        }
    }

    #[test]
    fn the_table_of_variants_is_settled_after_one_step() {
        let mut last = '\0';
        for (traditional, simplified) in pairs() {
            assert!(last < traditional, "{traditional} is out of order");
            last = traditional;
            assert_eq!(simplify(simplified), simplified, "{traditional}");
            assert!((traditional as u32) < 0x10000 && (simplified as u32) < 0x10000);
            for c in [traditional, simplified] {
                assert!(c.to_string().nfkc().eq([c]), "{c} changes under NFKC");
            }
        }
        assert!(pairs().count() > 2900);
        assert_eq!(common_characters().count(), 3755);
    }

    proptest! {
        #[test]
        fn twice_is_once(text in any::<String>()) {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn twice_is_once_with_many_marks(
            text in "([aIiİıſΣΩÅか각ﾊ한﷼①\u{1100}-\u{1112}]|[\u{300}-\u{36f}\u{1160}-\u{11ff}\u{3099}\u{309a}\u{ff9e}\u{20d0}-\u{20f0}\u{1dc0}-\u{1df9}]){0,10}"
        ) {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }
    }

    #[test]
    fn nothing_but_a_joining_mark_turns_into_one() {
        for c in ('\0'..=char::MAX).filter(|&c| is_settled(c) && !is_joining(c)) {
            let first = c.to_string().nfkc().next();
            assert!(!first.is_some_and(is_joining), "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn every_code_point_alone_is_settled_after_one_step() {
        for c in '\0'..=char::MAX {
            let once = normalise(c.encode_utf8(&mut [0; 4]));
            assert_eq!(normalise(&once), once, "U+{:04X}", c as u32);
        }
    }
}
