//! C#.
//! In: C# code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Capitals, Hole, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static CSHARP: Language =
    Language { id: "csharp", name: "C#", aliases: &["cs", "c#", "csx", "dotnet"], grammar: Grammar::Code(&GRAMMAR) };

const HOLES: &[Hole] = &[Hole::CodeUnlessDoubled { open: "{", close: b'}' }];
/// With two dollars, two brackets make a hole and one means itself.
const DOUBLE_HOLES: &[Hole] = &[Hole::Code { open: "{{", close: b'}' }];

static STRING: Text = Text::line("\"");
static CHAR: Text = Text::line("'");
static VERBATIM: Text = Text::lines("\"").doubled();
static FILLED: Text = Text::line("\"").with(HOLES);
static FILLED_VERBATIM: Text = Text::lines("\"").doubled().with(HOLES);
static FILLED_RAW: Text = Text::lines("\"\"\"").raw().with(HOLES);
static TWICE_FILLED_RAW: Text = Text::lines("\"\"\"").raw().with(DOUBLE_HOLES);

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("//"),
        Rule::block_comment("/*", "*/"),
        Rule::new("#", Action::Directive).only(At::LineStart),
        Rule::new("\"\"\"", Action::QuoteRun),
        Rule::text("\"", &STRING),
        Rule::text("@\"", &VERBATIM),
        Rule::text("$\"\"\"", &FILLED_RAW),
        Rule::text("$$\"\"\"", &TWICE_FILLED_RAW),
        Rule::text("$\"", &FILLED),
        Rule::text("$@\"", &FILLED_VERBATIM),
        Rule::text("@$\"", &FILLED_VERBATIM),
        Rule::text("'", &CHAR),
        Rule::sigil(Class::Variable, "@"),
    ],
    words: &[
        Words::naming(Class::Type, "class struct interface enum new"),
        Words::value("this base"),
        Words::new(
            Class::Keyword,
            "abstract as async await break case catch checked const continue default delegate do else event explicit \
             extern finally fixed for foreach goto if implicit in internal is lock namespace operator out override params \
             private protected public readonly ref return sealed sizeof stackalloc static switch throw try typeof \
             unchecked unsafe using virtual volatile while",
        ),
        Words::naming(Class::Type, "record").soft(),
        Words::new(
            Class::Keyword,
            "add and file from get global group init into join let not or orderby partial remove required scoped select \
             set unmanaged var when where with yield",
        )
        .soft(),
        Words::new(Class::Number, "true false null"),
        Words::new(
            Class::Type,
            "bool byte char decimal double dynamic float int long nint nuint object sbyte short string uint ulong ushort \
             void",
        ),
    ],
    calls: true,
    capitals: Capitals::TypeUnlessMember,
    angle_generics: true,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_every_form_of_string() {
        assert_eq!(
            marked(
                "csharp",
                r#"#region Users // note
[Obsolete("x")] public record User<T>(string Name, int? Age) where T : class {
    var path = @"C:\a ""b"" \"; var m = $"Hi {Name.ToUpper()} {{x}} {d["k"]:N2}"; char c = '\'';
    var json = """ { "a": "b" } """ + """" a """ """"; var v = $@"\{path}"; var f = $$"""{a} {{Name}}""";
    if (value is List<string> { Count: > 0 } get && @class != null) return await LoadAsync<User>(0xFFu);
}"#
            ),
            r#"m(#region) t(Users) c(// note)
[f(Obsolete)(s("x"))] k(public) k(record) t(User)<t(T)>(t(string) t(Name), t(int)? t(Age)) k(where) t(T) : k(class) {
    k(var) path = s(@"C:\a ""b"" \"); k(var) m = s($"Hi ){t(Name).f(ToUpper)()}s( {{x}} ){d[s("k")]:N2}s("); t(char) c = s('\'');
    k(var) json = s(""" { "a": "b" } """) + s("""" a """ """"); k(var) v = s($@"\){path}s("); k(var) f = s($$"""{a} ){{t(Name)}s(}""");
    k(if) (value k(is) t(List)<t(string)> { t(Count): > n(0) } get && v(@class) != n(null)) k(return) k(await) f(LoadAsync)<t(User)>(n(0xFFu));
}"#
        );
    }
}
