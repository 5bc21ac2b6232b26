//! YAML.
//! In: documents or parts of them. Out: tokens. Knows no other language. Unquoted values are strings; block scalars are
//! recognised by their indentation, as YAML defines them.

use super::super::scan::{byte, line_end, past_escape, seen, skip_blanks, skip_while, starts_with};
use super::super::{Class, Grammar, Language, Token, push_token};

pub(super) static YAML: Language = Language { id: "yaml", name: "YAML", aliases: &["yml"], grammar: Grammar::Own(lex) };

fn lex(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let mut lexer = Lexer { bytes, out, pos: from, line: from, fresh: true, parent: None, parent_above: None, flow: 0 };
    lexer.begin_line();
    while lexer.pos < bytes.len() {
        lexer.step();
    }
}

struct Lexer<'a> {
    bytes: &'a [u8],
    out: &'a mut Vec<Token>,
    pos: usize,
    /// Where the current line begins.
    line: usize,
    /// Nothing but blanks and dashes so far on this line.
    fresh: bool,
    /// The column of the last key or dash on this line. A block scalar's lines are indented further.
    parent: Option<usize>,
    /// The same of the last line that had one.
    parent_above: Option<usize>,
    /// Open brackets and braces.
    flow: u32,
}

impl Lexer<'_> {
    fn push(&mut self, start: usize, end: usize, class: Class) {
        push_token(self.out, start, end, class);
        self.pos = end;
        self.fresh = false;
    }

    fn byte(&self, i: usize) -> u8 {
        byte(self.bytes, i)
    }

    /// Whether the byte at `i` ends a token: a blank, a line's end or the end of input.
    fn is_break(&self, i: usize) -> bool {
        i >= self.bytes.len() || matches!(self.bytes[i], b' ' | b'\t' | b'\r' | b'\n')
    }

    fn begin_line(&mut self) {
        self.line = self.pos;
        self.fresh = true;
        // A block scalar may stand alone on the line below its key.
        self.parent_above = self.parent.take().or(self.parent_above);
        let first = self.byte(self.pos);
        // A bracket that was never closed should not spoil the rest of the file.
        if first.is_ascii_alphabetic() {
            self.flow = 0;
        }
        let marker = starts_with(self.bytes, self.pos, b"---") || starts_with(self.bytes, self.pos, b"...");
        if marker && self.is_break(self.pos + 3) {
            self.flow = 0;
            self.parent_above = None;
            self.push(self.pos, self.pos + 3, Class::Meta);
        } else if first == b'%' {
            self.push(self.pos, line_end(self.bytes, self.pos), Class::Meta);
        }
    }

    fn step(&mut self) {
        let start = self.pos;
        match self.bytes[start] {
            b'\n' => {
                self.pos += 1;
                self.begin_line();
            }
            b' ' | b'\t' | b'\r' => self.pos += 1,
            b'#' if start == self.line || self.is_break(start - 1) => {
                self.push(start, line_end(self.bytes, start), Class::Comment);
            }
            b'-' if self.fresh && self.flow == 0 && self.is_break(start + 1) => {
                self.parent = Some(start - self.line);
                self.pos += 1;
            }
            b'?' | b':' if self.is_break(start + 1) || self.flow > 0 => {
                if self.fresh && self.flow == 0 {
                    self.parent = Some(start - self.line);
                }
                self.pos += 1;
            }
            b'"' => self.quoted(past_double_quoted(self.bytes, start)),
            b'\'' => self.quoted(past_single_quoted(self.bytes, start)),
            b'[' | b'{' => {
                self.flow += 1;
                self.pos += 1;
                self.fresh = false;
            }
            b']' | b'}' | b',' if self.flow > 0 => {
                if self.bytes[start] != b',' {
                    self.flow -= 1;
                }
                self.pos += 1;
            }
            b'&' | b'*' if !self.is_break(start + 1) => self.push(start, self.name_end(start), Class::Meta),
            b'!' => self.push(start, self.name_end(start), Class::Type),
            b'|' | b'>' if self.flow == 0 => {
                if !self.block_header() {
                    self.plain();
                }
            }
            _ => self.plain(),
        }
    }

    /// The end of an anchor, alias or tag.
    fn name_end(&self, start: usize) -> usize {
        skip_while(self.bytes, start, |b| match b {
            b' ' | b'\t' | b'\r' | b'\n' => false,
            b',' | b']' | b'}' => self.flow == 0,
            _ => true,
        })
    }

    /// Takes a quoted string from the current position to `end`, which may be a key.
    fn quoted(&mut self, end: usize) {
        let start = self.pos;
        let colon = skip_blanks(self.bytes, end);
        if self.byte(colon) == b':' && (self.flow > 0 || self.is_break(colon + 1)) {
            self.parent = Some(start - self.line);
            self.push(start, end, Class::Variable);
        } else {
            self.push(start, end, Class::String);
        }
    }

    /// Takes an unquoted key or value.
    fn plain(&mut self) {
        let start = self.pos;
        let mut end = start + 1;
        let mut is_key = false;
        while !is_key && end < self.bytes.len() {
            match self.bytes[end] {
                b'\n' => break,
                b'#' if self.is_break(end - 1) => break,
                b',' | b'[' | b']' | b'{' | b'}' if self.flow > 0 => break,
                b':' if self.is_break(end + 1)
                    || (self.flow > 0 && matches!(self.byte(end + 1), b',' | b'[' | b']' | b'{' | b'}')) =>
                {
                    is_key = true;
                }
                _ => end += 1,
            }
        }
        seen(start, end);
        let text = self.bytes[start..end].trim_ascii_end();
        let class = if is_key {
            self.parent = Some(start - self.line);
            Class::Variable
        } else if is_constant(text) {
            Class::Number
        } else {
            Class::String
        };
        self.push(start, start + text.len(), class);
        self.pos = end + usize::from(is_key && end < self.bytes.len());
    }

    /// Takes `|` or `>` with its indicators and the lines that belong to it. False if it is not a header.
    fn block_header(&mut self) -> bool {
        let start = self.pos;
        let end = skip_while(self.bytes, start + 1, |b| matches!(b, b'+' | b'-' | b'0'..=b'9'));
        let rest = skip_blanks(self.bytes, end);
        if !self.is_break(end) || !matches!(self.byte(rest), b'\n' | b'\r' | b'#' | 0) {
            return false;
        }
        self.push(start, end, Class::Meta);
        let header_end = line_end(self.bytes, end);
        if self.byte(rest) == b'#' {
            self.push(rest, header_end, Class::Comment);
        }
        let least = self.parent.or(self.parent_above).map_or(0, |column| column + 1);
        let body = (header_end + 1).min(self.bytes.len());
        let (mut line, mut body_end) = (body, header_end);
        while line < self.bytes.len() {
            let text = skip_while(self.bytes, line, |b| b == b' ');
            let end = line_end(self.bytes, line);
            let blank = self.bytes[text.min(end)..end].trim_ascii().is_empty();
            let document_ends =
                text == line && (starts_with(self.bytes, line, b"---") || starts_with(self.bytes, line, b"..."));
            if !blank && (text - line < least || document_ends) {
                break;
            }
            if !blank {
                body_end = end;
            }
            line = (end + 1).min(self.bytes.len());
        }
        if body_end > body {
            // Colouring begins at the text, so that a reader who selects spans sees no indentation in them.
            self.push(skip_blanks(self.bytes, body), body_end, Class::String);
        }
        self.pos = body_end;
        true
    }
}

