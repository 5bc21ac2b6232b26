//! nginx's configuration, and Caddy's.
//! In: a file or a part of one. Out: tokens. A table; knows no other language. The first word of a line is the directive.

use super::super::code::Grammar as Code;
use super::super::table::{At, FirstWord, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static NGINX: Language = Language {
    id: "nginx",
    name: "nginx",
    aliases: &["nginxconf", "caddyfile", "caddy"],
    grammar: Grammar::Code(&GRAMMAR),
};

static DOUBLE: Text = Text::lines("\"");
static SINGLE: Text = Text::lines("'");

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("#").only(At::AfterBlank),
        Rule::text("\"", &DOUBLE).only(At::AfterBlank),
        Rule::text("'", &SINGLE).only(At::AfterBlank),
        Rule::sigil(Class::Variable, "$"),
        Rule::block(Class::Variable, "${", "}"),
        Rule::sigil(Class::Meta, "@"),
    ],
    words: &[Words::new(Class::Number, "on off default_server")],
    word_bytes: "-./",
    first_word: FirstWord::OfStatement(Class::Keyword),
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn takes_first_words_for_directives() {
        assert_eq!(
            marked(
                "nginx",
                r#"server { # note
    listen 443 ssl;
    location ~* \.(png|jpg)$ { proxy_set_header Host $host; add_header X "a;b $uri#"; expires 30d; gzip on; }
    gzip_types
        text/css # css
        text/html;
}"#
            ),
            r#"k(server) { c(# note)
    k(listen) n(443) ssl;
    k(location) ~* \.(png|jpg)$ { k(proxy_set_header) Host v($host); k(add_header) X s("a;b $uri#"); k(expires) n(30d); k(gzip) n(on); }
    k(gzip_types)
        text/css c(# css)
        text/html;
}"#
        );
    }
}
