//! Scala.
//! In: Scala code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, Capitals, Hole, Prefix, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static SCALA: Language =
    Language { id: "scala", name: "Scala", aliases: &["sbt", "sc"], grammar: Grammar::Code(&GRAMMAR) };

const HOLES: &[Hole] = &[Hole::Code { open: "${", close: b'}' }, Hole::Name(b'$')];

static STRING: Text = Text::line("\"");
static LONG: Text = Text::lines("\"\"\"").raw().trailing();
static FILLED: Text = Text::line("\"").with(HOLES);
static LONG_FILLED: Text = Text::lines("\"\"\"").raw().trailing().with(HOLES);
static NAME: Text = Text::line("`").raw();

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("//"),
        Rule::nested_comment("/*", "*/"),
        Rule::text("\"\"\"", &LONG),
        Rule::text("\"", &STRING),
        Rule::new("'", Action::CharOrLifetime),
        Rule::text("`", &NAME),
        Rule::new("@", Action::Sigil { class: Class::Meta, dotted: true }),
    ],
    prefixes: &[Prefix {
        words: "s f q tq cq pq md sql sc uri url xml",
        rules: &[Rule::text("\"\"\"", &LONG_FILLED), Rule::text("\"", &FILLED)],
    }],
    words: &[
        Words::naming(Class::Function, "def"),
        Words::naming(Class::Type, "class object trait enum type extends new"),
        Words::value("this super"),
        Words::new(
            Class::Keyword,
            "abstract case catch do else export final finally for forSome given if implicit import lazy macro match \
             override package private protected return sealed then throw try val var while with yield",
        ),
        Words::new(Class::Keyword, "as derives end extension infix inline opaque open transparent using").soft(),
        Words::new(Class::Number, "true false null"),
    ],
    calls: true,
    capitals: Capitals::Type,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn fills_strings_with_a_prefix() {
        assert_eq!(
            marked(
                "scala",
                r#"@main def greet(name: String): Unit = // note
  val a = s"Hi $name ${items.map(_ + "!")} \"x" + f"$x%.2f" + """a "b" \"""
  case class Point[T](x: Int, c: Char = 'a', s: Symbol = 'sym) extends Shape /* a /* b */ */"#
            ),
            r#"m(@main) k(def) f(greet)(name: t(String)): t(Unit) = c(// note)
  k(val) a = s(s"Hi )v($name)s( )${items.f(map)(_ + s("!"))}s( \"x") + s(f")v($x)s(%.2f") + s("""a "b" \""")
  k(case) k(class) t(Point)[t(T)](x: t(Int), c: t(Char) = s('a'), s: t(Symbol) = m('sym)) k(extends) t(Shape) c(/* a /* b */ */)"#
        );
    }
}
