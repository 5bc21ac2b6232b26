//! Perl, with Raku's commonest forms.
//! In: Perl code, whole or in part. Out: tokens. A table; knows no other language. What a pod or a quote-like operator
//! holds is one token.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Capitals, Hole, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static PERL: Language =
    Language { id: "perl", name: "Perl", aliases: &["pl", "pm", "perl5"], grammar: Grammar::Code(&GRAMMAR) };

const HOLES: &[Hole] = &[Hole::Name(b'$'), Hole::Name(b'@')];

static DOUBLE: Text = Text::lines("\"").with(HOLES);
static SINGLE: Text = Text::lines("'");
static COMMAND: Text = Text::lines("`");
static HEREDOC: Text = Text::lines("").with(HOLES);

const POD: Action = Action::Block(Class::Comment, "\n=cut");

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("#"),
        Rule::new("=pod", POD).only(At::Column0),
        Rule::new("=head", POD).only(At::Column0),
        Rule::new("=over", POD).only(At::Column0),
        Rule::new("=item", POD).only(At::Column0),
        Rule::new("=begin", POD).only(At::Column0),
        Rule::new("=for", POD).only(At::Column0),
        Rule::new("=encoding", POD).only(At::Column0),
        Rule::new("__END__", Action::Rest(Class::Comment)).only(At::Column0),
        Rule::new("__DATA__", Action::Rest(Class::Comment)).only(At::Column0),
        Rule::text("\"", &DOUBLE),
        Rule::text("'", &SINGLE),
        Rule::text("`", &COMMAND),
        Rule::new("<<~", Action::Heredoc),
        Rule::new("<<", Action::Heredoc).only(At::OperandDue),
        // Defined-or; an empty pattern looks the same and needs no colour.
        Rule::new("//", Action::Skip),
        Rule::new("/", Action::Regex),
        Rule::sigil(Class::Variable, "$$"),
        Rule::sigil(Class::Variable, "$#"),
        Rule::sigil(Class::Variable, "$::"),
        // Variables of one sign, before signs that would open a string or comment.
        Rule::mark(Class::Variable, "$'"),
        Rule::mark(Class::Variable, "$\""),
        Rule::mark(Class::Variable, "$`"),
        Rule::mark(Class::Variable, "$/"),
        Rule::mark(Class::Variable, "$&"),
        Rule::mark(Class::Variable, "$!"),
        Rule::mark(Class::Variable, "$@"),
        Rule::mark(Class::Variable, "$,"),
        Rule::mark(Class::Variable, "$;"),
        Rule::mark(Class::Variable, "$0"),
        Rule::mark(Class::Variable, "$#"),
        Rule::mark(Class::Variable, "$$"),
        Rule::sigil(Class::Variable, "$"),
        Rule::sigil(Class::Variable, "@"),
        Rule::sigil(Class::Variable, "%").only(At::OperandDue),
        Rule::sigil(Class::Function, "&").only(At::OperandDue),
    ],
    words: &[
        Words::naming(Class::Function, "sub method"),
        Words::naming(Class::Type, "package class"),
        Words::new(
            Class::Keyword,
            "and cmp continue default defined delete die do each else elsif eq eval exists exit for foreach ge given goto \
             grep gt if join keys last le local lt map my ne next no not or our pop print printf push redo ref require \
             return reverse say shift sort splice split sprintf state unless unlink unshift until use values wantarray \
             warn when while x xor BEGIN END",
        ),
        Words::new(Class::Number, "undef __PACKAGE__ __FILE__ __LINE__"),
    ],
    quote_words: &[("q", 1), ("qq", 1), ("qw", 1), ("qr", 1), ("qx", 1), ("m", 1), ("s", 2), ("tr", 2), ("y", 2)],
    heredoc: &HEREDOC,
    bare_arguments: true,
    calls: true,
    capitals: Capitals::TypeUnlessCalled,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_quotes_patterns_pods_and_heredocs() {
        assert_eq!(
            marked(
                "perl",
                r#"package Foo::Bar; # note
my %h = (s => 1, y => 2); my @l = qw(a b) if $x =~ m{^/"x}i or $h{s} / 2 > $y / 3;
(my $t = $_) =~ s/a'b/"c"/gx; tr{a-z}{A-Z}; print "Hi $name @list \$5", q(it's (nested)), $#l, -s $file;
print <<"A", <<'B';
a $x
A
b $x
B
use Foo::Bar qw(it's); my $d = f($x) // q{a}; sub y { return split /,/, shift } # "
=head1 NAME

It's

=cut
1;
__END__
it's"#
            ),
            r#"k(package) t(Foo)::t(Bar); c(# note)
k(my) v(%h) = (s => n(1), y => n(2)); k(my) v(@l) = s(qw(a b)) k(if) v($x) =~ s(m{^/"x}i) k(or) v($h){s} / n(2) > v($y) / n(3);
(k(my) v($t) = v($_)) =~ s(s/a'b/"c"/gx); s(tr{a-z}{A-Z}); k(print) s("Hi )v($name)s( )v(@list)s( \$5"), s(q(it's (nested))), v($#l), -s v($file);
k(print) s(<<"A"), s(<<'B');
s(a )v($x)s(
A
b $x
B)
k(use) t(Foo)::t(Bar) s(qw(it's)); k(my) v($d) = f(f)(v($x)) // s(q{a}); k(sub) f(y) { k(return) k(split) s(/,/), k(shift) } c(# ")
c(=head1 NAME

It's

=cut)
n(1);
c(__END__
it's)"#
        );
    }
}
