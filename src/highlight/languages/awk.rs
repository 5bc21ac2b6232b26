//! AWK.
//! In: programs or parts of them. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static AWK: Language =
    Language { id: "awk", name: "AWK", aliases: &["gawk", "mawk", "nawk"], grammar: Grammar::Code(&GRAMMAR) };

static STRING: Text = Text::line("\"");

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("#"),
        Rule::text("\"", &STRING),
        Rule::new("/", Action::Regex),
        Rule::sigil(Class::Variable, "$"),
    ],
    words: &[
        Words::naming(Class::Function, "function func"),
        Words::new(
            Class::Keyword,
            "BEGIN BEGINFILE END ENDFILE break case continue default delete do else exit for getline if in next nextfile \
             print printf return switch while",
        ),
        Words::new(Class::Variable, "ARGC ARGV ENVIRON FILENAME FNR FS NF NR OFS ORS RLENGTH RS RSTART SUBSEP"),
    ],
    calls: true,
    headed: &["if", "while", "for"],
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn tells_patterns_from_divisions() {
        assert_eq!(
            marked(
                "awk",
                r#"BEGIN { FS = "," } # note
/a"b/ && $1 / 2 > NR / 3 { if (x) /y/; print $NF, toupper("it's") }"#
            ),
            r#"k(BEGIN) { v(FS) = s(",") } c(# note)
s(/a"b/) && v($1) / n(2) > v(NR) / n(3) { k(if) (x) s(/y/); k(print) v($NF), f(toupper)(s("it's")) }"#
        );
    }
}
