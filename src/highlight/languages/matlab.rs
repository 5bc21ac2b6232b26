//! MATLAB and GNU Octave.
//! In: scripts, functions or lines of a session. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static MATLAB: Language =
    Language { id: "matlab", name: "MATLAB", aliases: &["octave"], grammar: Grammar::Code(&GRAMMAR) };

static DOUBLE: Text = Text::line("\"").doubled();
static SINGLE: Text = Text::line("'").doubled();

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::nested_comment("%{\n", "%}"),
        Rule::comment("%"),
        Rule::comment("#").only(At::AfterBlank),
        Rule::comment("..."),
        Rule::text("\"", &DOUBLE),
        // Behind an operand it transposes.
        Rule::text("'", &SINGLE).only(At::OperandDue),
        Rule::text("'", &SINGLE).only(At::AfterBlank),
        Rule::new(".'", Action::Skip),
        Rule::sigil(Class::Function, "@"),
        Rule::mark(Class::Meta, ">>").only(At::Column0),
    ],
    words: &[
        Words::naming(Class::Type, "classdef"),
        // As the last index it divides.
        Words::value("end"),
        Words::new(
            Class::Keyword,
            "break case catch continue do else elseif endfor endfunction endif endwhile enumeration events for function \
             global if methods otherwise parfor persistent properties return spmd switch try until while",
        ),
        Words::new(Class::Number, "true false inf Inf nan NaN pi eps"),
    ],
    calls: true,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn tells_transposes_from_strings() {
        assert_eq!(
            marked(
                "matlab",
                r#"function y = f(x) % note
%{
it's
%}
y = x' * [1, 2]' + A(end)'; s = 'it''s'; t = "a ""b"""; g = @(z) z.^2; if x(end).' / 2 > 1, disp(['a' 'x']); end ..."#
            ),
            r#"k(function) y = f(f)(x) c(% note)
c(%{
it's
%})
y = x' * [n(1), n(2)]' + f(A)(k(end))'; s = s('it''s'); t = s("a ""b"""); g = @(z) z.^n(2); k(if) f(x)(k(end)).' / n(2) > n(1), f(disp)([s('a') s('x')]); k(end) c(...)"#
        );
    }
}
