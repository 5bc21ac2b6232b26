//! Rust.
//! In: Rust code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, Capitals, Prefix, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static RUST: Language =
    Language { id: "rust", name: "Rust", aliases: &["rs"], grammar: Grammar::Code(&GRAMMAR) };

static STRING: Text = Text::lines("\"");

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("//"),
        Rule::nested_comment("/*", "*/"),
        Rule::text("\"", &STRING),
        Rule::new("'", Action::CharOrLifetime),
        Rule::new("#[", Action::Attribute),
        Rule::new("#![", Action::Attribute),
        Rule::sigil(Class::Variable, "$"),
    ],
    prefixes: &[
        Prefix { words: "b c", rules: &[Rule::text("\"", &STRING), Rule::new("'", Action::CharOrLifetime)] },
        Prefix {
            words: "r br cr",
            rules: &[Rule::new("\"", Action::HashedString), Rule::new("#", Action::HashedString)],
        },
    ],
    words: &[
        Words::naming(Class::Function, "fn"),
        Words::naming(Class::Type, "struct enum trait type"),
        Words::value("self super crate"),
        Words::new(
            Class::Keyword,
            "as async await break const continue dyn else extern for if impl in let loop match mod move mut pub ref \
             return static unsafe use where while yield",
        ),
        Words::naming(Class::Type, "union").soft(),
        Words::new(Class::Keyword, "auto raw").soft(),
        Words::new(Class::Number, "true false"),
        Words::new(
            Class::Type,
            "Self bool char str i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f16 f32 f64 f128",
        ),
    ],
    member_words: &["await"],
    raw_name: "r#",
    calls: true,
    bang_macros: true,
    capitals: Capitals::Type,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn names_keywords_types_calls_and_macros() {
        assert_eq!(
            marked(
                "rust",
                r#"pub async fn area<T: Into<f64>>(shape: &Shape<T>) -> Option<f64> {
    let side = shape.side::<f64>()?;
    println!("{side}");
    Some(side.powi(2) * 1_000.5e-3)
}"#
            ),
            r#"k(pub) k(async) k(fn) f(area)<t(T): t(Into)<t(f64)>>(shape: &t(Shape)<t(T)>) -> t(Option)<t(f64)> {
    k(let) side = shape.f(side)::<t(f64)>()?;
    f(println!)(s("{side}"));
    t(Some)(side.f(powi)(n(2)) * n(1_000.5e-3))
}"#
        );
    }

    #[test]
    fn tells_lifetimes_from_characters() {
        assert_eq!(
            marked(
                "rust",
                r"fn f<'a>(x: &'a str) -> char { 'outer: loop { if c == 'a' || c == '\'' || c == '\u{4F60}' { break 'outer '你' } } }"
            ),
            r"k(fn) f(f)<m('a)>(x: &m('a) t(str)) -> t(char) { m('outer): k(loop) { k(if) c == s('a') || c == s('\'') || c == s('\u{4F60}') { k(break) m('outer) s('你') } } }"
        );
    }

    #[test]
    fn knows_raw_and_byte_strings() {
        assert_eq!(
            marked(
                "rust",
                r###"(r"\", r#"a "quoted" b"#, b"x", br##"#"##, c"z", b'\n', "two
lines \" end", r#type, r#fn)"###
            ),
            r###"(s(r"\"), s(r#"a "quoted" b"#), s(b"x"), s(br##"#"##), s(c"z"), s(b'\n'), s("two
lines \" end"), r#type, r#fn)"###
        );
    }

    #[test]
    fn nests_block_comments() {
        assert_eq!(
            marked(
                "rust",
                r"/* a /* b */ c */ let /// doc
x"
            ),
            r"c(/* a /* b */ c */) k(let) c(/// doc)
x"
        );
    }

    #[test]
    fn marks_attributes_with_their_strings() {
        assert_eq!(
            marked(
                "rust",
                r#"#![allow(dead_code)]
#[cfg(any(feature = "a", test))] // why
struct S;"#
            ),
            r#"m(#![allow(dead_code)])
m(#[cfg(any(feature = )s("a")m(, test))]) c(// why)
k(struct) t(S);"#
        );
    }

    #[test]
    fn keeps_ranges_and_members_apart() {
        assert_eq!(
            marked("rust", r"for i in 0..10 { t.0.await; a.type; x..=y.len(); 1.max(2) }"),
            r"k(for) i k(in) n(0)..n(10) { t.n(0).k(await); a.type; x..=y.f(len)(); n(1).f(max)(n(2)) }"
        );
    }

    #[test]
    fn marks_macro_variables() {
        assert_eq!(
            marked("rust", r"macro_rules! m { ($($k:expr),*) => { $($k;)* }; }"),
            r"f(macro_rules!) m { ($(v($k):expr),*) => { $(v($k);)* }; }"
        );
    }
}
