//! JSON, with the comments and bare keys that its relatives allow.
//! In: a document or a part of one. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Numbers, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static JSON: Language = Language {
    id: "json",
    name: "JSON",
    aliases: &["jsonc", "json5", "jsonl", "ndjson", "geojson", "webmanifest"],
    grammar: Grammar::Code(&GRAMMAR),
};

static DOUBLE: Text = Text::line("\"");
static SINGLE: Text = Text::line("'");

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[Rule::comment("//"), Rule::block_comment("/*", "*/"), Rule::text("\"", &DOUBLE), Rule::text("'", &SINGLE)],
    words: &[Words::new(Class::Number, "true false null NaN Infinity")],
    word_bytes: "$",
    key_ends: b":",
    numbers: Numbers { signed: true, ..Numbers::PLAIN },
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn tells_keys_from_values() {
        assert_eq!(
            marked("json", r#"{ "name": "x", "n" : -1.5e+10, "list": [true, null, "a\"b"] } // note"#),
            r#"{ v("name"): s("x"), v("n") : n(-1.5e+10), v("list"): [n(true), n(null), s("a\"b")] } c(// note)"#
        );
    }

    #[test]
    fn tolerates_its_relatives() {
        assert_eq!(
            marked(
                "json",
                r#"{ bare: 'x', $ref: +.5, /* c */ "open
"next": 1 }"#
            ),
            r#"{ v(bare): s('x'), v($ref): n(+.5), c(/* c */) s("open)
v("next"): n(1) }"#
        );
    }
}
