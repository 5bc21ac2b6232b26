//! What a text is cut into. `js/search/normalise.js` cuts queries by the same classes of characters.
//! In: text as readers see it. Out: its pieces, and the terms a word is filed under.
//! Never segments by a dictionary: any two neighbouring characters of a script without spaces are a term, so that whatever a
//! reader selects there can be found.

use super::normalise::{compose, fold, is_ignorable, is_joining, simplified_code, table};

/// Longest term of a word, in code points; longer ones are cut, in the index and in the query alike.
pub const LONGEST_WORD: usize = 40;

/// Most parts of a word longer than [`LONGEST_WORD`] that get terms of their own, so that a blob of letters does not flood the
/// index. Of shorter words every part does.
const MOST_PARTS: usize = 12;

/// What a code point is to the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Of a script that sets no spaces between words: Han, kana, bopomofo, Hangul, Thai, Lao, Burmese, Khmer.
    Wide,
    /// Letters and digits of other scripts, and the low line.
    Word,
    /// Arrows, operators, emoji: a term each.
    Symbol,
    /// Everything else.
    Between,
}

/// Fixed ranges rather than Unicode properties: these do not move with the version.
pub fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => Class::Word,
        '\0'..='\x7f' => Class::Between,
        '\u{a3}' | '\u{a5}' | '\u{a7}' | '\u{a9}' | '\u{ae}' | '\u{b0}' | '\u{b1}' | '\u{d7}' | '\u{f7}' => {
            Class::Symbol
        }
        '\u{80}'..='\u{bf}' => Class::Between,
        '\u{37e}'
        | '\u{387}'
        | '\u{55a}'..='\u{55f}'
        | '\u{589}'
        | '\u{58a}'
        | '\u{5be}'
        | '\u{5c0}'
        | '\u{5c3}'
        | '\u{5c6}'
        | '\u{5f3}'
        | '\u{5f4}'
        | '\u{609}'..='\u{60d}'
        | '\u{61b}'..='\u{61f}'
        | '\u{66a}'..='\u{66d}'
        | '\u{6d4}'
        | '\u{700}'..='\u{70d}'
        | '\u{964}'
        | '\u{965}'
        | '\u{970}'
        | '\u{10fb}'
        | '\u{1360}'..='\u{1368}'
        | '\u{1680}' => Class::Between,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => Class::Wide,
        '\u{c0}'..='\u{1fff}' => Class::Word,
        '\u{2000}'..='\u{209f}' | '\u{2500}'..='\u{259f}' => Class::Between,
        '\u{20a0}'..='\u{2bff}' => Class::Symbol,
        '\u{2c00}'..='\u{2dff}' => Class::Word,
        '\u{3005}'..='\u{3007}'
        | '\u{3021}'..='\u{3029}'
        | '\u{3041}'..='\u{3096}'
        | '\u{309d}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}'
        | '\u{3105}'..='\u{312f}'
        | '\u{31a0}'..='\u{31bf}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{a48f}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Class::Wide,
        '\u{a490}'..='\u{abff}' => Class::Word,
        '\u{1d000}'..='\u{1d3ff}' | '\u{1f000}'..='\u{1faff}' => Class::Symbol,
        '\u{10000}'..='\u{1efff}' => Class::Word,
        _ => Class::Between,
    }
}

/// Takes the pieces of a text, in its order. Code points are folded, but for those of words.
pub trait Sink {
    /// Two neighbouring wide characters. One space between them does not part them: it is often a line break of the source.
    fn pair(&mut self, first: u32, second: u32);
    /// The last wide character of a run.
    fn last(&mut self, code: u32);
    /// Letters and digits, composed and in the case they were written in.
    fn word(&mut self, word: &str);
    fn symbol(&mut self, symbol: char);
    /// The piece that follows holds the simplified form of this code point.
    fn variant(&mut self, original: u32);
}

