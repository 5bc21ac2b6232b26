//! Lines and columns of a text.
//! Enters: a text and byte offsets. Leaves: 1-based lines and columns, columns counted in characters.
//! Never called while building; only a message that is printed pays for it.

/// Offsets of the line starts of one text. `\n`, `\r\n` and a lone `\r` each end a line, as CommonMark 0.31.2 §2.1 says.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

/// A place as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// 1-based.
    pub line: u32,
    /// 1-based, in characters. A byte order mark at the start of the file counts for nothing.
    pub column: u32,
}

impl LineIndex {
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            starts.push(at as u32 + 1);
        }
        LineIndex { starts }
    }

    /// The place of byte `offset` of `text`, which must be the text the index was made from.
    /// An offset past the end, or inside a character, is taken back to the nearest boundary before it.
    pub fn line_column(&self, text: &str, offset: u32) -> LineColumn {
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&start| start as usize <= offset) - 1;
        let start = self.starts[line] as usize;
        let before = text.get(start..offset).unwrap_or("");
        let before = if line == 0 { before.strip_prefix('\u{feff}').unwrap_or(before) } else { before };
        LineColumn { line: line as u32 + 1, column: before.chars().count() as u32 + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, offset: u32) -> (u32, u32) {
        let place = LineIndex::new(text).line_column(text, offset);
        (place.line, place.column)
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        assert_eq!(place("安装\n参见 [x]", 7 + 7), (2, 4));
    }

    #[test]
    fn every_kind_of_line_end_counts_once() {
        assert_eq!(place("a\r\nb\rc\nd", 3), (2, 1));
        assert_eq!(place("a\r\nb\rc\nd", 5), (3, 1));
        assert_eq!(place("a\r\nb\rc\nd", 7), (4, 1));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        assert_eq!(place("\u{feff}ab", 4), (1, 2));
    }

    #[test]
    fn offsets_at_and_past_the_end_are_the_end() {
        assert_eq!(place("", 0), (1, 1));
        assert_eq!(place("ab", 99), (1, 3));
        assert_eq!(place("a\n", 2), (2, 1));
    }

    #[test]
    fn an_offset_inside_a_character_is_that_character() {
        assert_eq!(place("安装", 4), (1, 2));
    }
}
