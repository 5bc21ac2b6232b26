//! Colours code blocks while the site is built.
//! In: a language's name and the text of one code block. Out: classed byte ranges ([`tokens`]) and HTML ([`write_html`]).
//! Must never change the text, panic, backtrack or take more than linear time, whatever the input: a code block is
//! often a fragment, a mixture or plainly wrong, and the reader still wants to see exactly what was written.
//!
//! Most languages are a `table::Table` for one shared lexer; those whose tokens depend on lines or on their place in
//! a statement (shell, YAML, HTML, CSS, LaTeX, Markdown and others) bring a lexer of their own. To add a language, copy the nearest
//! file in `languages/` and list it in `languages/mod.rs`.

mod code;
mod languages;
mod nearest;
mod scan;
mod table;
mod words;

#[cfg(test)]
mod tests;

pub use nearest::nearest;

/// A language that can be coloured. All values are statics; get one with [`find`] or [`all`].
pub struct Language {
    id: &'static str,
    name: &'static str,
    /// Other names, lower case, besides `id`.
    aliases: &'static [&'static str],
    grammar: Grammar,
}

/// How a language is cut into tokens.
enum Grammar {
    /// By a table, in the shared lexer.
    Code(&'static code::Grammar),
    /// By a function of its own. It lexes `bytes[from..]` and appends tokens with offsets into `bytes`.
    Own(fn(bytes: &[u8], from: usize, out: &mut Vec<Token>)),
    /// Not at all.
    Plain,
}

impl Language {
    /// The name to show to readers: `Rust`, `C++`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The one name that stands for this language in class names and hints: `rust`, `cpp`. Lower case, unique.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// Every name by which [`find`] knows this language, its id first.
    fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.id).chain(self.aliases.iter().copied())
    }

    /// Lexes `bytes[from..]`. The bytes are UTF-8 and both ends lie on character boundaries.
    fn lex(&self, bytes: &[u8], from: usize, out: &mut Vec<Token>) {
        match &self.grammar {
            Grammar::Code(grammar) => {
                grammar.lex(bytes, from, out);
            }
            Grammar::Own(lex) => lex(bytes, from, out),
            Grammar::Plain => {}
        }
    }
}

/// The language with this id or alias, in any ASCII case: `rs`, `Rust`, `c++`.
pub fn find(name: &str) -> Option<&'static Language> {
    all().find(|language| language.names().any(|known| known.eq_ignore_ascii_case(name)))
}

/// All known languages, plain text among them, in the order of their ids.
pub fn all() -> impl Iterator<Item = &'static Language> {
    languages::ALL.iter().copied()
}

/// What a piece of code is to the reader's eye. Ten classes are what a colour scheme can keep apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// Reserved words, HTML tags, CSS at-rules.
    Keyword,
    /// Strings, characters, regular expressions, heredocs.
    String,
    /// Numbers and the other literal constants: `true`, `null`, `#fff`, `&amp;`.
    Number,
    /// Functions, methods and macros where they are named, and the commands of a shell line.
    Function,
    /// Types, CSS classes and ids, sections of TOML and INI files.
    Type,
    /// Comments.
    Comment,
    /// A line that a diff adds.
    Inserted,
    /// A line that a diff removes.
    Deleted,
    /// What stands outside the program proper: attributes, decorators, preprocessor lines, lifetimes, options of a
    /// command, prompts, headers of a diff.
    Meta,
    /// Variables marked as such, keys of data files, HTML attributes, CSS properties.
    Variable,
}

impl Class {
    /// Every class, so that a theme can be checked for a colour for each.
    pub const ALL: [Class; 10] = [
        Class::Keyword,
        Class::String,
        Class::Number,
        Class::Function,
        Class::Type,
        Class::Comment,
        Class::Inserted,
        Class::Deleted,
        Class::Meta,
        Class::Variable,
    ];

