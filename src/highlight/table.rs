//! The terms in which a language is described to the shared lexer.
//! In: nothing. Out: the types of a [`Table`] and short constructors for them, all usable in statics.
//! Says what a language has, never how it is found: that is the lexer's business.

use super::Class;
use super::words::Words;

/// What the lexer has to know of a language. Start from [`Table::EMPTY`].
pub(super) struct Table {
    /// What begins with a fixed piece of text: comments, strings, sigils. The longest opening that fits is tried
    /// first; one that turns out not to apply is passed over.
    pub rules: &'static [Rule],
    /// Words that change the string after them, as `r` and `f` do in Python.
    pub prefixes: &'static [Prefix],
    /// Word lists. A word in two of them belongs to the first.
    pub words: &'static [Words],
    /// ASCII bytes that belong to words, besides letters, digits and the underscore.
    pub word_bytes: &'static str,
    /// Words match in any case (SQL). The lists are written in lower case.
    pub fold_case: bool,
    /// Words that stay reserved after a dot: `await` in Rust. All others are plain members there.
    pub member_words: &'static [&'static str],
    /// What makes the reserved word after it a name: `r#` in Rust; may be empty.
    pub raw_name: &'static str,
    /// A name before `(` is a function.
    pub calls: bool,
    /// A name before `!` is a macro.
    pub bang_macros: bool,
    /// What names with a capital first letter are.
    pub capitals: Capitals,
    /// `name<…>` is a type, and `name<…>(` a call.
    pub angle_generics: bool,
    /// An ending that marks types, as `_t` in C; may be empty.
    pub type_suffix: &'static str,
    /// A word or string before one of these bytes is a key.
    pub key_ends: &'static [u8],
    /// Keys may consist of several parts with dots between.
    pub dotted_keys: bool,
    pub numbers: Numbers,
    /// `<div>` where an operand is due opens an element.
    pub jsx: bool,
    /// Words whose parentheses are no operand, such as `if (…)`. With any of them the lexer also tells blocks from
    /// objects, so that a slash after `}` begins a regular expression or divides.
    pub headed: &'static [&'static str],
    /// Perl's `q{…}` and `s/…/…/`: words and how many parts in delimiters follow.
    pub quote_words: &'static [(&'static str, u8)],
    /// The text of a heredoc whose tag is not in single quotes. It closes with nothing, since the tag closes it.
    pub heredoc: &'static Text,
    /// Functions take arguments without parentheses, as in `match /a/`: a slash between a name with a blank and no blank
    /// begins a regular expression.
    pub bare_arguments: bool,
    /// What an unreserved word is by the place where it begins.
    pub first_word: FirstWord,
    /// A name directly after `(` is a function, as in Lisp.
    pub list_heads: bool,
    /// Text that ends a comment within its line: `?>` in PHP; may be empty.
    pub line_stop: &'static str,
}

impl Table {
    /// A language without features.
    pub const EMPTY: Table = Table {
        rules: &[],
        prefixes: &[],
        words: &[],
        word_bytes: "",
        fold_case: false,
        member_words: &[],
        raw_name: "",
        calls: false,
        bang_macros: false,
        capitals: Capitals::Plain,
        angle_generics: false,
        type_suffix: "",
        key_ends: &[],
        dotted_keys: false,
        numbers: Numbers::PLAIN,
        jsx: false,
        headed: &[],
        quote_words: &[],
        heredoc: &Text::lines("").raw(),
        bare_arguments: false,
        first_word: FirstWord::Plain,
        list_heads: false,
        line_stop: "",
    };
}

/// What a capitalised name is: one with a lower-case letter in it, or of one letter, so that `MAX_LEN` stays plain.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Capitals {
    /// Nothing special.
    Plain,
    /// A type.
    Type,
    /// A type unless it is called: in JavaScript `List` is a class and `List(…)` a function.
    TypeUnlessCalled,
    /// A variable, as in Erlang.
    Variable,
    /// A type unless it is called or a member: in C# most names begin with a capital.
    TypeUnlessMember,
    /// A command with a dash in it, as in PowerShell; other names are plain.
    Cmdlet,
    /// A type directly before `{`, after `*`, or after another name on the same line (`w http.ResponseWriter`): in Go
    /// a capital only means that a name is exported.
    TypeInContext,
}

/// What the first word of a line or a statement is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FirstWord {
    Plain,
    /// The first of a line, or behind a bracket, a semicolon or an `@` on it.
    OfLine(Class),
    /// The first behind a bracket or a semicolon, on whatever line.
    OfStatement(Class),
}

