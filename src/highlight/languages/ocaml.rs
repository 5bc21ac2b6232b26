//! The ML family: OCaml, F# and Standard ML.
//! In: code, whole or in part. Out: tokens. Tables; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Capitals, Hole, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static OCAML: Language = Language {
    id: "ocaml",
    name: "OCaml",
    aliases: &["ml", "mli", "reason", "sml"],
    grammar: Grammar::Code(&OCAML_GRAMMAR),
};

pub(super) static FSHARP: Language = Language {
    id: "fsharp",
    name: "F#",
    aliases: &["fs", "f#", "fsx", "fsi"],
    grammar: Grammar::Code(&FSHARP_GRAMMAR),
};

const HOLES: &[Hole] = &[Hole::CodeUnlessDoubled { open: "{", close: b'}' }];

static STRING: Text = Text::lines("\"");
static VERBATIM: Text = Text::lines("\"").doubled();
static LONG: Text = Text::lines("\"\"\"").raw();
static FILLED: Text = Text::lines("\"").with(HOLES);
static LONG_FILLED: Text = Text::lines("\"\"\"").raw().with(HOLES);
static NAME: Text = Text::line("``").raw();

/// The operator that multiplies, which opens no comment.
const TIMES: Rule = Rule::new("(*)", Action::Skip);
const COMMENT: Rule = Rule::nested_comment("(*", "*)");
const CHAR: Rule = Rule::new("'", Action::CharOrLifetime);

static OCAML_GRAMMAR: Code = Code::new(&OCAML_TABLE);

static OCAML_TABLE: Table = Table {
    rules: &[
        TIMES,
        COMMENT,
        CHAR,
        Rule::text("\"", &STRING),
        Rule::new("{", Action::TaggedBraces),
        Rule::sigil(Class::Number, "`"),
        Rule::new("#", Action::Directive).only(At::Column0),
        Rule::new("[@", Action::Attribute),
    ],
    words: &[
        Words::naming(Class::Type, "type"),
        Words::new(
            Class::Keyword,
            "and as asr assert begin class constraint do done downto effect else end exception external for fun function \
             functor if in include inherit initializer land lazy let lor lsl lsr lxor match method mod module mutable new nonrec \
             object of open or private rec sig struct then to try val virtual when while with",
        ),
        Words::new(Class::Number, "true false"),
        Words::new(Class::Type, "array bool bytes char exn float int int32 int64 list option ref string unit"),
    ],
    word_bytes: "'",
    capitals: Capitals::Type,
    ..Table::EMPTY
};

static FSHARP_GRAMMAR: Code = Code::new(&FSHARP_TABLE);

static FSHARP_TABLE: Table = Table {
    rules: &[
        Rule::comment("//"),
        TIMES,
        COMMENT,
        CHAR,
        Rule::text("\"\"\"", &LONG),
        Rule::text("\"", &STRING),
        Rule::text("@\"", &VERBATIM),
        Rule::text("$\"\"\"", &LONG_FILLED),
        Rule::text("$\"", &FILLED),
        Rule::text("``", &NAME),
        Rule::new("[<", Action::Attribute),
        Rule::new("#", Action::Directive).only(At::LineStart),
    ],
    words: &[
        Words::naming(Class::Type, "type"),
        Words::new(
            Class::Keyword,
            "abstract and and! as assert async base begin class default delegate do do! done downcast downto elif else end exception \
             extern finally fixed for fun function global if in inherit inline interface internal lazy let let! match match! member mutable \
             module namespace new not of open or override private public rec return return! select static struct task then to try \
             upcast use use! val void when while with yield yield!",
        ),
        Words::new(Class::Number, "true false null"),
        Words::new(
            Class::Type,
            "array bool byte char decimal double exn float float32 int int64 list option seq single string uint32 unit",
        ),
    ],
    word_bytes: "'!",
    capitals: Capitals::Type,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn ocaml_knows_quoted_strings_and_type_variables() {
        assert_eq!(
            marked(
                "ocaml",
                r#"(* a (* b *) "c" *) let rec map (f : 'a -> 'b) = function [] -> [] | x :: l -> f x :: map f l
let s = {sql|select "it's"|sql} ^ {|a|} and c = '\'' and g = ( * ) and m = (*) and t = `Tag
module M = struct type t = { mutable x : int } [@@deriving show] [@@deprecated "a ] b"] end"#
            ),
            r#"c((* a (* b *) "c" *)) k(let) k(rec) map (f : m('a) -> m('b)) = k(function) [] -> [] | x :: l -> f x :: map f l
k(let) s = s({sql|select "it's"|sql}) ^ s({|a|}) k(and) c = s('\'') k(and) g = ( * ) k(and) m = (*) k(and) t = n(`Tag)
k(module) t(M) = k(struct) k(type) t(t) = { k(mutable) x : t(int) } m([@@deriving show]) m([@@deprecated )s("a ] b")m(]) k(end)"#
        );
    }

    #[test]
    fn fsharp_fills_strings() {
        assert_eq!(
            marked(
                "fsharp",
                r#"// note
let f (x: int) = $"a {x + 1} {{b}}" + @"c:\ ""d""" + """e "f" """
[<Test("a >] b")>] (* a (* b *) *) type T<'a> = | A of 'a | B
let! r = async { return 'c' }"#
            ),
            r#"c(// note)
k(let) f (x: t(int)) = s($"a ){x + n(1)}s( {{b}}") + s(@"c:\ ""d""") + s("""e "f" """)
m([<Test()s("a >] b")m()>]) c((* a (* b *) *)) k(type) t(T)<m('a)> = | t(A) k(of) m('a) | t(B)
k(let!) r = k(async) { k(return) s('c') }"#
        );
    }
}