    /// The CSS class, one letter: half of the output would be class names otherwise.
    pub fn css(self) -> &'static str {
        match self {
            Class::Keyword => "k",
            Class::String => "s",
            Class::Number => "n",
            Class::Function => "f",
            Class::Type => "t",
            Class::Comment => "c",
            Class::Inserted => "i",
            Class::Deleted => "d",
            Class::Meta => "m",
            Class::Variable => "v",
        }
    }
}

/// Bytes `start..end` of a code block, `start < end <= len`, both on character boundaries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// How to colour it.
    pub class: Class,
}

/// Cuts `code` into tokens: sorted, disjoint, never empty. What lies between them is plain text. Clears `out` first,
/// so that one vector serves many blocks.
///
/// Code of 4 GiB or more gets no tokens, because their offsets would not fit.
pub fn tokens(language: &Language, code: &str, out: &mut Vec<Token>) {
    out.clear();
    if u32::try_from(code.len()).is_ok() {
        language.lex(code.as_bytes(), 0, out);
    }
}

/// Appends `start..end` as a token, or lengthens the last one where the two touch and look the same.
fn push_token(out: &mut Vec<Token>, start: usize, end: usize, class: Class) {
    if start >= end {
        return;
    }
    // `tokens` admits no code whose offsets exceed `u32`.
    let (start, end) = (start as u32, end as u32);
    match out.last_mut() {
        Some(last) if last.end == start && last.class == class => last.end = end,
        last => {
            debug_assert!(last.is_none_or(|last| last.end <= start));
            out.push(Token { start, end, class });
        }
    }
}

/// Appends `code` as HTML, each token in `<span class="k">…</span>`. Removing the tags and undoing the escapes gives
/// `code` again. No span contains a newline: it is closed at the line's end and opened again on the next, so that the
/// caller may wrap lines in elements of its own.
///
/// `tokens` are those that [`tokens`] made from the same `code`; ranges that do not fit it are left uncoloured.
pub fn write_html(code: &str, tokens: &[Token], out: &mut String) {
    const SPAN_LEN: usize = r#"<span class="k"></span>"#.len();
    out.reserve(code.len() + code.len() / 16 + tokens.len() * SPAN_LEN);
    let mut at = 0;
    for token in tokens {
        let (start, end) = (token.start as usize, token.end as usize);
        let (Some(before), Some(text)) = (code.get(at..start), code.get(start..end)) else {
            continue;
        };
        escape_html(before, out);
        let mut rest = text;
        while let Some(newline) = rest.bytes().position(|b| b == b'\n') {
            write_span(&rest[..newline], token.class, out);
            out.push('\n');
            rest = &rest[newline + 1..];
        }
        write_span(rest, token.class, out);
        at = end;
    }
    escape_html(code.get(at..).unwrap_or_default(), out);
}

fn write_span(text: &str, class: Class, out: &mut String) {
    if text.is_empty() {
        return;
    }
    out.push_str(match class {
        Class::Keyword => r#"<span class="k">"#,
        Class::String => r#"<span class="s">"#,
        Class::Number => r#"<span class="n">"#,
        Class::Function => r#"<span class="f">"#,
        Class::Type => r#"<span class="t">"#,
        Class::Comment => r#"<span class="c">"#,
        Class::Inserted => r#"<span class="i">"#,
        Class::Deleted => r#"<span class="d">"#,
        Class::Meta => r#"<span class="m">"#,
        Class::Variable => r#"<span class="v">"#,
    });
    escape_html(text, out);
    out.push_str("</span>");
}

/// Appends `text` with `&`, `<` and `>` escaped. Quotes stay: the result is for element content, not for attributes.
pub fn escape_html(text: &str, out: &mut String) {
    let mut copied = 0;
    for (i, b) in text.bytes().enumerate() {
        let escape = match b {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => continue,
        };
        out.push_str(&text[copied..i]);
        out.push_str(escape);
        copied = i + 1;
    }
    out.push_str(&text[copied..]);
}