/// The end of the double-quoted string at `start`, on whatever line.
fn past_double_quoted(bytes: &[u8], start: usize) -> usize {
    let mut i = start + 1;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' => i = past_escape(bytes, i),
            b'"' => {
                i += 1;
                break;
            }
            _ => i += 1,
        }
    }
    seen(start, i);
    i
}

/// The end of the single-quoted string at `start`, in which two quotes mean one.
fn past_single_quoted(bytes: &[u8], start: usize) -> usize {
    let mut i = start + 1;
    while i < bytes.len() {
        i += 1;
        if bytes[i - 1] == b'\'' {
            if byte(bytes, i) != b'\'' {
                break;
            }
            i += 1;
        }
    }
    seen(start, i);
    i.min(bytes.len())
}

/// Numbers, dates, truth values and nothing.
fn is_constant(value: &[u8]) -> bool {
    const WORDS: [&[u8]; 8] = [b"true", b"false", b"null", b"~", b"yes", b"no", b"on", b"off"];
    if value.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(value)) {
        return true;
    }
    let digits = value.strip_prefix(b"-").or(value.strip_prefix(b"+")).unwrap_or(value);
    let first = byte(digits, usize::from(byte(digits, 0) == b'.'));
    first.is_ascii_digit()
        && digits
            .iter()
            .all(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b'_' | b'-' | b'+' | b':' | b'x' | b'o' | b'T' | b'Z'))
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn tells_keys_from_values() {
        assert_eq!(
            marked(
                "yaml",
                r#"name: Build & test # note
on: [push, "pull_request", { a: 1, b: off }]
url: http://x.y:80/z#frag
"quoted: key": 'it''s'
- !Ref &a Foo bar
- *a
- date: 2024-01-01"#
            ),
            r#"v(name): s(Build & test) c(# note)
v(on): [s(push), s("pull_request"), { v(a): n(1), v(b): n(off) }]
v(url): s(http://x.y:80/z#frag)
v("quoted: key"): s('it''s')
- t(!Ref) m(&a) s(Foo bar)
- m(*a)
- v(date): n(2024-01-01)"#
        );
    }

    #[test]
    fn reads_block_scalars_by_indentation() {
        assert_eq!(
            marked(
                "yaml",
                r#"steps:
  - run: |
      echo "x: y"

        deeper
  - name: >- # folded
      text
done: true
---
..."#
            ),
            r#"v(steps):
  - v(run): m(|)
      s(echo "x: y"

        deeper)
  - v(name): m(>-) c(# folded)
      s(text)
v(done): n(true)
m(---)
m(...)"#
        );
    }

    #[test]
    fn recovers_from_an_open_bracket() {
        assert_eq!(
            marked(
                "yaml",
                r"a: [1, 2
b: {c: d
key: value"
            ),
            r"v(a): [n(1), n(2)
v(b): {v(c): s(d)
v(key): s(value)"
        );
    }

    #[test]
    fn ends_a_block_scalar_that_stands_alone_or_under_a_complex_key() {
        assert_eq!(
            marked(
                "yaml",
                r"key:
  |
  text: 'a
next: 1
list:
- !!str |
 a: b
- ? |
   x: y
  : >2
     folded: 'a
--- |
text
..."
            ),
            r"v(key):
  m(|)
  s(text: 'a)
v(next): n(1)
v(list):
- t(!!str) m(|)
 s(a: b)
- ? m(|)
   s(x: y)
  : m(>2)
     s(folded: 'a)
m(---) m(|)
s(text)
m(...)"
        );
    }
}
