//! JavaScript and TypeScript, with the elements of JSX.
//! In: code, whole or in part. Out: tokens. Tables; knows no other language. TypeScript proper has no JSX, because
//! `<T>value` is a cast there.

use super::super::code::Grammar as Code;
use super::super::table::{Action, Capitals, Hole, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static JAVASCRIPT: Language = Language {
    id: "javascript",
    name: "JavaScript",
    aliases: &["js", "jsx", "mjs", "cjs", "node", "es6"],
    grammar: Grammar::Code(&JAVASCRIPT_GRAMMAR),
};

pub(super) static TYPESCRIPT: Language = Language {
    id: "typescript",
    name: "TypeScript",
    aliases: &["ts", "mts", "cts"],
    grammar: Grammar::Code(&TYPESCRIPT_GRAMMAR),
};

pub(super) static TSX: Language =
    Language { id: "tsx", name: "TSX", aliases: &[], grammar: Grammar::Code(&TSX_GRAMMAR) };

static DOUBLE: Text = Text::line("\"");
static SINGLE: Text = Text::line("'");
static TEMPLATE: Text = Text::lines("`").with(&[Hole::Code { open: "${", close: b'}' }]);

const FUNCTION: Words = Words::naming(Class::Function, "function");
const NEW: Words = Words::naming(Class::Type, "class extends new");
const VALUES: Words = Words::value("this super");
const KEYWORDS: Words = Words::new(
    Class::Keyword,
    "await break case catch const continue debugger default delete do else export finally for if import in \
     instanceof let return switch throw try typeof var void while with yield",
);
const SOFT_KEYWORDS: Words = Words::new(Class::Keyword, "async of get set static from as").soft();
const CONSTANTS: Words = Words::new(Class::Number, "true false null undefined NaN Infinity");

static JAVASCRIPT_GRAMMAR: Code = Code::new(&JAVASCRIPT_TABLE);

static JAVASCRIPT_TABLE: Table = Table {
    rules: &[
        Rule::comment("//"),
        Rule::block_comment("/*", "*/"),
        Rule::text("\"", &DOUBLE),
        Rule::text("'", &SINGLE),
        Rule::text("`", &TEMPLATE),
        Rule::new("/", Action::Regex),
        Rule::new("@", Action::Sigil { class: Class::Meta, dotted: true }),
    ],
    words: &[FUNCTION, NEW, VALUES, KEYWORDS, SOFT_KEYWORDS, CONSTANTS],
    word_bytes: "$",
    calls: true,
    capitals: Capitals::TypeUnlessCalled,
    jsx: true,
    headed: &["if", "while", "for", "with"],
    ..Table::EMPTY
};

static TYPESCRIPT_GRAMMAR: Code = Code::new(&TYPESCRIPT_TABLE);

static TYPESCRIPT_TABLE: Table = Table {
    words: &[
        FUNCTION,
        NEW,
        Words::naming(Class::Type, "enum implements"),
        VALUES,
        KEYWORDS,
        SOFT_KEYWORDS,
        Words::naming(Class::Type, "type interface namespace module").soft(),
        Words::new(
            Class::Keyword,
            "abstract accessor asserts declare infer is keyof out override private protected public readonly \
             satisfies unique",
        )
        .soft(),
        CONSTANTS,
        Words::new(Class::Type, "any bigint boolean never number object string symbol unknown"),
    ],
    angle_generics: true,
    jsx: false,
    ..JAVASCRIPT_TABLE
};

static TSX_GRAMMAR: Code = Code::new(&TSX_TABLE);

static TSX_TABLE: Table = Table { jsx: true, ..TYPESCRIPT_TABLE };

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn javascript_tells_regular_expressions_from_divisions() {
        assert_eq!(
            marked("javascript", r#"const re = /[/"']\/x/gi, half = a / 2 / b; f(/x/.test(s)); (a) / 2; return /"/;"#),
            r#"k(const) re = s(/[/"']\/x/gi), half = a / n(2) / b; f(f)(s(/x/).f(test)(s)); (a) / n(2); k(return) s(/"/);"#
        );
    }

    #[test]
    fn javascript_nests_templates() {
        assert_eq!(
            marked("javascript", r"`a ${f(`b ${ {c: 1}.c } d`)} it's` + html`<p>`"),
            r"s(`a )${f(f)(s(`b )${ {c: n(1)}.c }s( d`))}s( it's`) + f(html)s(`<p>`)"
        );
    }

    #[test]
    fn javascript_lexes_jsx_without_tripping_over_apostrophes() {
        assert_eq!(
            marked(
                "javascript",
                r#"return (<App.Item id="x" on={() => f({a: 1})}>
  It's {n} <b>not</b> a string {/* note's */}
  <></><br /></App.Item>);
let x = a < b, y = 'ok';"#
            ),
            r#"k(return) (<t(App.Item) v(id)=s("x") v(on)={() => f(f)({a: n(1)})}>
  It's {n} <k(b)>not</k(b)> a string {c(/* note's */)}
  <></><k(br) /></t(App.Item)>);
