//! Haskell, and the languages that look like it.
//! In: Haskell code, also literate or with the prompts of a session. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Capitals, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static HASKELL: Language = Language {
    id: "haskell",
    name: "Haskell",
    aliases: &["hs", "ghci", "purescript", "purs"],
    grammar: Grammar::Code(&GRAMMAR),
};

pub(super) static ELM: Language = Language { id: "elm", name: "Elm", aliases: &[], grammar: Grammar::Code(&GRAMMAR) };

static STRING: Text = Text::line("\"");
static LONG: Text = Text::lines("\"\"\"");

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::new("--", Action::DashComment).only(At::AfterNoSymbol),
        Rule::block(Class::Meta, "{-#", "#-}"),
        Rule::nested_comment("{-", "-}"),
        Rule::text("\"\"\"", &LONG),
        Rule::text("\"", &STRING),
        Rule::new("'", Action::CharOrLifetime),
        Rule::new("#", Action::Directive).only(At::Column0),
        Rule::mark(Class::Meta, "ghci>").only(At::Column0),
    ],
    words: &[
        Words::new(
            Class::Keyword,
            "case class data default deriving do else foreign forall if import in infix infixl infixr instance let mdo \
             module newtype of then type where",
        ),
        Words::new(Class::Keyword, "as family hiding port qualified").soft(),
        Words::new(Class::Number, "True False"),
    ],
    word_bytes: "'",
    capitals: Capitals::Type,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn nests_comments_and_keeps_operators() {
        assert_eq!(
            marked(
                "haskell",
                r#"{-# LANGUAGE GADTs #-}
module Main (main) where -- note
{- a {- b -} c -}
foldl' :: (a -> b) -> Maybe [Char]
x' = 'a' : '\'' : "b\"" ++ y --> z |-- w
  where n = 0xFF --- note"#
            ),
            r#"m({-# LANGUAGE GADTs #-})
k(module) t(Main) (main) k(where) c(-- note)
c({- a {- b -} c -})
foldl' :: (a -> b) -> t(Maybe) [t(Char)]
x' = s('a') : s('\'') : s("b\"") ++ y --> z |-- w
  k(where) n = n(0xFF) c(--- note)"#
        );
    }
}
