//! Assembly of any processor.
//! In: code, whole or in part. Out: tokens. A table; knows no other language. The first word of a line is the instruction,
//! whatever it is called.

use super::super::code::Grammar as Code;
use super::super::table::{At, FirstWord, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static ASSEMBLY: Language = Language {
    id: "asm",
    name: "Assembly",
    aliases: &["assembly", "nasm", "gas", "masm", "armasm", "x86asm", "s"],
    grammar: Grammar::Code(&GRAMMAR),
};

static DOUBLE: Text = Text::line("\"");
static SINGLE: Text = Text::line("'");

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment(";"),
        Rule::comment("//"),
        Rule::comment("# ").only(At::AfterBlank),
        Rule::comment("@ ").only(At::AfterBlank),
        Rule::block_comment("/*", "*/"),
        Rule::text("\"", &DOUBLE),
        Rule::text("'", &SINGLE),
        Rule::sigil(Class::Variable, "%"),
        Rule::sigil(Class::Number, "$"),
        Rule::sigil(Class::Number, "#"),
        Rule::sigil(Class::Meta, ".").only(At::LineStart),
    ],
    words: &[
        Words::new(
            Class::Variable,
            "al ah ax eax rax bl bh bx ebx rbx cl ch cx ecx rcx dl dh dx edx rdx si esi rsi di edi rdi sp esp rsp bp ebp rbp \
             r0 r1 r2 r3 r4 r5 r6 r7 r8 r9 r10 r11 r12 r13 r14 r15 rip lr pc x0 x1 x2 x3 x4 x5 x6 x7 x8 w0 w1 w2 w3 fp xmm0 \
             xmm1 xmm2 xmm3 zero ra gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 cs ds es fs gs ss",
        ),
        Words::new(
            Class::Meta,
            "byte word dword qword ptr section segment global extern bits default rel equ times db dw dd dq resb resw resd resq",
        ),
    ],
    word_bytes: ".",
    fold_case: true,
    key_ends: b":",
    first_word: FirstWord::OfLine(Class::Keyword),
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn takes_first_words_for_instructions() {
        assert_eq!(
            marked(
                "asm",
                r#"section .text ; note
main:
    mov rax, 0x1F   # it's
    movl $5, %eax
.loop: ldr r0, [sp, #4] @ note
    db "hello", 'x', 10"#
            ),
            r#"m(section) .text c(; note)
v(main):
    k(mov) v(rax), n(0x1F)   c(# it's)
    k(movl) n($5), v(%eax)
m(.loop): ldr v(r0), [v(sp), n(#4)] c(@ note)
    m(db) s("hello"), s('x'), n(10)"#
        );
    }
}
