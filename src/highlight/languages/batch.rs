//! Batch files of DOS and Windows.
//! In: scripts or lines to type. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, FirstWord, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static BATCH: Language = Language {
    id: "batch",
    name: "Batch",
    aliases: &["bat", "cmd", "dosbatch", "winbatch", "dos"],
    grammar: Grammar::Code(&GRAMMAR),
};

static STRING: Text = Text::line("\"").raw();

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("::").only(At::LineStart),
        Rule::comment("rem ").only(At::LineStart),
        Rule::comment("REM ").only(At::LineStart),
        Rule::comment("Rem ").only(At::LineStart),
        Rule::comment("@rem ").only(At::LineStart),
        Rule::comment("@REM ").only(At::LineStart),
        Rule::sigil(Class::Type, ":").only(At::LineStart),
        Rule::text("\"", &STRING),
        Rule::sigil(Class::Variable, "%%"),
        Rule::sigil(Class::Variable, "%~"),
        Rule::new("%", Action::Between(Class::Variable, b'%')),
        Rule::sigil(Class::Variable, "%"),
        Rule::new("!", Action::Between(Class::Variable, b'!')),
        Rule::sigil(Class::Meta, "/"),
    ],
    words: &[
        Words::new(
            Class::Keyword,
            "call defined do else endlocal equ errorlevel exist exit for geq goto gtr if in leq lss neq not pause setlocal shift",
        ),
        Words::new(
            Class::Function,
            "assoc attrib cd chdir cls copy del dir echo erase find findstr ftype md mkdir move path popd prompt pushd rd \
             ren rename reg rmdir robocopy set setx sort start taskkill tasklist timeout title type where xcopy",
        ),
        Words::new(Class::Number, "nul on off"),
    ],
    fold_case: true,
    first_word: FirstWord::OfLine(Class::Function),
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_variables_and_labels() {
        assert_eq!(
            marked(
                "batch",
                r#"@echo off
rem it's "note"
:: note
set NAME=%USERNAME% & if not exist "%~dp0x" goto :end
for %%i in (*.txt) do call build.cmd /q %%i %1 50% done
:end"#
            ),
            r#"@f(echo) n(off)
c(rem it's "note")
c(:: note)
f(set) NAME=v(%USERNAME%) & k(if) k(not) k(exist) s("%~dp0x") k(goto) :end
k(for) v(%%i) k(in) (*.txt) k(do) k(call) build.cmd m(/q) v(%%i) v(%1) n(50)% done
t(:end)"#
        );
    }
}
