//! Kotlin.
//! In: Kotlin code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, Capitals, Hole, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static KOTLIN: Language =
    Language { id: "kotlin", name: "Kotlin", aliases: &["kt", "kts"], grammar: Grammar::Code(&GRAMMAR) };

const HOLES: &[Hole] = &[Hole::Code { open: "${", close: b'}' }, Hole::Name(b'$')];

static STRING: Text = Text::line("\"").with(HOLES);
static RAW: Text = Text::lines("\"\"\"").raw().trailing().with(HOLES);
static CHAR: Text = Text::line("'");

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("//"),
        Rule::nested_comment("/*", "*/"),
        Rule::text("\"\"\"", &RAW),
        Rule::text("\"", &STRING),
        Rule::text("'", &CHAR),
        Rule::text("`", &CHAR),
        Rule::new("@", Action::Sigil { class: Class::Meta, dotted: true }),
    ],
    words: &[
        Words::naming(Class::Function, "fun"),
        Words::naming(Class::Type, "class interface object typealias"),
        Words::value("this super it"),
        Words::new(
            Class::Keyword,
            "abstract as break by catch companion const constructor continue data do else enum final finally for if \
             import in init inline internal is lateinit open operator out override package private protected public \
             return sealed suspend tailrec throw try val var vararg when where while",
        ),
        Words::new(Class::Number, "true false null"),
    ],
    member_words: &["class"],
    calls: true,
    capitals: Capitals::Type,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn fills_strings_in() {
        assert_eq!(
            marked(
                "kotlin",
                r#"@Test fun greet(name: String?) = "Hi $name, ${items.map { "<$it>" }} \$x"
val raw = """a "b" $c"""" + "d" // e"#
            ),
            r#"m(@Test) k(fun) f(greet)(name: t(String)?) = s("Hi )v($name)s(, )${items.map { s("<)v($it)s(>") }}s( \$x")
k(val) raw = s("""a "b" )v($c)s("""") + s("d") c(// e)"#
        );
    }
}
