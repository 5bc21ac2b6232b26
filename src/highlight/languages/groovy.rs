//! Groovy, and with it Gradle's scripts and Jenkins's pipelines.
//! In: Groovy code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Capitals, Hole, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static GROOVY: Language = Language {
    id: "groovy",
    name: "Groovy",
    aliases: &["gradle", "jenkinsfile", "jenkins", "gvy"],
    grammar: Grammar::Code(&GRAMMAR),
};

const HOLES: &[Hole] = &[Hole::Code { open: "${", close: b'}' }, Hole::Name(b'$')];

static DOUBLE: Text = Text::line("\"").with(HOLES);
static SINGLE: Text = Text::line("'");
static LONG_DOUBLE: Text = Text::lines("\"\"\"").with(HOLES);
static LONG_SINGLE: Text = Text::lines("'''");
static DOLLAR_SLASHY: Text = Text::lines("/$").raw();

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("//"),
        Rule::block_comment("/*", "*/"),
        Rule::text("\"\"\"", &LONG_DOUBLE),
        Rule::text("'''", &LONG_SINGLE),
        Rule::text("\"", &DOUBLE),
        Rule::text("'", &SINGLE),
        Rule::text("$/", &DOLLAR_SLASHY).only(At::OperandDue),
        Rule::new("/", Action::Regex),
        Rule::new("@", Action::Sigil { class: Class::Meta, dotted: true }),
    ],
    words: &[
        Words::naming(Class::Type, "class interface trait enum extends implements new"),
        Words::value("this super it"),
        Words::new(
            Class::Keyword,
            "abstract as assert break case catch const continue def default do else final finally for goto if import in \
             instanceof native package private protected public return static switch synchronized throw throws transient \
             try var volatile while",
        ),
        Words::new(Class::Number, "true false null"),
        Words::new(Class::Type, "boolean byte char double float int long short void"),
    ],
    calls: true,
    capitals: Capitals::Type,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_slashy_strings() {
        assert_eq!(
            marked(
                "groovy",
                r#"plugins { id 'java' } // note
def re = ~/a"b\/c/; def s = "Hi ${x.map { "$it" }} $y"; def d = $/a "b" / c/$
task copy(type: Copy) { into "$buildDir/x"; def n = a / b / c }"#
            ),
            r#"plugins { id s('java') } c(// note)
k(def) re = ~s(/a"b\/c/); k(def) s = s("Hi )${x.map { s(")v($it)s(") }}s( )v($y)s("); k(def) d = s($/a "b" / c/$)
task f(copy)(type: t(Copy)) { into s(")v($buildDir)s(/x"); k(def) n = a / b / c }"#
        );
    }
}
