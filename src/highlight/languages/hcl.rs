//! HCL: the language of Terraform, OpenTofu, Packer and Nomad.
//! In: HCL, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, FirstWord, Hole, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static HCL: Language = Language {
    id: "hcl",
    name: "HCL",
    aliases: &["terraform", "tf", "tfvars", "opentofu", "nomad", "packer"],
    grammar: Grammar::Code(&GRAMMAR),
};

const HOLES: &[Hole] = &[Hole::Code { open: "${", close: b'}' }, Hole::Code { open: "%{", close: b'}' }];

static STRING: Text = Text::line("\"").with(HOLES);
static HEREDOC: Text = Text::lines("").raw().with(HOLES);

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("#"),
        Rule::comment("//"),
        Rule::block_comment("/*", "*/"),
        Rule::text("\"", &STRING),
        Rule::new("<<", Action::Heredoc).only(At::OperandDue),
    ],
    words: &[
        Words::new(Class::Number, "true false null"),
        Words::new(Class::Keyword, "for in if else endif endfor"),
        Words::new(Class::Type, "any bool list map number object set string tuple"),
    ],
    word_bytes: "-",
    key_ends: b"=",
    first_word: FirstWord::OfLine(Class::Keyword),
    heredoc: &HEREDOC,
    calls: true,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn fills_strings_and_heredocs() {
        assert_eq!(
            marked(
                "hcl",
                r#"resource "aws_instance" "web" { # note
  ami   = var.amis["a-${lookup(var.x, "y")}"]
  count = a == b ? 1 : 2 // note
  user_data = <<-EOT
    echo "${var.name}"
  EOT
}"#
            ),
            r#"k(resource) s("aws_instance") s("web") { c(# note)
  v(ami)   = var.amis[s("a-)${k(lookup)(var.x, s("y"))}s(")]
  v(count) = a == b ? n(1) : n(2) c(// note)
  v(user_data) = s(<<-EOT)
s(    echo ")${k(var).name}s("
  EOT)
}"#
        );
    }
}
