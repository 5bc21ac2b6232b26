//! PowerShell.
//! In: scripts or lines of a session. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Capitals, Hole, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static POWERSHELL: Language = Language {
    id: "powershell",
    name: "PowerShell",
    aliases: &["ps1", "pwsh", "ps", "posh", "psm1", "psd1"],
    grammar: Grammar::Code(&GRAMMAR),
};

const HOLES: &[Hole] = &[Hole::Code { open: "$(", close: b')' }, Hole::Name(b'$')];

static DOUBLE: Text = Text::lines("\"").backtick().with(HOLES);
static SINGLE: Text = Text::lines("'").doubled();
static HERE_DOUBLE: Text = Text::lines("\n\"@").backtick().with(HOLES);
static HERE_SINGLE: Text = Text::lines("\n'@").raw();

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::block_comment("<#", "#>"),
        Rule::comment("#"),
        Rule::text("@\"", &HERE_DOUBLE),
        Rule::text("@'", &HERE_SINGLE),
        Rule::text("\"", &DOUBLE),
        Rule::text("'", &SINGLE),
        Rule::block(Class::Variable, "${", "}"),
        Rule::sigil(Class::Variable, "$"),
        Rule::sigil(Class::Variable, "$env:"),
        Rule::sigil(Class::Variable, "$script:"),
        Rule::sigil(Class::Variable, "$global:"),
        Rule::sigil(Class::Variable, "$using:"),
        Rule::sigil(Class::Variable, "@").only(At::OperandDue),
        Rule::sigil(Class::Meta, "-"),
        Rule::sigil(Class::Type, "["),
        Rule::new("::", Action::Skip),
        Rule::mark(Class::Meta, "PS>").only(At::Column0),
    ],
    words: &[
        Words::naming(Class::Function, "function filter workflow"),
        Words::naming(Class::Type, "class enum"),
        Words::new(
            Class::Keyword,
            "begin break catch continue data do dynamicparam else elseif end exit finally for foreach from if in param \
             process return switch throw trap try until using while",
        ),
        Words::new(
            Class::Function,
            "cat cd cls copy cp curl del dir echo foreach-object git get-childitem ls mkdir move mv npm ping pushd popd pwd \
             rm rmdir select set sort tee where write-host write-output",
        ),
    ],
    word_bytes: "-",
    fold_case: true,
    calls: true,
    capitals: Capitals::Cmdlet,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_cmdlets_here_strings_and_backticks() {
        assert_eq!(
            marked(
                "powershell",
                r#"function Get-Size([string]$Path = "$env:TEMP\x") { # note
  $n = Get-ChildItem -Path $Path | Where-Object { $_.Name -eq 'it''s' -and $_.Length -gt 1KB }
  Write-Host "a `"b`" $($n.Count + 1) ${x y}" <# block #>
  $t = @"
a "b" $Path
"@ + @'
$raw 'x'
'@ ; [Math]::Round(1.5)
}"#
            ),
            r#"k(function) f(Get-Size)(t([string)]v($Path) = s(")v($env)s(:TEMP\x")) { c(# note)
  v($n) = f(Get-ChildItem) m(-Path) v($Path) | f(Where-Object) { v($_).Name m(-eq) s('it''s') m(-and) v($_).Length m(-gt) n(1KB) }
  f(Write-Host) s("a `"b`" )$(v($n).Count + n(1))s( ${x y}") c(<# block #>)
  v($t) = s(@"
a "b" )v($Path)s(
"@) + s(@'
$raw 'x'
'@) ; t([Math)]::f(Round)(n(1.5))
}"#
        );
    }
}
