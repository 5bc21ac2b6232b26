//! Nix.
//! In: Nix expressions, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, Hole, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static NIX: Language =
    Language { id: "nix", name: "Nix", aliases: &["nixos"], grammar: Grammar::Code(&GRAMMAR) };

const HOLES: &[Hole] = &[Hole::Code { open: "${", close: b'}' }];

static STRING: Text = Text::lines("\"").with(HOLES);
static INDENTED: Text = Text::lines("''").quotes().with(HOLES);

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("#"),
        Rule::block_comment("/*", "*/"),
        Rule::text("\"", &STRING),
        Rule::text("''", &INDENTED),
        Rule::new("==", Action::Skip),
    ],
    words: &[
        Words::new(Class::Keyword, "assert else if in inherit let or rec then with"),
        Words::new(Class::Number, "true false null"),
        Words::new(Class::Function, "abort builtins import throw toString derivation map"),
    ],
    word_bytes: "-'",
    key_ends: b"=",
    dotted_keys: true,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_indented_strings() {
        assert_eq!(
            marked(
                "nix",
                r#"{ pkgs ? import <nixpkgs> { } }: # note
let a.b = "x ${toString (f "y")}"; s = '' it's ''${no} ''' ${yes} ''; in rec { inherit a; x' = [ ./a /* c */ ]; }"#
            ),
            r#"{ pkgs ? f(import) <nixpkgs> { } }: c(# note)
k(let) a.v(b) = s("x )${f(toString) (f s("y"))}s("); v(s) = s('' it's ''${no} ''' )${yes}s( ''); k(in) k(rec) { k(inherit) a; v(x') = [ ./a c(/* c */) ]; }"#
        );
    }
}
