//! Looks words up in a language's word lists.
//! In: the lists of a table, once; then one word at a time. Out: the list that holds the word.
//! Must never compare a word with more than a few others: this runs for every identifier of every code block.

use super::Class;

/// Words of one kind.
#[derive(Clone, Copy)]
pub(super) struct Words {
    pub class: Class,
    /// The words, separated by white space.
    pub list: &'static str,
    pub then: Then,
    /// Words such as `type` or `match` that are reserved only in some places: they count when a blank and then the
    /// start of a name, a literal or a bracket follows, so `type = 1` and `match.group()` stay plain.
    pub soft: bool,
}

impl Words {
    /// Words that are always of this class.
    pub const fn new(class: Class, list: &'static str) -> Words {
        Words { class, list, then: Then::Nothing, soft: false }
    }

    /// Keywords after which the name of a thing of this class follows, as after `fn` or `class`.
    pub const fn naming(class: Class, list: &'static str) -> Words {
        Words { class: Class::Keyword, list, then: Then::Name(class), soft: false }
    }

    /// Keywords that are values, so that a slash after them divides: `this`.
    pub const fn value(list: &'static str) -> Words {
        Words { class: Class::Keyword, list, then: Then::Value, soft: false }
    }

    /// The same words, reserved in some places only.
    pub const fn soft(self) -> Words {
        Words { soft: true, ..self }
    }
}

/// What a word says about what follows it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    Nothing,
    /// The next word is a name of this class, unless it is itself in a list.
    Name(Class),
    /// The word is an operand.
    Value,
}

/// All word lists of a language as a hash table.
pub(super) struct WordMap {
    /// Index into `words` plus one; 0 is empty. A power of two long, at most a quarter full.
    slots: Vec<u16>,
    words: Vec<(&'static [u8], &'static Words)>,
    longest: usize,
    fold_case: bool,
}

impl WordMap {
    /// Where a word stands in two lists, the first one counts.
    pub fn new(lists: &'static [Words], fold_case: bool) -> WordMap {
        let words: Vec<_> = lists
            .iter()
            .flat_map(|list| list.list.split_ascii_whitespace().map(move |word| (word.as_bytes(), list)))
            .collect();
        let mut map = WordMap {
            slots: vec![0; (words.len() * 4).next_power_of_two()],
            longest: words.iter().map(|(word, _)| word.len()).max().unwrap_or(0),
            words,
            fold_case,
        };
        for i in 0..map.words.len() {
            let mut slot = map.first_slot(map.words[i].0);
            while map.slots[slot] != 0 {
                slot = (slot + 1) & (map.slots.len() - 1);
            }
            map.slots[slot] = (i + 1) as u16;
        }
        map
    }

    /// The list that holds `word`, which is not empty.
    pub fn get(&self, word: &[u8]) -> Option<&'static Words> {
        if word.len() > self.longest {
            return None;
        }
        let mut slot = self.first_slot(word);
        loop {
            let (known, list) = self.words[usize::from(self.slots[slot]).checked_sub(1)?];
            if known == word || (self.fold_case && known.eq_ignore_ascii_case(word)) {
                return Some(list);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    /// Four bytes and the length tell the words of a language apart well enough, and the case bit is set so that
    /// folded look-ups need no second function.
    fn first_slot(&self, word: &[u8]) -> usize {
        let at = |i: usize| u32::from(word[i] | 0x20);
        let len = word.len();
        let key = at(0) | at(len / 2) << 8 | at(len - 1) << 16 | at(len.min(2) - 1) << 24;
        let hash = (key ^ (len as u32) << 5).wrapping_mul(0x9E37_79B1);
        (hash >> 16) as usize & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static LISTS: &[Words] = &[Words::new(Class::Keyword, "if else return"), Words::new(Class::Type, "int if")];

    #[test]
    fn finds_each_word_and_no_other() {
        let map = WordMap::new(LISTS, false);
        let class = |word: &str| map.get(word.as_bytes()).map(|list| list.class);
        assert_eq!(class("return"), Some(Class::Keyword));
        assert_eq!(class("int"), Some(Class::Type));
        assert_eq!(class("if"), Some(Class::Keyword), "the first list counts");
        assert_eq!(class("Return"), None);
        assert_eq!(class("returns"), None);
        assert_eq!(class("函数"), None);
    }

    #[test]
    fn folds_case_where_asked() {
        let map = WordMap::new(LISTS, true);
        assert!(map.get(b"RETURN").is_some());
        assert!(map.get(b"Int").is_some());
    }

    #[test]
    fn an_empty_map_holds_nothing() {
        assert!(WordMap::new(&[], false).get(b"if").is_none());
    }
}
