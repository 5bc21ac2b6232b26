//! Dart.
//! In: Dart code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, Capitals, Hole, Prefix, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static DART: Language =
    Language { id: "dart", name: "Dart", aliases: &["flutter"], grammar: Grammar::Code(&GRAMMAR) };

const HOLES: &[Hole] = &[Hole::Code { open: "${", close: b'}' }, Hole::Name(b'$')];

static DOUBLE: Text = Text::line("\"").with(HOLES);
static SINGLE: Text = Text::line("'").with(HOLES);
static LONG_DOUBLE: Text = Text::lines("\"\"\"").with(HOLES);
static LONG_SINGLE: Text = Text::lines("'''").with(HOLES);
static RAW_DOUBLE: Text = Text::line("\"").raw();
static RAW_SINGLE: Text = Text::line("'").raw();
static RAW_LONG_DOUBLE: Text = Text::lines("\"\"\"").raw();
static RAW_LONG_SINGLE: Text = Text::lines("'''").raw();

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("//"),
        Rule::nested_comment("/*", "*/"),
        Rule::text("\"\"\"", &LONG_DOUBLE),
        Rule::text("'''", &LONG_SINGLE),
        Rule::text("\"", &DOUBLE),
        Rule::text("'", &SINGLE),
        Rule::new("@", Action::Sigil { class: Class::Meta, dotted: true }),
    ],
    prefixes: &[Prefix {
        words: "r",
        rules: &[
            Rule::text("\"\"\"", &RAW_LONG_DOUBLE),
            Rule::text("'''", &RAW_LONG_SINGLE),
            Rule::text("\"", &RAW_DOUBLE),
            Rule::text("'", &RAW_SINGLE),
        ],
    }],
    words: &[
        Words::naming(Class::Type, "class enum mixin typedef extends implements new"),
        Words::value("this super"),
        Words::new(
            Class::Keyword,
            "abstract as assert async await base break case catch const continue covariant default do else external \
             factory final finally for if import in interface is late library operator part required rethrow return \
             sealed static switch throw try var when while with yield",
        ),
        Words::naming(Class::Type, "extension").soft(),
        Words::new(Class::Keyword, "deferred export get hide of on set show sync").soft(),
        Words::new(Class::Number, "true false null"),
        Words::new(Class::Type, "bool double dynamic int num void"),
    ],
    calls: true,
    capitals: Capitals::Type,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn fills_strings_except_raw_ones() {
        assert_eq!(
            marked(
                "dart",
                r#"@override
Future<List<String>> names(int n) async => ['Hi $n ${a['k']} \$x', r'\$raw', """a "b" $n"""]; // note
class Foo extends Bar { final x = 0xFF; /* a /* b */ */ }"#
            ),
            r#"m(@override)
t(Future)<t(List)<t(String)>> f(names)(t(int) n) k(async) => [s('Hi )v($n)s( )${a[s('k')]}s( \$x'), s(r'\$raw'), s("""a "b" )v($n)s(""")]; c(// note)
k(class) t(Foo) k(extends) t(Bar) { k(final) x = n(0xFF); c(/* a /* b */ */) }"#
        );
    }
}
