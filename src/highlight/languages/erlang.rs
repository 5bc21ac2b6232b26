//! Erlang.
//! In: Erlang code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Capitals, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static ERLANG: Language =
    Language { id: "erlang", name: "Erlang", aliases: &["erl", "hrl"], grammar: Grammar::Code(&GRAMMAR) };

static STRING: Text = Text::lines("\"");
static LONG: Text = Text::lines("\"\"\"").raw();
static ATOM: Text = Text::line("'");

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("%"),
        Rule::text("\"\"\"", &LONG),
        Rule::text("\"", &STRING),
        Rule::text("'", &ATOM),
        Rule::new("$", Action::CharCode),
        Rule::sigil(Class::Meta, "-").only(At::Column0),
        Rule::sigil(Class::Meta, "?"),
        Rule::sigil(Class::Type, "#"),
    ],
    words: &[
        Words::new(
            Class::Keyword,
            "after and andalso band begin bnot bor bsl bsr bxor case catch cond div else end fun if let maybe not of or \
             orelse receive rem try when xor",
        ),
        Words::new(Class::Number, "true false undefined ok error"),
    ],
    word_bytes: "@",
    calls: true,
    capitals: Capitals::Variable,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_characters_and_variables() {
        assert_eq!(
            marked(
                "erlang",
                r#"-module(a). % note
f([H|T], #state{x = X}) when H =/= $" -> io:format("~p~n", ['quoted atom', ?LINE, $\s, <<"b">>]), ok."#
            ),
            r#"m(-module)(a). c(% note)
f(f)([v(H)|v(T)], t(#state){x = v(X)}) k(when) v(H) =/= s($") -> io:f(format)(s("~p~n"), [s('quoted atom'), m(?LINE), s($\s), <<s("b")>>]), n(ok)."#
        );
    }
}