/// How numbers are written, beyond digits, a fraction, an exponent and letters (`0xff`, `10u8`).
#[derive(Clone, Copy)]
pub(super) struct Numbers {
    /// A byte that may stand between digits, besides the underscore; 0 for none.
    pub separator: u8,
    /// A sign where an operand is due belongs to the number.
    pub signed: bool,
    /// `2024-05-01T10:00:00` is one number.
    pub dates: bool,
}

impl Numbers {
    pub const PLAIN: Numbers = Numbers { separator: 0, signed: false, dates: false };
}

/// One way in which a token may begin.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    /// ASCII, not empty.
    pub open: &'static str,
    pub at: At,
    pub action: Action,
}

impl Rule {
    /// `open` begins a comment that ends with the line.
    pub const fn comment(open: &'static str) -> Rule {
        Rule { open, at: At::Anywhere, action: Action::Line(Class::Comment) }
    }

    /// A comment from `open` to `close`.
    pub const fn block_comment(open: &'static str, close: &'static str) -> Rule {
        Rule::block(Class::Comment, open, close)
    }

    /// A comment from `open` to `close` that may contain others.
    pub const fn nested_comment(open: &'static str, close: &'static str) -> Rule {
        Rule { open, at: At::Anywhere, action: Action::NestedComment(close) }
    }

    /// Everything from `open` to `close`, over any number of lines.
    pub const fn block(class: Class, open: &'static str, close: &'static str) -> Rule {
        Rule { open, at: At::Anywhere, action: Action::Block(class, close) }
    }

    /// A string.
    pub const fn text(open: &'static str, text: &'static Text) -> Rule {
        Rule { open, at: At::Anywhere, action: Action::Text(text) }
    }

    /// `open` with the word after it: `$name`, `@decorator`.
    pub const fn sigil(class: Class, open: &'static str) -> Rule {
        Rule { open, at: At::Anywhere, action: Action::Sigil { class, dotted: false } }
    }

    /// `open` alone.
    pub const fn mark(class: Class, open: &'static str) -> Rule {
        Rule { open, at: At::Anywhere, action: Action::Mark(class) }
    }

    /// Anything else.
    pub const fn new(open: &'static str, action: Action) -> Rule {
        Rule { open, at: At::Anywhere, action }
    }

    /// The same rule in fewer places.
    pub const fn only(self, at: At) -> Rule {
        Rule { at, ..self }
    }
}

/// Where a rule applies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    Anywhere,
    /// As the first thing on a line, after blanks.
    LineStart,
    /// As the first byte of a line.
    Column0,
    /// After a blank or at the beginning.
    AfterBlank,
    /// Not behind a sign that would make it part of an operator, as `|--` in Haskell.
    AfterNoSymbol,
    /// Not after an operand: `<<EOS` there, but not in `list << EOS`.
    OperandDue,
}