k(let) x = a < b, y = s('ok');"#
        );
    }

    #[test]
    fn javascript_treats_reserved_words_as_members_and_contextual_words_as_names() {
        assert_eq!(
            marked(
                "javascript",
                r#"p.catch(e => e.default); const type = of, get = async; for (const x of xs) {} import { a as b } from "c";"#
            ),
            r#"p.f(catch)(e => e.default); k(const) type = of, get = async; k(for) (k(const) x k(of) xs) {} k(import) { a k(as) b } k(from) s("c");"#
        );
    }

    #[test]
    fn javascript_knows_classes_and_constants() {
        assert_eq!(
            marked(
                "javascript",
                r"@sealed class Foo extends Bar { #x = null; static async *make() { return new Map([[this, 0b11n]]); } }"
            ),
            r"m(@sealed) k(class) t(Foo) k(extends) t(Bar) { #x = n(null); k(static) k(async) *f(make)() { k(return) k(new) t(Map)([[k(this), n(0b11n)]]); } }"
        );
    }

    #[test]
    fn typescript_knows_types_and_generics() {
        assert_eq!(
            marked(
                "typescript",
                r"export interface User<T = unknown> extends Base { readonly id: number; tags?: Array<string> }
type Keys = keyof typeof obj;
function id<T extends object>(x: T): T { return this.http.get<User<T>>(x as T) }
if (a < b && c > d) { type = 1 }"
            ),
            r"k(export) k(interface) t(User)<t(T) = t(unknown)> k(extends) t(Base) { k(readonly) id: t(number); tags?: t(Array)<t(string)> }
k(type) t(Keys) = k(keyof) k(typeof) obj;
k(function) f(id)<t(T) k(extends) t(object)>(x: t(T)): t(T) { k(return) k(this).http.f(get)<t(User)<t(T)>>(x k(as) t(T)) }
k(if) (a < b && c > d) { type = n(1) }"
        );
    }

    #[test]
    fn tsx_mixes_generics_and_elements() {
        assert_eq!(
            marked("tsx", r"const f = <T,>(x: T) => <List<T> items={x}>it's</List>;"),
            r"k(const) f = <t(T),>(x: t(T)) => <t(List)<v(T)> items={x}>it's</t(List)>;"
        );
    }

    #[test]
    fn javascript_knows_what_a_slash_means_behind_brackets() {
        assert_eq!(
            marked(
                "javascript",
                r#"if (a) /x"y/.test(s); while (b) /'/.exec(c); f(a) / 2 / b; a.with (1) / 2 / d; if ((a) / 2) /"/; for (x of /"/) {}
function g() { return 1 } /"/.test(s); x = { a: 1 } / 2 / 3; const h = () => {}
/'/.test(s); i++ / 2 / n; else { } /"/g; `${ {a: 1} / 2 / b }`; (function () {}) / 2 / 3;"#
            ),
            r#"k(if) (a) s(/x"y/).f(test)(s); k(while) (b) s(/'/).f(exec)(c); f(f)(a) / n(2) / b; a.with (n(1)) / n(2) / d; k(if) ((a) / n(2)) s(/"/); k(for) (x k(of) s(/"/)) {}
k(function) f(g)() { k(return) n(1) } s(/"/).f(test)(s); x = { a: n(1) } / n(2) / n(3); k(const) h = () => {}
s(/'/).f(test)(s); i++ / n(2) / n; k(else) { } s(/"/g); s(`)${ {a: n(1)} / n(2) / b }s(`); (k(function) () {}) / n(2) / n(3);"#
        );
    }

    #[test]
    fn typescript_takes_an_asserted_name_for_a_value() {
        assert_eq!(
            marked("typescript", r#"const r = a! / b! / 2; if (!/"/.test(s) || a != /"/) {}"#),
            r#"k(const) r = a! / b! / n(2); k(if) (!s(/"/).f(test)(s) || a != s(/"/)) {}"#
        );
    }
}
