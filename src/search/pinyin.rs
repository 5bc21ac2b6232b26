//! Names of headings and terms as they are typed without an input method.
//! In: normalised headings, titles, tags. Out: alias terms for the ordered shards, and the table of readings that the
//! browser needs to tell which alias was meant. Knows no postings: an alias leads to Chinese characters, which are then
//! searched like any others, so that texts are found too and matches can be marked.
//!
//! An alias is `~`, the initials of up to [`WINDOW`] characters in a row, and these characters: `~syq所有权`. One order by
//! initials serves initials (`syq`), whole and unfinished pinyin (`suoyouquan`, `suoyouq`: the readings filter what the
//! initials find) and wrong characters of the right sound. A name longer than the window is found by its start, and by its
//! later windows. Characters read in several ways stand under each initial.

use super::posting::FxHashMap;
use super::token::{Class, class};
use pinyin::ToPinyinMulti;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// First character of an alias; no token has it.
pub const ALIAS: char = '~';

/// Most characters of one alias.
pub const WINDOW: usize = 4;

/// Most readings of one character. The usual ones come first in the data; the fourth and later are of old books.
const MOST_READINGS: usize = 3;

/// Most characters of one window that are not read the usual way: one, as in 银行; two are hardly ever one word.
const MOST_UNUSUAL: usize = 1;

/// The toneless readings of a character, `ü` written `v` and `üe` written `ue` as on a keyboard, the usual one first; empty if it has none.
pub fn readings(c: char) -> Vec<Cow<'static, str>> {
    let mut readings: Vec<Cow<str>> = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let plain = match reading.plain() {
            plain if plain.contains('ü') => Cow::Owned(plain.replace("üe", "ue").replace('ü', "v")),
            plain => Cow::Borrowed(plain),
        };
        // Interjections such as `hng` and `m` have no vowel; nobody types them.
        if plain.contains(['a', 'e', 'i', 'o', 'u', 'v'])
            && !readings.contains(&plain)
            && readings.len() < MOST_READINGS
        {
            readings.push(plain);
        }
    }
    readings
}

/// Characters that start no word, or few.
const STARTS_NOTHING: &str = "的了和与或及等在是之吗呢吧个们地得着过也都而且就";

/// The first letters of a character's readings, the usual one first.
fn initials_of(c: char) -> Vec<char> {
    let mut initials: Vec<char> = Vec::new();
    for initial in readings(c).iter().filter_map(|reading| reading.chars().next()) {
        if !initials.contains(&initial) {
            initials.push(initial);
        }
    }
    initials
}

/// The common characters by syllable, a line each, in order: made from [`common_characters`] and [`readings`] by a test, since
/// making it anew took a seventh of the time of a small book's index.
const COMMON_READINGS: &str = include_str!("readings.txt");

/// A line of [`COMMON_READINGS`]: its syllable, and the characters.
fn split_syllable(line: &str) -> (&str, &str) {
    line.split_at(line.find(|c: char| !c.is_ascii()).unwrap_or(line.len()))
}

/// Collects names and gives their aliases.
#[derive(Default)]
pub struct Aliases {
    /// Each with the number of names that hold it.
    windows: FxHashMap<String, u32>,
}

impl Aliases {
    /// Takes every window of a normalised name.
    pub fn add(&mut self, name: &str) {
        let is_read = |c: char| ('\u{3400}'..'\u{ac00}').contains(&c) && class(c) == Class::Wide;
        for run in name.split(|c| !is_read(c)).filter(|run| !run.is_empty()) {
            let is_single = run.chars().nth(1).is_none();
            for (start, first) in run.char_indices() {
                let window = &run[start..];
                let end = window.char_indices().nth(WINDOW).map_or(window.len(), |(end, _)| end);
                // A single character is a name only where nothing stands beside it.
                if is_single || window.len() > first.len_utf8() && !STARTS_NOTHING.contains(first) {
                    match self.windows.get_mut(&window[..end]) {
                        Some(count) => *count += 1,
                        None => {
                            self.windows.insert(window[..end].to_owned(), 1);
                        }
                    }
                }
            }
        }
    }

    /// The characters of all names, sorted.
    fn characters(&self) -> Vec<char> {
        let mut characters: Vec<char> = self.windows.keys().flat_map(|window| window.chars()).collect();
        characters.sort_unstable();
        characters.dedup();
        characters
    }

