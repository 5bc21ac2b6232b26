//! PHP, with the HTML around it.
//! In: a page, or PHP alone: what holds no `<?` and begins with no tag is taken for code, because most examples leave
//! the tag out. Out: tokens.
//! Hands what stands outside of `<?php … ?>` to HTML, which comes back here for each opening tag, in attributes too.

use super::super::code::Grammar as Code;
use super::super::scan::{byte, is_word, past, skip_while, starts_with};
use super::super::table::{Action, At, Capitals, Hole, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language, Token, push_token};
use super::html;

pub(super) static PHP: Language = Language {
    id: "php",
    name: "PHP",
    aliases: &["php3", "php4", "php5", "php7", "php8", "phtml", "blade"],
    grammar: Grammar::Own(lex),
};

const HOLES: &[Hole] = &[Hole::Name(b'$'), Hole::Code { open: "${", close: b'}' }, Hole::BracedDollar];

static DOUBLE: Text = Text::lines("\"").with(HOLES);
static SINGLE: Text = Text::lines("'");
static COMMAND: Text = Text::lines("`").with(HOLES);
static HEREDOC: Text = Text::lines("").with(HOLES);

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::new("?>", Action::End),
        Rule::mark(Class::Meta, "<?php"),
        Rule::mark(Class::Meta, "<?="),
        Rule::comment("//"),
        Rule::new("#[", Action::Attribute),
        Rule::comment("#"),
        Rule::block_comment("/*", "*/"),
        Rule::text("\"", &DOUBLE),
        Rule::text("'", &SINGLE),
        Rule::text("`", &COMMAND),
        Rule::new("<<<", Action::Heredoc).only(At::OperandDue),
        Rule::sigil(Class::Variable, "$"),
        Rule::sigil(Class::Variable, "$$"),
    ],
    words: &[
        Words::naming(Class::Function, "function"),
        Words::naming(Class::Type, "class interface trait enum extends implements new namespace instanceof"),
        Words::value("self static parent"),
        Words::new(
            Class::Keyword,
            "abstract and array as break callable case catch clone const continue declare default die do echo else \
             elseif empty enddeclare endfor endforeach endif endswitch endwhile eval exit final finally fn for foreach \
             global goto if include include_once insteadof isset list match or print private protected public readonly \
             require require_once return switch throw try unset use var while xor yield",
        ),
        Words::new(Class::Number, "true false null"),
        Words::new(Class::Type, "bool float int iterable mixed never object string void"),
    ],
    fold_case: true,
    heredoc: &HEREDOC,
    calls: true,
    capitals: Capitals::TypeUnlessCalled,
    line_stop: "?>",
    ..Table::EMPTY
};

fn lex(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let start = skip_while(bytes, from, |b| b.is_ascii_whitespace());
    let is_page = starts_with(bytes, start, b"<") && byte(bytes, start + 1).is_ascii_alphabetic();
    if !is_page && past(bytes, from, b"<?") == bytes.len() {
        GRAMMAR.lex(bytes, from, out);
    } else {
        html::lex_with_islands(bytes, from, island, out);
    }
}

/// Takes `<?php … ?>`, `<?= … ?>` or `<? … ?>` from the opening tag at `start` on. Answers where it ends.
fn island(bytes: &[u8], start: usize, out: &mut Vec<Token>) -> usize {
    let name = if starts_with(bytes, start + 2, b"=") { start + 3 } else { skip_while(bytes, start + 2, is_word) };
    push_token(out, start, name, Class::Meta);
    let end = GRAMMAR.lex(bytes, name, out);
    // The input may also end in a string that ends so.
    let outside = out.last().is_none_or(|last| last.end as usize + 2 <= end);
    if outside && bytes[name..end].ends_with(b"?>") {
        push_token(out, end - 2, end, Class::Meta);
    }
    end
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_code_without_tags() {
        assert_eq!(
            marked(
                "php",
                r#"#[Attr("x")] final class A extends B implements C { public function f(?int $x = null): string { # note
  return "a $x {$this->m["k"]} \$y" . 'it\'s' . <<<EOT
  $x "b" {$y['z']}
  EOT . <<<'RAW'
  $x
  RAW; } // note"#
            ),
            r#"m(#[Attr()s("x")m()]) k(final) k(class) t(A) k(extends) t(B) k(implements) t(C) { k(public) k(function) f(f)(?t(int) v($x) = n(null)): t(string) { c(# note)
  k(return) s("a )v($x)s( ){v($this)->m[s("k")]}s( \$y") . s('it\'s') . s(<<<EOT)
s(  )v($x)s( "b" ){v($y)[s('z')]}s(
  EOT) . s(<<<'RAW')
s(  $x
  RAW); } c(// note)"#
        );
    }

    #[test]
    fn goes_between_html_and_code() {
        assert_eq!(
            marked(
                "php",
                r#"<a href="<?= $url ?>" class="x<?php if ($a): ?> b<?php endif ?>"><?php // it's ?> text</a>
<script>var x = <?= json_encode($x) ?>;</script><?php echo "?>" ?><p>
<?php
/* ?> */ $a = 1;"#
            ),
            r#"<k(a) v(href)=s(")m(<?=) v($url) m(?>)s(") v(class)=s("x)m(<?php) k(if) (v($a)): m(?>)s( b)m(<?php) k(endif) m(?>)s(")>m(<?php) c(// it's )m(?>) text</k(a)>
<k(script)>k(var) x = m(<?=) f(json_encode)(v($x)) m(?>);</k(script)>m(<?php) k(echo) s("?>") m(?>)<k(p)>
m(<?php)
c(/* ?> */) v($a) = n(1);"#
        );
    }
}
