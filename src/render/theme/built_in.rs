//! The files of the themes that are part of the program.
//! In: a theme's name and a path. Out: the file's text. A theme other than the default one brings only the files in which it
//! differs: what it leaves out is the default theme's.

use crate::config::BaseTheme;

type Files = &'static [(&'static str, &'static str)];

/// Themes by name, each with its files by path: all that lies in `themes/`, as `build.rs` finds it.
const THEMES: &[(&str, Files)] = include!(concat!(env!("OUT_DIR"), "/themes.rs"));

fn own(theme: BaseTheme) -> Files {
    THEMES.iter().find(|(name, _)| *name == theme.as_str()).map_or(&[], |(_, files)| *files)
}

fn find(files: Files, path: &str) -> Option<&'static str> {
    files.iter().find(|(known, _)| *known == path).map(|(_, text)| *text)
}

/// The theme's text of a file.
pub fn file(theme: BaseTheme, path: &str) -> Option<&'static str> {
    find(own(theme), path).or_else(|| find(own(BaseTheme::Default), path))
}

/// The paths of all files of the theme, those that it takes from the default one included; each once.
pub fn paths(theme: BaseTheme) -> impl Iterator<Item = &'static str> {
    let of_default = own(BaseTheme::Default)
        .iter()
        .filter(move |(path, _)| theme == BaseTheme::Default || find(own(theme), path).is_none());
    let of_own = if theme == BaseTheme::Default { &[] } else { own(theme) };
    of_own.iter().chain(of_default).map(|(path, _)| *path)
}

/// The names of all blocks in the default theme's templates, each once, in the order of the files.
pub fn blocks() -> Vec<&'static str> {
    let mut blocks = Vec::new();
    for (_, text) in own(BaseTheme::Default).iter().filter(|(path, _)| path.starts_with("templates/")) {
        for rest in text.split("{% block ").skip(1) {
            let name = rest.split_whitespace().next().unwrap_or("");
            if !blocks.contains(&name) {
                blocks.push(name);
            }
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_theme_that_can_be_named_is_there_and_no_other() {
        let named: BTreeSet<&str> = BaseTheme::ALL.iter().map(|theme| theme.as_str()).collect();
        assert_eq!(THEMES.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>(), named);
        assert!(THEMES.iter().all(|(_, files)| find(files, "theme.toml").is_some()));
    }

    #[test]
    fn a_theme_takes_what_it_leaves_out_from_the_default_one() {
        assert_eq!(file(BaseTheme::Plain, "locales/en.toml"), file(BaseTheme::Default, "locales/en.toml"));
        assert_ne!(file(BaseTheme::Plain, "theme.toml"), file(BaseTheme::Default, "theme.toml"));
        assert_eq!(file(BaseTheme::Default, "css/plain.css"), None);
        let paths: Vec<_> = paths(BaseTheme::Plain).collect();
        let unique: BTreeSet<_> = paths.iter().collect();
        assert_eq!(paths.len(), unique.len());
    }
}
