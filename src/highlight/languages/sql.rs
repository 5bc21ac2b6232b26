//! SQL, in the dialects of PostgreSQL, MySQL and SQLite taken together.
//! In: statements or parts of them. Out: tokens. A table; knows no other language. Words that are more often the names
//! of columns than keywords (`name`, `value`, `user`, `date`) are left out on purpose, and the bodies of PostgreSQL's
//! functions are coloured as code, though they are strings to the server.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Prefix, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static SQL: Language = Language {
    id: "sql",
    name: "SQL",
    aliases: &[
        "postgresql",
        "postgres",
        "pgsql",
        "psql",
        "plpgsql",
        "mysql",
        "mariadb",
        "sqlite",
        "sqlite3",
        "plsql",
        "tsql",
        "duckdb",
    ],
    grammar: Grammar::Code(&GRAMMAR),
};

static STRING: Text = Text::lines("'").doubled();
static ESCAPED: Text = Text::lines("'");
static NAME: Text = Text::line("\"").doubled();
static BACKTICK_NAME: Text = Text::line("`").doubled();

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("--"),
        Rule::comment("# ").only(At::LineStart),
        Rule::nested_comment("/*", "*/"),
        Rule::text("'", &STRING),
        Rule::text("\"", &NAME),
        Rule::text("`", &BACKTICK_NAME),
        Rule::new("$", Action::DollarQuoted),
        Rule::sigil(Class::Variable, "$"),
        Rule::new("::", Action::Skip),
        Rule::sigil(Class::Variable, ":").only(At::OperandDue),
        Rule::sigil(Class::Variable, "@"),
        Rule::sigil(Class::Variable, "@@"),
        Rule::new("\\", Action::Line(Class::Meta)).only(At::Column0),
    ],
    prefixes: &[
        Prefix { words: "e E", rules: &[Rule::text("'", &ESCAPED)] },
        Prefix { words: "b B n N x X", rules: &[Rule::text("'", &STRING)] },
    ],
    words: &[
        Words::new(
            Class::Keyword,
            "add after all alter analyze and any as asc attach authorization before begin between by call cascade case \
             check cluster collate column commit committed concurrently conflict constraint copy create cross cube \
             current cursor cycle database deallocate declare default deferrable deferred delete delimiter desc \
             describe detach distinct do drop each else elsif end engine escape except exception exclude execute \
             exists explain extension fetch filter first following for foreign from full function generated grant \
             group grouping having identity if ignore ilike immediate in increment index inherits initially inner \
             insert instead intersect into is isnull isolation join key language last lateral leading left like limit \
             local lock loop match materialized merge minus natural next no not notnull nothing nulls of off offset on \
             only option or order ordinality out outer over owner partition partitioned perform plan policy pragma \
             preceding prepare primary privileges procedure raise range recursive references refresh reindex rename \
             replace restart restrict return returning returns revoke right rollback rollup row rows savepoint schema \
             security select sequence serializable session set sets setof share show similar some start stored strict \
             table tables tablespace temp temporary then ties to trailing transaction trigger truncate \
             unbounded union unique unlogged until update upsert use using vacuum values varying view virtual volatile \
             when where while window with within without work autoincrement auto_increment immutable stable database \
             databases elseif leave iterate",
        ),
        Words::new(Class::Number, "true false null unknown"),
        Words::new(
            Class::Type,
            "bigint bigserial binary bit blob bool boolean bytea char character cidr datetime decimal double enum \
             float float4 float8 inet int int2 int4 int8 integer interval json jsonb longtext mediumint mediumtext money \
             nchar numeric nvarchar precision real record serial smallint smallserial text timestamp timestamptz \
             tinyint tinytext tsquery tsvector unsigned uuid varbinary varchar varchar2 xml",
        ),
    ],
    fold_case: true,
    calls: true,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn folds_case_and_knows_parameters() {
        assert_eq!(
            marked(
                "sql",
                r#"select u.name, COUNT(*), data->>'it''s', x::int from "Users" u -- note
where id = $1 and name like :pat and @v > -1.5 or E'a\'b' is NULL; /* c /* d */ */
CREATE FUNCTION f() RETURNS int AS $$ BEGIN RETURN 1; END $$ LANGUAGE sql;"#
            ),
            r#"k(select) u.name, f(COUNT)(*), data->>s('it''s'), x::t(int) k(from) s("Users") u c(-- note)
k(where) id = v($1) k(and) name k(like) v(:pat) k(and) v(@v) > -n(1.5) k(or) s(E'a\'b') k(is) n(NULL); c(/* c /* d */ */)
k(CREATE) k(FUNCTION) f(f)() k(RETURNS) t(int) k(AS) m($$) k(BEGIN) k(RETURN) n(1); k(END) m($$) k(LANGUAGE) sql;"#
        );
    }

    #[test]
    fn takes_short_dollar_quotes_for_strings_and_bodies_for_code() {
        assert_eq!(
            marked(
                "sql",
                r"COMMENT ON TABLE t IS $$it's$$; select $a$x
'y$a$, $1, x'ff';
DO $$ BEGIN x := 'a'; END $$; CREATE FUNCTION f() AS $body$
select 'a';
$body$ LANGUAGE sql;"
            ),
            r"COMMENT k(ON) k(TABLE) t k(IS) s($$it's$$); k(select) s($a$x
'y$a$), v($1), s(x'ff');
k(DO) m($$) k(BEGIN) x := s('a'); k(END) m($$); k(CREATE) k(FUNCTION) f(f)() k(AS) m($body$)
k(select) s('a');
m($body$) k(LANGUAGE) sql;"
        );
    }
}
