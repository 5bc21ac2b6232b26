//! Go.
//! In: Go code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Capitals, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static GO: Language =
    Language { id: "go", name: "Go", aliases: &["golang"], grammar: Grammar::Code(&GRAMMAR) };

static STRING: Text = Text::line("\"");
static RUNE: Text = Text::line("'");
static RAW: Text = Text::lines("`").raw();

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("//"),
        Rule::block_comment("/*", "*/"),
        Rule::text("\"", &STRING),
        Rule::text("'", &RUNE),
        Rule::text("`", &RAW),
    ],
    words: &[
        Words::naming(Class::Function, "func"),
        Words::naming(Class::Type, "type"),
        Words::new(
            Class::Keyword,
            "break case chan const continue default defer else fallthrough for go goto if import interface map \
             package range return select struct switch var",
        ),
        Words::new(Class::Number, "true false nil iota"),
        Words::new(
            Class::Type,
            "any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune \
             string uint uint8 uint16 uint32 uint64 uintptr",
        ),
    ],
    calls: true,
    capitals: Capitals::TypeInContext,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_types_by_their_place() {
        assert_eq!(
            marked(
                "go",
                r#"func (s *Server) Start(ctx context.Context, n int, opts ...Option) (*http.Response, error) {
	srv := &http.Server{Addr: `a\`, Handler: s.Mux}
	return nil, fmt.Errorf("%w: %c", http.ErrServerClosed, 'x')
}"#
            ),
            r#"k(func) (s *t(Server)) f(Start)(ctx context.t(Context), n t(int), opts ...t(Option)) (*http.t(Response), t(error)) {
	srv := &http.t(Server){Addr: s(`a\`), Handler: s.Mux}
	k(return) n(nil), fmt.f(Errorf)(s("%w: %c"), http.ErrServerClosed, s('x'))
}"#
        );
    }
}