/// What the first byte of a character in UTF-8 tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// ASCII of [`Class::Word`].
    Word,
    /// ASCII of [`Class::Between`].
    Between,
    /// U+4000..U+9FFF, nearly all of them Han of the basic block.
    Han,
    /// No character that starts so joins another or is ignorable.
    Apart,
    /// Everything else.
    Other,
}

const LEADS: [Lead; 256] = {
    let mut leads = [Lead::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        leads[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => Lead::Word,
            0..=0x7f => Lead::Between,
            0xe4..=0xe9 => Lead::Han,
            0xc3..=0xcb | 0xce..=0xdf | 0xea..=0xee => Lead::Apart,
            _ => Lead::Other,
        };
        byte += 1;
    }
    leads
};

/// Cuts `text` into pieces.
pub fn cut_into<S: Sink>(sink: &mut S, text: &str) {
    let mut cutter = Cutter { word: String::new(), wide: 0, gap: false, sink };
    let bytes = text.as_bytes();
    let table = table();
    // Whether what starts at a byte may join what stands before it. Where it may, all is left to `compose`.
    let may_join = |at: usize| match bytes.get(at) {
        None => false,
        Some(&byte) => {
            LEADS[byte as usize] == Lead::Other
                && text[at..].chars().next().is_some_and(|next| is_joining(next) || is_ignorable(next))
        }
    };
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        // What nearly all text consists of needs no composing.
        match LEADS[byte as usize] {
            Lead::Word => {
                let mut end = at + 1;
                while bytes.get(end).is_some_and(|&byte| LEADS[byte as usize] == Lead::Word) {
                    end += 1;
                }
                // A letter that joins, or one beyond ASCII, belongs to the word.
                if cutter.word.is_empty()
                    && bytes.get(end).is_none_or(|&byte| matches!(LEADS[byte as usize], Lead::Between | Lead::Han))
                {
                    cutter.end_run();
                    cutter.sink.word(&text[at..end]);
                    at = end;
                    continue;
                }
            }
            Lead::Between if !may_join(at + 1) => {
                cutter.between(byte == b' ');
                at += 1;
                continue;
            }
            Lead::Han => {
                let start = at;
                while let Some(code) = basic_han(bytes, at) {
                    if may_join(at + 3) {
                        break;
                    }
                    if at == start {
                        cutter.end_word();
                    }
                    cutter.wide(code, simplified_code(table, code));
                    at += 3;
                }
                if at > start {
                    continue;
                }
            }
            Lead::Other => {
                // The marks of Chinese texts: between words whether composed or not.
                if let [0xe3, 0x80, 0x81 | 0x82 | 0x88..=0x91, ..] | [0xef, 0xbc, 0x81..=0x8f | 0x9a..=0x9f, ..] =
                    bytes[at..]
                    && !may_join(at + 3)
                {
                    cutter.between(false);
                    at += 3;
                    continue;
                }
            }
            _ => {}
        }
        // Up to the next place where nothing can join.
        let rest = &text[at..];
        let mut chars = rest.char_indices().skip(1);
        let end = chars.find(|&(_, c)| !is_joining(c) && !is_ignorable(c)).map_or(rest.len(), |(end, _)| end);
        compose(&rest[..end], |c| cutter.take(c));
        at += end;
    }
    cutter.end_word();
    cutter.end_run();
}

/// The code point in U+4E00..U+9FFF that starts at a byte.
#[inline]
fn basic_han(bytes: &[u8], at: usize) -> Option<u32> {
    let &[first @ 0xe4..=0xe9, second, third] = bytes.get(at..at + 3)? else { return None };
    let code = u32::from(first & 15) << 12 | u32::from(second & 63) << 6 | u32::from(third & 63);
    (code >= 0x4e00).then_some(code)
}

/// Gathers composed characters into pieces.
struct Cutter<'s, S> {
    word: String,
    /// The last code point of the run of wide ones that is open; 0 where none is, which is of no class that is wide.
    wide: u32,
    /// Whether a space came after it.
    gap: bool,
    sink: &'s mut S,
}

