//! Ruby.
//! In: Ruby code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Capitals, Hole, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static RUBY: Language = Language {
    id: "ruby",
    name: "Ruby",
    aliases: &["rb", "gemfile", "rakefile", "podfile", "jruby"],
    grammar: Grammar::Code(&GRAMMAR),
};

const HOLES: &[Hole] = &[Hole::Code { open: "#{", close: b'}' }];

static DOUBLE: Text = Text::lines("\"").with(HOLES);
static COMMAND: Text = Text::lines("`").with(HOLES);
static SINGLE: Text = Text::lines("'");
static HEREDOC: Text = Text::lines("").with(HOLES);

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("#"),
        Rule::block_comment("=begin", "\n=end").only(At::Column0),
        Rule::text("\"", &DOUBLE),
        Rule::text("`", &COMMAND),
        Rule::text("'", &SINGLE),
        Rule::new("__END__", Action::Rest(Class::Comment)).only(At::Column0),
        Rule::new("%w", Action::Delimited(1)),
        Rule::new("%W", Action::Delimited(1)),
        Rule::new("%i", Action::Delimited(1)),
        Rule::new("%I", Action::Delimited(1)),
        Rule::new("%q", Action::Delimited(1)),
        Rule::new("%Q", Action::Delimited(1)),
        Rule::new("%r", Action::Delimited(1)),
        Rule::new("%x", Action::Delimited(1)),
        Rule::new("%s", Action::Delimited(1)).only(At::OperandDue),
        Rule::new("%", Action::Delimited(1)).only(At::OperandDue),
        Rule::new("/", Action::Regex),
        Rule::new("<<~", Action::Heredoc),
        Rule::new("<<-", Action::Heredoc),
        Rule::new("<<", Action::Heredoc).only(At::OperandDue),
        Rule::new("<<", Action::Heredoc).only(At::AfterBlank),
        Rule::new("::", Action::Skip),
        Rule::text(":\"", &DOUBLE),
        Rule::sigil(Class::Number, ":").only(At::OperandDue),
        Rule::sigil(Class::Number, ":").only(At::AfterBlank),
        Rule::sigil(Class::Variable, "@"),
        Rule::sigil(Class::Variable, "@@"),
        Rule::sigil(Class::Variable, "$"),
    ],
    words: &[
        Words::naming(Class::Function, "def"),
        Words::naming(Class::Type, "class module"),
        Words::value("self super __FILE__ __dir__"),
        Words::new(
            Class::Keyword,
            "alias and begin break case do else elsif end ensure for if in next not or redo rescue retry return then \
             undef unless until when while yield require require_relative include extend prepend private protected \
             public attr_reader attr_writer attr_accessor raise loop lambda proc",
        ),
        Words::new(Class::Number, "true false nil"),
    ],
    word_bytes: "?",
    heredoc: &HEREDOC,
    bare_arguments: true,
    member_words: &["class"],
    calls: true,
    capitals: Capitals::Type,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn fills_strings_and_reads_heredocs() {
        assert_eq!(
            marked(
                "ruby",
                r#"def empty? = @items.nil? || x / 2 > 1
sql = <<~SQL.strip
  SELECT 'it''s'
SQL
it.must match /it's/; n /x / 2; a <<1; x <<y; puts <<A
it's
A
puts "a #{h[:key]} b", private :a, :sym, /r[/]x/i =~ s, list << VALUE
=begin
note
=end"#
            ),
            r#"k(def) f(empty?) = v(@items).nil? || x / n(2) > n(1)
sql = s(<<~SQL).strip
s(  SELECT 'it''s'
SQL)
it.must match s(/it's/); n s(/x /) n(2); a <<n(1); x <<y; puts s(<<A)
s(it's
A)
puts s("a )#{h[n(:key)]}s( b"), k(private) n(:a), n(:sym), s(/r[/]x/i) =~ s, list << VALUE
c(=begin
note
=end)"#
        );
    }

    #[test]
    fn fills_heredocs_and_stops_at_the_end_mark() {
        assert_eq!(
            marked(
                "ruby",
                r#"f(<<~A, <<~'B', <<~C)
  x #{h["}"] + `ls`} y
A
  raw #{x}
B
  #{open
C
p %w[a b (c)], %q(a (b) c), 5 % (a), %r{/x/}i, %(it's)
__END__
it's"#
            ),
            r#"f(f)(s(<<~A), s(<<~'B'), s(<<~C))
s(  x )#{h[s("}")] + s(`ls`)}s( y
A
  raw #{x}
B
  )#{open
t(C)
p s(%w[a b (c)]), s(%q(a (b) c)), n(5) % (a), s(%r{/x/}i), s(%(it's))
c(__END__
it's)"#
        );
    }
}
