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
static SQUARE_WORDS: Text = Text::lines("]");
static ROUND_WORDS: Text = Text::lines(")");
static CURLY_WORDS: Text = Text::lines("}");

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("#"),
        Rule::block_comment("=begin", "\n=end").only(At::Column0),
        Rule::text("\"", &DOUBLE),
        Rule::text("`", &COMMAND),
        Rule::text("'", &SINGLE),
        Rule::text("%w[", &SQUARE_WORDS),
        Rule::text("%i[", &SQUARE_WORDS),
        Rule::text("%w(", &ROUND_WORDS),
        Rule::text("%i(", &ROUND_WORDS),
        Rule::text("%q(", &ROUND_WORDS),
        Rule::text("%Q(", &ROUND_WORDS),
        Rule::text("%w{", &CURLY_WORDS),
        Rule::new("/", Action::Regex),
        Rule::new("<<~", Action::Heredoc),
        Rule::new("<<-", Action::Heredoc),
        Rule::new("<<", Action::Heredoc).only(At::OperandDue),
        Rule::new("::", Action::Skip),
        Rule::text(":\"", &DOUBLE),
        Rule::sigil(Class::Number, ":").only(At::OperandDue),
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
puts "a #{h[:key]} b", :sym, /r[/]x/i =~ s, list << VALUE
=begin
note
=end"#
            ),
            r#"k(def) f(empty?) = v(@items).nil? || x / n(2) > n(1)
sql = s(<<~SQL).strip
s(  SELECT 'it''s'
SQL)
puts s("a )#{h[n(:key)]}s( b"), n(:sym), s(/r[/]x/i) =~ s, list << VALUE
c(=begin
note
=end)"#
        );
    }
}
