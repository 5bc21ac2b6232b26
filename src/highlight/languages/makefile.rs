//! Makefiles.
//! In: a file or a part of one. Out: tokens. Recipes are shown with their strings, comments and make's own variables; what
//! else the shell would make of them is left plain, because make changes it first.

use super::super::scan::{byte, continued_line_end, past_escape, seen, skip_blanks, skip_while};
use super::super::{Class, Grammar, Language, Token, push_token};

pub(super) static MAKEFILE: Language = Language {
    id: "makefile",
    name: "Makefile",
    aliases: &["make", "mk", "mak", "gnumake", "bsdmake"],
    grammar: Grammar::Own(lex),
};

/// Words that begin a line of make's own language.
const DIRECTIVES: [&[u8]; 15] = [
    b"define",
    b"else",
    b"endef",
    b"endif",
    b"export",
    b"ifdef",
    b"ifeq",
    b"ifndef",
    b"ifneq",
    b"include",
    b"-include",
    b"override",
    b"sinclude",
    b"undefine",
    b"unexport",
];

fn lex(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let mut lexer = Lexer { bytes, out, pos: from };
    while lexer.pos < bytes.len() {
        let end = continued_line_end(bytes, lexer.pos);
        if byte(bytes, lexer.pos) == b'\t' {
            lexer.recipe(end);
        } else {
            lexer.line(end);
        }
        lexer.pos = (end + 1).min(bytes.len());
    }
}

struct Lexer<'a> {
    bytes: &'a [u8],
    out: &'a mut Vec<Token>,
    pos: usize,
}

impl Lexer<'_> {
    fn push(&mut self, end: usize, class: Class) {
        push_token(self.out, self.pos, end, class);
        self.pos = end;
    }

    /// Takes a line of a recipe.
    fn recipe(&mut self, end: usize) {
        self.pos = skip_while(self.bytes, self.pos, |b| matches!(b, b' ' | b'\t' | b'@' | b'-' | b'+')).min(end);
        let mut command_due = true;
        while self.pos < end {
            let start = self.pos;
            match self.bytes[start] {
                b'$' => {
                    self.variable(end);
                    command_due = false;
                }
                b'#' if self.bytes[start - 1].is_ascii_whitespace() => self.push(end, Class::Comment),
                quote @ (b'"' | b'\'') => self.quoted(quote, end),
                b'\\' => self.pos = past_escape(self.bytes, start).min(end),
                b'|' | b'&' | b';' => {
                    self.pos += 1;
                    command_due = true;
                }
                b' ' | b'\t' | b'\r' | b'\n' => self.pos += 1,
                _ => {
                    let word = self.word_end(end);
                    if std::mem::take(&mut command_due) {
                        self.push(word, Class::Function);
                    } else if self.bytes[start] == b'-' && self.bytes[start - 1].is_ascii_whitespace() {
                        self.push(word, Class::Meta);
                    }
                    self.pos = word;
                }
            }
        }
    }

    /// The end of the run of bytes that mean nothing special here, at least one.
    fn word_end(&self, end: usize) -> usize {
        let plain = |b: u8| !b.is_ascii_whitespace() && !b"$\"'\\|&;#".contains(&b);
        skip_while(self.bytes, self.pos + 1, plain).min(end)
    }

    /// Takes a quoted text of the shell with make's variables in it.
    fn quoted(&mut self, quote: u8, end: usize) {
        let mut i = self.pos + 1;
        while i < end {
            match self.bytes[i] {
                b'\\' if quote == b'"' => i = past_escape(self.bytes, i).min(end),
                b'$' => {
                    self.push(i, Class::String);
                    self.variable(end);
                    i = self.pos;
                }
                b => {
                    i += 1;
                    if b == quote {
                        break;
                    }
                }
            }
        }
        self.push(i, Class::String);
    }

    /// Takes what begins with the `$` at the current position.
    fn variable(&mut self, end: usize) {
        let start = self.pos;
        let after = match byte(self.bytes, start + 1) {
            b'(' | b'{' => past_brackets(&self.bytes[..end], start + 1),
            b'$' => skip_while(self.bytes, start + 2, |b| b.is_ascii_alphanumeric() || b == b'_'),
            b if b.is_ascii_graphic() => start + 2,
            _ => start + 1,
        };
        self.push(after.min(end), Class::Variable);
    }

    /// Takes a rule, an assignment, a directive or a comment.
    fn line(&mut self, end: usize) {
        let bytes = self.bytes;
        self.pos = skip_blanks(bytes, self.pos).min(end);
        let start = self.pos;
        let word_end = skip_while(bytes, start, |b| b.is_ascii_alphabetic() || b == b'-').min(end);
        if DIRECTIVES.contains(&&bytes[start..word_end]) && (word_end == end || !is_assigned(bytes, word_end)) {
            self.push(word_end, Class::Keyword);
            return self.values(end);
        }
        let mut i = start;
        while i < end {
            match bytes[i] {
                b'#' => break,
                b'$' if matches!(byte(bytes, i + 1), b'(' | b'{') => i = past_brackets(&bytes[..end], i + 1),
                b'=' | b':' => break,
                _ => i += 1,
            }
        }
        seen(start, i);
        let sign_end = skip_while(bytes, i, |b| matches!(b, b':' | b'=')).min(end);
        let assigns = sign_end > i && bytes[sign_end - 1] == b'=';
        if i < end && bytes[i] != b'#' {
            // `?`, `+` and `!` belong to the sign.
            let name = bytes[start..i].trim_ascii_end();
            let name = if assigns { name.strip_suffix(b"?").or(name.strip_suffix(b"+")).unwrap_or(name) } else { name };
            let name_end = start + name.trim_ascii_end().len();
            if assigns {
                self.push(name_end, Class::Variable);
            } else {
                self.targets(name_end);
            }
            self.pos = sign_end;
        }
        self.values(end);
    }

    /// Takes the names before the colon of a rule.
    fn targets(&mut self, end: usize) {
        while self.pos < end {
            match self.bytes[self.pos] {
                b'$' => self.variable(end),
                b if b.is_ascii_whitespace() => self.pos += 1,
                _ => {
                    let target = skip_while(self.bytes, self.pos, |b| !b.is_ascii_whitespace() && b != b'$').min(end);
                    let class = if self.bytes[self.pos] == b'.' { Class::Meta } else { Class::Function };
                    self.push(target, class);
                }
            }
        }
    }

    /// Takes what stands behind the sign of a rule or an assignment.
    fn values(&mut self, end: usize) {
        while self.pos < end {
            match self.bytes[self.pos] {
                b'$' => self.variable(end),
                b'#' if self.pos == 0 || self.bytes[self.pos - 1] != b'\\' => self.push(end, Class::Comment),
                b';' => {
                    self.pos += 1;
                    return self.recipe(end);
                }
                _ => self.pos += 1,
            }
        }
    }
}

