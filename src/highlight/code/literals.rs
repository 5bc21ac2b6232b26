//! Strings, regular expressions and what else is taken in one piece.
//! In: the lexer at the opening of a literal, or back in a string after a hole. Out: its tokens, the lexer behind it or
//! in the next hole. Each form goes forward only and ends, at the latest, with its line or with the input.

use super::super::Class;
use super::super::scan::{byte, line_end, past_escape, past_quoted, skip_while, starts_with};
use super::super::table::{Escape, Hole, Text};
use super::{CodeMode, Lexer, Mode, WORD};

/// The longest Rust character literal after its quote: `\u{10FFFF}'`.
const MAX_CHAR: usize = 12;

/// What stands at the first byte of a hole.
enum HoleCode {
    /// Code that begins at the offset.
    Opens(CodeMode, usize),
    /// An escaped opening that ends at the offset.
    Doubled(usize),
    None,
}

impl Lexer<'_> {
    /// Goes on with a string that has holes, up to its end or to the next hole with code.
    pub(super) fn text(&mut self, text: &'static Text) {
        let bytes = self.bytes;
        let close = text.close.as_bytes();
        let hole_byte = text.holes.first().map_or(0, |hole| hole.first_byte());
        let mut start = self.pos;
        let mut i = start;
        while i < bytes.len() {
            let b = bytes[i];
            if b == hole_byte && hole_byte != 0 {
                if let Some(end) = self.hole_name(text, i) {
                    self.push(start, i, Class::String);
                    self.push(i, end, Class::Variable);
                    (start, i) = (end, end);
                    continue;
                }
                match self.hole_code(text, i) {
                    HoleCode::Opens(code, inside) => {
                        self.push(start, i, Class::String);
                        self.pos = inside;
                        self.after_operand = false;
                        self.enter(Mode::Code(code));
                        return;
                    }
                    HoleCode::Doubled(end) => {
                        i = end;
                        continue;
                    }
                    HoleCode::None => {}
                }
            }
            if b == close[0] && bytes[i..].starts_with(close) {
                i += close.len();
                if text.escape == Escape::Doubled && starts_with(bytes, i, close) {
                    i += close.len();
                    continue;
                }
                break;
            } else if b == b'\\' && text.escape == Escape::Backslash {
                i = past_escape(bytes, i);
            } else if b == b'\n' && !text.multiline {
                break;
            } else {
                i += 1;
            }
        }
        self.push(start, i, Class::String);
        self.pos = i;
        self.operand();
        self.leave();
    }

    /// The end of the variable at `at` in a string.
    fn hole_name(&self, text: &Text, at: usize) -> Option<usize> {
        let named = text.holes.iter().any(|hole| matches!(hole, Hole::Name(_)));
        (named && self.compiled.is(self.byte(at + 1), WORD)).then(|| self.word_end(at + 1))
    }

    /// The code at `at` in a string.
    fn hole_code(&self, text: &Text, at: usize) -> HoleCode {
        for hole in text.holes {
            let (open, close, doubles) = match *hole {
                Hole::Code { open, close } => (open, close, false),
                Hole::CodeUnlessDoubled { open, close } => (open, close, true),
                Hole::Name(_) => continue,
            };
            let open = open.as_bytes();
            let inside = at + open.len();
            if !starts_with(self.bytes, at, open) {
                continue;
            }
            if doubles && starts_with(self.bytes, inside, open) {
                return HoleCode::Doubled(inside + open.len());
            }
            let bracket = open[open.len() - 1];
            return HoleCode::Opens(CodeMode { open: bracket, close, depth: 0 }, inside);
        }
        HoleCode::None
    }

    pub(super) fn char_or_lifetime(&mut self, start: usize, inside: usize) -> bool {
        let first = self.byte(inside);
        let end = if first == b'\\' {
            let escaped = past_escape(self.bytes, inside);
            let rest = self.bytes[escaped..].iter().take(MAX_CHAR);
            let line = rest.take_while(|&&b| b != b'\n').position(|&b| b == b'\'');
            line.map(|len| escaped + len + 1)
        } else {
            let char_end = skip_while(self.bytes, inside + 1, |b| b & 0xC0 == 0x80);
            let closed = first != b'\n' && self.byte(char_end) == b'\'';
            closed.then_some(char_end + 1)
        };
        match end {
            Some(end) => {
                self.literal(start, end);
                true
            }
            None if self.compiled.is(first, WORD) => {
                self.pos = self.word_end(inside);
                self.push(start, self.pos, Class::Meta);
                true
            }
            None => false,
        }
    }

    pub(super) fn regex(&mut self, at: usize) -> bool {
        if self.after_operand || at < self.no_regex_before {
            return false;
        }
        let mut in_set = false;
        let mut i = at + 1;
        loop {
            match self.byte(i) {
                b'\\' if self.byte(i + 1) != b'\n' => i += 1,
                b'[' => in_set = true,
                b']' => in_set = false,
                b'/' if !in_set => break,
                b if b == b'\n' || i >= self.bytes.len() => {
                    // Looking again from every later slash of a line without end would take quadratic time.
                    self.no_regex_before = i;
                    return false;
                }
                _ => {}
            }
            i += 1;
        }
        let end = skip_while(self.bytes, i + 1, |b| b.is_ascii_alphabetic());
        self.literal(at, end);
        true
    }

    pub(super) fn heredoc(&mut self, at: usize, inside: usize) -> bool {
        let marked = matches!(self.byte(inside), b'-' | b'~');
        let quote = inside + usize::from(marked);
        let quoted = matches!(self.byte(quote), b'"' | b'\'' | b'`');
        let tag = quote + usize::from(quoted);
        let tag_end = self.word_end(tag);
        if tag_end == tag || (quoted && self.byte(tag_end) != self.bytes[quote]) {
            return false;
        }
        self.heredocs.push(tag..tag_end);
        self.literal(at, tag_end + usize::from(quoted));
        true
    }

    /// The end of a comment whose inside begins at `from`, counting the comments in it.
    pub(super) fn past_nested(&self, from: usize, open: &[u8], close: &[u8]) -> usize {
        let mut depth = 1;
        let mut i = from;
        while i < self.bytes.len() {
            let b = self.bytes[i];
            if b == close[0] && self.bytes[i..].starts_with(close) {
                i += close.len();
                depth -= 1;
                if depth == 0 {
                    return i;
                }
            } else if b == open[0] && self.bytes[i..].starts_with(open) {
                i += open.len();
                depth += 1;
            } else {
                i += 1;
            }
        }
        i
    }

    pub(super) fn attribute(&mut self, start: usize, inside: usize) {
        let mut depth = 1;
        let mut piece = start;
        let mut i = inside;
        while i < self.bytes.len() && depth > 0 {
            match self.bytes[i] {
                b'"' => {
                    let end = past_quoted(self.bytes, i);
                    self.push(piece, i, Class::Meta);
                    self.push(i, end, Class::String);
                    (piece, i) = (end, end);
                    continue;
                }
                b'/' if self.byte(i + 1) == b'/' => {
                    let end = line_end(self.bytes, i);
                    self.push(piece, i, Class::Meta);
                    self.push(i, end, Class::Comment);
                    (piece, i) = (end, end);
                    continue;
                }
                b'[' => depth += 1,
                b']' => depth -= 1,
                _ => {}
            }
            i += 1;
        }
        self.push(piece, i, Class::Meta);
        self.pos = i;
        self.after_operand = false;
    }
}

