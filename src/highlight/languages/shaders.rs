//! The languages of shaders and contracts, which look like C: GLSL, HLSL, WGSL and Solidity.
//! In: code, whole or in part. Out: tokens. Tables; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Action, At, Capitals, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static GLSL: Language = Language {
    id: "glsl",
    name: "GLSL",
    aliases: &["vert", "frag", "shader", "hlsl", "fx", "metal", "opencl"],
    grammar: Grammar::Code(&GLSL_GRAMMAR),
};

pub(super) static WGSL: Language =
    Language { id: "wgsl", name: "WGSL", aliases: &[], grammar: Grammar::Code(&WGSL_GRAMMAR) };

pub(super) static SOLIDITY: Language =
    Language { id: "solidity", name: "Solidity", aliases: &["sol"], grammar: Grammar::Code(&SOLIDITY_GRAMMAR) };

static DOUBLE: Text = Text::line("\"");
static SINGLE: Text = Text::line("'");

static GLSL_GRAMMAR: Code = Code::new(&GLSL_TABLE);

static GLSL_TABLE: Table = Table {
    rules: &[
        Rule::new("//", Action::ContinuedLine(Class::Comment)),
        Rule::block_comment("/*", "*/"),
        Rule::new("#", Action::Directive).only(At::LineStart),
        Rule::text("\"", &DOUBLE),
        Rule::block(Class::Meta, "[[", "]]").only(At::OperandDue),
    ],
    words: &[
        Words::naming(Class::Type, "struct"),
        Words::new(
            Class::Keyword,
            "attribute break buffer case cbuffer centroid coherent const constant continue default device discard do else \
             flat for if in inout invariant kernel layout highp lowp mediump noperspective out patch precise precision \
             readonly register restrict return sample shared smooth static subroutine switch threadgroup uniform using \
             varying vertex fragment void volatile while writeonly namespace typedef template typename",
        ),
        Words::new(Class::Number, "true false"),
        Words::new(
            Class::Type,
            "bool bvec2 bvec3 bvec4 double float float2 float2x2 float3 float3x3 float4 float4x4 half half2 half3 half4 \
             image2D int int2 int3 int4 isampler2D ivec2 ivec3 ivec4 mat2 mat3 mat4 sampler sampler2D sampler2DArray \
             sampler3D samplerCube texture2d uint uint2 uint3 uint4 uvec2 uvec3 uvec4 vec2 vec3 vec4",
        ),
    ],
    calls: true,
    capitals: Capitals::TypeUnlessCalled,
    ..Table::EMPTY
};

static WGSL_GRAMMAR: Code = Code::new(&WGSL_TABLE);

static WGSL_TABLE: Table = Table {
    rules: &[Rule::comment("//"), Rule::nested_comment("/*", "*/"), Rule::sigil(Class::Meta, "@")],
    words: &[
        Words::naming(Class::Function, "fn"),
        Words::naming(Class::Type, "struct alias"),
        Words::new(
            Class::Keyword,
            "break case const const_assert continue continuing default diagnostic discard else enable for if let loop \
             override requires return switch var while",
        ),
        Words::new(Class::Number, "true false"),
        Words::new(
            Class::Type,
            "array atomic bool f16 f32 i32 mat2x2 mat2x2f mat3x3 mat3x3f mat4x4 mat4x4f ptr sampler texture_2d u32 vec2 \
             vec2f vec2i vec2u vec3 vec3f vec3i vec3u vec4 vec4f vec4i vec4u",
        ),
    ],
    calls: true,
    capitals: Capitals::TypeUnlessCalled,
    ..Table::EMPTY
};

static SOLIDITY_GRAMMAR: Code = Code::new(&SOLIDITY_TABLE);

static SOLIDITY_TABLE: Table = Table {
    rules: &[Rule::comment("//"), Rule::block_comment("/*", "*/"), Rule::text("\"", &DOUBLE), Rule::text("'", &SINGLE)],
    words: &[
        Words::naming(Class::Function, "function modifier event"),
        Words::naming(Class::Type, "contract library interface struct enum error is new"),
        Words::value("this super"),
        Words::new(
            Class::Keyword,
            "abstract anonymous as assembly break calldata catch constant constructor continue delete do else emit external \
             fallback for from if immutable import indexed internal let mapping memory override payable pragma private \
             public pure receive return returns revert storage transient try type unchecked using view virtual while",
        ),
        Words::new(Class::Number, "true false wei gwei ether seconds minutes hours days weeks"),
        Words::new(
            Class::Type,
            "address bool byte bytes bytes1 bytes4 bytes20 bytes32 fixed int int8 int16 int32 int64 int128 int256 string \
             ufixed uint uint8 uint16 uint32 uint64 uint96 uint112 uint128 uint160 uint256 var",
        ),
    ],
    calls: true,
    capitals: Capitals::TypeUnlessCalled,
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn glsl_knows_types_and_directives() {
        assert_eq!(
            marked(
                "glsl",
                r"#version 330 core // note
layout(location = 0) in vec3 pos; uniform mat4 m; /* c */
void main() { gl_Position = m * vec4(pos, 1.0); discard; }"
            ),
            r"m(#version) n(330) core c(// note)
k(layout)(location = n(0)) k(in) t(vec3) pos; k(uniform) t(mat4) m; c(/* c */)
k(void) f(main)() { gl_Position = m * t(vec4)(pos, n(1.0)); k(discard); }"
        );
    }

    #[test]
    fn wgsl_nests_comments() {
        assert_eq!(
            marked(
                "wgsl",
                r"@vertex fn main(@location(0) p: vec3<f32>) -> Out { let x = 1u; return Out(p); } /* a /* b */ */ // note"
            ),
            r"m(@vertex) k(fn) f(main)(m(@location)(n(0)) p: t(vec3)<t(f32)>) -> t(Out) { k(let) x = n(1u); k(return) f(Out)(p); } c(/* a /* b */ */) c(// note)"
        );
    }

    #[test]
    fn solidity_knows_contracts() {
        assert_eq!(
            marked(
                "solidity",
                r#"contract Token is ERC20 { // note
  mapping(address => uint256) private _b; event Sent(address indexed to);
  function get(string memory s) public view returns (uint) { require(x > 1 ether, "it's"); emit Sent(msg.sender); }
}"#
            ),
            r#"k(contract) t(Token) k(is) t(ERC20) { c(// note)
  k(mapping)(t(address) => t(uint256)) k(private) _b; k(event) f(Sent)(t(address) k(indexed) to);
  k(function) f(get)(t(string) k(memory) s) k(public) k(view) k(returns) (t(uint)) { f(require)(x > n(1) n(ether), s("it's")); k(emit) f(Sent)(msg.sender); }
}"#
        );
    }
}