impl<S: Sink> Cutter<'_, S> {
    fn take(&mut self, c: char) {
        match class(c) {
            Class::Word => {
                self.end_run();
                self.word.push(c);
            }
            Class::Wide => {
                self.end_word();
                self.wide(c as u32, fold(c) as u32);
            }
            Class::Symbol => {
                self.end_word();
                self.end_run();
                self.sink.symbol(c);
            }
            Class::Between => self.between(c == ' '),
        }
    }

    #[inline]
    fn between(&mut self, is_space: bool) {
        self.end_word();
        if is_space && self.wide != 0 && !self.gap {
            self.gap = true;
        } else {
            self.end_run();
        }
    }

    #[inline]
    fn wide(&mut self, original: u32, code: u32) {
        if original != code {
            self.sink.variant(original);
        }
        if self.wide != 0 {
            self.sink.pair(self.wide, code);
        }
        self.wide = code;
        self.gap = false;
    }

    #[inline]
    fn end_word(&mut self) {
        if !self.word.is_empty() {
            self.sink.word(&self.word);
            self.word.clear();
        }
    }

    #[inline]
    fn end_run(&mut self) {
        if self.wide != 0 {
            self.sink.last(self.wide);
            self.wide = 0;
        }
        self.gap = false;
    }
}

/// The terms a word is filed under: itself, its parts, and what follows from the start of each part, all folded. A part ends
/// at low lines, before a capital after a small letter or digit (`hash|Map`), and before the last capital of several
/// (`HTTP|Server`). So what starts at a part is the start of a term, however far it runs.
pub fn word_terms(word: &str, mut put: impl FnMut(&str)) {
    let mut lower = String::with_capacity(word.len());
    // Where each part starts and ends in `lower`.
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut open: Option<usize> = None;
    let mut before = '_';
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let at = lower.len();
        if c == '_' {
            parts.extend(open.take().map(|start| (start, at)));
        } else {
            let starts = c.is_ascii_uppercase()
                && (before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || before.is_ascii_uppercase() && chars.peek().is_some_and(char::is_ascii_lowercase));
            if starts {
                parts.extend(open.take().map(|start| (start, at)));
            }
            open.get_or_insert(at);
        }
        lower.push(fold(c));
        before = c;
    }
    parts.extend(open.map(|start| (start, lower.len())));
    put(cut(&lower));
    let is_blob = lower.len() > LONGEST_WORD && lower.chars().nth(LONGEST_WORD).is_some();
    let most = if is_blob { MOST_PARTS } else { parts.len() };
    for (number, &(start, end)) in parts.iter().take(most).enumerate() {
        let part = &lower[start..end];
        if end < lower.len() {
            put(cut(part));
        }
        if number > 0 || start > 0 {
            put(cut(&lower[start..]));
        }
    }
}

/// The first [`LONGEST_WORD`] code points.
fn cut(term: &str) -> &str {
    match term.char_indices().nth(LONGEST_WORD) {
        Some((end, _)) => &term[..end],
        None => term,
    }
}

/// A piece of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Wide characters in a row.
    Wide(String),
    /// Letters and digits, or one symbol, at most [`LONGEST_WORD`] code points.
    Word(String),
}

