//! C and C++.
//! In: code, whole or in part. Out: tokens. Tables; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Capitals, Numbers, Prefix, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static C: Language = Language { id: "c", name: "C", aliases: &["h"], grammar: Grammar::Code(&C_GRAMMAR) };

pub(super) static CPP: Language = Language {
    id: "cpp",
    name: "C++",
    aliases: &["c++", "cc", "cxx", "hpp", "h++", "hh", "hxx", "ino", "arduino", "cuda", "cu"],
    grammar: Grammar::Code(&CPP_GRAMMAR),
};

pub(super) static OBJECTIVE_C: Language = Language {
    id: "objective-c",
    name: "Objective-C",
    aliases: &["objc", "objectivec", "obj-c", "objective-c++", "objcpp", "mm"],
    grammar: Grammar::Code(&OBJECTIVE_C_GRAMMAR),
};

static STRING: Text = Text::line("\"");
static CHAR: Text = Text::line("'");

const COMMENT: Rule = Rule::new("//", Action::ContinuedLine(Class::Comment));
const BLOCK_COMMENT: Rule = Rule::block_comment("/*", "*/");
const DIRECTIVE: Rule = Rule::new("#", Action::Directive).only(At::LineStart);
const QUOTED: Rule = Rule::text("\"", &STRING);
const QUOTED_CHAR: Rule = Rule::text("'", &CHAR);
const ENCODING: Prefix = Prefix { words: "L u U u8", rules: &[QUOTED, QUOTED_CHAR] };

const NAMING: Words = Words::naming(Class::Type, "struct union enum");
const KEYWORDS: Words = Words::new(
    Class::Keyword,
    "alignas alignof auto break case const constexpr continue default do else extern for goto if inline register \
     restrict return sizeof static static_assert switch thread_local typedef typeof volatile while _Alignas \
     _Alignof _Atomic _Generic _Noreturn _Static_assert _Thread_local __attribute__ asm",
);
const CONSTANTS: Words = Words::new(Class::Number, "true false NULL nullptr");
const TYPES: Words =
    Words::new(Class::Type, "bool char double float int long short signed unsigned void wchar_t FILE _Bool _Complex");

static C_GRAMMAR: Code = Code::new(&C_TABLE);

static C_TABLE: Table = Table {
    rules: &[COMMENT, BLOCK_COMMENT, DIRECTIVE, QUOTED, QUOTED_CHAR],
    prefixes: &[ENCODING],
    words: &[NAMING, KEYWORDS, CONSTANTS, TYPES],
    calls: true,
    capitals: Capitals::TypeUnlessCalled,
    type_suffix: "_t",
    numbers: Numbers { separator: b'\'', ..Numbers::PLAIN },
    ..Table::EMPTY
};

static OBJECTIVE_C_GRAMMAR: Code = Code::new(&OBJECTIVE_C_TABLE);

static OBJECTIVE_C_TABLE: Table = Table {
    rules: &[
        COMMENT,
        BLOCK_COMMENT,
        DIRECTIVE,
        QUOTED,
        QUOTED_CHAR,
        Rule::text("@\"", &STRING),
        Rule::sigil(Class::Keyword, "@"),
    ],
    words: &[
        Words::value("self super"),
        NAMING,
        KEYWORDS,
        Words::new(Class::Keyword, "in").soft(),
        Words::new(
            Class::Keyword,
            "atomic nonatomic nonnull nullable readonly readwrite __block __weak __strong __bridge",
        ),
        CONSTANTS,
        Words::new(Class::Number, "YES NO nil Nil"),
        TYPES,
        Words::new(Class::Type, "BOOL Class IBAction IBOutlet SEL id instancetype"),
    ],
    ..C_TABLE
};

static CPP_GRAMMAR: Code = Code::new(&CPP_TABLE);

