//! Languages whose words may be written in any case: Pascal, Fortran, Visual Basic, Ada and VHDL.
//! In: code, whole or in part. Out: tokens. Tables; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Numbers, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static PASCAL: Language = Language {
    id: "pascal",
    name: "Pascal",
    aliases: &["delphi", "objectpascal", "freepascal"],
    grammar: Grammar::Code(&PASCAL_GRAMMAR),
};

pub(super) static FORTRAN: Language = Language {
    id: "fortran",
    name: "Fortran",
    aliases: &["f90", "f95", "f03", "f08"],
    grammar: Grammar::Code(&FORTRAN_GRAMMAR),
};

pub(super) static VISUAL_BASIC: Language = Language {
    id: "vb",
    name: "Visual Basic",
    aliases: &["vbnet", "vb.net", "visualbasic", "vba", "vbs", "vbscript"],
    grammar: Grammar::Code(&VISUAL_BASIC_GRAMMAR),
};

pub(super) static ADA: Language =
    Language { id: "ada", name: "Ada", aliases: &["adb", "ads"], grammar: Grammar::Code(&ADA_GRAMMAR) };

pub(super) static VHDL: Language =
    Language { id: "vhdl", name: "VHDL", aliases: &["vhd"], grammar: Grammar::Code(&VHDL_GRAMMAR) };

static DOUBLE: Text = Text::line("\"").doubled();
static SINGLE: Text = Text::line("'").doubled();

static PASCAL_GRAMMAR: Code = Code::new(&PASCAL_TABLE);

static PASCAL_TABLE: Table = Table {
    rules: &[
        Rule::comment("//"),
        Rule::block(Class::Meta, "{$", "}"),
        Rule::block_comment("{", "}"),
        Rule::block_comment("(*", "*)"),
        Rule::text("'", &SINGLE),
        Rule::sigil(Class::Number, "#"),
        Rule::sigil(Class::Number, "$"),
    ],
    words: &[
        Words::naming(Class::Type, "program unit library"),
        Words::new(
            Class::Keyword,
            "absolute abstract and array as asm begin case cdecl class const constructor destructor dispinterface div do \
             downto else end except exports external file finalization finally for forward function goto if \
             implementation in inherited initialization inline interface is label mod not object of on operator or out \
             overload override packed private procedure property protected public published raise record reintroduce \
             repeat resourcestring set shl shr stdcall string then threadvar to try type until uses var virtual while \
             with xor",
        ),
        Words::new(Class::Number, "true false nil"),
        Words::new(
            Class::Type,
            "ansistring boolean byte cardinal char currency double extended int64 integer longint longword nativeint \
             pansichar pchar pointer real shortint single smallint tobject uint64 variant widestring word",
        ),
    ],
    fold_case: true,
    calls: true,
    ..Table::EMPTY
};

static FORTRAN_GRAMMAR: Code = Code::new(&FORTRAN_TABLE);

static FORTRAN_TABLE: Table = Table {
    rules: &[
        Rule::comment("!"),
        Rule::comment("*").only(At::Column0),
        Rule::new("#", Action::Directive).only(At::Column0),
        Rule::text("\"", &DOUBLE),
        Rule::text("'", &SINGLE),
        Rule::new(".", Action::Between(Class::Keyword, b'.')),
    ],
    words: &[
        Words::naming(Class::Function, "subroutine function"),
        Words::naming(Class::Type, "module program"),
        Words::new(
            Class::Keyword,
            "abstract allocatable allocate associate asynchronous backspace bind block call case class close codimension \
             common concurrent contains contiguous continue critical cycle data deallocate default deferred dimension do \
             elemental else elseif elsewhere end enddo endif entry enum enumerator equivalence error exit extends external \
             final flush forall format generic go goto if implicit import impure in include inout inquire intent interface \
             intrinsic namelist none nullify only open operator optional out parameter pause pointer print private \
             procedure protected public pure read recursive result return rewind save select sequence stop submodule target \
             then to type use value volatile wait where while write",
        ),
        Words::new(Class::Type, "character complex double integer logical precision real"),
    ],
    fold_case: true,
    calls: true,
    ..Table::EMPTY
};

static VISUAL_BASIC_GRAMMAR: Code = Code::new(&VISUAL_BASIC_TABLE);

static VISUAL_BASIC_TABLE: Table = Table {
    rules: &[
        Rule::comment("'"),
        Rule::comment("REM "),
        Rule::comment("Rem "),
        Rule::text("\"", &DOUBLE),
        Rule::text("$\"", &DOUBLE),
        Rule::new("#", Action::Directive).only(At::LineStart),
    ],
    words: &[
        Words::naming(Class::Function, "sub function"),
        Words::naming(Class::Type, "class module structure enum interface namespace inherits implements new as"),
        Words::new(
            Class::Keyword,
            "addhandler addressof alias and andalso async await byref byval call case catch const continue declare default \
             delegate dim directcast do each else elseif end erase error event exit explicit finally for friend from get \
             gettype global goto handles if imports in is isnot iterator let lib like loop me mod mustinherit mustoverride \
             mybase myclass narrowing next not notinheritable notoverridable of on operator option optional or orelse \
             overloads overridable overrides paramarray partial private property protected public raiseevent readonly redim \
             resume return select set shadows shared static step stop strict synclock then throw to try typeof until using \
             wend when where while widening with withevents writeonly xor yield",
        ),
        Words::new(Class::Number, "true false nothing null empty"),
        Words::new(
            Class::Type,
            "boolean byte char date decimal double integer long object sbyte short single string uinteger ulong ushort variant",
        ),
    ],
    fold_case: true,
    calls: true,
    ..Table::EMPTY
};

