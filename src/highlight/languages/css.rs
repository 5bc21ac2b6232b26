//! CSS, and the nesting, variables and line comments of SCSS and Less.
//! In: style sheets or parts of them, single declarations too. Out: tokens. Knows no other language.
//!
//! `a:hover {` and `color: red;` begin alike, so each statement is first read to the `{`, `;` or `}` that ends it and
//! then lexed as a selector or a declaration. No byte is read more than these two times.

use super::super::scan::{byte, is_word, line_end, past, past_quoted, seen, skip_blanks, skip_while, starts_with};
use super::super::{Class, Grammar, Language, Token, push_token};

pub(super) static CSS: Language = Language {
    id: "css",
    name: "CSS",
    aliases: &["pcss", "postcss"],
    grammar: Grammar::Own(|bytes, from, out| Lexer { bytes, out, pos: from, dialect: Dialect::Css }.run()),
};

pub(super) static SCSS: Language = Language {
    id: "scss",
    name: "SCSS",
    aliases: &["sass"],
    grammar: Grammar::Own(|bytes, from, out| Lexer { bytes, out, pos: from, dialect: Dialect::Scss }.run()),
};

pub(super) static LESS: Language = Language {
    id: "less",
    name: "Less",
    aliases: &[],
    grammar: Grammar::Own(|bytes, from, out| Lexer { bytes, out, pos: from, dialect: Dialect::Less }.run()),
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Css,
    Scss,
    Less,
}

/// Words that steer at-rules.
const AT_RULE_WORDS: &[&[u8]] =
    &[b"and", b"or", b"not", b"only", b"from", b"through", b"to", b"in", b"if", b"else", b"as", b"with", b"when"];

struct Lexer<'a> {
    bytes: &'a [u8],
    out: &'a mut Vec<Token>,
    pos: usize,
    dialect: Dialect,
}

