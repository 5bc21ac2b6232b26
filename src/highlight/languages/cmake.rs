//! CMake's lists.
//! In: `CMakeLists.txt` or a part of one. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, Hole, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static CMAKE: Language =
    Language { id: "cmake", name: "CMake", aliases: &["cmakelists"], grammar: Grammar::Code(&GRAMMAR) };

/// Variables nest, so they are code.
const HOLES: &[Hole] = &[Hole::Code { open: "${", close: b'}' }];

static STRING: Text = Text::lines("\"").with(HOLES);

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::new("#[", Action::LongBracket(Class::Comment)),
        Rule::comment("#"),
        Rule::new("[", Action::LongBracket(Class::String)),
        Rule::text("\"", &STRING),
        Rule::block(Class::Variable, "${", "}"),
        Rule::block(Class::Variable, "$ENV{", "}"),
        Rule::block(Class::Variable, "$<", ">"),
    ],
    words: &[
        Words::naming(Class::Function, "function macro"),
        Words::new(
            Class::Keyword,
            "break continue else elseif endforeach endfunction endif endmacro endwhile foreach if include return while",
        ),
        Words::new(
            Class::Keyword,
            "and command defined equal exists greater greater_equal in is_directory less less_equal matches not or strequal \
             target test version_equal version_greater version_greater_equal version_less",
        ),
        Words::new(Class::Number, "on off true false yes no notfound"),
        Words::new(
            Class::Meta,
            "append cache destination files force imported interface \
             object parent_scope private public required shared static",
        ),
    ],
    fold_case: true,
    calls: true,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_bracket_arguments() {
        assert_eq!(
            marked(
                "cmake",
                r#"cmake_minimum_required(VERSION 3.20) # note
#[[ a
comment ]]
if(NOT DEFINED FOO AND "${BAR_${X}}" STREQUAL "a\"b")
  set(TEXT [=[raw "x" ]] ]=] ${Y} PARENT_SCOPE)
endif()"#
            ),
            r#"f(cmake_minimum_required)(VERSION n(3.20)) c(# note)
c(#[[ a
comment ]])
k(if)(k(NOT) k(DEFINED) FOO k(AND) s(")${BAR_v(${X})}s(") k(STREQUAL) s("a\"b"))
  f(set)(TEXT s([=[raw "x" ]] ]=]) v(${Y}) m(PARENT_SCOPE))
k(endif)()"#
        );
    }
}
