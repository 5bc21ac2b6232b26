//! The elements of JSX.
//! In: the lexer behind a `<` where an operand is due. Out: the tokens of tags; the content is plain.
//! Must not take an apostrophe in the content for a string, nor `a < b` for a tag.

use super::super::Class;
use super::super::scan::{past, skip_blanks, skip_while, starts_with};
use super::{CodeMode, DIGIT, Lexer, Mode, WORD};

impl Lexer<'_> {
    /// Whether the `<` before the current position opens an element, not the type parameters of an arrow function.
    pub(super) fn begins_jsx(&self) -> bool {
        let name_end = self.word_end(self.pos);
        let next = skip_blanks(self.bytes, name_end);
        match self.byte(self.pos) {
            b'>' => true,
            b if b.is_ascii_alphabetic() => self.byte(next) != b',' && !starts_with(self.bytes, next, b"extends "),
            _ => false,
        }
    }

    /// Lexes a tag from wherever it stands to its end or to the next `{`.
    pub(super) fn jsx_tag(&mut self, closing: bool) {
        let mut named = self.bytes[self.pos - 1] != b'<' && self.bytes[self.pos - 1] != b'/';
        while let Some(&b) = self.bytes.get(self.pos) {
            let start = self.pos;
            match b {
                b'"' | b'\'' => {
                    self.pos = past(self.bytes, start + 1, &[b]);
                    self.push(start, self.pos, Class::String);
                }
                b'{' => {
                    self.pos += 1;
                    self.enter_jsx_hole();
                    return;
                }
                b'>' => {
                    self.pos += 1;
                    let empty = start > 0 && self.bytes[start - 1] == b'/';
                    if closing {
                        self.leave();
                        self.leave();
                    } else if empty {
                        self.leave();
                    } else {
                        self.mode = Mode::JsxContent;
                    }
                    self.after_operand = false;
                    return;
                }
                _ if self.compiled.is(b, WORD) => {
                    let end = skip_while(self.bytes, start, |b| {
                        self.compiled.is(b, WORD | DIGIT) || matches!(b, b'-' | b'.' | b':')
                    });
                    self.pos = end;
                    let class = match (named, b.is_ascii_uppercase()) {
                        (true, _) => Class::Variable,
                        (false, true) => Class::Type,
                        (false, false) => Class::Keyword,
                    };
                    named = true;
                    self.push(start, end, class);
                }
                _ => self.pos += 1,
            }
        }
    }

    /// Lexes an element's content up to the next tag or `{`.
    pub(super) fn jsx_content(&mut self) {
        while let Some(&b) = self.bytes.get(self.pos) {
            self.pos += 1;
            match (b, self.byte(self.pos)) {
                (b'{', _) => {
                    self.enter_jsx_hole();
                    return;
                }
                (b'<', b'/') => {
                    self.pos += 1;
                    self.enter(Mode::JsxTag(true));
                    return;
                }
                (b'<', next) if next == b'>' || next.is_ascii_alphabetic() => {
                    self.enter(Mode::JsxTag(false));
                    return;
                }
                _ => {}
            }
        }
    }

    fn enter_jsx_hole(&mut self) {
        self.after_operand = false;
        self.expected = None;
        self.enter(Mode::Code(CodeMode { open: b'{', close: b'}', depth: 0 }));
    }
}
