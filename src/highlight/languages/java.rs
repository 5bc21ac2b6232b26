//! Java.
//! In: Java code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, Capitals, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static JAVA: Language =
    Language { id: "java", name: "Java", aliases: &["jsh"], grammar: Grammar::Code(&GRAMMAR) };

static STRING: Text = Text::line("\"");
static BLOCK: Text = Text::lines("\"\"\"");
static CHAR: Text = Text::line("'");

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("//"),
        Rule::block_comment("/*", "*/"),
        Rule::text("\"\"\"", &BLOCK),
        Rule::text("\"", &STRING),
        Rule::text("'", &CHAR),
        Rule::new("@", Action::Sigil { class: Class::Meta, dotted: true }),
    ],
    words: &[
        Words::naming(Class::Type, "class interface enum extends implements"),
        Words::value("this super"),
        Words::new(
            Class::Keyword,
            "abstract assert break case catch const continue default do else final finally for goto if import \
             instanceof native new package private protected public return static strictfp switch synchronized throw throws \
             transient try volatile while",
        ),
        Words::naming(Class::Type, "record permits").soft(),
        Words::new(Class::Keyword, "var yield sealed module requires exports opens uses provides when").soft(),
        Words::new(Class::Number, "true false null"),
        Words::new(Class::Type, "boolean byte char double float int long short void"),
    ],
    member_words: &["class", "this", "new", "super"],
    calls: true,
    capitals: Capitals::Type,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_annotations_text_blocks_and_types() {
        assert_eq!(
            marked(
                "java",
                r#"@Override public List<String> names() throws IOException {
    var text = """
        a "quoted" line
        """;
    return users.stream().map(User::getName).toList(); // Foo.class
}
record Point(int x, int y) { static final int MAX_SIZE = 10L; }"#
            ),
            r#"m(@Override) k(public) t(List)<t(String)> f(names)() k(throws) t(IOException) {
    k(var) text = s("""
        a "quoted" line
        """);
    k(return) users.f(stream)().f(map)(t(User)::getName).f(toList)(); c(// Foo.class)
}
k(record) t(Point)(t(int) x, t(int) y) { k(static) k(final) t(int) MAX_SIZE = n(10L); }"#
        );
    }
}