/// Whether the word that ends at `at` is the name in an assignment.
fn is_assigned(bytes: &[u8], at: usize) -> bool {
    matches!(byte(bytes, skip_blanks(bytes, at)), b'=' | b':' | b'?' | b'+')
}

/// Past the bracket that closes the one at `open`, or the end.
fn past_brackets(bytes: &[u8], open: usize) -> usize {
    let (opening, closing) = (bytes[open], if bytes[open] == b'(' { b')' } else { b'}' });
    let mut depth = 0;
    let mut i = open;
    while i < bytes.len() {
        depth += i32::from(bytes[i] == opening) - i32::from(bytes[i] == closing);
        i += 1;
        if depth == 0 {
            break;
        }
    }
    seen(open, i);
    i
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_rules_assignments_and_recipes() {
        assert_eq!(
            marked(
                "makefile",
                r#"CC ?= gcc # note
SRC := $(wildcard src/*.c $(X)) \
  more.c
.PHONY: all
all $(OBJ): %.o: %.c | dir ; @echo hi
	@$(CC) -o $@ "it's $(X)" $$HOME && rm -f 'a # b' # note
ifeq ($(OS),Windows)
include x.mk
endif"#
            ),
            r#"v(CC) ?= gcc c(# note)
v(SRC) := v($(wildcard src/*.c $(X))) \
  more.c
m(.PHONY): all
f(all) v($(OBJ)): %.o: %.c | dir ; @f(echo) hi
	@v($(CC)) m(-o) v($@) s("it's )v($(X))s(") v($$HOME) && f(rm) m(-f) s('a # b') c(# note)
k(ifeq) (v($(OS)),Windows)
k(include) x.mk
k(endif)"#
        );
    }
}
