//! Nim.
//! In: Nim code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Capitals, Numbers, Prefix, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static NIM: Language =
    Language { id: "nim", name: "Nim", aliases: &["nims", "nimble"], grammar: Grammar::Code(&GRAMMAR) };

static STRING: Text = Text::line("\"");
static RAW: Text = Text::line("\"").doubled();
static LONG: Text = Text::lines("\"\"\"").raw().trailing();
static CHAR: Text = Text::line("'");
static NAME: Text = Text::line("`").raw();

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::nested_comment("#[", "]#"),
        Rule::nested_comment("##[", "]##"),
        Rule::comment("#"),
        Rule::text("\"\"\"", &LONG),
        Rule::text("\"", &STRING),
        Rule::text("'", &CHAR),
        Rule::text("`", &NAME),
        Rule::block(Class::Meta, "{.", ".}"),
    ],
    prefixes: &[Prefix { words: "r R fmt", rules: &[Rule::text("\"\"\"", &LONG), Rule::text("\"", &RAW)] }],
    words: &[
        Words::naming(Class::Function, "proc func method iterator template macro converter"),
        Words::new(
            Class::Keyword,
            "addr and as asm bind block break case cast concept const continue defer discard distinct div do elif else end \
             enum except export finally for from if import in include interface is isnot let mixin mod nil not notin \
             object of or out ptr raise ref return shl shr static try tuple type using var when while xor yield",
        ),
        Words::new(Class::Number, "true false"),
        Words::new(
            Class::Type,
            "array auto bool byte char cstring float float32 float64 int int8 int16 int32 int64 openArray pointer seq set \
             string uint uint8 uint16 uint32 uint64 untyped typed void",
        ),
    ],
    calls: true,
    capitals: Capitals::Type,
    numbers: Numbers { separator: b'\'', ..Numbers::PLAIN },
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_raw_strings_and_pragmas() {
        assert_eq!(
            marked(
                "nim",
                r#"proc greet(name: string): int {.inline.} = # note
  #[ a #[ b ]# ]# echo "Hi \"", r"C:\a""b", """a "b""""; result = 0xFF'u8"#
            ),
            r#"k(proc) f(greet)(name: t(string)): t(int) m({.inline.}) = c(# note)
  c(#[ a #[ b ]# ]#) echo s("Hi \""), s(r"C:\a""b"), s("""a "b""""); result = n(0xFF'u8)"#
        );
    }
}
