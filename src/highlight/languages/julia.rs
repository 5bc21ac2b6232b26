//! Julia.
//! In: Julia code, also with the prompts of a session. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Capitals, Hole, Prefix, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static JULIA: Language =
    Language { id: "julia", name: "Julia", aliases: &["jl", "julia-repl", "jlcon"], grammar: Grammar::Code(&GRAMMAR) };

const HOLES: &[Hole] = &[Hole::Code { open: "$(", close: b')' }, Hole::Name(b'$')];

static STRING: Text = Text::lines("\"").with(HOLES);
static LONG: Text = Text::lines("\"\"\"").with(HOLES);
static COMMAND: Text = Text::lines("`").with(HOLES);
static RAW: Text = Text::lines("\"");
static LONG_RAW: Text = Text::lines("\"\"\"");

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::nested_comment("#=", "=#"),
        Rule::comment("#"),
        Rule::text("\"\"\"", &LONG),
        Rule::text("\"", &STRING),
        Rule::text("`", &COMMAND),
        // Behind an operand it transposes.
        Rule::new("'", Action::CharOrLifetime).only(At::OperandDue),
        Rule::new("::", Action::Skip),
        Rule::sigil(Class::Number, ":").only(At::OperandDue),
        Rule::new("@", Action::Sigil { class: Class::Function, dotted: true }),
        Rule::mark(Class::Meta, "julia>").only(At::Column0),
    ],
    prefixes: &[Prefix {
        words: "r b s v raw md big",
        rules: &[Rule::text("\"\"\"", &LONG_RAW), Rule::text("\"", &RAW)],
    }],
    words: &[
        Words::naming(Class::Function, "function macro"),
        Words::naming(Class::Type, "struct module baremodule"),
        Words::new(
            Class::Keyword,
            "begin break catch const continue do else elseif export finally for global if import in isa let local \
             quote return try using where while",
        ),
        // Inside brackets `end` is the last index, which divides.
        Words::value("end"),
        Words::new(Class::Keyword, "abstract as mutable primitive public type").soft(),
        Words::new(Class::Number, "true false nothing missing Inf NaN pi"),
    ],
    word_bytes: "!",
    calls: true,
    capitals: Capitals::Type,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn tells_transposes_from_characters() {
        assert_eq!(
            marked(
                "julia",
                r#"function area(x::Vector{Float64}; scale=1.5e-3)::Float64 # note
    y = x' * A' .+ 'a'; s = "sum $(f("x")) is $y \$5"; r"\d\"$" ; `ls $dir`; @time push!(d, :key => '\'')
    #= a #= b =# c =#
    return x[end] / 2
end"#
            ),
            r#"k(function) f(area)(x::t(Vector){t(Float64)}; scale=n(1.5e-3))::t(Float64) c(# note)
    y = x' * t(A)' .+ s('a'); s = s("sum )$(f(f)(s("x")))s( is )v($y)s( \$5"); s(r"\d\"$") ; s(`ls )v($dir)s(`); f(@time) f(push!)(d, n(:key) => s('\''))
    c(#= a #= b =# c =#)
    k(return) x[k(end)] / n(2)
k(end)"#
        );
    }
}
