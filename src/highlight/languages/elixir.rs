//! Elixir.
//! In: Elixir code, also with the prompts of a session. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Capitals, Hole, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static ELIXIR: Language =
    Language { id: "elixir", name: "Elixir", aliases: &["ex", "exs", "iex", "heex"], grammar: Grammar::Code(&GRAMMAR) };

const HOLES: &[Hole] = &[Hole::Code { open: "#{", close: b'}' }];

static DOUBLE: Text = Text::lines("\"").with(HOLES);
static SINGLE: Text = Text::lines("'").with(HOLES);
static LONG_DOUBLE: Text = Text::lines("\"\"\"").with(HOLES);
static LONG_SINGLE: Text = Text::lines("'''").with(HOLES);

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("#"),
        Rule::text("\"\"\"", &LONG_DOUBLE),
        Rule::text("'''", &LONG_SINGLE),
        Rule::text("\"", &DOUBLE),
        Rule::text("'", &SINGLE),
        Rule::new("~", Action::Sigils),
        Rule::new("?", Action::CharCode),
        Rule::new("::", Action::Skip),
        Rule::text(":\"", &DOUBLE),
        Rule::sigil(Class::Number, ":"),
        Rule::sigil(Class::Variable, "@"),
        Rule::new("%", Action::Skip),
        Rule::mark(Class::Meta, "iex>").only(At::Column0),
    ],
    words: &[
        Words::naming(Class::Function, "def defp defmacro defmacrop defguard defguardp defdelegate"),
        Words::new(
            Class::Keyword,
            "after alias and case catch cond defexception defimpl defmodule defoverridable defprotocol defstruct do else \
             end fn for if import in not or quote raise receive require rescue super try unless unquote use when with",
        ),
        Words::new(Class::Number, "true false nil"),
        Words::new(Class::Variable, "__MODULE__ __ENV__ __DIR__ __CALLER__"),
    ],
    word_bytes: "?!",
    calls: true,
    capitals: Capitals::Type,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_sigils_and_characters() {
        assert_eq!(
            marked(
                "elixir",
                r#"defmodule App.User do # note
  @doc """
  Says #{inspect("hi")}.
  """
  def greet(name, opts \\ []) when is_binary(name), do: "Hi #{name <> "!"}" <> ~s(a "b" (c)) <> 'd'
  x = ~r/a\/"b/i; y = [?a, ?\s, :ok, key: 1, "k": 2]; z = %User{a | b: nil}; valid?(x) && save!
end"#
            ),
            r#"k(defmodule) t(App).t(User) k(do) c(# note)
  v(@doc) s("""
  Says )#{f(inspect)(s("hi"))}s(.
  """)
  k(def) f(greet)(name, opts \\ []) k(when) f(is_binary)(name), k(do): s("Hi )#{name <> s("!")}s(") <> s(~s(a "b" (c))) <> s('d')
  x = s(~r/a\/"b/i); y = [s(?a), s(?\s), n(:ok), key: n(1), s("k"): n(2)]; z = %t(User){a | b: n(nil)}; f(valid?)(x) && save!
k(end)"#
        );
    }
}
