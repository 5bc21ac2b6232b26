//! TOML.
//! In: a document or a part of one. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Numbers, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static TOML: Language =
    Language { id: "toml", name: "TOML", aliases: &[], grammar: Grammar::Code(&GRAMMAR) };

static BASIC: Text = Text::line("\"");
static LITERAL: Text = Text::line("'").raw();
static LONG_BASIC: Text = Text::lines("\"\"\"").trailing();
static LONG_LITERAL: Text = Text::lines("'''").raw().trailing();

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("#"),
        Rule::text("\"\"\"", &LONG_BASIC),
        Rule::text("'''", &LONG_LITERAL),
        Rule::text("\"", &BASIC),
        Rule::text("'", &LITERAL),
        Rule::new("[", Action::Section).only(At::LineStart),
    ],
    words: &[Words::new(Class::Number, "true false inf nan")],
    word_bytes: "-",
    key_ends: b"=",
    dotted_keys: true,
    numbers: Numbers { signed: true, dates: true, ..Numbers::PLAIN },
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_keys_sections_and_dates() {
        assert_eq!(
            marked(
                "toml",
                r#"[package] # note
name = "wence"
a.b."c d" = { version = '1\', n = -1.5 }
date = 1979-05-27T07:32:00-08:00
[[target.'cfg(unix)'.bin]]
list = [
  [1, 2],
  ["x"]
]
long = """
a "b"
""""" # end
short = '''it's'''''"#
            ),
            r#"t([package]) c(# note)
v(name) = s("wence")
v(a).v(b).v("c d") = { v(version) = s('1\'), v(n) = n(-1.5) }
v(date) = n(1979-05-27T07:32:00-08:00)
t([[target.'cfg(unix)'.bin]])
v(list) = [
  [n(1), n(2)],
  [s("x")]
]
v(long) = s("""
a "b"
""""") c(# end)
v(short) = s('''it's''''')"#
        );
    }
}