static ADA_GRAMMAR: Code = Code::new(&ADA_TABLE);

static ADA_TABLE: Table = Table {
    rules: &[Rule::comment("--"), Rule::text("\"", &DOUBLE), Rule::new("'", Action::CharOrLifetime)],
    words: &[
        Words::naming(Class::Function, "procedure function entry"),
        Words::naming(Class::Type, "package type subtype task protected"),
        Words::new(
            Class::Keyword,
            "abort abs abstract accept access aliased all and array at begin body case constant declare delay delta digits \
             do else elsif end exception exit for generic goto if in interface is limited loop mod new not null of or \
             others out overriding parallel pragma private raise range record rem renames requeue return reverse select \
             separate some synchronized tagged terminate then until use when while with xor",
        ),
        Words::new(Class::Number, "true false"),
        Words::new(Class::Type, "boolean character duration float integer natural positive string"),
    ],
    fold_case: true,
    calls: true,
    numbers: Numbers { separator: b'#', ..Numbers::PLAIN },
    ..Table::EMPTY
};

static VHDL_GRAMMAR: Code = Code::new(&VHDL_TABLE);

static VHDL_TABLE: Table = Table {
    words: &[
        Words::naming(Class::Type, "entity architecture component package type subtype of"),
        Words::naming(Class::Function, "procedure function"),
        Words::new(
            Class::Keyword,
            "abs access after alias all and array assert attribute begin block body buffer bus case configuration constant \
             disconnect downto else elsif end exit file for generate generic group guarded if impure in inertial inout is \
             label library linkage literal loop map mod nand new next nor not null on open or others out port postponed \
             process pure range record register reject rem report return rol ror select severity shared signal sla sll sra \
             srl then to transport unaffected units until use variable wait when while with xnor xor",
        ),
        Words::new(Class::Number, "true false"),
        Words::new(
            Class::Type,
            "bit bit_vector boolean character integer natural positive real signed std_logic std_logic_vector string time \
             unsigned",
        ),
    ],
    ..ADA_TABLE
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn pascal_knows_three_comments() {
        assert_eq!(
            marked(
                "pascal",
                r"{$mode objfpc} program Hello; // note
(* it's *) var s: String; c: Char; BEGIN s := 'it''s' + #13 + $FF; { c } WriteLn(s) end."
            ),
            r"m({$mode objfpc}) k(program) t(Hello); c(// note)
c((* it's *)) k(var) s: k(String); c: t(Char); k(BEGIN) s := s('it''s') + n(#13) + n($FF); c({ c }) f(WriteLn)(s) k(end)."
        );
    }

    #[test]
    fn fortran_knows_operators_between_dots() {
        assert_eq!(
            marked(
                "fortran",
                r#"program main ! note
  implicit none
  real(8) :: x = 1.5d0, y(3)
  if (x .gt. 2.0 .and. .not. ok) print *, 'it''s', "b"
  call sub(x)
end program"#
            ),
            r#"k(program) t(main) c(! note)
  k(implicit) k(none)
  t(real)(n(8)) :: x = n(1.5d0), f(y)(n(3))
  k(if) (x k(.gt.) n(2.0) k(.and.) k(.not.) ok) k(print) *, s('it''s'), s("b")
  k(call) f(sub)(x)
k(end) k(program)"#
        );
    }

    #[test]
    fn vb_knows_comments() {
        assert_eq!(
            marked(
                "vb",
                r#"Public Class A ' it's
  Private Function F(ByVal s As String) As Integer
    Dim x = "a ""b""" & s : If x Is Nothing Then Return 1
  End Function
#Region "r""#
            ),
            r#"k(Public) k(Class) t(A) c(' it's)
  k(Private) k(Function) f(F)(k(ByVal) s k(As) t(String)) k(As) t(Integer)
    k(Dim) x = s("a ""b""") & s : k(If) x k(Is) n(Nothing) k(Then) k(Return) n(1)
  k(End) k(Function)
m(#Region) s("r")"#
        );
    }

    #[test]
    fn ada_tells_attributes_from_characters() {
        assert_eq!(
            marked(
                "ada",
                r#"with Ada.Text_IO; -- note
procedure Main is C : Character := '"'; begin Put_Line ("a ""b""" & Integer'Image (16#FF#)); end Main;"#
            ),
            r#"k(with) Ada.Text_IO; c(-- note)
k(procedure) f(Main) k(is) C : t(Character) := s('"'); k(begin) Put_Line (s("a ""b""") & t(Integer)m('Image) (n(16#FF)#)); k(end) Main;"#
        );
    }

    #[test]
    fn vhdl_knows_entities() {
        assert_eq!(
            marked(
                "vhdl",
                r#"entity counter is port (clk : in std_logic; q : out std_logic_vector(7 downto 0)); end; -- note
q <= '1' when rising_edge(clk) else "0000";"#
            ),
            r#"k(entity) t(counter) k(is) k(port) (clk : k(in) t(std_logic); q : k(out) t(std_logic_vector)(n(7) k(downto) n(0))); k(end); c(-- note)
q <= s('1') k(when) f(rising_edge)(clk) k(else) s("0000");"#
        );
    }
}