    /// The alias terms, sorted and unique, each with the number of names that hold it.
    pub fn terms(&self) -> Vec<(String, u32)> {
        let mut initials: FxHashMap<char, Vec<char>> = FxHashMap::default();
        let mut terms = Vec::with_capacity(self.windows.len() * 2);
        // The initials so far, and how many of them are unusual.
        let mut keys = Vec::new();
        for (window, &count) in &self.windows {
            keys.clear();
            keys.push(([ALIAS; WINDOW], 0));
            let mut length = 0;
            for c in window.chars() {
                let of = initials.entry(c).or_insert_with(|| initials_of(c));
                let known = keys.len();
                for key in 0..known {
                    let (so_far, unusual) = keys[key];
                    for (at, &initial) in of.iter().enumerate() {
                        let mut longer = so_far;
                        longer[length] = initial;
                        if at == 0 {
                            keys[key] = (longer, unusual);
                        } else if unusual < MOST_UNUSUAL {
                            keys.push((longer, unusual + 1));
                        }
                    }
                }
                if of.is_empty() {
                    keys.clear();
                }
                length += 1;
            }
            for (key, _) in &keys {
                let mut term = String::with_capacity(1 + length + window.len());
                term.push(ALIAS);
                term.extend(&key[..length]);
                term.push_str(window);
                terms.push((term, count));
            }
        }
        terms.sort_unstable();
        terms
    }

    /// Each syllable of the names followed by its characters, syllables in order: those of the names and the common ones. Other
    /// syllables can lead to no name.
    pub fn table(&self) -> String {
        let mut named: BTreeMap<Cow<str>, Vec<char>> = BTreeMap::new();
        for c in self.characters() {
            for reading in readings(c) {
                named.entry(reading).or_default().push(c);
            }
        }
        let mut common = COMMON_READINGS.lines().map(split_syllable).peekable();
        let mut table = String::new();
        for (syllable, mut characters) in named {
            while common.next_if(|(other, _)| *other < &*syllable).is_some() {}
            if let Some((_, others)) = common.next_if(|(other, _)| *other == syllable) {
                characters.extend(others.chars());
                characters.sort_unstable();
                characters.dedup();
            }
            table.push_str(&syllable);
            table.extend(characters);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::super::normalise::common_characters;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_common_characters_stand_under_their_readings() {
        let mut by_syllable: BTreeMap<Cow<str>, BTreeSet<char>> = BTreeMap::new();
        for c in common_characters() {
            for reading in readings(c) {
                by_syllable.entry(reading).or_default().insert(c);
            }
        }
        let mut expected = String::new();
        for (syllable, characters) in by_syllable {
            expected.push_str(&syllable);
            expected.extend(characters);
            expected.push('\n');
        }
        if std::env::var_os("WENCE_BLESS").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/search/readings.txt"), &expected)
                .expect("written");
        } else {
            assert_eq!(COMMON_READINGS, expected, "write it again with WENCE_BLESS=1");
        }
    }

    fn terms(names: &[&str]) -> Vec<String> {
        let mut aliases = Aliases::default();
        names.iter().for_each(|name| aliases.add(name));
        aliases.terms().into_iter().map(|(term, _)| term).collect()
    }

    #[test]
    fn every_window_under_every_initial() {
        assert_eq!(terms(&["借用"]), ["~jy借用"]);
        assert_eq!(terms(&["用 rust 写银行"]), ["~xyh写银行", "~xyx写银行", "~yh银行", "~yx银行", "~y用"]);
        let long = terms(&["生命周期省略"]);
        for expected in ["~smzq生命周期", "~mzqs命周期省", "~zqsl周期省略", "~qsl期省略", "~sl省略", "~xl省略"]
        {
            assert!(long.iter().any(|term| term == expected), "{expected} in {long:?}");
        }
        assert!(long.is_sorted());
        assert_eq!(terms(&["锁"]), ["~s锁"]);
        assert!(terms(&["a", "", "がぎ"]).is_empty());
    }

    #[test]
    fn readings_are_what_a_keyboard_types() {
        assert_eq!(readings('重'), ["zhong", "chong", "tong"]);
        assert_eq!(readings('绿'), ["lv", "lu"]);
        assert_eq!(readings('略'), ["lue"]);
        assert!(readings('a').is_empty());
        for c in common_characters() {
            let all = readings(c);
            assert!(!all.is_empty(), "{c}");
            assert!(all.iter().all(|reading| reading.bytes().all(|b| b.is_ascii_lowercase())), "{c} {all:?}");
        }
    }

    #[test]
    fn the_table_holds_names_and_common_characters() {
        let mut aliases = Aliases::default();
        aliases.add("犇羴");
        let table = aliases.table();
        let ben = table.find("ben").expect("a syllable");
        let next = table[ben + 3..].find(|c: char| c.is_ascii()).expect("more follow") + ben + 3;
        assert!(table[ben..next].contains('犇') && table[ben..next].contains('本'));
    }
}
