//! Python.
//! In: Python code, also with the prompts of a session. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Capitals, Hole, Prefix, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static PYTHON: Language = Language {
    id: "python",
    name: "Python",
    aliases: &["py", "python3", "py3", "pyi", "pyw", "pycon", "ipython"],
    grammar: Grammar::Code(&GRAMMAR),
};

const HOLES: &[Hole] = &[Hole::CodeUnlessDoubled { open: "{", close: b'}' }];

// A backslash before a quote keeps the string open even in the raw forms.
static DOUBLE: Text = Text::line("\"");
static SINGLE: Text = Text::line("'");
static LONG_DOUBLE: Text = Text::lines("\"\"\"");
static LONG_SINGLE: Text = Text::lines("'''");
static FORMAT_DOUBLE: Text = Text::line("\"").with(HOLES);
static FORMAT_SINGLE: Text = Text::line("'").with(HOLES);
static FORMAT_LONG_DOUBLE: Text = Text::lines("\"\"\"").with(HOLES);
static FORMAT_LONG_SINGLE: Text = Text::lines("'''").with(HOLES);

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("#"),
        Rule::text("\"\"\"", &LONG_DOUBLE),
        Rule::text("'''", &LONG_SINGLE),
        Rule::text("\"", &DOUBLE),
        Rule::text("'", &SINGLE),
        Rule::new("@", Action::Sigil { class: Class::Meta, dotted: true }).only(At::LineStart),
        Rule::mark(Class::Meta, ">>>").only(At::Column0),
    ],
    prefixes: &[
        Prefix {
            words: "r R u U b B br bR Br BR rb rB Rb RB",
            rules: &[
                Rule::text("\"\"\"", &LONG_DOUBLE),
                Rule::text("'''", &LONG_SINGLE),
                Rule::text("\"", &DOUBLE),
                Rule::text("'", &SINGLE),
            ],
        },
        Prefix {
            words: "f F t T fr fR Fr FR rf rF Rf RF tr rt",
            rules: &[
                Rule::text("\"\"\"", &FORMAT_LONG_DOUBLE),
                Rule::text("'''", &FORMAT_LONG_SINGLE),
                Rule::text("\"", &FORMAT_DOUBLE),
                Rule::text("'", &FORMAT_SINGLE),
            ],
        },
    ],
    words: &[
        Words::naming(Class::Function, "def"),
        Words::naming(Class::Type, "class"),
        Words::new(
            Class::Keyword,
            "and as assert async await break continue del elif else except finally for from global if import in is \
             lambda nonlocal not or pass raise return try while with yield",
        ),
        Words::new(Class::Keyword, "match case").soft(),
        Words::naming(Class::Type, "type").soft(),
        Words::new(Class::Number, "True False None NotImplemented Ellipsis"),
        Words::new(Class::Variable, "self cls"),
        Words::new(Class::Type, "int float complex bool str bytes bytearray list tuple dict set frozenset object"),
    ],
    calls: true,
    capitals: Capitals::Type,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn marks_definitions_and_decorators() {
        assert_eq!(
            marked(
                "python",
                r#"@app.route("/", methods=["GET"])
async def index(self, *, limit: int = 10) -> list[str]:
    """It's
    documented."""
    return [Item(x) for x in range(limit) if x is not None]  # done"#
            ),
            r#"m(@app.route)(s("/"), methods=[s("GET")])
k(async) k(def) f(index)(v(self), *, limit: t(int) = n(10)) -> t(list)[t(str)]:
    s("""It's
    documented.""")
    k(return) [t(Item)(x) k(for) x k(in) f(range)(limit) k(if) x k(is) k(not) n(None)]  c(# done)"#
        );
    }

    #[test]
    fn opens_format_strings() {
        assert_eq!(
            marked("python", r#"f"{name!r:>{width}} {{x}} {d['k']} end" + rf'\d{x}' + b"\"" + R'a\'b'"#),
            r#"s(f"){name!r:>{width}}s( {{x}} ){d[s('k')]}s( end") + s(rf'\d){x}s(') + s(b"\"") + s(R'a\'b')"#
        );
    }

    #[test]
    fn ends_an_open_string_with_the_line() {
        assert_eq!(
            marked(
                "python",
                r#"x = f"{a + "b
y = 'open
z = 1"#
            ),
            r#"x = s(f"){a + s("b)
y = s('open)
z = n(1)"#
        );
    }

    #[test]
    fn treats_soft_keywords_by_context() {
        assert_eq!(
            marked(
                "python",
                r"match point:
    case (0, y): pass
match = re.match(type, case)"
            ),
            r"k(match) point:
    k(case) (n(0), y): k(pass)
match = re.f(match)(type, case)"
        );
    }

    #[test]
    fn knows_session_prompts() {
        assert_eq!(
            marked(
                "python",
                r">>> 0xFF + 1_000 + 2j
1257"
            ),
            r"m(>>>) n(0xFF) + n(1_000) + n(2j)
n(1257)"
        );
    }
}