/// The end of a string without holes whose inside begins at `from`.
pub(super) fn past_text(bytes: &[u8], from: usize, text: &Text) -> usize {
    let close = text.close.as_bytes();
    let mut i = from;
    while i < bytes.len() {
        let b = bytes[i];
        if b == close[0] && bytes[i..].starts_with(close) {
            i += close.len();
            if text.escape == Escape::Doubled && starts_with(bytes, i, close) {
                i += close.len();
                continue;
            }
            return i;
        } else if b == b'\\' && text.escape == Escape::Backslash {
            i = past_escape(bytes, i);
        } else if b == b'\n' && !text.multiline {
            return i;
        } else {
            i += 1;
        }
    }
    i
}

/// The end of a raw string with this many hashes whose inside begins at `from`.
pub(super) fn past_hashed(bytes: &[u8], from: usize, hashes: usize) -> usize {
    let mut i = from;
    while i < bytes.len() {
        i += 1;
        if bytes[i - 1] == b'"' {
            let end = skip_while(bytes, i, |b| b == b'#').min(i + hashes);
            if end == i + hashes {
                return end;
            }
            i = end;
        }
    }
    i
}

/// The end of a C++ raw string with this tag whose inside begins at `from`.
pub(super) fn past_tagged(bytes: &[u8], from: usize, tag: &[u8]) -> usize {
    let mut i = from;
    while i < bytes.len() {
        i += 1;
        let end = i + tag.len();
        if bytes[i - 1] == b')' && starts_with(bytes, i, tag) && byte(bytes, end) == b'"' {
            return end + 1;
        }
    }
    i
}
