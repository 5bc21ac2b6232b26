//! Languages that declare the shape of messages: Protocol Buffers, Thrift and GraphQL.
//! In: a schema or a query, whole or in part. Out: tokens. Tables; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Capitals, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static PROTOBUF: Language = Language {
    id: "protobuf",
    name: "Protocol Buffers",
    aliases: &["proto", "proto3", "textproto", "pbtxt"],
    grammar: Grammar::Code(&PROTOBUF_GRAMMAR),
};

pub(super) static THRIFT: Language =
    Language { id: "thrift", name: "Thrift", aliases: &[], grammar: Grammar::Code(&THRIFT_GRAMMAR) };

pub(super) static GRAPHQL: Language = Language {
    id: "graphql",
    name: "GraphQL",
    aliases: &["gql", "graphqls"],
    grammar: Grammar::Code(&GRAPHQL_GRAMMAR),
};

static DOUBLE: Text = Text::line("\"");
static SINGLE: Text = Text::line("'");
static LONG: Text = Text::lines("\"\"\"");

static PROTOBUF_GRAMMAR: Code = Code::new(&PROTOBUF_TABLE);

static PROTOBUF_TABLE: Table = Table {
    rules: &[
        Rule::comment("//"),
        Rule::comment("#"),
        Rule::block_comment("/*", "*/"),
        Rule::text("\"", &DOUBLE),
        Rule::text("'", &SINGLE),
    ],
    words: &[
        Words::naming(Class::Type, "message enum service extend"),
        Words::naming(Class::Function, "rpc"),
        Words::new(
            Class::Keyword,
            "edition extensions group import oneof option optional package public repeated required reserved returns stream \
             syntax to weak",
        ),
        Words::new(Class::Number, "true false inf nan max"),
        Words::new(
            Class::Type,
            "bool bytes double fixed32 fixed64 float int32 int64 map sfixed32 sfixed64 sint32 sint64 string uint32 uint64",
        ),
    ],
    calls: true,
    capitals: Capitals::Type,
    ..Table::EMPTY
};

static THRIFT_GRAMMAR: Code = Code::new(&THRIFT_TABLE);

static THRIFT_TABLE: Table = Table {
    words: &[
        Words::naming(Class::Type, "struct union exception enum service extends"),
        Words::new(
            Class::Keyword,
            "const cpp_include include namespace oneway optional required throws typedef xsd_all",
        ),
        Words::new(Class::Number, "true false"),
        Words::new(Class::Type, "binary bool byte double i8 i16 i32 i64 list map set string void"),
    ],
    ..PROTOBUF_TABLE
};

static GRAPHQL_GRAMMAR: Code = Code::new(&GRAPHQL_TABLE);

static GRAPHQL_TABLE: Table = Table {
    rules: &[
        Rule::comment("#"),
        Rule::text("\"\"\"", &LONG),
        Rule::text("\"", &DOUBLE),
        Rule::sigil(Class::Variable, "$"),
        Rule::sigil(Class::Meta, "@"),
    ],
    words: &[
        Words::naming(Class::Function, "query mutation subscription fragment").soft(),
        Words::naming(Class::Type, "enum implements input interface scalar type union").soft(),
        Words::new(Class::Type, "Boolean Float ID Int String"),
        Words::new(Class::Keyword, "directive extend on repeatable schema").soft(),
        Words::new(Class::Number, "true false null"),
    ],
    capitals: Capitals::Type,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn protobuf_knows_messages() {
        assert_eq!(
            marked(
                "protobuf",
                r#"syntax = "proto3"; // note
message User { repeated string names = 1 [deprecated = true]; map<string, Role> roles = 2; }
service Users { rpc Get(GetRequest) returns (stream User); /* c */ }"#
            ),
            r#"k(syntax) = s("proto3"); c(// note)
k(message) t(User) { k(repeated) t(string) names = n(1) [deprecated = n(true)]; t(map)<t(string), t(Role)> roles = n(2); }
k(service) t(Users) { k(rpc) f(Get)(t(GetRequest)) k(returns) (k(stream) t(User)); c(/* c */) }"#
        );
    }

    #[test]
    fn thrift_knows_structs() {
        assert_eq!(
            marked("thrift", r"struct User { 1: required i32 id, 2: list<string> names } # note"),
            r"k(struct) t(User) { n(1): k(required) t(i32) id, n(2): t(list)<t(string)> names } c(# note)"
        );
    }

    #[test]
    fn graphql_knows_schemas_and_queries() {
        assert_eq!(
            marked(
                "graphql",
                r#""""
A "user".
"""
type User implements Node @key(fields: "id") { id: ID! name(first: Int = 10): [String!]! } # note
query Get($id: ID!) { user(id: $id) { type ...Parts on } }"#
            ),
            r#"s("""
A "user".
""")
k(type) t(User) k(implements) t(Node) m(@key)(fields: s("id")) { id: t(ID)! name(first: t(Int) = n(10)): [t(String)!]! } c(# note)
k(query) f(Get)(v($id): t(ID)!) { user(id: v($id)) { type ...t(Parts) on } }"#
        );
    }
}
