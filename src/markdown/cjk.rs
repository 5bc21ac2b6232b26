//! Two rules of Chinese and Japanese text that CommonMark lacks, done beside the parser instead of in a fork of it.
//!
//! 1. Emphasis next to CJK punctuation. `**「强调」**后文` is no emphasis under CommonMark 0.31.2 §6.2, since the closing run
//!    follows punctuation and precedes a letter. The rule of <https://github.com/tats-u/markdown-cjk-friendly> reduces to:
//!    a run of `*` or `~~` without white space on either side and with a CJK character on at least one side is both left-
//!    and right-flanking. [`prepare`] reaches it by putting a noncharacter, which is neither punctuation nor space, between
//!    such a run and its punctuation side. [`Prepared::clean`] takes the marks out of everything the parser gives back, and
//!    [`Prepared::original`] maps offsets to the text as written.
//!    Whoever writes for readers without that rule puts a space there, `**「强调」** 后文`; [`guards_emphasis`] knows it.
//! 2. A line break between two wide characters is no space. [`joins_lines`] tells.
//!
//! Enters: Markdown. Leaves: Markdown that the parser reads by these rules. Text without CJK comes back borrowed and unchanged.

use pulldown_cmark::CowStr;
use std::borrow::Cow;
use std::ops::Range;

/// Noncharacters of the Arabic presentation forms block: never assigned, legal in UTF-8. The first that the text does not
/// hold is used.
const MARKS: [char; 32] = {
    let mut marks = ['\u{fdd0}'; 32];
    let mut index = 0;
    while index < 32 {
        marks[index] = match char::from_u32(0xfdd0 + index as u32) {
            Some(mark) => mark,
            None => '\u{fdd0}',
        };
        index += 1;
    }
    marks
};

/// Bytes a mark takes in UTF-8.
const MARK_BYTES: usize = 3;

/// A text made ready for the parser.
pub struct Prepared<'a> {
    pub text: Cow<'a, str>,
    mark: char,
    /// Offsets in the text as written before which a mark stands, ascending.
    insertions: Vec<u32>,
}

impl<'a> Prepared<'a> {
    /// The text as it is.
    pub fn unmarked(text: &'a str) -> Self {
        Prepared { text: Cow::Borrowed(text), mark: MARKS[0], insertions: Vec::new() }
    }

    /// Whether marks were put in, so that strings need cleaning.
    pub fn is_marked(&self) -> bool {
        !self.insertions.is_empty()
    }

    /// The byte offset in the text as written of byte `offset` of the prepared text.
    pub fn original(&self, offset: usize) -> usize {
        offset - self.marks_before(offset) * MARK_BYTES
    }

