//! Swift.
//! In: Swift code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Capitals, Hole, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static SWIFT: Language =
    Language { id: "swift", name: "Swift", aliases: &["swiftui"], grammar: Grammar::Code(&GRAMMAR) };

const HOLES: &[Hole] = &[Hole::Code { open: "\\(", close: b')' }];
const HASHED_HOLES: &[Hole] = &[Hole::Code { open: "\\#(", close: b')' }];

static STRING: Text = Text::line("\"").with(HOLES);
static LONG: Text = Text::lines("\"\"\"").with(HOLES);
static HASHED: Text = Text::line("\"#").raw().with(HASHED_HOLES);
static LONG_HASHED: Text = Text::lines("\"\"\"#").raw().with(HASHED_HOLES);
static HASHED_REGEX: Text = Text::lines("/#").raw();
static NAME: Text = Text::line("`").raw();

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("//"),
        Rule::nested_comment("/*", "*/"),
        Rule::text("\"\"\"", &LONG),
        Rule::text("\"", &STRING),
        Rule::text("#\"\"\"", &LONG_HASHED),
        Rule::text("#\"", &HASHED),
        Rule::new("##", Action::HashedString),
        Rule::text("#/", &HASHED_REGEX).only(At::OperandDue),
        Rule::text("`", &NAME),
        Rule::sigil(Class::Meta, "@"),
        Rule::sigil(Class::Meta, "#"),
        Rule::sigil(Class::Variable, "$"),
    ],
    words: &[
        Words::naming(Class::Function, "func"),
        Words::naming(Class::Type, "class struct enum protocol extension typealias associatedtype actor"),
        Words::value("self super"),
        Words::new(
            Class::Keyword,
            "as async await break case catch continue convenience default defer deinit do dynamic else fallthrough \
             fileprivate final for guard if import in indirect init inout internal is isolated lazy let mutating \
             nonisolated nonmutating open operator override package postfix precedencegroup prefix private public \
             repeat required rethrows return sending some static subscript switch throw throws try unowned var weak where \
             while",
        ),
        Words::new(Class::Keyword, "any borrowing consume consuming didSet each get macro set willSet").soft(),
        Words::new(Class::Number, "true false nil"),
        Words::new(Class::Type, "Self Any"),
    ],
    member_words: &["init", "self"],
    calls: true,
    capitals: Capitals::Type,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn fills_strings_and_nests_comments() {
        assert_eq!(
            marked(
                "swift",
                r##"@MainActor func greet(_ name: String?) async throws -> [User] { // note
    let a = "Hi \(name ?? "you \(x + 1)") \\(", r = #"raw " \(no) \#(yes)"#, re = #/a"b/#
    let long = """
        a "quoted" \(a)
        """ /* a /* b */ c */
    guard let self = self, $0.isEmpty else { return nil }
}
#if DEBUG"##
            ),
            r##"m(@MainActor) k(func) f(greet)(_ name: t(String)?) k(async) k(throws) -> [t(User)] { c(// note)
    k(let) a = s("Hi )\(name ?? s("you )\(x + n(1))s("))s( \\("), r = s(#"raw " \(no) )\#(yes)s("#), re = s(#/a"b/#)
    k(let) long = s("""
        a "quoted" )\(a)s(
        """) c(/* a /* b */ c */)
    k(guard) k(let) k(self) = k(self), v($0).isEmpty k(else) { k(return) n(nil) }
}
m(#if) DEBUG"##
        );
    }
}
