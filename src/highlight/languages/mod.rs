//! All languages, one file for each family.
//! In: nothing. Out: [`ALL`], from which names are looked up. Knows no lexing.

mod assembly;
mod awk;
mod batch;
mod c;
mod cmake;
mod csharp;
mod css;
mod dart;
mod diff;
mod dockerfile;
mod elixir;
mod erlang;
mod go;
mod groovy;
mod haskell;
mod hcl;
mod html;
mod http;
mod ini;
mod java;
mod javascript;
mod json;
mod julia;
mod kotlin;
mod latex;
mod lisp;
mod lua;
mod makefile;
mod markdown;
mod matlab;
mod nginx;
mod nim;
mod nix;
mod ocaml;
mod pascal;
mod perl;
mod php;
mod plain;
mod powershell;
mod protobuf;
mod python;
mod r;
mod ruby;
mod rust;
mod scala;
mod shaders;
mod shell;
mod sql;
mod swift;
mod toml;
mod verilog;
mod yaml;
mod zig;

use super::Language;

/// Every language, sorted by id. Ids and aliases are unique, in lower case.
pub(super) static ALL: &[&Language] = &[
    &pascal::ADA,
    &assembly::ASSEMBLY,
    &html::ASTRO,
    &awk::AWK,
    &batch::BATCH,
    &c::C,
    &lisp::CLOJURE,
    &cmake::CMAKE,
    &shell::CONSOLE,
    &c::CPP,
    &csharp::CSHARP,
    &css::CSS,
    &dart::DART,
    &diff::DIFF,
    &dockerfile::DOCKERFILE,
    &ini::DOTENV,
    &elixir::ELIXIR,
    &haskell::ELM,
    &erlang::ERLANG,
    &pascal::FORTRAN,
    &ocaml::FSHARP,
    &shaders::GLSL,
    &go::GO,
    &protobuf::GRAPHQL,
    &groovy::GROOVY,
    &haskell::HASKELL,
    &hcl::HCL,
    &html::HTML,
    &http::HTTP,
    &ini::INI,
    &java::JAVA,
    &javascript::JAVASCRIPT,
    &json::JSON,
    &julia::JULIA,
    &kotlin::KOTLIN,
    &latex::LATEX,
    &css::LESS,
    &lisp::LISP,
    &lua::LUA,
    &makefile::MAKEFILE,
    &markdown::MARKDOWN,
    &matlab::MATLAB,
    &nginx::NGINX,
    &nim::NIM,
    &nix::NIX,
    &c::OBJECTIVE_C,
    &ocaml::OCAML,
    &pascal::PASCAL,
    &perl::PERL,
    &php::PHP,
    &powershell::POWERSHELL,
    &ini::PROPERTIES,
    &protobuf::PROTOBUF,
    &python::PYTHON,
    &r::R,
    &ruby::RUBY,
    &rust::RUST,
    &scala::SCALA,
    &lisp::SCHEME,
    &css::SCSS,
    &shell::SHELL,
    &shaders::SOLIDITY,
    &sql::SQL,
    &html::SVELTE,
    &swift::SWIFT,
    &plain::TEXT,
    &protobuf::THRIFT,
    &toml::TOML,
    &javascript::TSX,
    &javascript::TYPESCRIPT,
    &pascal::VISUAL_BASIC,
    &verilog::VERILOG,
    &pascal::VHDL,
    &html::VUE,
    &shaders::WGSL,
    &html::XML,
    &yaml::YAML,
    &zig::ZIG,
];
