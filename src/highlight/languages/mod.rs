//! All languages, one file for each family.
//! In: nothing. Out: [`ALL`], from which names are looked up. Knows no lexing.

mod c;
mod css;
mod diff;
mod go;
mod html;
mod ini;
mod java;
mod javascript;
mod json;
mod kotlin;
mod plain;
mod python;
mod ruby;
mod rust;
mod shell;
mod sql;
mod toml;
mod yaml;

use super::Language;

/// Every language, sorted by id. Ids and aliases are unique, in lower case.
pub(super) static ALL: &[&Language] = &[
    &c::C,
    &shell::CONSOLE,
    &c::CPP,
    &css::CSS,
    &diff::DIFF,
    &go::GO,
    &html::HTML,
    &ini::INI,
    &java::JAVA,
    &javascript::JAVASCRIPT,
    &json::JSON,
    &kotlin::KOTLIN,
    &css::LESS,
    &python::PYTHON,
    &ruby::RUBY,
    &rust::RUST,
    &css::SCSS,
    &shell::SHELL,
    &sql::SQL,
    &plain::TEXT,
    &toml::TOML,
    &javascript::TSX,
    &javascript::TYPESCRIPT,
    &html::XML,
    &yaml::YAML,
];
