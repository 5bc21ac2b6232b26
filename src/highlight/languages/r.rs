//! R.
//! In: R code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, Prefix, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static R: Language =
    Language { id: "r", name: "R", aliases: &["rscript", "rlang", "splus"], grammar: Grammar::Code(&GRAMMAR) };

static DOUBLE: Text = Text::lines("\"");
static SINGLE: Text = Text::lines("'");
static NAME: Text = Text::line("`");

/// `r"---(…)---"`, also with other brackets.
const RAW: &[Rule] = &[Rule::new("\"", Action::DashedString), Rule::new("'", Action::DashedString)];

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("#"),
        Rule::text("\"", &DOUBLE),
        Rule::text("'", &SINGLE),
        Rule::text("`", &NAME),
        Rule::new("%", Action::Between(Class::Keyword, b'%')),
    ],
    prefixes: &[Prefix { words: "r R", rules: RAW }],
    words: &[
        Words::new(Class::Keyword, "break else for function if in next repeat return while"),
        Words::new(Class::Number, "TRUE FALSE NULL NA NA_integer_ NA_real_ NA_complex_ NA_character_ Inf NaN T F"),
    ],
    word_bytes: ".",
    calls: true,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_raw_strings_and_operators() {
        assert_eq!(
            marked(
                "r",
                r#"# note
f <- function(x, ...) { if (is.na(x) || x %in% c("a", 'b')) return(NULL) else x %% 2 }
p <- r"---(a "quoted" \ )" text)---"; q <- R'[it's]'; `my var` <- TRUE; read.csv("a")"#
            ),
            r#"c(# note)
f <- k(function)(x, ...) { k(if) (f(is.na)(x) || x k(%in%) f(c)(s("a"), s('b'))) k(return)(n(NULL)) k(else) x k(%%) n(2) }
p <- s(r"---(a "quoted" \ )" text)---"); q <- s(R'[it's]'); s(`my var`) <- n(TRUE); f(read.csv)(s("a"))"#
        );
    }
}