impl Lexer<'_> {
    fn push(&mut self, start: usize, end: usize, class: Class) {
        push_token(self.out, start, end, class);
        self.pos = end;
    }

    fn byte(&self, i: usize) -> u8 {
        byte(self.bytes, i)
    }

    fn run(&mut self) {
        while let Some(&b) = self.bytes.get(self.pos) {
            match b {
                b'{' | b'}' | b';' => self.pos += 1,
                _ if b.is_ascii_whitespace() => self.pos += 1,
                _ => {
                    if let Some(end) = self.comment_end(self.pos) {
                        self.push(self.pos, end, Class::Comment);
                    } else {
                        self.statement(b);
                    }
                }
            }
        }
    }

    /// The end of the comment at `i`, if one begins there.
    fn comment_end(&self, i: usize) -> Option<usize> {
        if self.byte(i) != b'/' {
            return None;
        }
        match self.byte(i + 1) {
            b'*' => Some(past(self.bytes, i + 2, b"*/")),
            b'/' if self.dialect != Dialect::Css => Some(line_end(self.bytes, i)),
            _ => None,
        }
    }

    /// The end of what must be read as one piece at `i`: a comment, a string, an interpolation, a bare address.
    fn piece_end(&self, i: usize) -> Option<usize> {
        match self.byte(i) {
            b'/' => self.comment_end(i),
            b'"' | b'\'' => Some(past_quoted(self.bytes, i)),
            b'#' | b'@' if self.byte(i + 1) == b'{' => Some(self.interpolation_end(i)),
            b'u' if starts_with(self.bytes, i, b"url(") => {
                let inside = skip_blanks(self.bytes, i + 4);
                let quoted = matches!(self.byte(inside), b'"' | b'\'');
                Some(if quoted { inside } else { self.address_end(i + 4) })
            }
            _ => None,
        }
    }

    /// The end of `#{…}`, on one line.
    fn interpolation_end(&self, start: usize) -> usize {
        let end = skip_while(self.bytes, start + 2, |b| b != b'}' && b != b'\n');
        end + usize::from(self.byte(end) == b'}')
    }

    /// The end of an address without quotes: before its parenthesis or the line's end.
    fn address_end(&self, start: usize) -> usize {
        skip_while(self.bytes, start, |b| b != b')' && b != b'\n')
    }

    /// Takes the statement at the current position, which begins with `first`, up to what ends it.
    fn statement(&mut self, first: u8) {
        let mut end = self.pos;
        let mut has_colon = false;
        loop {
            match self.byte(end) {
                b'{' | b'}' | b';' => break,
                _ if end >= self.bytes.len() => break,
                b':' => has_colon = true,
                _ => {
                    if let Some(piece) = self.piece_end(end) {
                        end = piece;
                        continue;
                    }
                }
            }
            end += 1;
        }
        let end = end.min(self.bytes.len());
        seen(self.pos, end);
        let opens_block = self.byte(end) == b'{';
        let custom_property = starts_with(self.bytes, self.pos, b"--");
        let at_name = first == b'@' && self.byte(self.pos + 1) != b'{';
        if at_name {
            self.at_rule(end);
        } else if first == b'$' || custom_property {
            self.declaration(end);
        } else if opens_block || !has_colon || matches!(first, b'.' | b'#' | b'&' | b'[' | b':' | b'>' | b'~') {
            self.selector(end);
        } else {
            self.declaration(end);
        }
    }

    /// The end of the name at `i`, which may be empty.
    fn name_end(&self, i: usize) -> usize {
        skip_while(self.bytes, i, |b| is_word(b) || b == b'-')
    }

    fn at_rule(&mut self, end: usize) {
        let start = self.pos;
        let name_end = self.name_end(start + 1);
        let assigns = self.dialect == Dialect::Less && self.byte(skip_blanks(self.bytes, name_end)) == b':';
        let class = if assigns { Class::Variable } else { Class::Keyword };
        self.push(start, name_end.min(end), class);
        self.values(end, !assigns);
    }

    fn declaration(&mut self, end: usize) {
        let start = self.pos;
        let sigil = usize::from(matches!(self.byte(start), b'$' | b'*'));
        let name_end = self.name_end(start + sigil).min(end);
        self.push(start, name_end, Class::Variable);
        self.values(end, false);
    }

    /// Lexes values up to `end`.
    fn values(&mut self, end: usize, in_at_rule: bool) {
        let mut parens = 0u32;
        while self.pos < end {
            let start = self.pos;
            let next = self.byte(start + 1);
            match self.bytes[start] {
                b'"' | b'\'' => self.push(start, past_quoted(self.bytes, start), Class::String),
                b'/' => match self.comment_end(start) {
                    Some(end) => self.push(start, end, Class::Comment),
                    None => self.pos += 1,
                },
                b'#' | b'@' if next == b'{' => self.push(start, self.interpolation_end(start), Class::Variable),
                b'#' => self.push(start, self.name_end(start + 1), Class::Number),
                b'$' | b'@' => self.push(start, self.name_end(start + 1), Class::Variable),
                b'!' => self.push(start, self.name_end(skip_blanks(self.bytes, start + 1)), Class::Keyword),
                b'.' | b'%' if in_at_rule && is_word(next) && !next.is_ascii_digit() => {
                    self.push(start, self.name_end(start + 1), Class::Type);
                }
                b'-' if next == b'-' => self.push(start, self.name_end(start), Class::Variable),
                b'0'..=b'9' => self.number(start),
                b'.' if next.is_ascii_digit() => self.number(start),
                b'-' | b'+' if next.is_ascii_digit() || next == b'.' => self.number(start),
                b'(' => {
                    parens += 1;
                    self.pos += 1;
                }
                b')' => {
                    parens = parens.saturating_sub(1);
                    self.pos += 1;
                }
                b if is_word(b) || b == b'-' => self.value_word(in_at_rule, parens > 0),
                _ => self.pos += 1,
            }
        }
    }

    fn number(&mut self, start: usize) {
        let mut i = skip_while(self.bytes, start + 1, |b| b.is_ascii_digit());
        if self.byte(i) == b'.' && self.byte(i + 1).is_ascii_digit() {
            i = skip_while(self.bytes, i + 1, |b| b.is_ascii_digit());
        }
        let unit = skip_while(self.bytes, i, |b| b.is_ascii_alphabetic());
        self.push(start, unit + usize::from(unit == i && self.byte(i) == b'%'), Class::Number);
    }

    fn value_word(&mut self, in_at_rule: bool, in_parens: bool) {
        let start = self.pos;
        let end = self.name_end(start + 1);
        let word = &self.bytes[start..end];
        if self.byte(end) == b'(' {
            self.push(start, end, Class::Function);
            let quoted = matches!(self.byte(skip_blanks(self.bytes, end + 1)), b'"' | b'\'');
            if word == b"url" && !quoted {
                self.pos = end + 1;
                self.push(end + 1, self.address_end(end + 1), Class::String);
            }
        } else if in_at_rule && AT_RULE_WORDS.contains(&word) {
            self.push(start, end, Class::Keyword);
        } else if in_parens && self.byte(skip_blanks(self.bytes, end)) == b':' {
            self.push(start, end, Class::Variable);
        } else {
            self.pos = end;
        }
    }

    /// Lexes a list of selectors up to `end`.
    fn selector(&mut self, end: usize) {
        while self.pos < end {
            let start = self.pos;
            let next = self.byte(start + 1);
            match self.bytes[start] {
                b'"' | b'\'' => self.push(start, past_quoted(self.bytes, start), Class::String),
                b'/' => match self.comment_end(start) {
                    Some(end) => self.push(start, end, Class::Comment),
                    None => self.pos += 1,
                },
                b'#' | b'@' if next == b'{' => self.push(start, self.interpolation_end(start), Class::Variable),
                b'.' if next.is_ascii_digit() => self.number(start),
                b'.' | b'#' | b'%' | b'&' if is_word(next) || next == b'-' => {
                    self.push(start, self.name_end(start + 1), Class::Type);
                }
                b':' => {
                    let name = start + 1 + usize::from(next == b':');
                    self.push(start, self.name_end(name), Class::Meta);
                }
                b'[' => {
                    let name = skip_blanks(self.bytes, start + 1);
                    self.push(name, self.name_end(name), Class::Variable);
                }
                b'0'..=b'9' => self.number(start),
                b'$' => self.push(start, self.name_end(start + 1), Class::Variable),
                b if is_word(b) || b == b'-' => self.push(start, self.name_end(start + 1), Class::Keyword),
                _ => self.pos += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn css_tells_selectors_from_declarations() {
        assert_eq!(
            marked(
                "css",
                r#"a:not(.b)::before, #id > li[data-x="y"]:nth-child(2n+1) { color: #fff; margin: -1px .5em !important }
@media (min-width: 600px) and (color) { :root { --gap: calc(1rem + 50%); width: var(--gap) } }
@import url(a;b.css); /* c */
color: red;"#
            ),
            r#"k(a)m(:not)(t(.b))m(::before), t(#id) > k(li)[v(data-x)=s("y")]m(:nth-child)(n(2n)+n(1)) { v(color): n(#fff); v(margin): n(-1px) n(.5em) k(!important) }
k(@media) (v(min-width): n(600px)) k(and) (color) { m(:root) { v(--gap): f(calc)(n(1rem) + n(50%)); v(width): f(var)(v(--gap)) } }
k(@import) f(url)(s(a;b.css)); c(/* c */)
v(color): red;"#
        );
    }

    #[test]
    fn scss_nests() {
        assert_eq!(
            marked(
                "scss",
                r"// note
$map: (key: 1px);
@mixin m($x) { &:hover { width: $x } .a-#{$i} { @extend %b; @include n(1) } }"
            ),
            r"c(// note)
v($map): (v(key): n(1px));
k(@mixin) f(m)(v($x)) { &m(:hover) { v(width): v($x) } t(.a-)v(#{$i}) { k(@extend) t(%b); k(@include) f(n)(n(1)) } }"
        );
    }

    #[test]
    fn less_assigns() {
        assert_eq!(
            marked("less", r"@width: 10px; .a { .mixin(); width: @width; @media print { x: y } }"),
            r"v(@width): n(10px); t(.a) { t(.mixin)(); v(width): v(@width); k(@media) print { v(x): y } }"
        );
    }
}
