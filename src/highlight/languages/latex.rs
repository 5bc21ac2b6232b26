//! TeX and LaTeX.
//! In: a document or a part of one. Out: tokens. Formulas are told from text by their colour; what stands in a verbatim
//! environment is a string.

use super::super::scan::{byte, line_end, past, past_escape, seen, skip_while, starts_with};
use super::super::{Class, Grammar, Language, Token, push_token};

pub(super) static LATEX: Language = Language {
    id: "latex",
    name: "LaTeX",
    aliases: &["tex", "sty", "cls", "bibtex", "bib", "context"],
    grammar: Grammar::Own(|bytes, from, out| Lexer { bytes, out, pos: from }.run()),
};

/// Environments that hold no markup.
const VERBATIM: [&[u8]; 5] = [b"verbatim", b"verbatim*", b"lstlisting", b"minted", b"comment"];

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

    fn run(&mut self) {
        while let Some(&b) = self.bytes.get(self.pos) {
            match b {
                b'\\' => self.command(),
                b'%' => self.push(line_end(self.bytes, self.pos), Class::Comment),
                b'$' => self.formula(),
                b'#' if byte(self.bytes, self.pos + 1).is_ascii_digit() => self.push(self.pos + 2, Class::Variable),
                b'&' | b'~' => self.push(self.pos + 1, Class::Meta),
                b'@' if byte(self.bytes, self.pos + 1).is_ascii_alphabetic() => {
                    self.push(self.name_end(), Class::Keyword)
                }
                _ => self.pos += 1,
            }
        }
    }

    /// The end of the name behind the sign at the current position.
    fn name_end(&self) -> usize {
        skip_while(self.bytes, self.pos + 1, |b| b.is_ascii_alphabetic() || b == b'@')
    }

    fn command(&mut self) {
        let (bytes, start) = (self.bytes, self.pos);
        let end = self.name_end();
        match &bytes[start + 1..end] {
            // `\%`, `\\`; of a wide character all bytes.
            b"" => {
                let end = skip_while(bytes, (start + 2).min(bytes.len()), |b| b & 0xC0 == 0x80);
                self.push(end, Class::Keyword);
            }
            b"begin" => {
                self.push(end, Class::Keyword);
                self.environment();
            }
            b"end" => {
                self.push(end, Class::Keyword);
                let name = self.argument();
                self.class_of_argument(name);
            }
            b"verb" | b"lstinline" => {
                self.push(end, Class::Keyword);
                let star = end + usize::from(byte(bytes, end) == b'*');
                let delimiter = byte(bytes, star);
                if delimiter.is_ascii_punctuation() {
                    let close = if delimiter == b'{' { b'}' } else { delimiter };
                    let inside = skip_while(bytes, star + 1, |b| b != close && b != b'\n');
                    self.pos = star;
                    self.push((inside + 1).min(bytes.len()), Class::String);
                }
            }
            _ => self.push(end + usize::from(byte(bytes, end) == b'*'), Class::Keyword),
        }
    }

    /// The inside of `{…}` at the current position, if it stands on the line.
    fn argument(&self) -> Option<std::ops::Range<usize>> {
        let start = self.pos;
        let end = skip_while(self.bytes, start, |b| b != b'}' && b != b'\n' && b != b'\\');
        (byte(self.bytes, start) == b'{' && byte(self.bytes, end) == b'}').then_some(start + 1..end)
    }

    fn class_of_argument(&mut self, name: Option<std::ops::Range<usize>>) {
        if let Some(name) = name {
            self.pos = name.start;
            self.push(name.end, Class::Type);
        }
    }

    /// Takes the name of an environment and, if that is verbatim, what stands in it.
    fn environment(&mut self) {
        let Some(name) = self.argument() else { return };
        let word = &self.bytes[name.clone()];
        self.class_of_argument(Some(name));
        if VERBATIM.contains(&word) {
            let class = if word == b"comment" { Class::Comment } else { Class::String };
            let mut close = b"\\end{".to_vec();
            close.extend_from_slice(word);
            let inside = self.pos + 1;
            let end = past(self.bytes, inside, &close);
            let end = if self.bytes[inside..end].ends_with(&close) { end - close.len() } else { end };
            self.pos = inside.min(end);
            self.push(end, class);
        }
    }

    /// Takes `$…$` or `$$…$$`; a single dollar opens no formula that goes beyond its paragraph.
    fn formula(&mut self) {
        let (bytes, start) = (self.bytes, self.pos);
        let display = starts_with(bytes, start, b"$$");
        let mut i = start + 1 + usize::from(display);
        let mut newlines = 0;
        while i < bytes.len() {
            match bytes[i] {
                b'\\' => {
                    i = past_escape(bytes, i);
                    newlines = 0;
                    continue;
                }
                b'$' => {
                    i += 1 + usize::from(display && byte(bytes, i + 1) == b'$');
                    break;
                }
                b'\n' if newlines > 0 => break,
                b'\n' => newlines += 1,
                b if !b.is_ascii_whitespace() => newlines = 0,
                _ => {}
            }
            i += 1;
        }
        seen(start, i);
        self.push(skip_while(bytes, i, |b| b & 0xC0 == 0x80), Class::String);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_formulas_and_verbatim_text() {
        assert_eq!(
            marked(
                "latex",
                r"\documentclass[a4paper]{article} % note
\begin{figure} 50\% of $x_1 \$ + y$ and $$z$$ \verb|a % $b| \section*{A & B}
\begin{verbatim}
\raw % $x
\end{verbatim}
\newcommand{\x}[1]{#1}"
            ),
            r"k(\documentclass)[a4paper]{article} c(% note)
k(\begin){t(figure)} 50k(\%) of s($x_1 \$ + y$) and s($$z$$) k(\verb)s(|a % $b|) k(\section*){A m(&) B}
k(\begin){t(verbatim)}s(
\raw % $x
)k(\end){t(verbatim)}
k(\newcommand){k(\x)}[1]{v(#1)}"
        );
    }
}