static CPP_TABLE: Table = Table {
    rules: &[
        COMMENT,
        BLOCK_COMMENT,
        DIRECTIVE,
        QUOTED,
        QUOTED_CHAR,
        Rule::block(Class::Meta, "[[", "]]").only(At::OperandDue),
    ],
    prefixes: &[ENCODING, Prefix { words: "R LR uR UR u8R", rules: &[Rule::new("\"", Action::TaggedString)] }],
    words: &[
        NAMING,
        Words::naming(Class::Type, "class typename concept new"),
        Words::value("this"),
        KEYWORDS,
        Words::new(
            Class::Keyword,
            "and and_eq bitand bitor catch co_await co_return co_yield compl const_cast consteval constinit decltype \
             delete dynamic_cast explicit export friend mutable namespace noexcept final not not_eq operator or or_eq \
             override private protected public reinterpret_cast requires static_cast template throw try typeid using \
             virtual xor xor_eq",
        ),
        Words::new(Class::Keyword, "import module").soft(),
        CONSTANTS,
        TYPES,
        Words::new(Class::Type, "char8_t char16_t char32_t string string_view"),
    ],
    angle_generics: true,
    ..C_TABLE
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn c_knows_directives_types_and_calls() {
        assert_eq!(
            marked(
                "c",
                r#"#include <stdio.h>
  #define MAX(a, b) ((a) > (b) ? 1 : 0)
static const struct point *p = NULL; // end
for (size_t i = 0; i < sizeof(names); i++) printf("%s\n", names[i], 'x', 0xFFu, 1.5e-3f);"#
            ),
            r#"m(#include) s(<stdio.h>)
  m(#define) f(MAX)(a, b) ((a) > (b) ? n(1) : n(0))
k(static) k(const) k(struct) t(point) *p = n(NULL); c(// end)
k(for) (t(size_t) i = n(0); i < k(sizeof)(names); i++) f(printf)(s("%s\n"), names[i], s('x'), n(0xFFu), n(1.5e-3f));"#
        );
    }

    #[test]
    fn cpp_knows_templates_raw_strings_and_separators() {
        assert_eq!(
            marked(
                "cpp",
                r#"template <typename T> class Box final : public Base<T> {
  [[nodiscard]] auto size() const -> std::vector<int>;
};
auto p = std::make_unique<Box<int>>(1'000'000, R"x(a "b)" c)x", u8"d", L'e');
if (a < b && c[[i]] > d) return nullptr;"#
            ),
            r#"k(template) <k(typename) t(T)> k(class) t(Box) k(final) : k(public) t(Base)<t(T)> {
  m([[nodiscard]]) k(auto) f(size)() k(const) -> std::t(vector)<t(int)>;
};
k(auto) p = std::f(make_unique)<t(Box)<t(int)>>(n(1'000'000), s(R"x(a "b)" c)x"), s(u8"d"), s(L'e'));
k(if) (a < b && c[[i]] > d) k(return) n(nullptr);"#
        );
    }

    #[test]
    fn c_continues_a_comment_after_a_backslash() {
        assert_eq!(
            marked(
                "c",
                r"int a; // goes on \
   int b;
int c;"
            ),
            r"t(int) a; c(// goes on \
   int b;)
t(int) c;"
        );
    }

    #[test]
    fn c_ends_a_comment_with_a_blank_line_that_a_backslash_adds_to_it() {
        assert_eq!(marked("c", "int a; // goes on \\\n\nint b;"), "t(int) a; c(// goes on \\\n)\nt(int) b;");
    }

    #[test]
    fn objective_c_knows_its_signs() {
        assert_eq!(
            marked(
                "objective-c",
                r#"#import <Foundation/Foundation.h>
@interface Foo : NSObject // note
@property (nonatomic, strong) NSString *name;
- (instancetype)initWithName:(NSString *)name { return [self foo:@"a\"b" count:@1 on:YES]; }
@end"#
            ),
            r#"m(#import) s(<Foundation/Foundation.h>)
k(@interface) t(Foo) : t(NSObject) c(// note)
k(@property) (k(nonatomic), strong) t(NSString) *name;
- (t(instancetype))initWithName:(t(NSString) *)name { k(return) [k(self) foo:s(@"a\"b") count:k(@1) on:n(YES)]; }
k(@end)"#
        );
    }
}