    /// How many marks begin before byte `offset` of the prepared text.
    fn marks_before(&self, offset: usize) -> usize {
        // The n-th mark (from 0) stands at insertions[n] + n * MARK_BYTES of the prepared text. Count those wholly before.
        let mut low = 0;
        let mut high = self.insertions.len();
        while low < high {
            let middle = (low + high) / 2;
            if self.insertions[middle] as usize + middle * MARK_BYTES < offset {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The range as written of a range of the prepared text.
    pub fn original_range(&self, range: Range<usize>) -> Range<usize> {
        self.original(range.start)..self.original(range.end)
    }

    /// Whether a mark lies within a range of the prepared text.
    pub fn has_mark_in(&self, range: &Range<usize>) -> bool {
        self.marks_before(range.end) > self.marks_before(range.start)
    }

    /// The place of `text`, which this was prepared from, where the parser took `string` from, if it has the same bytes there.
    pub fn as_written<'t>(&self, text: &'t str, string: &CowStr<'_>) -> Option<&'t str> {
        let CowStr::Borrowed(string) = string else { return None };
        // A string from elsewhere gives a place that is out of bounds or holds other bytes.
        let offset = (string.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        if offset > self.text.len() {
            return None;
        }
        let start = self.original(offset);
        text.get(start..start + string.len()).filter(|as_written| as_written == string)
    }

    /// `text` without marks.
    pub fn clean<'t>(&self, text: CowStr<'t>) -> CowStr<'t> {
        if self.insertions.is_empty() || !text.contains(self.mark) {
            return text;
        }
        text.replace(self.mark, "").into()
    }
}

/// Puts marks where the emphasis rule needs them. `tildes` says whether `~~` is strikethrough in this text.
pub fn prepare(text: &str, tildes: bool) -> Prepared<'_> {
    let bytes = text.as_bytes();
    let mut insertions: Vec<u32> = Vec::new();
    let mut position = 0;
    while let Some(found) = memchr::memchr2(b'*', b'~', &bytes[position..]) {
        let mut start = position + found;
        let delimiter = bytes[start];
        let end = start + bytes[start..].iter().take_while(|&&byte| byte == delimiter).count();
        position = end;
        // A backslash takes the first character out of the run, an even number of them takes nothing.
        let backslashes = bytes[..start].iter().rev().take_while(|&&byte| byte == b'\\').count();
        if backslashes % 2 == 1 {
            start += 1;
        }
        if start >= end || (delimiter == b'~' && !tildes) {
            continue;
        }
        let (Some(after), Some(before)) = (text[end..].chars().next(), text[..start].chars().next_back()) else {
            continue;
        };
        if before.is_whitespace() || after.is_whitespace() {
            continue;
        }
        // A variation selector belongs to the character before it.
        let base = if is_variation_selector(before) {
            text[..start].chars().rev().find(|&character| !is_variation_selector(character)).unwrap_or(before)
        } else {
            before
        };
        if !is_cjk(base) && !is_cjk(after) {
            continue;
        }
        match (is_punctuation(base), is_punctuation(after)) {
            // A pipe may be a table's: moved away from its run it would still be one, but the cell would gain a mark
            // that looks like content.
            (true, false) if before != '|' => insertions.push(start as u32),
            (false, true) if after != '|' => insertions.push(end as u32),
            _ => {}
        }
    }
    let mark = MARKS.into_iter().find(|&mark| !text.contains(mark));
    let (Some(mark), false) = (mark, insertions.is_empty()) else {
        return Prepared::unmarked(text);
    };
    let mut marked = String::with_capacity(text.len() + insertions.len() * MARK_BYTES);
    let mut from = 0;
    for &insertion in &insertions {
        marked.push_str(&text[from..insertion as usize]);
        marked.push(mark);
        from = insertion as usize;
    }
    marked.push_str(&text[from..]);
    Prepared { text: Cow::Owned(marked), mark, insertions }
}

/// Whether a line break between these two characters of running text is nothing rather than a space: both are wide, or
/// one is and the other is a mark that Chinese shares with Latin. Hangul is written with spaces and does not count.
pub fn joins_lines(before: char, after: char) -> bool {
    let shared = |character: char| matches!(character, '“' | '”' | '‘' | '’' | '…' | '—');
    let wide = |character: char| is_cjk(character) && !is_hangul(character);
    (wide(before) && (wide(after) || shared(after))) || (shared(before) && wide(after))
}

/// Whether a space between these two characters, at the edge of emphasis, is there only because CommonMark would not see
/// that edge without it: Chinese writes none beside a mark that has room of its own.
pub fn guards_emphasis(before: char, after: char) -> bool {
    let closes = is_wide_close(before) || matches!(before, '”' | '’');
    let opens = is_wide_open(after) || matches!(after, '“' | '‘');
    (closes || opens) && joins_lines(before, after)
}

/// A wide mark that ends or parts.
pub fn is_wide_close(c: char) -> bool {
    matches!(c, '。' | '，' | '、' | '；' | '：' | '！' | '？' | '）' | '》' | '〉' | '」' | '』' | '】' | '〕')
}

/// A wide mark that begins something.
pub fn is_wide_open(c: char) -> bool {
    matches!(c, '（' | '《' | '〈' | '「' | '『' | '【' | '〔')
}

/// Han, kana, bopomofo, Hangul, and the wide or full-width punctuation and symbols that go with them: East Asian Width W, F
/// or H (UAX #11, Unicode 16) without the characters that are emoji by default, plus all of Hangul.
pub fn is_cjk(character: char) -> bool {
    let code = character as u32;
    if code < 0x1100 {
        return false;
    }
    matches!(code,
        0x1100..=0x11ff
        | 0x20a9
        | 0x2329..=0x232a
        | 0x2630..=0x2637
        | 0x268a..=0x268f
        | 0x2e80..=0x2fd5
        | 0x2ff0..=0x303e
        | 0x3041..=0x31e5
        | 0x31ef..=0x321e
        | 0x3220..=0x3247
        | 0x3250..=0xa48c
        | 0xa490..=0xa4c6
        | 0xa960..=0xa97c
        | 0xac00..=0xd7a3
        | 0xd7b0..=0xd7fb
        | 0xf900..=0xfaff
        | 0xfe10..=0xfe19
        | 0xfe30..=0xfe6b
        | 0xff01..=0xffdc
        | 0xffe0..=0xffe6
        | 0xffe8..=0xffee
        | 0x16fe0..=0x18dff
        | 0x1aff0..=0x1b2fb
        | 0x1d300..=0x1d376
        | 0x1f200
        | 0x1f202
        | 0x1f210..=0x1f219
        | 0x1f21b..=0x1f22e
        | 0x1f230..=0x1f231
        | 0x1f237
        | 0x1f23b
        | 0x1f240..=0x1f248
        | 0x1f260..=0x1f265
        | 0x20000..=0x3fffd
    )
}

fn is_hangul(character: char) -> bool {
    matches!(character as u32,
        0x1100..=0x11ff | 0x3131..=0x318e | 0x3200..=0x321e | 0x3260..=0x327f
        | 0xa960..=0xa97c | 0xac00..=0xd7fb | 0xffa0..=0xffdc)
}

/// A Han or kana character: what reading time and search count one by one.
pub fn is_ideograph_or_kana(character: char) -> bool {
    matches!(character as u32,
        0x3005..=0x3007 | 0x3021..=0x3029 | 0x3041..=0x3096 | 0x309d..=0x30ff | 0x31f0..=0x31ff | 0x3400..=0x4dbf
        | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0xff66..=0xff9f | 0x1aff0..=0x1b16f | 0x20000..=0x3fffd)
}

fn is_variation_selector(character: char) -> bool {
    matches!(character as u32, 0xfe00..=0xfe0f | 0xe0100..=0xe01ef)
}

/// At least all of Unicode's P and S categories. Counting too much does no harm: a mark beside a character that the parser
/// does not take for punctuation changes nothing.
fn is_punctuation(character: char) -> bool {
    !character.is_alphanumeric() && !character.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn html(text: &str) -> String {
        let path = crate::model::SitePath::new("a.md").unwrap();
        let at = |range| crate::diag::Span::new(crate::diag::FileId::DETACHED, range);
        crate::markdown::parse(&path, text, &at, &crate::markdown::ParseOptions::default())
            .0
            .body
            .html()
            .html
            .text
            .clone()
    }

    #[test]
    fn emphasis_works_beside_chinese_punctuation() {
        assert_eq!(html("**「重点」**后文"), "<p><strong>「重点」</strong>后文</p>\n");
        assert_eq!(html("这是**重要。**后续"), "<p>这是<strong>重要。</strong>后续</p>\n");
        assert_eq!(html("~~「旧」~~新"), "<p><del>「旧」</del>新</p>\n");
        assert_eq!(html("**甲**、**乙**"), "<p><strong>甲</strong>、<strong>乙</strong></p>\n");
        assert_eq!(html("用**“引号”**说"), "<p>用<strong>“引号”</strong>说</p>\n");
        assert_eq!(html("调用**`f()`**得到"), "<p>调用<strong><code>f()</code></strong>得到</p>\n");
        assert_eq!(html("见**[链接](a)**后"), "<p>见<strong><a href=\"a\">链接</a></strong>后</p>\n");
    }

    #[test]
    fn escaped_stars_stay_stars() {
        assert_eq!(html("甲\\**「乙」*丙"), "<p>甲*<em>「乙」</em>丙</p>\n");
        assert_eq!(html("甲\\*「乙\\*」"), "<p>甲*「乙*」</p>\n");
    }

    #[test]
    fn text_without_cjk_is_borrowed() {
        for text in ["**a.**b", "a*(b)*c", "* item\n* item", "***", "~~a~~b", ""] {
            assert!(matches!(prepare(text, true).text, Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn a_noncharacter_of_the_authors_is_kept() {
        let text = "甲\u{fdd0}**「乙」**丙";
        let prepared = prepare(text, true);
        assert!(prepared.is_marked());
        assert_eq!(prepared.clean(prepared.text.to_string().into()).as_ref(), text);
    }

    #[test]
    fn lines_join_between_wide_characters_only() {
        assert!(joins_lines('中', '文'));
        assert!(joins_lines('，', '中'));
        assert!(joins_lines('。', '“'));
        assert!(joins_lines('”', '中'));
        assert!(!joins_lines('中', 'a'));
        assert!(!joins_lines('한', '글'));
        assert!(!joins_lines('a', '“'));
    }

    proptest! {
        #[test]
        fn cleaning_undoes_preparing_and_offsets_map_back(text in "[甲乙「」。，*~_`a \\\\|\n(\\[!]{0,40}") {
            let prepared = prepare(&text, true);
            prop_assert_eq!(prepared.clean(prepared.text.to_string().into()).to_string(), text.clone());
            let mut last = 0;
            for (offset, _) in prepared.text.char_indices() {
                let original = prepared.original(offset);
                prop_assert!(text.is_char_boundary(original));
                prop_assert!(original >= last);
                last = original;
            }
            prop_assert_eq!(prepared.original(prepared.text.len()), text.len());
        }

        #[test]
        fn text_without_cjk_is_never_touched(text in "[ -~\n]{0,80}") {
            prop_assert!(!prepare(&text, true).is_marked());
        }
    }
}
