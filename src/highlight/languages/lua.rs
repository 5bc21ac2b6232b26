//! Lua, and Luau's additions.
//! In: Lua code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static LUA: Language =
    Language { id: "lua", name: "Lua", aliases: &["luau", "rockspec"], grammar: Grammar::Code(&GRAMMAR) };

static DOUBLE: Text = Text::line("\"");
static SINGLE: Text = Text::line("'");

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::new("--[", Action::LongBracket(Class::Comment)),
        Rule::comment("--"),
        Rule::new("[", Action::LongBracket(Class::String)),
        Rule::text("\"", &DOUBLE),
        Rule::text("'", &SINGLE),
        Rule::sigil(Class::Meta, "::"),
    ],
    words: &[
        Words::naming(Class::Function, "function"),
        Words::value("self"),
        Words::new(
            Class::Keyword,
            "and break do else elseif end for goto if in local not or repeat return then until while",
        ),
        Words::new(Class::Keyword, "continue export type").soft(),
        Words::new(Class::Number, "true false nil"),
    ],
    calls: true,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_long_brackets() {
        assert_eq!(
            marked(
                "lua",
                r#"local function f(self, x) -- note
  local s = [==[ a ]] "b" ]==] .. 'it\'s' .. t[a[1]]
  --[[ a
  comment ]] return self.x ~= nil and #s // 2 --[ not long
end"#
            ),
            r#"k(local) k(function) f(f)(k(self), x) c(-- note)
  k(local) s = s([==[ a ]] "b" ]==]) .. s('it\'s') .. t[a[n(1)]]
  c(--[[ a
  comment ]]) k(return) k(self).x ~= n(nil) k(and) #s // n(2) c(--[ not long)
k(end)"#
        );
    }
}
