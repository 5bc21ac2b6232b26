//! Zig.
//! In: Zig code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, Capitals, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static ZIG: Language =
    Language { id: "zig", name: "Zig", aliases: &["zon"], grammar: Grammar::Code(&GRAMMAR) };

static STRING: Text = Text::line("\"");
static CHAR: Text = Text::line("'");

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("//"),
        // Each line of a long string begins so.
        Rule::new("\\\\", Action::Line(Class::String)),
        Rule::text("\"", &STRING),
        Rule::text("@\"", &STRING),
        Rule::text("'", &CHAR),
        Rule::sigil(Class::Function, "@"),
    ],
    words: &[
        Words::naming(Class::Function, "fn"),
        Words::new(
            Class::Keyword,
            "addrspace align allowzero and anyframe asm async await break callconv catch comptime const continue defer \
             else enum errdefer error export extern for if inline linksection noalias noinline nosuspend opaque or orelse \
             packed pub resume return struct suspend switch test threadlocal try union unreachable usingnamespace var \
             volatile while",
        ),
        Words::new(Class::Number, "true false null undefined"),
        Words::new(
            Class::Type,
            "anyerror anyopaque anytype bool c_char c_int c_long c_uint c_ulong comptime_float comptime_int f16 f32 f64 \
             f80 f128 i8 i16 i32 i64 i128 isize noreturn type u1 u2 u3 u4 u5 u6 u7 u8 u16 u21 u32 u64 u128 usize void",
        ),
    ],
    calls: true,
    capitals: Capitals::TypeUnlessCalled,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_lines_of_long_strings() {
        assert_eq!(
            marked(
                "zig",
                r#"const std = @import("std"); // note
pub fn main() !void {
    const text =
        \\a "quoted" line
        \\another
    ;
    var c: u8 = '\''; try std.debug.print("{s}\n", .{text}); return error.Foo;
}"#
            ),
            r#"k(const) std = f(@import)(s("std")); c(// note)
k(pub) k(fn) f(main)() !t(void) {
    k(const) text =
        s(\\a "quoted" line)
        s(\\another)
    ;
    k(var) c: t(u8) = s('\''); k(try) std.debug.f(print)(s("{s}\n"), .{text}); k(return) k(error).t(Foo);
}"#
        );
    }
}