/// Cuts a normalised query into its units. A space parts wide characters here.
pub fn units(normalised: &str) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut open: Option<(Class, usize)> = None;
    let end = normalised.len();
    for (at, c) in normalised.char_indices().chain([(end, ' ')]) {
        let class = class(c);
        if let Some((of, start)) = open
            && (of != class || class == Class::Symbol)
        {
            let text = &normalised[start..at];
            units.push(if of == Class::Wide { Unit::Wide(text.into()) } else { Unit::Word(cut(text).into()) });
            open = None;
        }
        if open.is_none() && class != Class::Between {
            open = Some((class, at));
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(word: &str) -> Vec<String> {
        let mut terms = Vec::new();
        word_terms(word, |term| terms.push(term.to_owned()));
        terms
    }

    #[test]
    fn identifiers_are_filed_whole_by_parts_and_from_each_part_on() {
        assert_eq!(terms("vec"), ["vec"]);
        assert_eq!(terms("with_capacity"), ["with_capacity", "with", "capacity"]);
        assert_eq!(terms("HashMap"), ["hashmap", "hash", "map"]);
        assert_eq!(terms("HTTPServer2"), ["httpserver2", "http", "server2"]);
        assert_eq!(terms("try_from_str"), ["try_from_str", "try", "from", "from_str", "str"]);
        assert_eq!(terms("__init__"), ["__init__", "init", "init__"]);
        assert_eq!(terms("_"), ["_"]);
        assert_eq!(terms("éA"), ["éa"]);
        assert_eq!(terms(&"x".repeat(50)), ["x".repeat(40)]);
        assert!(terms(&"a_".repeat(20)).contains(&"a_a_".to_owned()));
        assert_eq!(terms(&"ab_".repeat(30)).iter().filter(|term| *term == "ab").count(), MOST_PARTS);
    }

    #[derive(Default)]
    struct List(Vec<String>);

    fn character(code: u32) -> char {
        char::from_u32(code).expect("a character")
    }

    impl Sink for List {
        fn pair(&mut self, first: u32, second: u32) {
            self.0.push([character(first), character(second)].iter().collect());
        }

        fn last(&mut self, code: u32) {
            self.0.push(format!("{}$", character(code)));
        }

        fn word(&mut self, word: &str) {
            self.0.push(word.to_owned());
        }

        fn symbol(&mut self, symbol: char) {
            self.0.push(format!("<{symbol}>"));
        }

        fn variant(&mut self, original: u32) {
            self.0.push(format!("({})", character(original)));
        }
    }

    fn list(text: &str) -> Vec<String> {
        let mut list = List::default();
        cut_into(&mut list, text);
        list.0
    }

    /// The same without any short cut: everything is composed first.
    fn slow_list(text: &str) -> Vec<String> {
        let mut list = List::default();
        let mut cutter = Cutter { word: String::new(), wide: 0, gap: false, sink: &mut list };
        compose(text, |c| cutter.take(c));
        cutter.end_word();
        cutter.end_run();
        list.0
    }

    proptest! {
        #[test]
        fn short_cuts_change_nothing(
            text in "([a-zB_0-9 .\n，。：（「㐀𠀀所有權é\u{301}\u{ad}\u{200b}\u{fe0f}ｱﾞ가각\u{11a8}か\u{3099}→Ａ😀]|.){0,24}"
        ) {
            prop_assert_eq!(list(&text), slow_list(&text));
        }
    }

    #[test]
    fn what_starts_with_a_byte_that_stands_apart_joins_nothing() {
        for c in ('\0'..=char::MAX).filter(|&c| is_joining(c) || is_ignorable(c)) {
            let first = c.to_string().as_bytes()[0];
            assert!(LEADS[first as usize] == Lead::Other, "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn texts_are_cut_into_pairs_words_and_symbols() {
        assert_eq!(list("Rust 的所有權。"), ["Rust", "的所", "所有", "(權)", "有权", "权$"]);
        assert_eq!(list("换行 之后  再\n来"), ["换行", "行之", "之后", "后$", "再$", "来$"]);
        assert_eq!(list("a→b，x ≤ y"), ["a", "<→>", "b", "x", "<≤>", "y"]);
        assert_eq!(list("用HashMap<K>"), ["用$", "HashMap", "K"]);
        assert!(list("，。！—— \n").is_empty());
    }

    #[test]
    fn queries_are_cut_alike() {
        let wide = |text: &str| Unit::Wide(text.into());
        let word = |text: &str| Unit::Word(text.into());
        assert_eq!(units("rust的所有权 借用"), [word("rust"), wide("的所有权"), wide("借用")]);
        assert_eq!(units("a→b"), [word("a"), word("→"), word("b")]);
        assert_eq!(units("🦀🦀"), [word("🦀"), word("🦀")]);
        assert_eq!(units(" ?! "), []);
    }
}