/// What a rule does once its opening is found.
#[derive(Clone, Copy)]
pub(super) enum Action {
    /// Takes the rest of the line.
    Line(Class),
    /// Takes the rest of the line, and the next lines while a backslash ends them.
    ContinuedLine(Class),
    /// A comment to the line's end, unless the opening is only the beginning of an operator: `-->` in Haskell.
    DashComment,
    /// Takes everything to the end of input, if the opening is all that stands on its line.
    Rest(Class),
    /// Takes everything to the closing text.
    Block(Class, &'static str),
    /// A comment that counts its own openings.
    NestedComment(&'static str),
    /// A string.
    Text(&'static Text),
    /// The opening and a word after it, with `dotted` also `.word`s.
    Sigil { class: Class, dotted: bool },
    /// The opening alone.
    Mark(Class),
    /// The opening alone, uncoloured: keeps it from shorter rules, as `::` from `:name`.
    Skip,
    /// Rust's and Swift's raw strings: hashes, a quote, …, a quote, as many hashes. `open` is the first hash or quote.
    HashedString,
    /// C++'s `R"tag(…)tag"`, the `R` being a prefix.
    TaggedString,
    /// OCaml's `{tag|…|tag}`.
    TaggedBraces,
    /// PostgreSQL's `$tag$…$tag$`: a string, but the tags alone where the words before say that it holds code.
    DollarQuoted,
    /// Lua's and CMake's `[==[…]==]`. `open` ends with the first bracket.
    LongBracket(Class),
    /// The opening, then so many parts in delimiters of the author's choice: `%w[…]`, `~r/…/i`.
    Delimited(u8),
    /// Elixir's `~s(…)`: letters, then what `Delimited` takes, or a string in three quotes.
    Sigils,
    /// R's `"---(…)---"`, the `r` being a prefix.
    DashedString,
    /// C#'s raw string: three quotes or more, …, as many quotes.
    QuoteRun,
    /// From the opening to this byte, with neither a blank nor a line's end between: `%in%` in R, `%PATH%` in batch files.
    Between(Class, u8),
    /// The opening and a character or its name: `\\newline` in Clojure.
    NamedChar,
    /// The opening and one character or escape: `$a` in Erlang, `?\n` in Elixir.
    CharCode,
    /// Rust's `'a'` or `'a`.
    CharOrLifetime,
    /// A regular expression between slashes, if an operand is due and it is closed on its line.
    Regex,
    /// Ends the code; what holds it goes on after the opening: `?>`.
    End,
    /// `#[…]` with brackets and strings inside.
    Attribute,
    /// `#include <…>`, `#define`.
    Directive,
    /// `[name]` alone on its line.
    Section,
    /// `<<EOS`, `<<~"EOS"`: the text begins on the next line and ends with the tag on a line of its own.
    Heredoc,
}

/// A form of string literal.
pub(super) struct Text {
    pub close: &'static str,
    pub escape: Escape,
    /// Goes on over line ends. Otherwise a newline ends it, unless escaped.
    pub multiline: bool,
    /// Of a longer run of quotes the last ones close: `"""a "b""""`.
    pub trailing: bool,
    /// Places where code stands inside. They begin with two different bytes at most.
    pub holes: &'static [Hole],
}

impl Text {
    /// On one line, with backslash escapes.
    pub const fn line(close: &'static str) -> Text {
        Text { close, escape: Escape::Backslash, multiline: false, trailing: false, holes: &[] }
    }

    /// Over any number of lines, with backslash escapes.
    pub const fn lines(close: &'static str) -> Text {
        Text { multiline: true, ..Text::line(close) }
    }

    /// The same form without any escapes.
    pub const fn raw(self) -> Text {
        Text { escape: Escape::None, ..self }
    }

    /// The same form with the closing text written twice to mean itself.
    pub const fn doubled(self) -> Text {
        Text { escape: Escape::Doubled, ..self }
    }

    /// The same form with PowerShell's backtick for escapes.
    pub const fn backtick(self) -> Text {
        Text { escape: Escape::Backtick, ..self }
    }

    /// The same form, of whose closing quotes only the last ones close.
    pub const fn trailing(self) -> Text {
        Text { trailing: true, ..self }
    }

    /// The same form with Nix's escapes.
    pub const fn quotes(self) -> Text {
        Text { escape: Escape::Quotes, ..self }
    }

    /// The same form with code inside.
    pub const fn with(self, holes: &'static [Hole]) -> Text {
        Text { holes, ..self }
    }
}

/// How a string contains its own closing text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    None,
    Backslash,
    Backtick,
    Doubled,
    /// Nix's: after the closing text a quote, a dollar or a backslash means itself.
    Quotes,
}

/// A place in a string where code stands.
#[derive(Clone, Copy)]
pub(super) enum Hole {
    /// `open` … the bracket that closes `open`'s last byte.
    Code { open: &'static str, close: u8 },
    /// The same, except where `open` is written twice (`{{` in Python).
    CodeUnlessDoubled { open: &'static str, close: u8 },
    /// PHP's `{$name->member}`: a bracket directly before a dollar.
    BracedDollar,
    /// This byte and a word: `$name` in a Kotlin or PHP string.
    Name(u8),
}

impl Hole {
    /// The byte that makes the lexer look for this hole.
    pub fn first_byte(self) -> u8 {
        match self {
            Hole::Code { open, .. } | Hole::CodeUnlessDoubled { open, .. } => open.as_bytes()[0],
            Hole::BracedDollar => b'{',
            Hole::Name(sigil) => sigil,
        }
    }
}

/// Words that, directly before a string, make it another kind of string.
pub(super) struct Prefix {
    /// Separated by blanks, each at most [`MAX_PREFIX`] bytes.
    pub words: &'static str,
    /// The forms that may follow. The token begins with the prefix.
    pub rules: &'static [Rule],
}

/// No language has longer string prefixes (`u8R` in C++).
pub(super) const MAX_PREFIX: usize = 3;
